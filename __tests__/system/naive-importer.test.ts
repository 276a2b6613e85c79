import { resolve } from "node:path";
import type { Dovecot } from "../../fixtures/dovecot/dovecot";
import { startDovecot } from "../../fixtures/dovecot/dovecot";
import type { Subject } from "../../fixtures/crash/play";
import { play } from "../../fixtures/crash/play";
import { findPoints } from "../../fixtures/crash/points";
import type { S3Server } from "../../fixtures/s3/s3-server";
import { s3Environment, startS3 } from "../../fixtures/s3/s3-server";

// The control of the crash matrix: an importer as they are in use today must be found out, by the same means.
let dovecot: Dovecot;
let s3: S3Server;

beforeAll(async () => {
  [dovecot, s3] = await Promise.all([startDovecot(), startS3()]);
}, 300_000);
afterAll(() => Promise.all([dovecot.stop(), s3.stop()]));

const naive: Subject = ({ uid, bucket, user, maildir }) => ({
  argv: [
    "setpriv",
    ...["--reuid", `${uid}`, "--regid", `${uid}`, "--clear-groups"],
    ...[process.execPath, resolve("bench/naive-loop.mjs"), bucket, user, maildir],
  ],
  env: s3Environment(s3.endpoint),
});

test("of a naive importer the matrix finds torn, doubled and resurrected messages", async () => {
  const { points } = await findPoints({ dovecot, s3 }, "s3", 1, undefined, naive);
  const kinds = new Set<string>();
  for (const { call, aim } of points) {
    if (call.name !== "write") continue; // the file in new/, and each request
    for (const reader of ["read", "expunge"] as const) {
      const strike = { aim, effect: "kill before" as const };
      const outcome = await play({ dovecot, s3 }, { store: "s3", messages: 1, strikes: [strike], reader }, naive);
      const harm = outcome.findings.join("\n").match(/torn|is there 2 times|is back|is lost|must be/g);
      for (const kind of harm ?? []) kinds.add(kind);
    }
  }
  expect([...kinds]).toEqual(expect.arrayContaining(["torn", "is back"]));
}, 120_000);
