import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeMaildirDirectories } from "../../../drill/maildir";
import { Primary, type PrimaryBehaviour } from "../../../drill/primary";
import { transact, type SendResult } from "../../../drill/sender/transaction";
import { UserList } from "../../../drill/user-list";
import { drillSettings } from "./settings-of";

const settings = drillSettings();
let root: string;
let primary: Primary;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "standby-mx-primary-"));
  for (const { maildir } of settings.mailboxes) await makeMaildirDirectories(root + maildir);
  primary = new Primary({ name: "mail.example.org", users: new UserList(settings), root });
});
afterEach(async () => {
  await primary.down();
  rmSync(root, { recursive: true });
});

const send = (...users: string[]) => sendWithin(60_000, ...users);

async function sendWithin(greetingMs: number, ...users: string[]): Promise<Record<string, SendResult>> {
  const message = { sender: "carol@x.example", bytes: Buffer.from("Subject: x\r\n\r\nbare\nLF\r\n") };
  const recipients = users.map((user) => `${user}@example.org`);
  const timeouts = { connectMs: 60_000, greetingMs, replyMs: 60_000 };
  const results = await transact(primary.address, message, recipients, { name: "x.example", timeouts });
  return Object.fromEntries([...results].map(([recipient, result]) => [recipient.split("@", 1)[0]!, result]));
}

function mailOf(user: string): string[] {
  const directory = join(root, "home", user, "Maildir", "new");
  return readdirSync(directory).map((name) => readFileSync(join(directory, name), "latin1"));
}

describe("the primary of a drill", () => {
  test("delivers once to each mailbox, and refuses unknown recipients", async () => {
    await primary.up();
    const queued = {
      kind: "accepted",
      reply: expect.stringMatching(/^250 2\.0\.0 Ok: queued as [0-9a-f]{40}$/) as string,
    };
    expect(await send("alice", "alice+label", "bob", "mallory")).toEqual({
      alice: queued,
      "alice+label": queued,
      bob: queued,
      mallory: { kind: "refused", reply: "550 5.1.1 User unknown" },
    });
    const [alices, bobs] = [mailOf("alice"), mailOf("bob")];
    expect([alices.length, bobs.length]).toEqual([1, 1]);
    expect(alices[0]).toMatch(
      /^Return-Path: <carol@x\.example>\nReceived: from x\.example by mail\.example\.org with ESMTPS id [0-9a-f]{40};\n .*\nSubject: x\n\nbare\nLF\n$/,
    );
  });

  test("refuses connections while it is down, and accepts them afterwards", async () => {
    await primary.up();
    await primary.down();
    expect(await send("alice")).toEqual({ alice: { kind: "tryNext", reason: "connection refused" } });
    await primary.up();
    expect(await send("alice")).toMatchObject({ alice: { kind: "accepted" } });
  });

  test.each<[PrimaryBehaviour, string]>([
    ["421 as greeting", "421 mail.example.org is going down"],
    ["no greeting", "no greeting within 0.5 s"],
    ["450 to RCPT", "450 4.2.0 Mailbox is busy"],
    ["451 after DATA", "451 4.3.0 Disk is full"],
  ])("delivers nothing with %s", async (behaviour, reason) => {
    await primary.up(behaviour);
    const greetingMs = behaviour === "no greeting" ? 500 : 60_000;
    expect(await sendWithin(greetingMs, "alice")).toEqual({ alice: { kind: "tryNext", reason } });
    expect(mailOf("alice")).toEqual([]);
  });
});
