import { HOUR_MS, MINUTE_MS } from "../../../../lib/time";
import type { RunState } from "../../../status/run-state";
import { readRunState, StateFileError, stateFileIn } from "../../../status/state-file";
import { ageText, isInFuture } from "../../../status/quantities";
import { findSchedules, type Schedule } from "../../home/schedule";
import type { Finding } from "../../model";
import { homeCheck, stateDirectoryOf, thisServer } from "./home-check";

/** Maximum number of consecutive imports that may be missing or fail. */
const MAX_INTERVALS = 3;
/** The interval of a schedule in a form that doctor does not read, such as OnCalendar. */
const UNKNOWN_INTERVAL_MS = HOUR_MS;

export const lastRun = homeCheck({
  id: "last-run",
  title: "Has an import run and succeeded lately?",
  needs: ["state-directory"],
  subjects: thisServer,
  async look(_, context): Promise<Finding | readonly Finding[]> {
    const { machine, root } = context;
    const directory = stateDirectoryOf(context);
    // The check state-directory reports a missing directory.
    if (!(await machine.disk.inspect(directory))) return [];
    const source = stateFileIn(directory);
    try {
      const state = await readRunState(machine.disk, directory);
      return { ...judgeLastRun(state, intervalOf(await findSchedules(root)), machine.now()), source };
    } catch (error) {
      if (!(error instanceof StateFileError)) throw error;
      const expected = "a record of the last import that this standby-mx can read";
      return { status: "UNKNOWN", found: error.message, expected, why: "could not look", source };
    }
  },
});

/** The longest interval of the schedules that start the importer. */
export function intervalOf(schedules: readonly Schedule[]): number {
  const intervals = schedules
    .filter(({ enabled }) => enabled)
    .map(({ intervalMs = UNKNOWN_INTERVAL_MS }) => intervalMs);
  return intervals.length === 0 ? UNKNOWN_INTERVAL_MS : Math.max(...intervals, MINUTE_MS);
}

export function judgeLastRun(state: RunState | undefined, intervalMs: number, now: number): Finding {
  const maxAgeMs = MAX_INTERVALS * intervalMs;
  const expected = `an import that has succeeded within ${ageText(maxAgeMs)}`;
  if (!state) {
    const why = "Each import records how it ended; without a record it is not known whether imports work.";
    return { status: "WARN", found: "no import is recorded", expected, why, fix: "standby-mx import" };
  }
  const { lastRun, lastSuccessAt } = state;
  const age = now - Date.parse(lastRun.endedAt);
  const future = [lastRun.endedAt, lastSuccessAt].find((time) => time !== undefined && isInFuture(time, now));
  if (future !== undefined) {
    const found = `an import or a success is recorded for ${future}, which is in the future`;
    const why = "could not tell how long ago it was: the clock was wrong then, or is wrong now";
    return {
      status: "UNKNOWN",
      found,
      expected,
      why,
      advice: "check the clock, then run:",
      fix: "standby-mx import",
    };
  }
  if (age > maxAgeMs) {
    const found = `the last import ended ${ageText(age)} ago`;
    const why = "Nothing fetches the mail that came by the standby: it waits in the bucket.";
    const advice = "look at what starts the importer (the check schedule, journalctl -u standby-mx), then run:";
    return { status: "FAIL", found, expected, why, advice, fix: "standby-mx import" };
  }
  const sinceSuccess = lastSuccessAt === undefined ? undefined : now - Date.parse(lastSuccessAt);
  if (sinceSuccess === undefined || sinceSuccess > maxAgeMs) {
    const success =
      sinceSuccess === undefined ? "none has succeeded yet" : `none has succeeded for ${ageText(sinceSuccess)}`;
    const [problem] = lastRun.problems;
    const cause = problem ? `: ${problem.kind.replace("no-", "")} ${problem.name}: ${problem.reason}` : "";
    const found = `imports end with exit code ${lastRun.exitCode}, ${success}${cause}`;
    const why = "Mail that came by the standby stays in the bucket, or a part of it does.";
    return { status: "FAIL", found, expected, why, fix: "standby-mx status" };
  }
  return {
    status: "OK",
    found: `the last one ended ${ageText(age)} ago, the last success was ${ageText(sinceSuccess)} ago`,
  };
}
