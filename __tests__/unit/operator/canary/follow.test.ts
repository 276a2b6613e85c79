import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeMaildirDirectories } from "../../../../drill/maildir";
import { followMessage } from "../../../../operator/canary/follow";
import { drillSettings } from "../../drill/settings-of";

test("a Maildir of the same path on this host is not taken for that of another host", async () => {
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
