import { readdirSync } from "node:fs";
import { join } from "node:path";
import { planActions, refusalOf } from "../../../inbound/rule-evaluation";
import { SynthesizedRules } from "../../../inbound/synthesized/synthesized-rules";
import { loadSettings } from "../../../settings/load";
import { SettingsError } from "../../../settings/problem";
import { synthFirst } from "./synth";

const directory = "fixtures/settings/real-servers";
const session = { clientIp: "192.0.2.1", tls: true };

/** The errors of the first attempt at settings (empty: none), and the prefixes of each recipient at the standby. */
const cases: Record<string, { why: readonly RegExp[]; mail: Readonly<Record<string, readonly string[]>> }> = {
  "s01-list-two-mailboxes": {
    why: [/an address of one mailbox: .* aliases: \{ "team@example\.org": \[alice, bob\] \}/],
    mail: { "team@example.org": ["alice", "bob"], "bob@example.org": ["bob"], "eve@example.org": [] },
  },
  "s02-list-by-sendmail": { why: [], mail: { "Team+x@example.org": ["alice", "bob"] } },
  "s03-label-other-mailbox": {
    why: [/also gets alice\+anything/],
    mail: { "alice+shop@example.org": ["alice", "bob"], "alice+x@example.org": ["alice"] },
  },
  "s04-dash-delimiter": {
    why: [/SES knows no wildcards/],
    mail: { "alice-shop@example.org": ["alice"], "alice-other@example.org": [] },
  },
  "s05-regex-alias": {
    why: [/SES knows no patterns/],
    mail: { "abuse1@example.org": ["alice"], "abuse3@example.org": [] },
  },
  "s06-wildcard-subdomain": {
    why: [/with a dot at the start; write \.example\.org/],
    mail: { "any@a.b.example.org": ["alice"], "any@example.org": [], "alice@a.example.org": ["alice"] },
  },
  "s07-dot-subdomain": { why: [], mail: { "alice@a.example.org": ["alice"], "alice@b.example.org": [] } },
  "s08-odd-locals": {
    why: [
      ...Array.from({ length: 2 }, () => /no recipient condition of SES can name a quoted local part/),
      ...Array.from({ length: 3 }, () => /SES does not offer SMTPUTF8 \(RFC 6531\)/),
      ...Array.from({ length: 3 }, () => /of the characters that RFC 5321 allows without quotes/),
      ...["12345", "007", "1e3", "0x10"].map((text) => new RegExp(`to YAML it is a number; .*"${text}"`)),
      ...Array.from({ length: 2 }, () => /found nothing \(the value is empty\)/),
    ],
    mail: {
      "alice@example.org": ["alice"],
      "o'hara@example.org": ["alice"],
      "{x}@example.org": ["alice"],
      "a!b%c@example.org": ["alice"],
      "007@example.org": ["e"],
      "~@example.org": ["e"],
      "7@example.org": [],
    },
  },
  "s09-domain-alias": {
    why: [],
    mail: { "alice@example.net": ["alice"], "postmaster@example.net": ["alice"], "eve@example.net": [] },
  },
  "s10-same-user-two-domains": {
    why: [/a user that is not in use: .* gets its address as the user, such as info@example\.net/],
    mail: { "info@example.org": ["info_example.org"], "info@example.net": ["info_example.net"] },
  },
  "s11-virtual-user-email": { why: [], mail: { "info@example.org": ["info_example.org"] } },
  "s12-catchall-per-domain": {
    why: [/set catchAll: <user> in its entry of domains/],
    mail: {
      "eve@example.org": ["alice"],
      "eve@example.net": ["bob"],
      "bob@example.org": ["alice"],
      "bob@example.net": ["bob"],
    },
  },
};

test("every setup has its case", () => {
  for (const part of ["attempts", "corrected"]) {
    expect(readdirSync(join(directory, part)).map((file) => file.replace(/\.yaml$/, ""))).toEqual(Object.keys(cases));
  }
});

describe.each(Object.entries(cases))("the setup %s", (name, { why, mail }) => {
  test("in its first settings gets the error that SES causes, or loads", async () => {
    const error: unknown = await loadSettings(join(directory, "attempts", `${name}.yaml`)).catch(
      (thrown: unknown) => thrown,
    );
    const problems = error instanceof SettingsError ? error.message.split("\n") : [];
    expect(problems).toEqual(why.map((reason) => expect.stringMatching(reason) as string));
    expect(error instanceof Error).toBe(why.length > 0);
  });

  test("in its corrected settings has the mail routing of SES", async () => {
    const { settings } = await loadSettings(join(directory, "corrected", `${name}.yaml`));
    const applied = await SynthesizedRules.fromDocument(synthFirst(settings).document).read();
    const prefixes = Object.keys(mail).map((recipient) => {
      const refused = refusalOf(applied, recipient, session) !== undefined;
      const { writes } = planActions(applied.activeRuleSet, [recipient], true);
      return [recipient, refused ? [] : writes.map(({ action }) => action.objectKeyPrefix).sort()];
    });
    expect(Object.fromEntries(prefixes)).toEqual(mail);
  });
});
