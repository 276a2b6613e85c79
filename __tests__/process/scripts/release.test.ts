import execa from "execa";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runProcess } from "../../../fixtures/process";

const script = resolve(__dirname, "../../../scripts/release/release.mjs");

interface Sources {
  readonly lockVersion?: string;
  readonly changelog?: string;
  readonly repository?: string;
  readonly tagBefore?: boolean;
}

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "release-"));
});
afterEach(() => rmSync(clone, { recursive: true }));

/** A clone of these sources, without the files of the package. */
function writeClone({ lockVersion = "1.2.0", changelog, repository, tagBefore }: Sources) {
  const git = (...args: string[]) =>
    execa.sync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd: clone });
  git("init", "--quiet");
  git("commit", "--quiet", "--allow-empty", "--message", "before");
  if (tagBefore) git("tag", "v1.2.0");
  writeFileSync(join(clone, "package.json"), JSON.stringify({ name: "standby-mx", version: "1.2.0", repository }));
  const lock = { version: lockVersion, packages: { "": { version: lockVersion } } };
  writeFileSync(join(clone, "package-lock.json"), JSON.stringify(lock));
  writeFileSync(join(clone, "CHANGELOG.md"), changelog ?? "# Changelog\n\n## 1.2.0 - 2026-11-27\n\n- A change.\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "release");
}

async function release(...args: string[]) {
  const command = [script, "--skip-checks", ...args];
  const { exitCode, stdout, stderr } = await runProcess(process.execPath, command, { cwd: clone });
  return { exitCode, stderr, isBegun: stdout.includes("--- npm pack") };
}

test("a dry run lists all versions that contradict each other", async () => {
  writeClone({ lockVersion: "1.1.0", changelog: "## 1.1.0 - 2026-01-01\n\n- A change.\n", tagBefore: true });
  const { exitCode, stderr, isBegun } = await release("--dry-run");
  expect({ exitCode, isBegun }).toEqual({ exitCode: 1, isBegun: false });
  expect(stderr).toContain("package-lock.json: expected version 1.2.0 as in package.json, found 1.1.0");
  expect(stderr).toContain('CHANGELOG.md: expected a section "1.2.0 - <date>" or "Unreleased", found 1.1.0');
  expect(stderr).toContain("git: expected no tag v1.2.0 or one of this commit");
});

test("a release refuses tasks that a dry run only lists", async () => {
  writeClone({ changelog: "## Unreleased\n\n- A change.\n" });
  writeFileSync(join(clone, "new.txt"), "");
  const { exitCode, stderr, isBegun } = await release();
  expect({ exitCode, isBegun }).toEqual({ exitCode: 1, isBegun: false });
  expect(stderr).toContain('expected "## 1.2.0 - <date>" as the first section, found "Unreleased"');
  expect(stderr).toContain("package.json: expected a repository");
  expect(stderr).toContain("?? new.txt");
  expect((await release("--dry-run")).isBegun).toBe(true);
});

test("a release of consistent sources in a clean clone begins", async () => {
  writeClone({ repository: "github:example/standby-mx" });
  expect((await release()).isBegun).toBe(true);
});

test("an unknown option is a usage error", async () => {
  expect(await release("--dryrun")).toMatchObject({ exitCode: 64, isBegun: false });
});
