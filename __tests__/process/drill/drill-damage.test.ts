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
import { drill } from "../../../drill/drill";
import { report } from "../../../drill/report/report";
import type { DrillResult } from "../../../drill/drill-result";
import { Timeline } from "../../../drill/timeline";
import { openWorkspace } from "../../../drill/workspace";
import { bundle } from "../../../fixtures/command";
import { parseSettings } from "../../../settings/load";
import { repository } from "./drill-process";
import { settingsText } from "../../unit/drill/settings-of";

const temporary = mkdtempSync(join(tmpdir(), "standby-mx-damage-"));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

interface Meddling {
  /** Changes the synthesized stack before the servers start. */
  readonly stack?: (file: string) => void;
  /** Changes the disk of the mail server before the drill compares messages. */
  readonly server?: (directory: string) => void;
}

/** A drill of twelve small messages, which the test damages. */
async function drillWith(meddling: Meddling): Promise<DrillResult> {
  const directory = mkdtempSync(join(temporary, "drill-"));
  const settingsFile = join(directory, "standby-mx.yaml");
  const mail = join(directory, "mail");
  mkdirSync(mail);
  writeFileSync(settingsFile, settingsText());
  for (let i = 0; i < 12; i++) writeFileSync(join(mail, `${i}.eml`), `Subject: ${i}\n\nMessage ${i}\n`);
  const workspace = await openWorkspace(join(directory, "workspace"));
  let imports = 0;
  const timeline = new Timeline(({ phase }) => {
    if (phase === "synthesize")
      meddling.stack?.(join(workspace.synthesized, "stacks/standby-mx-eu-west-1/cdk.tf.json"));
    if (phase === "import" && ++imports === 2) meddling.server?.(workspace.server);
  });
  const { settings } = parseSettings(settingsText(), settingsFile);
  const { signal } = new AbortController();
  return drill({ root: repository, command: bundle, settings, settingsFile, mail, workspace, timeline, signal });
}

jest.setTimeout(120_000);

describe("a drill whose mail is changed after the import", () => {
  test("reports the kind and the place of each damage", async () => {
    const result = await drillWith({
      server: (server) => {
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
      },
    });
    expect(result).toMatchObject({
      ...{ sent: 12, lost: 2, duplicated: 1, changed: 1, misplaced: 1, unexpected: 1 },
      ...{ leftInBuckets: ["example.org-mail-stocker/alice/0123456789"], ok: false },
    });
    const text = report(result, createColors(false));
    expect(text).toContain("NOT OK");
    expect(text).toMatch(/\n {2}lost: ".*\.eml" \(.*\) for alice: .* accepted it as \w{40}\n/);
    expect(text).toMatch(/\n {2}lost: ".*\.eml" \(.*\) for bob: .* accepted it as \w{40}\n/);
    expect(text).toMatch(/\n {2}duplicated: ".*\.eml" \(.*\) for alice: another copy of the message \(.*\)\n/);
    expect(text).toMatch(
      /\n {2}changed: ".*\.eml" \(.*\) for bob: its \d+ bytes are not those that were sent \(.*\)\n/,
    );
    expect(text).toMatch(
      /\n {2}misplaced: ".*\.eml" \(.*\) for bob: a copy of the message is in the mailbox of alice \(.*\)\n/,
    );
    expect(text).toMatch(/\n {2}unexpected in the mailbox of alice: the drill did not send .*\/spam\n/);
    expect(text).toContain("left in the bucket by the import:\n  example.org-mail-stocker/alice/0123456789\n");
  });
});

/** The parts of a synthesized stack that decide about mail. */
interface Stack {
  readonly resource: {
    readonly aws_ses_receipt_rule: Record<
      string,
      { name: string; enabled: boolean; recipients: string[]; s3_action: { object_key_prefix: string }[] }
    >;
    aws_ses_active_receipt_rule_set?: unknown;
    readonly aws_s3_bucket_policy: Record<string, { policy: string }>;
  };
}

describe("a drill of a stack that contradicts the settings", () => {
  const damaged = (damage: (resource: Stack["resource"]) => void) =>
    drillWith({
      stack: (file) => {
        const stack = JSON.parse(readFileSync(file, "utf8")) as Stack;
        damage(stack.resource);
        writeFileSync(file, JSON.stringify(stack));
      },
    });
  const ruleOf = ({ aws_ses_receipt_rule: rules }: Stack["resource"], user: string) =>
    Object.values(rules).find(({ name }) => name.startsWith(`${user}_`))!;

  test.concurrent.each<[string, (resource: Stack["resource"]) => void, Partial<Record<keyof DrillResult, unknown>>]>([
    [
      "two users have each other's prefix",
      (resource) => {
        ruleOf(resource, "alice").s3_action[0]!.object_key_prefix = "bob";
        ruleOf(resource, "bob").s3_action[0]!.object_key_prefix = "alice";
      },
      { viaStandby: 7, imported: 7, lost: 7, misplaced: 7 },
    ],
    [
      "a rule is not enabled",
      (resource) => void (ruleOf(resource, "bob").enabled = false),
      {
        viaStandby: 4,
        refused: 3,
        disagreements: Array(3).fill(expect.objectContaining({ recipient: "bob@example.org" })),
      },
    ],
    [
      "an address is missing in a rule",
      (resource) => void (ruleOf(resource, "bob").recipients = ["robert@example.org"]),
      { viaStandby: 4, refused: 3 },
    ],
    [
      "no rule set is active",
      (resource) => void delete resource.aws_ses_active_receipt_rule_set,
      { viaPrimary: 5, viaStandby: 0, refused: 7 },
    ],
    [
      "the bucket policy names another rule set",
      ({ aws_s3_bucket_policy: policies }) => {
        for (const bucket of Object.values(policies))
          bucket.policy = bucket.policy.replace(/receipt-rule-set\/[^:]+/g, "receipt-rule-set/x");
      },
      {
        viaStandby: 7,
        imported: 0,
        lost: 7,
        standbyErrors: expect.arrayContaining([expect.stringContaining("NOT STORED")]),
      },
    ],
  ])("is not OK when %s", async (_what, damage, expected) => {
    expect(await damaged(damage)).toMatchObject({ sent: 12, ...expected, ok: false });
  });
});
