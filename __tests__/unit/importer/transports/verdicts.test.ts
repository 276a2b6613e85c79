import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sesBlock } from "../../../../fixtures/ses-block";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";

let host: InProcessHost;
beforeEach(async () => {
  host = await InProcessHost.create();
  const program = join(host.directory, "program");
  writeFileSync(program, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  chmodSync(host.directory, 0o755);
  const runAs = process.getuid?.() === 0 ? { user: 65534, group: 65534 } : undefined;
  host.addMailbox("ann", { destination: { kind: "command", command: [program], onUnknown: "hold" }, owner: runAs });
  for (const [key, parts] of Object.entries({ clean: {}, spam: { spam: "FAIL" }, virus: { virus: "FAIL" } })) {
    await host.put(`ann/${key}`, `${sesBlock(parts)}Subject: ${key}\r\n\r\n`);
  }
});
afterEach(() => host.remove());

test("messages held for their verdict are not sent to the transport, the others are", async () => {
  host.importer = { verdicts: { virus: "hold", spam: "junk", dmarcReject: "junk" } };
  const report = await host.import();
  expect(report).toMatchObject({ delivered: 2, heldCount: 1, outcome: "some-held" });
  expect(report.held[0]).toMatchObject({ key: "ann/virus", reason: expect.stringContaining("a virus") as string });
  expect(await host.waiting()).toEqual(["ann/virus"]);
});

test("junk and quarantine are sent too: the transport files them", async () => {
  expect(await host.import()).toMatchObject({ delivered: 3, outcome: "done" });
  expect(readdirSync(host.maildir("ann")).sort()).toEqual(["cur", "new", "tmp"]);
});
