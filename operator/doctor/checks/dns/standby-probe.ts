import { randomBytes } from "node:crypto";
import { standbyHost } from "../../../../settings/names/standby-hosts";
import { domainCovers } from "../../../../settings/names/subdomains";
import { type Check, type Finding, SMTP_DEADLINE_MS } from "../../model";
import { SmtpClient, type ProbeReply } from "../../smtp/smtp-client";

const SMTP_PORT = 25;

/** Opt-in: it talks to SES as a sender does, up to RCPT TO; it sends no message. */
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
    const nobody = `standby-mx-doctor-${randomBytes(6).toString("hex")}`;
    const invented = `${nobody}@${domain.replace(/^\./, `${nobody}.`)}`;
    const connection = await connectToAny(host, await dns.addresses(host), signal);
    if (!("client" in connection)) return connection;
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

async function connectToAny(
  host: string,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<Finding | { readonly client: SmtpClient; readonly address: string }> {
  const refusals: string[] = [];
  for (const address of addresses) {
    // Silence at one address must leave time for the others.
    const patience = AbortSignal.any([signal, AbortSignal.timeout(SMTP_DEADLINE_MS / (addresses.length + 1))]);
    try {
      return { client: await SmtpClient.connect({ host: address, port: SMTP_PORT }, patience), address };
    } catch (error) {
      refusals.push(`${address} ${(error as NodeJS.ErrnoException).code ?? "no answer"}`);
    }
  }
  return {
    status: "UNKNOWN",
    found: `no connection to port 25 of ${host} (${refusals.join(", ") || "no address"})`,
    expected: "a connection",
    why: "Outbound port 25 seems to be blocked here, as in most homes and clouds; that says nothing about the standby.",
    advice: "on a machine that may send mail, such as the mail server, run:",
    fix: "standby-mx doctor standby-probe",
  };
}

interface Asked {
  readonly address: string;
  readonly reply: ProbeReply;
}

async function askFor(addresses: readonly string[], client: SmtpClient, host: string): Promise<readonly Asked[]> {
  await expectReply(client.reply(), 220, "the greeting");
  const hello = await expectReply(client.send("EHLO doctor.standby-mx.invalid"), 250, "EHLO");
  if (/\bSTARTTLS\b/i.test(hello.text)) {
    await expectReply(client.send("STARTTLS"), 220, "STARTTLS");
    await client.startTls(host);
    await expectReply(client.send("EHLO doctor.standby-mx.invalid"), 250, "EHLO");
  }
  await expectReply(client.send("MAIL FROM:<>"), 250, "MAIL FROM");
  const asked: Asked[] = [];
  for (const address of addresses) asked.push({ address, reply: await client.send(`RCPT TO:<${address}>`) });
  await client.send("RSET");
  await client.send("QUIT").catch(() => undefined);
  return asked;
}

async function expectReply(reply: Promise<ProbeReply>, code: number, command: string): Promise<ProbeReply> {
  const answered = await reply;
  if (answered.code !== code) throw new Error(`${command} got ${answered.code} ${answered.text}`);
  return answered;
}

function judgeReplies(asked: readonly Asked[], invented: string, hasCatchAll: boolean): Finding {
  const tell = ({ address, reply }: Asked) => `${address}: ${reply.code} ${reply.text}`;
  const listed = asked.filter(({ address }) => address !== invented);
  const refused = listed.filter(({ reply }) => reply.code >= 500);
  const putOff = listed.filter(({ reply }) => reply.code >= 400 && reply.code < 500);
  const inventedReply = asked.find(({ address }) => address === invented)?.reply.code ?? 0;
  if (refused.length > 0) {
    return {
      status: "FAIL",
      found: refused.slice(0, 3).map(tell).join("; ") + (refused.length > 3 ? `; and ${refused.length - 3} more` : ""),
      expected: "250 for each address of the settings",
      why: "The refusal is final: the sender's message bounces.",
      advice: "with the credentials of your AWS account, run:",
      fix: "standby-mx doctor --only aws",
    };
  }
  if (putOff.length > 0) {
    const why = "The standby puts recipients off; perhaps because it was asked about too many of them.";
    return { status: "UNKNOWN", found: putOff.slice(0, 3).map(tell).join("; "), expected: "250 for each address", why };
  }
  if (!hasCatchAll && inventedReply < 300) {
    return {
      status: "WARN",
      found: `an invented address was accepted (${inventedReply})`,
      expected: "550, as from the primary",
      why: "Senders with a typing error are not told, and the importer holds mail for which there is no mailbox.",
      advice: "with the credentials of your AWS account, run:",
      fix: "standby-mx doctor ses-refuses ses-rules",
    };
  }
  const rest = hasCatchAll ? "the catch-all takes the others" : "an invented one refused";
  return { status: "OK", found: `${listed.length} addresses accepted, ${rest}` };
}
