import * as z from "zod";
import type { MonitoringSettings, PingUrls } from "./model";
import { programRule } from "./names/destinations";
import { absolutePathRule } from "./names/local-names";
import type { Fault, ValueRule } from "./problem";
import { mapping, stringWithRules, withRule } from "./schema-parts";

/** Error messages show `HIDDEN_VALUE` instead of a value below this path. */
export const SECRET_PATH = ["monitoring", "ping"] as const;
export const HIDDEN_VALUE = "a value that is not shown, because it may be a secret";

const DEFAULT_GRACE_MINUTES = 60;
const MAX_GRACE_MINUTES = 7 * 24 * 60;

const urlRule: ValueRule = (text) =>
  isHttpUrl(text) ? undefined : { expected: "a URL that begins with https:// or http://" };

/** Also used for the content of `pingFile`. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}

const fileRule: ValueRule = (path) =>
  absolutePathRule(path) ? { expected: "the absolute path of a file, such as /etc/standby-mx/ping-url" } : undefined;

const url = stringWithRules(urlRule);

const argumentRule: ValueRule = (text) =>
  /\p{Cc}/u.test(text) ? { expected: "an argument without control characters" } : undefined;

export const monitoringSchema = withRule(
  mapping({
    ping: z
      .union(
        [
          url,
          mapping({
            start: url.meta({ description: "Requested when an import starts." }),
            success: url.meta({ description: "Requested when an import has succeeded, also if a message is held." }),
            failure: url.meta({ description: "Requested when an import has failed." }),
          }).partial(),
        ],
        { error: "a URL as healthchecks has it, or { start: URL, success: URL, failure: URL }" },
      )
      .optional()
      .meta({
        description:
          "URL of a check at a healthchecks service (/start and /fail are appended), or one URL for each event. The URL is a secret.",
      }),
    pingFile: stringWithRules(fileRule).optional().meta({
      description: "A file on the mail server that holds the URL of ping, so that the settings do not.",
    }),
    failureGraceMinutes: z.int().min(0).max(MAX_GRACE_MINUTES).default(DEFAULT_GRACE_MINUTES).meta({
      description:
        "For this many minutes after a success, an import with exit code 75 is not reported as a failure, because the next import most likely succeeds.",
    }),
    notify: z
      .tuple([stringWithRules(programRule)], stringWithRules(argumentRule))
      .optional()
      .meta({
        description: "A program and its arguments; it gets the report on its standard input when mail came or is held.",
      }),
  }),
  atMostOnePing,
);

function atMostOnePing({ ping, pingFile }: { ping?: unknown; pingFile?: unknown }): Fault | undefined {
  return ping !== undefined && pingFile !== undefined ? { expected: "at most one of ping and pingFile" } : undefined;
}

export function toMonitoring({ ping, ...others }: z.output<typeof monitoringSchema>): MonitoringSettings {
  const urls = typeof ping === "string" ? healthchecksUrls(ping) : ping && { ...ping, takesBody: false };
  return { pingFile: undefined, notify: undefined, ...others, ping: urls };
}

/** The ping URLs of healthchecks: https://healthchecks.io/docs/http_api/ */
export function healthchecksUrls(base: string): PingUrls {
  const url = base.replace(/\/+$/, "");
  return { start: `${url}/start`, success: url, failure: `${url}/fail`, takesBody: true };
}
