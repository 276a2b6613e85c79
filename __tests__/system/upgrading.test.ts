import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCommand } from "../../fixtures/command";
import { encodeLine } from "../../importer/state/journal/crc-line";
import { JOURNAL_FORMAT, JOURNAL_VERSION } from "../../importer/state/journal/records";

const archives = resolve(__dirname, "../../fixtures/upgrading");

/** Unpacks the files of a version (fixtures/upgrading/capture.sh) at their original path, which the journal contains. */
function leftBehind(version: number): string {
  const root = `/tmp/standby-mx-upgrading-${version}`;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  execFileSync("tar", ["--extract", "--gzip", "--directory", root, "--file", `${archives}/journal-${version}.tar.gz`]);
  return root;
}

const importing = (captured: string, ...options: string[]) =>
  runCommand(["import", "--settings", join(captured, "settings.yaml"), "--store", `dir:${captured}/store`, ...options]);

/** The Message-IDs in a mailbox, in order. */
function messageIds(captured: string, user: string): readonly (string | undefined)[] {
  const directory = join(captured, "files/srv", user, "Maildir/new");
  const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
  return files.map((text) => /^Message-ID: <(.*)>$/m.exec(text)?.[1]).sort();
}

const waiting = (captured: string) =>
  ["anna", "ben"].flatMap((user) => {
    const directory = join(captured, "store/standby-bucket", user);
    return readdirSync(directory).map((name) => `${user}/${Number(name.slice(1))}`);
  });

const versions = readdirSync(archives).flatMap((name) => /^journal-(\d+)\.tar\.gz$/.exec(name)?.[1] ?? []);
/** The last journal version without a home; a later version is refused at another home until --adopt. */
const WITHOUT_HOME = 2;

describe.each(versions.map(Number))("the state of a journal of version %d", (version) => {
  let root: string;
  beforeEach(() => {
    root = leftBehind(version);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test("completes a killed import, each message exactly once", async () => {
    const captured = join(root, "killed");
    if (version > WITHOUT_HOME) {
      const journal = readFileSync(join(captured, "files/var/lib/standby-mx/journal"));
      expect(await importing(captured)).toMatchObject({
        exitCode: 75,
        stderr: expect.stringContaining("--adopt") as string,
      });
      expect(readFileSync(join(captured, "files/var/lib/standby-mx/journal"))).toEqual(journal);
    }
    const adopt = version > WITHOUT_HOME ? ["--adopt"] : [];
    expect(await importing(captured, ...adopt)).toMatchObject({ exitCode: 0 });
    for (const user of ["anna", "ben"]) {
      expect(messageIds(captured, user)).toEqual([1, 2, 3].map((number) => `${user}.${number}@example.net`));
    }
    expect(waiting(captured)).toEqual([]);
  });

  if (version > 1) {
    test("holds a message whose delivery status is unknown", async () => {
      const captured = join(root, "unknown");
      const adopt = version > WITHOUT_HOME ? ["--adopt"] : [];
      const { exitCode, stdout, stderr } = await importing(captured, ...adopt);
      expect({ exitCode, stdout, stderr }).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("held") as string,
      });
      expect(waiting(captured)).toEqual(["ben/1"]);
      expect(messageIds(captured, "anna")).toEqual(["anna.1@example.net"]);
    });
  }
});

test("a journal of a newer version is refused and left unchanged", async () => {
  const root = leftBehind(JOURNAL_VERSION - 1);
  const captured = join(root, "killed");
  const journal = join(captured, "files/var/lib/standby-mx/journal");
  const newer = encodeLine({ format: JOURNAL_FORMAT, version: JOURNAL_VERSION + 1, id: "0123456789abcdef" });
  writeFileSync(journal, newer);
  for (const adopt of [[], ["--adopt"]]) {
    const { exitCode, stderr } = await importing(captured, ...adopt);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 75,
      stderr: expect.stringContaining("newer standby-mx") as string,
    });
  }
  expect(readFileSync(journal, "utf8")).toBe(newer.toString());
  expect(waiting(captured)).toHaveLength(6);
  rmSync(root, { recursive: true });
});
