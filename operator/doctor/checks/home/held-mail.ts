import type { RunState } from "../../../status/run-state";
import { ageText, countText } from "../../../status/quantities";
import { readRunState, StateFileError, stateFileIn } from "../../../status/state-file";
import type { Finding } from "../../model";
import { homeCheck, stateDirectoryOf, thisServer } from "./home-check";

export const heldMail = homeCheck({
  id: "held",
  title: "Does held mail wait for your decision?",
  needs: ["state-directory"],
  subjects: thisServer,
  async look(_, context): Promise<Finding | readonly Finding[]> {
    const { machine } = context;
    const directory = stateDirectoryOf(context);
    try {
      const store = (await readRunState(machine.disk, directory))?.store;
      // Without a record, the check last-run already reports everything that is known.
      return store ? { ...judgeHeld(store, machine.now()), source: stateFileIn(directory) } : [];
    } catch (error) {
      if (error instanceof StateFileError) return [];
      throw error;
    }
  },
});

export function judgeHeld({ heldCount, held, unclaimed }: NonNullable<RunState["store"]>, now: number): Finding {
  if (heldCount + unclaimed.messages === 0) return { status: "OK", found: "nothing is held" };
  const oldest = held.flatMap(({ storedAt }) => storedAt ?? []).sort()[0];
  const age = oldest === undefined ? "" : `, the oldest for ${ageText(now - Date.parse(oldest))}`;
  const parts = [
    heldCount > 0 && `${countText(heldCount)} held${age}`,
    unclaimed.messages > 0 && `${countText(unclaimed.messages)} under no mailbox's prefix`,
  ];
  return {
    status: "WARN",
    found: parts.filter(Boolean).join(", "),
    expected: "no mail that waits for your decision",
    why: "No import delivers these messages until you decide.",
    fix: heldCount > 0 ? "standby-mx held list" : "standby-mx import --dry-run",
  };
}
