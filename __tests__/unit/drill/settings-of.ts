import { stringify } from "yaml";
import type { Settings } from "../../../settings/model";
import { parseSettings } from "../../../settings/load";

/** Settings for example.org with other keys. */
export function settingsText(other: Readonly<Record<string, unknown>> = {}): string {
  return stringify({
    regions: ["eu-west-1"],
    domains: [domain("example.org")],
    mailboxes: [
      { user: "alice", addresses: ["alice", "postmaster"] },
      { user: "bob", addresses: ["bob"] },
    ],
    ...other,
  });
}

export function domain(name: string, dns: unknown = { route53: name }) {
  return { name, primary: [{ host: `mail.${name}`, preference: 10 }], standbyPreference: 100, dns };
}

export function drillSettings(other: Readonly<Record<string, unknown>> = {}): Settings {
  return parseSettings(settingsText(other), "test.yaml").settings;
}

export const oneMailbox = { mailboxes: [{ user: "me", addresses: ["me", "postmaster"] }] };
export const twoDomains = {
  domains: [domain("example.org"), domain("example.net")],
  mailboxes: [
    { user: "alice", addresses: ["alice@example.org", "alice@example.net"] },
    { user: "bob", addresses: ["bob@example.net"] },
  ],
};
