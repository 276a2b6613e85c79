import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fixtureMessages } from "../../../drill/fixture-messages";
import { messagesBelow } from "../../../drill/mail-directory";

const fixtures = join(__dirname, "..", "..", "..", "fixtures", "messages");

describe("the fixture messages", () => {
  test("are all files of the folder", async () => {
    const files = (await readdir(fixtures)).filter((name) => name.endsWith(".eml")).sort();
    const names = (await fixtureMessages(fixtures)).map(({ name }) => name);
    expect(names.filter((name) => name.endsWith(".eml")).sort()).toEqual(files);
    expect(new Set(names).size).toBe(names.length);
  });

  test("are committed in wire form, so that they are sent unchanged", async () => {
    const messages = await fixtureMessages(fixtures);
    for (const { name, read } of messages) {
      const wire = await read();
      expect([name, wire.length === 0 || wire.subarray(-2).toString() === "\r\n"]).toEqual([name, true]);
    }
    const bytes = Buffer.concat(await Promise.all(messages.map(({ read }) => read())));
    for (const byte of Array(256).keys()) expect(bytes.includes(byte)).toBe(true);
    expect(bytes.toString("latin1")).toMatch(/[^\r]\n/);
    expect(bytes.toString("latin1")).toMatch(/\r[^\n]/);
  });

  test("include a large message that is always the same", async () => {
    const large = (await fixtureMessages(fixtures)).find(({ name }) => name === "large")!;
    const bytes = await large.read();
    expect(bytes.length).toBeGreaterThan(6_000_000);
    expect(bytes.length).toBeLessThan(10_000_000);
  });
});

describe("the messages below a directory", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "standby-mx-mail-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (path: string, content = "x\n") => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };

  test("are .eml files and the messages of Maildirs", async () => {
    write("a.eml");
    write("deep/er/B.EML");
    write("cur/1.x.host:2,S");
    write("Maildir/new/2.x.host");
    write("Maildir/.Sent/cur/3.x.host:2,S");
    write("Maildir/tmp/4.x.host");
    write("Maildir/new/.hidden");
    write("Maildir/dovecot.index");
    write("notes.txt");
    expect((await messagesBelow(directory)).map(({ name }) => name)).toEqual([
      "Maildir/.Sent/cur/3.x.host:2,S",
      "Maildir/new/2.x.host",
      "a.eml",
      "cur/1.x.host:2,S",
      "deep/er/B.EML",
    ]);
  });

  test("are sent unchanged", async () => {
    write("a.eml", "Subject: x\r\n\r\nbare\nLF\r\n");
    write("new/1", "Subject: x\n\ntext\n");
    const bytes = await Promise.all((await messagesBelow(directory)).map(({ read }) => read()));
    expect(bytes.map(String)).toEqual(["Subject: x\r\n\r\nbare\nLF\r\n", "Subject: x\r\n\r\ntext\r\n"]);
  });

  test("that cannot be sent are named, and the others are sent", async () => {
    write("a.eml");
    write("b\nc.eml");
    write("Mail/inbox", "From x@y Mon\nSubject: x\n\ntext\n");
    symlinkSync("nowhere", join(directory, "dangling.eml"));
    symlinkSync("loop.eml", join(directory, "loop.eml"));
    const said: string[] = [];
    const messages = await messagesBelow(directory, (what) => said.push(what));
    expect(messages.map(({ title }) => title)).toEqual(["a.eml", "b\\u{a}c.eml"]);
    expect(said).toEqual([
      "left out Mail/inbox: an mbox file; the drill sends *.eml files and Maildirs",
      "left out dangling.eml: a link without a target",
      "left out loop.eml: a link that leads to itself",
    ]);
  });

  test("are not read from an mbox, which the error names", async () => {
    write("inbox", "From x@y Mon\n\n");
    await expect(messagesBelow(directory)).rejects.toThrow(/found neither below .*; left out inbox: an mbox file/);
  });

  test("must exist", async () => {
    write("notes.txt");
    await expect(messagesBelow(directory)).rejects.toThrow(
      `--mail: expected *.eml files or a Maildir, found neither below ${directory}`,
    );
    await expect(messagesBelow(join(directory, "nowhere"))).rejects.toThrow(
      "--mail: expected a directory with messages, found none at",
    );
  });
});
