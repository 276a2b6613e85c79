import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSources } from "../../../../../operator/users/read-sources";

const directory = mkdtempSync(join(tmpdir(), "no-postfix-"));
const before = process.env.PATH;
beforeAll(() => (process.env.PATH = `${directory}:${before}`));
afterAll(() => {
  process.env.PATH = before;
  rmSync(directory, { recursive: true });
});

test("without main.cf the message is one line that names the file and the option", async () => {
  const script =
    '#!/bin/sh\necho "postconf: warning: x" >&2\necho "postconf: fatal: open /etc/postfix/main.cf: No such file" >&2\nexit 1\n';
  writeFileSync(join(directory, "postconf"), script, { mode: 0o755 });
  await expect(readSources({ from: ["postfix"] }, ["example.org"])).rejects.toThrow(
    "expected Postfix's configuration from postconf, found postconf: fatal: open /etc/postfix/main.cf: No such file; name the " +
      "directory of main.cf with --postfix-config, or read the addresses from another source",
  );
});
