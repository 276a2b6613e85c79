import { compareWithPrimary, type Difference } from "../../../users/compare";
import { describeSync, readLastSync } from "../../../users/last-sync";
import { readSources } from "../../../users/read-sources";
import { SourceError } from "../../../users/source-error";
import { StandbyRecipients } from "../../../users/standby";
import type { Finding } from "../../model";
import { homeCheck, stateDirectoryOf, thisServer } from "./home-check";

const DEADLINE_MS = 10_000;
const MAX_NAMED = 3;

/**
 * Compares the addresses now, as `users diff --from postfix` does; also reports when `users sync` last ran, which is
 * neither right nor wrong.
 */
export const primaryAddresses = homeCheck({
  id: "primary-addresses",
  title: "Does the standby accept the same addresses as Postfix?",
  needs: ["postfix-config"],
  deadlineMs: DEADLINE_MS,
  subjects: thisServer,
  async look(_, context) {
    const { settings, home, machine } = context;
    const standby = new StandbyRecipients(settings);
    const sync = describeSync(readLastSync(stateDirectoryOf(context)), machine.now());
    try {
      const source = await readSources({ from: ["postfix"], postfixConfig: home.postfixDirectory }, standby.domains);
      const difference = await compareWithPrimary(source, standby, settings.acknowledgedGaps);
      const judged = judgeDifference(difference);
      // `found` says whether a finding is new, so the age of the sync is not in it.
      const told =
        judged.why === undefined ? { found: `${judged.found}; ${sync}` } : { why: `${judged.why} (${sync})` };
      return { ...judged, ...told, source: difference.read.join(", ") || "Postfix" };
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return {
        status: "UNKNOWN",
        found: error.message,
        expected: "the addresses that Postfix accepts",
        why: `could not look (${sync})`,
        fix: "standby-mx users diff",
      };
    }
  },
});

export function judgeDifference({ missing, extra, moved, gaps, warnings }: Difference): Finding {
  const expected = "the addresses of the primary";
  if (missing.length > 0) {
    return {
      status: "FAIL",
      found: `the standby does not know ${named(missing)}`,
      expected,
      why: "The primary accepts this mail; while it is down, senders get a final refusal.",
      advice: "write the addresses into the settings, and deploy:",
      fix: "standby-mx users sync",
    };
  }
  if (moved.length > 0) {
    const found = `${named(moved)} of another mailbox at the primary`;
    const why = "After an outage the mail is delivered to the wrong mailbox.";
    return { status: "WARN", found, expected, why, fix: "standby-mx users diff" };
  }
  if (extra.length > 0) {
    return {
      status: "WARN",
      found: `the primary refuses ${named(extra)}`,
      expected,
      why: "The standby accepts mail that the primary refuses.",
      advice: "look at the difference, then remove the addresses from the settings:",
      fix: "standby-mx users diff\nstandby-mx users sync --prune",
    };
  }
  if (gaps.length > 0) {
    return {
      status: "NOTE",
      found: `no difference, but ${gaps.length} sources cannot be compared: ${gaps
        .slice(0, MAX_NAMED)
        .map(({ source }) => source)
        .join(", ")}`,
      expected: "that all sources can be compared, or are acknowledged",
      why: "It is not known whether the standby accepts the addresses of such a source.",
      fix: "standby-mx users diff",
    };
  }
  if (warnings.length > 0) {
    const why = "Addresses with a label are accepted by one of the two only.";
    return { status: "NOTE", found: warnings.join("; "), expected, why, fix: "standby-mx users diff" };
  }
  return { status: "OK", found: "the same addresses" };
}

function named(all: readonly { readonly address: string }[]): string {
  const some = all.slice(0, MAX_NAMED).map(({ address }) => address);
  return some.join(", ") + (all.length > some.length ? ` and ${all.length - some.length} more` : "");
}
