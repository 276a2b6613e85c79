import { stat } from "node:fs/promises";
import { Journal } from "../../../../importer/state/journal/journal";
import { DAY_MS } from "../../../../lib/time";
import { StateError } from "../../../../importer/state/journal/state-error";
import type { Finding } from "../../model";
import { foundAndFix } from "./advice";
import { homeCheck, stateDirectoryOf, thisServer } from "./home-check";

export const journal = homeCheck({
  id: "journal",
  title: "Can the importer's journal be read, and are all deliveries finished?",
  needs: ["state-directory"],
  subjects: thisServer,
  async look(_, context): Promise<Finding | readonly Finding[]> {
    const { machine } = context;
    const directory = stateDirectoryOf(context);
    if (!(await machine.disk.inspect(directory))) return [];
    const source = `${directory}/journal`;
    try {
      return {
        ...judgeJournal(await Journal.openReadOnly(machine, directory), await ageOf(source, machine.now())),
        source,
      };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const why = "The importer delivers nothing: it would not know what was delivered before.";
      return { status: "FAIL", ...foundAndFix(error), expected: "a sound journal", why, source };
    }
  },
});

function judgeJournal(
  { journal: { open, attempts }, isNew }: { journal: Journal; isNew: boolean },
  ageMs: number,
): Finding {
  if (isNew) return { status: "OK", found: "no journal yet: nothing was ever delivered" };
  const openCount = open.length + attempts.length;
  if (openCount === 0) return { status: "OK", found: "no delivery is unfinished" };
  const found = `${openCount} deliveries begun and not finished`;
  if (ageMs < DAY_MS) return { status: "OK", found: `${found}, within the last day` };
  return {
    status: "WARN",
    found: `${found}, for ${Math.round(ageMs / DAY_MS)} days`,
    expected: "no delivery that was begun more than a day ago",
    why: "The importer has not run since, or waits for a decision of yours; the messages are still in the bucket.",
    fix: "standby-mx import --verbose",
  };
}

async function ageOf(path: string, now: number): Promise<number> {
  const written = await stat(path).catch(() => undefined);
  return written ? now - written.mtimeMs : 0;
}
