import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sesBlock } from "../../../../fixtures/ses-block";
import { OwnerMachine } from "../owner-machine";

let owner: OwnerMachine;
beforeEach(async () => {
  owner = await OwnerMachine.create();
  const program = join(owner.place, "program");
  writeFileSync(program, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  chmodSync(owner.place, 0o755);
  const runAs = process.getuid?.() === 0 ? { user: 65534, group: 65534 } : undefined;
  owner.addMailbox("ann", { destination: { kind: "command", command: [program], onUnknown: "hold" }, owner: runAs });
  for (const [key, parts] of Object.entries({ clean: {}, spam: { spam: "FAIL" }, virus: { virus: "FAIL" } })) {
    await owner.store(`ann/${key}`, `${sesBlock(parts)}Subject: ${key}\r\n\r\n`);
  }
});
afterEach(() => owner.remove());

test("messages held for their verdict are not sent to the transport, the others are", async () => {
  owner.importer = { verdicts: { virus: "hold", spam: "junk", dmarcReject: "junk" } };
  const report = await owner.import();
  expect(report).toMatchObject({ delivered: 2, heldCount: 1, outcome: "some-held" });
  expect(report.held[0]).toMatchObject({ key: "ann/virus", reason: expect.stringContaining("a virus") as string });
  expect(await owner.waiting()).toEqual(["ann/virus"]);
});

test("junk and quarantine are the receiver's to file: no folder is made here", async () => {
  expect(await owner.import()).toMatchObject({ delivered: 3, outcome: "done" });
  expect(readdirSync(owner.maildir("ann")).sort()).toEqual(["cur", "new", "tmp"]);
});
