import type { Mute } from "../../settings/model";
import type { Result } from "./model";

export interface MuteOptions {
  readonly mutes: readonly Mute[];
  /** The current date in the form 2027-03-31. */
  readonly today: string;
  /** Ids of all checks, including checks that were not run. */
  readonly knownIds: ReadonlySet<string>;
}

/**
 * Marks the results that the settings mute, and the results that a muted result blocks. A mute that has ended, or that matches
 * nothing although its check ran, is reported: it would hide the next fault.
 */
export function applyMutes(results: readonly Result[], options: MuteOptions): readonly Result[] {
  const inForce = options.mutes.filter(({ until }) => options.today <= until);
  const muteOf = (result: Result) =>
    result.status === "OK" ? undefined : inForce.find((mute) => matches(mute, result));
  const marked = results.map((result) => {
    const mute = muteOf(result) ?? blockingMute(result, results, muteOf);
    return mute ? { ...result, muted: `${mute.reason} (until ${mute.until})` } : result;
  });
  return [...marked, ...options.mutes.flatMap((mute) => complaintAbout(mute, results, options) ?? [])];
}

function matches({ check, subject }: Mute, result: Result): boolean {
  return check === result.id && (subject === undefined || subject === result.subject);
}

/** The mute of the check that blocks a result. */
function blockingMute(
  { blockedBy }: Result,
  results: readonly Result[],
  muteOf: (result: Result) => Mute | undefined,
): Mute | undefined {
  if (blockedBy === undefined) return undefined;
  const causes = results.filter(({ id, status }) => id === blockedBy && (status === "UNKNOWN" || status === "FAIL"));
  const mutes = causes.map(muteOf);
  return mutes.every((mute) => mute !== undefined) ? mutes[0] : undefined;
}

function complaintAbout(mute: Mute, results: readonly Result[], { today, knownIds }: MuteOptions): Result | undefined {
  const { check, subject, until } = mute;
  const complaint = {
    id: "mute",
    place: "dns",
    status: "WARN",
    subject: subject === undefined ? check : `${check} ${subject}`,
    source: "the settings",
    elapsedMs: 0,
  } as const;
  if (until < today) {
    return {
      ...complaint,
      found: `the mute ended on ${until}`,
      expected: "no mute that has ended",
      why: "Its finding is shown again, if the fault persists.",
      advice: "remove the entry from doctor.mute, or give it a new day",
    };
  }
  const ran = results.some(({ id }) => id === check);
  // If a check did not run, it is unknown what its mute would match.
  if (!ran && knownIds.has(check)) return undefined;
  if (results.some((result) => result.status !== "OK" && matches(mute, result))) return undefined;
  return {
    ...complaint,
    found: knownIds.has(check) ? "the mute matches no finding" : `there is no check ${check}`,
    expected: "mutes of present findings",
    why: "A mute that is left over would hide the next fault of this kind.",
    advice: "remove the entry from doctor.mute, or correct its check (standby-mx doctor --list) and its subject",
  };
}
