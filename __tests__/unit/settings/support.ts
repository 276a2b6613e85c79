import { stringify } from "yaml";
import { type LoadedSettings, parseSettings } from "../../../settings/load";
import { type SettingsProblem, SettingsError } from "../../../settings/problem";

/** Valid settings; a case changes a part. */
export const sound = {
  regions: ["eu-west-1"],
  domains: [
    {
      name: "example.org",
      primary: [{ host: "mail.example.org", preference: 10 }],
      standbyPreference: 100,
      dns: { route53: "example.org" } as unknown,
    },
  ],
  mailboxes: [
    { user: "alice", addresses: ["alice", "postmaster"] },
    { user: "bob", addresses: ["bob"] },
  ] as object[],
};

export function parse(settings: unknown): LoadedSettings {
  return parseSettings(typeof settings === "string" ? settings : stringify(settings), "standby-mx.yaml");
}

/** The problems of settings that must not load. */
export function problemsOf(settings: string | Uint8Array | object): readonly SettingsProblem[] {
  try {
    if (settings instanceof Uint8Array) parseSettings(settings, "standby-mx.yaml");
    else parse(settings);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  throw new Error("expected a SettingsError, but the settings loaded");
}

/** Each problem as `line:column path`, for a table. */
export const places = (problems: readonly SettingsProblem[]): string[] =>
  problems.map(({ line, column, path }) => `${line}:${column} ${path}`);
