import { randomBytes } from "node:crypto";
import { standbyHost } from "../../../../settings/names/standby-hosts";
import { domainCovers } from "../../../../settings/names/subdomains";
import { type Check, type Finding, SMTP_DEADLINE_MS } from "../../model";
import type { ProbeReply, SmtpClient } from "../../smtp/smtp-client";
import { connectToStandby, expectReply, NoConnectionError, PORT_BLOCKED, sayHello } from "../../smtp/standby-session";

/** Opt-in, because it talks to SES as a sender does, up to RCPT TO; it sends no message. */
export const standbyProbe: Check = {
  id: "standby-probe",
  title: "Does the standby accept each address, and refuse an invented address? (--probe)",
  place: "dns",
  needs: ["standby-host"],
  deadlineMs: SMTP_DEADLINE_MS,
  optIn: true,
  subjects: ({ settings }) => settings.regions.map(({ name }) => standbyHost(name)),
  async look(host, { dns, settings }, signal): Promise<Finding> {
    const listed = settings.mailboxes.flatMap(({ addresses }) => addresses);
    const isCaught = ({ name }: { name: string }) =>
      settings.mailboxes.some(({ catchAllDomains }) => catchAllDomains.some((caught) => domainCovers(caught, name)));
    const { name: domain } = settings.domains.find((each) => !isCaught(each)) ?? settings.domains[0];
    const inventedLabel = `standby-mx-doctor-${randomBytes(6).toString("hex")}`;
    const invented = `${inventedLabel}@${domain.replace(/^\./, `${inventedLabel}.`)}`;
    const connection = await connectToStandby(host, dns, signal).catch((error: unknown) => {
      if (error instanceof NoConnectionError) return error;
      throw error;
    });
    if (connection instanceof NoConnectionError) return noConnection(connection);
    const { client, address } = connection;
    const source = `${host} (${address})`;
    try {
      const replies = await askFor([...listed, invented], client, host);
      return { ...judgeReplies(replies, invented, settings.domains.every(isCaught)), source };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const found = signal.aborted ? "the dialogue took too long" : `the dialogue broke off: ${code ?? message}`;
      return { status: "UNKNOWN", found, expected: "answers to RCPT TO", why: "could not look", source };
    } finally {
      client.close();
    }
  },
};

function noConnection({ message }: NoConnectionError): Finding {
  return {
    status: "UNKNOWN",
    found: message,
    expected: "a connection",
    why: PORT_BLOCKED,
    advice: "on a machine that may send mail, such as the mail server, run:",
    fix: "standby-mx doctor standby-probe",
  };
}

interface Asked {
  readonly address: string;
  readonly reply: ProbeReply;
}

async function askFor(addresses: readonly string[], client: SmtpClient, host: string): Promise<readonly Asked[]> {
  await sayHello(client, host, "doctor.standby-mx.invalid");
  await expectReply(client.send("MAIL FROM:<>"), 250, "MAIL FROM");
  const probed: Asked[] = [];
  for (const address of addresses) probed.push({ address, reply: await client.send(`RCPT TO:<${address}>`) });
  await client.send("RSET");
  await client.send("QUIT").catch(() => undefined);
  return probed;
}

function judgeReplies(asked: readonly Asked[], invented: string, hasCatchAll: boolean): Finding {
  const describe = ({ address, reply }: Asked) => `${address}: ${reply.code} ${reply.text}`;
  const knownRecipients = asked.filter(({ address }) => address !== invented);
  const refused = knownRecipients.filter(({ reply }) => reply.code >= 500);
  const putOff = knownRecipients.filter(({ reply }) => reply.code >= 400 && reply.code < 500);
  const inventedReply = asked.find(({ address }) => address === invented)?.reply.code ?? 0;
  if (refused.length > 0) {
    return {
      status: "FAIL",
      found:
        refused.slice(0, 3).map(describe).join("; ") + (refused.length > 3 ? `; and ${refused.length - 3} more` : ""),
      expected: "250 for each address of the settings",
      why: "The refusal is final: the sender's message bounces.",
      advice: "with the credentials of your AWS account, run:",
      fix: "standby-mx doctor --only aws",
    };
  }
  if (putOff.length > 0) {
    const why = "The standby defers recipients (4xx), perhaps because there were too many.";
    return {
      status: "UNKNOWN",
      found: putOff.slice(0, 3).map(describe).join("; "),
      expected: "250 for each address",
      why,
    };
  }
  if (!hasCatchAll && inventedReply < 300) {
    return {
      status: "WARN",
      found: `an invented address was accepted (${inventedReply})`,
      expected: "550, as from the primary",
      why: "A sender who mistypes an address gets no error, and the mail waits in the bucket although no mailbox gets it.",
      advice: "with the credentials of your AWS account, run:",
      fix: "standby-mx doctor ses-refuses ses-rules",
    };
  }
  const rest = hasCatchAll ? "the catch-all accepts all others" : "an invented address refused";
  return { status: "OK", found: `${knownRecipients.length} addresses accepted, ${rest}` };
}
