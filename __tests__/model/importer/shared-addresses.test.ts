import fc from "fast-check";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { planActions } from "../../../inbound/rule-evaluation";
import type { Mailbox } from "../../../settings/model";
import { mailboxRules } from "../../../settings/names/mailbox-rules";
import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { MemoryQueue, notification } from "../../unit/importer/state/envelopes/memory-queue";

const own: Record<string, Partial<Mailbox>> = {
  ann: { addresses: ["ann@example.org", "team@example.org"] },
  bob: { addresses: ["bob@example.net", "team@example.org"] },
  carol: { addresses: ["carol@example.org"], catchAllDomains: ["example.org", "example.net"] },
  dave: { addresses: ["dave@example.net"], catchAllDomains: ["example.net"] },
};
const users = Object.keys(own);
const recipients = [
  "ann@example.org",
  "Ann+x@example.org",
  "bob@example.net",
  "team@example.org",
  "carol@example.org",
  "dave@example.net",
  "nobody@example.org",
  "nobody@example.net",
];

/** The mailboxes of a recipient at the primary: those with the address, else the catch-alls of the domain. */
function ownersOf(recipient: string): string[] {
  const [local = "", domain = ""] = recipient.toLowerCase().split("@");
  const address = `${local.split("+")[0]}@${domain}`;
  const owners = users.filter((user) => own[user]!.addresses!.includes(address));
  return owners.length > 0 ? owners : users.filter((user) => own[user]!.catchAllDomains?.includes(domain));
}

/** Stores a message as SES does: an object for each mailbox with a rule that matches, and a record of each. */
async function receive(host: InProcessHost, queue: MemoryQueue, id: string, to: readonly string[]): Promise<void> {
  const rules = host.mailboxes.flatMap((mailbox) =>
    mailboxRules(mailbox).map((rule) => ({
      ...rule,
      enabled: true,
      scanEnabled: true,
      tlsPolicy: "Optional" as const,
      actions: [
        { type: "S3" as const, bucketName: "mail", objectKeyPrefix: mailbox.prefix, topicArn: "arn:aws:sns:x" },
      ],
    })),
  );
  for (const { action, recipients: matched } of planActions({ name: "set", rules }, to, true).writes) {
    const key = `${action.objectKeyPrefix}/${id}`;
    await host.put(key);
    queue.send(notification(key, [...matched]));
  }
}

test("shared addresses and catch-alls: each mailbox gets its own mail once", async () => {
  const messages = fc.array(fc.uniqueArray(fc.constantFrom(...recipients), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(messages, fc.array(fc.constantFrom(...users), { maxLength: 4 }), async (mail, firstImported) => {
      const host = await InProcessHost.create();
      try {
        for (const user of users) host.addMailbox(user, own[user]);
        const queue = new MemoryQueue();
        for (const [id, to] of mail.entries()) await receive(host, queue, `m${id}`, to);
        const runs = [...firstImported.map((mailbox) => ({ mailbox })), {}];
        for (const options of runs) await host.import({ openQueue: queue.open, ...options });

        const delivered = users.map((user) => [
          user,
          host
            .messages(user)
            .map((text) => /^Subject: \w+\/(\w+)/m.exec(text)![1]!)
            .sort(),
        ]);
        const expected = users.map((user) => [
          user,
          mail.flatMap((to, id) => (to.some((recipient) => ownersOf(recipient).includes(user)) ? [`m${id}`] : [])),
        ]);
        expect(delivered).toEqual(expected);
        expect(await host.waiting()).toEqual([]);
        const place = join(host.state, "envelopes");
        const files = existsSync(place) ? readdirSync(place, { recursive: true, withFileTypes: true }) : [];
        expect(files.filter((entry) => entry.isFile())).toEqual([]);
      } finally {
        host.remove();
      }
    }),
    { numRuns: 20 },
  );
});
