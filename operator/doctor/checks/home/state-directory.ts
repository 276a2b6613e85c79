import { checkStateDirectory } from "../../../../importer/state/journal/state-directory";
import { StateError } from "../../../../importer/state/journal/state-error";
import { foundAndFix } from "./advice";
import { homeCheck, stateDirectoryOf, thisServer } from "./home-check";

export const stateDirectory = homeCheck({
  id: "state-directory",
  title: "Is the importer's state directory safe?",
  subjects: thisServer,
  async look(_, context) {
    const path = stateDirectoryOf(context);
    const entry = await context.machine.disk.inspect(path);
    if (!entry) {
      return {
        status: "WARN",
        found: `no ${path}: the importer has never run here`,
        expected: "the state directory, which the first import makes",
        why: "Without an import it is not known whether the importer can deliver mail.",
        advice: "check what an import would do, then run it:",
        fix: "standby-mx import --dry-run\nstandby-mx import",
        source: path,
      };
    }
    try {
      // A directory of another user is right if that user runs the importer.
      await checkStateDirectory({ ...context.machine, uid: entry.uid }, path);
      return { status: "OK", found: `${path}, of uid ${entry.uid}`, source: path };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const why = "The importer refuses to run, because another user could change its records.";
      return {
        status: "FAIL",
        ...foundAndFix(error),
        expected: "a directory that only the importer can write",
        why,
        source: path,
      };
    }
  },
});
