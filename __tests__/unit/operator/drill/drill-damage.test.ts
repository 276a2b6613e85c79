import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createColors } from "picocolors";
import { drill } from "../../../../operator/drill/drill";
import { report } from "../../../../operator/drill/report/report";
import type { DrillResult } from "../../../../operator/drill/result";
import { Timeline } from "../../../../operator/drill/timeline";
import { openWorkspace } from "../../../../operator/drill/workspace";
import { parseSettings } from "../../../../settings/load";
import { BuiltCommand, repository } from "./drill-process";
import { settingsText } from "./settings-of";

const command = new BuiltCommand();
const temporary = mkdtempSync(join(tmpdir(), "standby-mx-damage-"));
afterAll(() => {
  command.remove();
  rmSync(temporary, { recursive: true });
});

/** A drill of twelve small messages; `meddle` may do what it likes to the disk of the server before the account is taken. */
async function drillWith(meddle: (server: string) => void): Promise<DrillResult> {
  const directory = mkdtempSync(join(temporary, "drill-"));
  const settingsFile = join(directory, "standby-mx.yaml");
  const mail = join(directory, "mail");
  mkdirSync(mail);
  writeFileSync(settingsFile, settingsText());
  for (let i = 0; i < 12; i++) writeFileSync(join(mail, `${i}.eml`), `Subject: ${i}\n\nMessage ${i}\n`);
  const workspace = await openWorkspace(join(directory, "workspace"));
  let imports = 0;
  const timeline = new Timeline(({ phase }) => {
    if (phase === "import" && ++imports === 2) meddle(workspace.server);
  });
  const { settings } = parseSettings(settingsText(), settingsFile);
  const { signal } = new AbortController();
  return drill({ root: repository, command: command.path, settings, settingsFile, mail, workspace, timeline, signal });
}

jest.setTimeout(120_000);

describe("a drill whose mail is meddled with after the import", () => {
  test("says of each kind of damage what it is and where", async () => {
    const result = await drillWith((server) => {
      const inNew = (user: string, name = "") => join(server, "home", user, "Maildir", "new", name);
      const [read, gone, twice, ...others] = readdirSync(inNew("alice")).map((name) => inNew("alice", name));
      const [damaged, wandering] = readdirSync(inNew("bob")).map((name) => inNew("bob", name));
      expect(others.length).toBeGreaterThan(0);
      renameSync(read!, `${read!.replace("/new/", "/cur/")}:2,S`);
      unlinkSync(gone!);
      copyFileSync(twice!, inNew("alice", "copy"));
      writeFileSync(damaged!, readFileSync(damaged!, "latin1").replace(/Message (?=\d+\n$)/, "Massage "), "latin1");
      renameSync(wandering!, inNew("alice", "wandering"));
      writeFileSync(inNew("alice", "spam"), "Subject: spam\n\nspam\n");
      writeFileSync(join(server, "..", "buckets", "example.org-mail-stocker", "alice", "0123456789"), "x");
    });
    expect(result).toMatchObject({
      ...{ sent: 12, lost: 2, duplicated: 1, changed: 1, misplaced: 1, unexpected: 1 },
      ...{ left: ["example.org-mail-stocker/alice/0123456789"], ok: false },
    });
    const text = report(result, { colors: createColors(false) });
    expect(text).toContain("NOT OK");
    expect(text).toMatch(/\n {2}lost: ".*\.eml" \(.*\) for alice: .* accepted it as \w{40}\n/);
    expect(text).toMatch(/\n {2}lost: ".*\.eml" \(.*\) for bob: .* accepted it as \w{40}\n/);
    expect(text).toMatch(/\n {2}duplicated: ".*\.eml" \(.*\) for alice: here is another copy of it \(.*\)\n/);
    expect(text).toMatch(
      /\n {2}changed: ".*\.eml" \(.*\) for bob: its \d+ bytes are not those that were sent \(.*\)\n/,
    );
    expect(text).toMatch(/\n {2}misplaced: ".*\.eml" \(.*\) for bob: a copy of it is in the mailbox of alice \(.*\)\n/);
    expect(text).toMatch(/\n {2}unexpected in the mailbox of alice: nobody sent .*\/spam\n/);
    expect(text).toContain("left in the bucket by the import:\n  example.org-mail-stocker/alice/0123456789\n");
  });
});
