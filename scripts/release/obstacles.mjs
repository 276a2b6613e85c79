import { spawnSync } from "node:child_process";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Contradictions in the sources, which prevent a release and a dry run. */
export function contradictions({ manifest, lock, sections }) {
  const { version } = manifest;
  const found = [];
  for (const [where, other] of [
    ["version", lock.version],
    ['packages[""].version', lock.packages[""].version],
  ])
    if (other !== version)
      found.push(`package-lock.json: expected ${where} ${version} as in package.json, found ${other}; run npm install`);
  const section = sectionOf(version, sections);
  if (!section) {
    const titles = sections.map(({ title }) => title).join(", ") || "no section";
    found.push(`CHANGELOG.md: expected a section "${version} - <date>" or "Unreleased", found ${titles}`);
  } else if (section.body === "") {
    found.push(`CHANGELOG.md: expected changes in the section "${section.title}", found none`);
  }
  const head = git("rev-parse", "HEAD");
  const tagged = git("rev-parse", "--verify", "--quiet", `v${version}^{commit}`);
  if (tagged && tagged !== head)
    found.push(`git: expected no tag v${version} or one of this commit, found it at ${tagged}; run npm version`);
  return found;
}

/** Tasks that a person must do before the release; a dry run only lists them. */
export function tasks({ manifest, sections }) {
  const { version, repository } = manifest;
  const found = [];
  const [newest] = sections;
  if (newest?.title !== version)
    found.push(
      `CHANGELOG.md: expected "## ${version} - <date>" as the first section, found "${newest?.title}"; rename it`,
    );
  else if (!DATE.test(newest.date ?? ""))
    found.push(
      `CHANGELOG.md: expected a date such as 2026-11-27 after "## ${version} - ", found "${newest.date ?? ""}"; add it`,
    );
  if (!repository)
    found.push(
      "package.json: expected a repository, which npm publish --provenance compares with the workflow's; set it",
    );
  const changes = git("status", "--porcelain");
  if (changes === undefined) found.push("git: expected a clone, found none; release from a clone");
  else if (changes !== "") found.push(`git: expected no uncommitted change, found:\n${changes}\ncommit or remove them`);
  return found;
}

/**
 * The section with the changes of the release: the section of the version, or else the section of unreleased changes.
 */
export function sectionOf(version, sections) {
  return sections.find(({ title }) => title === version) ?? sections.find(({ title }) => title === "Unreleased");
}

/** The output of git; `undefined`: git failed. */
function git(...args) {
  const { status, stdout } = spawnSync("git", args, { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}
