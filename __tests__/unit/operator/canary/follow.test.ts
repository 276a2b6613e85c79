import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeMaildirDirectories } from "../../../../drill/maildir";
import { canaryMessage } from "../../../../operator/canary/canary-message";
import { followMessage } from "../../../../operator/canary/follow";
import { DirectoryStore } from "../../../../store/directory-store";
import { drillSettings } from "../../drill/settings-of";

test("a Maildir with the same path on this host is not that of another host", async () => {
  const root = mkdtempSync(join(tmpdir(), "canary-hosts-"));
  try {
    const { mailboxes } = drillSettings({ mailboxDefaults: { host: "two.example.org" } });
    await makeMaildirDirectories(root + mailboxes[0].maildir);
    const follow = (host: string) =>
      followMessage({
        ...{ mailboxes: [mailboxes[0]], messageId: "m", nonce: "n", host, root },
        store: { reason: "no bucket" },
        limits: { storedMs: 0, importedMs: 0, settleMs: 0 },
        signal: new AbortController().signal,
        now: () => 0,
      });
    expect((await follow("one.example.org")).maildirs).toEqual({
      reason: "the mailbox of alice is on two.example.org",
    });
    expect((await follow("two.example.org")).maildirs).toBeUndefined();
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("two canaries at once in one Maildir and bucket each follow their own message", async () => {
  const root = mkdtempSync(join(tmpdir(), "canary-two-"));
  try {
    const { mailboxes } = drillSettings({});
    const [mailbox] = mailboxes;
    const maildir = root + mailbox.maildir;
    await makeMaildirDirectories(maildir);
    const store = new DirectoryStore(join(root, "bucket"));
    await store.create();
    const messages = ["m1", "m2"].map((id) => ({ id, ...canaryMessage("alice@example.org", new Date()) }));
    for (const { id, text } of messages) await store.put(`${mailbox.prefix}/${id}`, Buffer.from(text));
    writeFileSync(join(maildir, "new/first"), messages[0]!.text);
    const followed = await Promise.all(
      messages.map(({ id, nonce }) =>
        followMessage({
          ...{ mailboxes: [mailbox], messageId: id, nonce, root, store, now: () => 0 },
          limits: { storedMs: 0, importedMs: 0, settleMs: 0 },
          signal: new AbortController().signal,
        }),
      ),
    );
    expect(followed.map(({ tracked }) => [tracked[0]!.stored, tracked[0]!.copies.map(({ text }) => text)])).toEqual([
      [messages[0]!.text, [messages[0]!.text]],
      [messages[1]!.text, []],
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
