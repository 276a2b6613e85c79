import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NotAFileError, readRegularFile } from "../../../lib/regular-file";
import { readDomainPatterns } from "../../../operator/users/postfix/domain-list";
import { loadAwsConfig } from "../../../store/aws-config";

const directory = mkdtempSync(join(tmpdir(), "regular-"));
const fifo = join(directory, "fifo");
execFileSync("mkfifo", [fifo]);
afterAll(() => rmSync(directory, { recursive: true }));

test("a file is read, also through a link", () => {
  writeFileSync(join(directory, "file"), "text");
  symlinkSync("file", join(directory, "link"));
  expect(readRegularFile(join(directory, "link")).toString()).toBe("text");
});

test.each([
  ["a FIFO", fifo],
  ["a device without end", "/dev/zero"],
  ["a directory", directory],
])("%s is refused at once", (_, path) => {
  expect(() => readRegularFile(path)).toThrow(NotAFileError);
});

describe("a FIFO without a writer does not block", () => {
  test("as the file of a list of domains in main.cf", async () => {
    const unreadable: string[] = [];
    await readDomainPatterns(
      fifo,
      () => Promise.reject(new Error()),
      (_, { message }) => unreadable.push(message),
    );
    expect(unreadable).toEqual([expect.stringContaining("expected a regular file")]);
  });

  test("as AWS_CA_BUNDLE", async () => {
    const before = process.env.AWS_CA_BUNDLE;
    process.env.AWS_CA_BUNDLE = fifo;
    try {
      await expect(loadAwsConfig("http://127.0.0.1")).rejects.toThrow(/AWS_CA_BUNDLE: expected a regular file/);
    } finally {
      if (before === undefined) delete process.env.AWS_CA_BUNDLE;
      else process.env.AWS_CA_BUNDLE = before;
    }
  });
});
