import fc from "fast-check";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeDisk } from "../../../../importer/machine/node-disk";
import { subscribe } from "../../../../importer/maildir/subscriptions";

let maildir: string;
beforeEach(() => {
  maildir = mkdtempSync(join(tmpdir(), "subscriptions-"));
});
afterEach(() => rmSync(maildir, { recursive: true }));

const file = () => join(maildir, "subscriptions");
const write = (content: string) => writeFileSync(file(), content, { encoding: "latin1", mode: 0o600 });
const subscribeTo = (folder: string) => subscribe(nodeDisk, maildir, statSync(maildir).uid, folder);

async function after(content: string, folder = "Junk"): Promise<string> {
  write(content);
  await subscribeTo(folder);
  return readFileSync(file(), "latin1");
}

test("a missing file is made with the folder, readable by the owner only", async () => {
  await subscribeTo("Junk");
  expect(readFileSync(file(), "utf8")).toBe("Junk\n");
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test.each([
  ["", "Junk\n"],
  ["Sent\n", "Sent\nJunk\n"],
  ["Sent", "Sent\nJunk\n"],
  ["V\t2\n\nSent\nLists\tx\n", "V\t2\n\nSent\nLists\tx\nJunk\n"],
  ["V\t2\n\n", "V\t2\n\nJunk\n"],
  ["Junk\n", "Junk\n"],
  ["Sent\nJunk", "Sent\nJunk"],
  ["Junk.2024\nMyJunk\n", "Junk.2024\nMyJunk\nJunk\n"],
])("%j becomes %j", async (before, expected) => {
  expect(await after(before)).toBe(expected);
  expect(readdirSync(maildir)).toEqual(["subscriptions"]);
});

test.each([
  ["Sent\n", "Sent\nArchive.Ind&AOk-sirables\n"],
  ["V\t2\n\nSent\n", "V\t2\n\nSent\nArchive\tInd&AOk-sirables\n"],
  ["V\t2\n\nArchive\tInd&AOk-sirables\n", "V\t2\n\nArchive\tInd&AOk-sirables\n"],
])("a folder below another one: %j becomes %j", async (before, expected) => {
  expect(await after(before, "Archive.Ind&AOk-sirables")).toBe(expected);
});

test("any file keeps its lines, and has the folder once", async () => {
  const lines = fc.array(fc.stringMatching(/^[ -\xff]{0,20}$/), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), async (before, endsInNewline) => {
      const content = before.join("\n") + (endsInNewline ? "\n" : "");
      const found = await after(content);
      expect(found.startsWith(content)).toBe(true);
      const count = before.filter((line) => line === "Junk").length;
      expect(found.split("\n").filter((line) => line === "Junk")).toHaveLength(Math.max(1, count));
      expect(await after(found)).toBe(found);
    }),
    { numRuns: 40 }, // each replaces the file twice
  );
});

test("Dovecot, or another process with its lock, is not disturbed", async () => {
  write("Sent\n");
  writeFileSync(`${file()}.lock`, "other process");
  await subscribeTo("Junk");
  expect(readFileSync(file(), "utf8")).toBe("Sent\n");
  expect(readFileSync(`${file()}.lock`, "utf8")).toBe("other process");
});

test("a link, a directory, a foreign or group-writable file stays unchanged", async () => {
  writeFileSync(join(maildir, "elsewhere"), "Sent\n");
  symlinkSync(join(maildir, "elsewhere"), file());
  await subscribeTo("Junk");
  expect(readFileSync(join(maildir, "elsewhere"), "utf8")).toBe("Sent\n");
  rmSync(file());
  write("Sent\n");
  chmodSync(file(), 0o660);
  await subscribeTo("Junk");
  chmodSync(file(), 0o600);
  await subscribe(nodeDisk, maildir, statSync(maildir).uid + 1, "Junk");
  expect(readFileSync(file(), "utf8")).toBe("Sent\n");
  expect(existsSync(`${file()}.lock`)).toBe(false);
});

test("a huge file stays unchanged, and is not read to its end", async () => {
  write("Sent\n");
  let read = 0;
  const endless = async function* () {
    for (;;) yield await Promise.resolve(Buffer.alloc(64 * 1024, `${++read}\n`));
  };
  await subscribe({ ...nodeDisk, read: endless }, maildir, statSync(maildir).uid, "Junk");
  expect(read).toBeLessThan(20);
  expect(readFileSync(file(), "utf8")).toBe("Sent\n");
  expect(readdirSync(maildir)).toEqual(["subscriptions"]);
});
