import { undocumented } from "../../inbound/undocumented";
import type { ProbeReply } from "../doctor/smtp/smtp-client";

/** The differences between SES's behaviour and the assumptions of inbound/, one sentence for each. */
export type Differences = readonly string[];

const difference = (found: string, assumed: string): string => `SES ${found}, we assumed ${assumed}`;

/** Compares the extensions that EHLO offers after STARTTLS. */
export function extensionDifferences(hello: ProbeReply): Differences {
  const offered = hello.lines.slice(1).map((line) => line.toUpperCase());
  const names = offered.map((line) => line.split(" ")[0] ?? "").filter((name) => name !== "STARTTLS");
  const assumed = undocumented.extensions.value.filter((name) => name !== "STARTTLS");
  const sizeLimit = undocumented.tooLarge.value.limit;
  const size = offered.find((line) => line.startsWith("SIZE "));
  return [
    ...([...names].sort().join() === [...assumed].sort().join()
      ? []
      : [difference(`offers ${names.join(", ") || "nothing"} to EHLO`, assumed.join(", "))]),
    ...(size === undefined || size === `SIZE ${sizeLimit}` ? [] : [difference(`offers ${size}`, `SIZE ${sizeLimit}`)]),
  ];
}

export function refusalDifferences({ code, text }: ProbeReply): Differences {
  const assumed = undocumented.refusals.value["no-matching-rule"];
  if (code === assumed.code && text === assumed.text) return [];
  return [difference(`answers ${code} ${text} to an unknown recipient`, `${assumed.code} ${assumed.text}`)];
}

const MESSAGE_ID = /^[0-9a-v]{40}$/;

/** The message id in the reply to a message; `undefined`: the reply has none. */
export function messageIdIn({ text }: ProbeReply): string | undefined {
  return /^OK\s+<?([\w.-]+)>?$/i.exec(text)?.[1];
}

export function acceptanceDifferences(reply: ProbeReply): Differences {
  const id = messageIdIn(reply);
  if (id === undefined) return [difference(`answers ${reply.code} ${reply.text} to a message`, "250 OK <message id>")];
  return MESSAGE_ID.test(id) ? [] : [difference(`gives a message the id ${id}`, "40 characters of 0-9 and a-v")];
}
