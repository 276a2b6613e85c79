import type { Destination } from "../../../../settings/model";
import { parse, problemsOf, sound } from "../support";

const withDestination = (destination: unknown, defaults = {}) => ({
  ...sound,
  mailboxes: [{ ...sound.mailboxes[0], destination }, sound.mailboxes[1]],
  mailboxDefaults: defaults,
  envelopeQueue: true,
});
const sendmail = ["/usr/sbin/sendmail", "-i", "-f", "{sender}", "--", "{address}"];

describe("the destination of a mailbox", () => {
  test.each<[string, unknown, Destination]>([
    ["nothing", undefined, { kind: "maildir" }],
    ["maildir", "maildir", { kind: "maildir" }],
    [
      "a socket",
      { lmtp: "/run/dovecot/lmtp" },
      { kind: "lmtp", server: { path: "/run/dovecot/lmtp" }, recipients: "mailbox", onUnknown: "resend" },
    ],
    [
      "a host",
      { lmtp: "mail.internal:24", onUnknown: "hold" },
      { kind: "lmtp", server: { host: "mail.internal", port: 24 }, recipients: "mailbox", onUnknown: "hold" },
    ],
    [
      "localhost",
      { lmtp: "localhost:24" },
      { kind: "lmtp", server: { host: "localhost", port: 24 }, recipients: "mailbox", onUnknown: "resend" },
    ],
    [
      "IPv4",
      { lmtp: "127.0.0.1:2424" },
      { kind: "lmtp", server: { host: "127.0.0.1", port: 2424 }, recipients: "mailbox", onUnknown: "resend" },
    ],
    [
      "IPv6",
      { lmtp: "[::1]:24" },
      { kind: "lmtp", server: { host: "::1", port: 24 }, recipients: "mailbox", onUnknown: "resend" },
    ],
    [
      "an LMTP server that sorts the mail of many",
      { lmtp: "[::1]:24", recipients: "envelope" },
      { kind: "lmtp", server: { host: "::1", port: 24 }, recipients: "envelope", onUnknown: "resend" },
    ],
    [
      "an SMTP server",
      { smtp: "[::1]:10025" },
      { kind: "smtp", server: { host: "::1", port: 10_025 }, recipients: "envelope", onUnknown: "resend" },
    ],
    [
      "an SMTP server for one user",
      { smtp: "localhost:25", recipients: "mailbox", onUnknown: "hold" },
      { kind: "smtp", server: { host: "localhost", port: 25 }, recipients: "mailbox", onUnknown: "hold" },
    ],
    [
      "a program",
      { command: sendmail, onUnknown: "hold" },
      { kind: "command", command: sendmail as [string, ...string[]], onUnknown: "hold" },
    ],
  ])("%s", (_, written, destination) => {
    expect(parse(withDestination(written)).settings.mailboxes[0].destination).toEqual(destination);
  });

  test("is that of mailboxDefaults only for a mailbox without a destination", () => {
    const { settings } = parse(withDestination("maildir", { destination: { lmtp: "/run/dovecot/lmtp" } }));
    expect(settings.mailboxes.map(({ destination }) => destination.kind)).toEqual(["maildir", "lmtp"]);
  });
});

describe("a refused destination has its place", () => {
  test.each<[string, unknown, string, RegExp]>([
    ["a word that is none", "mbox", "destination", /expected maildir, \{ lmtp: socket or host:port \}, /],
    ["both", { lmtp: "/run/l", command: sendmail }, "destination", /expected one of lmtp, smtp and command/],
    ["neither", { onUnknown: "hold" }, "destination", /expected one of lmtp, smtp and command/],
    ["two servers", { lmtp: "/run/l", smtp: "localhost:25" }, "destination", /expected one of lmtp, smtp and command/],
    ["a socket for SMTP", { smtp: "/run/smtp" }, "destination.smtp", /expected host:port of an SMTP server/],
    [
      "recipients for a command",
      { command: sendmail, recipients: "envelope" },
      "destination",
      /with lmtp or smtp only/,
    ],
    ["other recipients", { smtp: "h:25", recipients: "all" }, "destination.recipients", /one of envelope, mailbox/],
    ["a misspelt key", { lmpt: "/run/l" }, "destination.lmpt", /did you mean lmtp\?/],
    ["a port without a host", { lmtp: 24 }, "destination.lmtp", /expected the path of a Unix socket such as/],
    ["a host without a port", { lmtp: "localhost" }, "destination.lmtp", /or host:port/],
    ["port 0", { lmtp: "localhost:0" }, "destination.lmtp", /host:port/],
    ["port 65536", { lmtp: "localhost:65536" }, "destination.lmtp", /host:port/],
    ["IPv6 without brackets", { lmtp: "::1:24" }, "destination.lmtp", /put an IPv6 address in brackets/],
    ["IPv4 in brackets", { lmtp: "[127.0.0.1]:24" }, "destination.lmtp", /host:port/],
    ["a URL", { lmtp: "lmtp://localhost:24" }, "destination.lmtp", /host:port/],
    ["a relative socket", { lmtp: "run/lmtp" }, "destination.lmtp", /path of a Unix socket/],
    ["a socket path of 108 bytes", { lmtp: `/${"é".repeat(53)}x` }, "destination.lmtp", /at most 107 bytes/],
    ["a command for a shell", { command: "sendmail -i" }, "destination.command", /expected a list/],
    ["no program", { command: [] }, "destination.command[0]", /expected the absolute path of a program/],
    [
      "a relative program",
      { command: ["sendmail"] },
      "destination.command[0]",
      /expected the absolute path of a program/,
    ],
    [
      "an unknown placeholder",
      { command: ["/bin/x", "{recipient}"] },
      "destination.command[1]",
      /no placeholder but \{user\}/,
    ],
    [
      "a line end in an argument",
      { command: ["/bin/x", "a\nb"] },
      "destination.command[1]",
      /without control characters/,
    ],
    ["a number as an argument", { command: ["/bin/x", 5] }, "destination.command[1]", /put a text in quotes: "5"/],
    [
      "another answer to the unknown",
      { lmtp: "/run/l", onUnknown: "drop" },
      "destination.onUnknown",
      /one of resend, hold/,
    ],
  ])("%s", (_, written, path, text) => {
    for (const [settings, prefix] of [
      [withDestination(written), "mailboxes[0]."],
      [withDestination(undefined, { destination: written }), "mailboxDefaults."],
    ] as const) {
      const problems = problemsOf(settings);
      expect(problems.map((problem) => problem.path)).toEqual([prefix + path]);
      expect(problems[0]!.line).toBeGreaterThan(1);
      expect(`${problems[0]!.found}; expected ${problems[0]!.expected}; ${problems[0]!.advice}`).toMatch(text);
    }
  });

  test("the rest of the mailbox is checked too", () => {
    const settings = { ...sound, mailboxes: [{ user: "a b", addresses: ["a"], destination: { lmtp: "x" } }] };
    expect(problemsOf(settings).map(({ path }) => path)).toEqual([
      "mailboxes[0].user",
      "mailboxes[0].destination.lmtp",
    ]);
  });
});
