import { shellWord } from "../../../../lib/shell-word";
import type { Settings } from "../../../../settings/model";
import { mailboxesOf } from "../../../../settings/names/hosts";
import { findSchedules, type Schedule } from "../../home/schedule";
import { quotedWord, readUnit } from "../../home/unit-files";
import { missingPaths, type UnitPaths } from "../../home/unit-paths";
import type { Finding } from "../../model";
import { homeCheck, isMaildir, thisServer } from "./home-check";

const DROP_IN = "mailboxes.conf";

export const unitPaths = homeCheck({
  id: "unit-paths",
  title: "May the unit that starts the importer write where the mail goes?",
  subjects: thisServer,
  async look(_, { root, settings }): Promise<Finding> {
    const service = serviceOf(await findSchedules(root));
    const unit = service === undefined ? undefined : await readUnit(root, service);
    if (service === undefined || unit === undefined) return { status: "OK", found: "no unit of systemd" };
    const directories = directoriesOf(settings);
    const missing = await missingPaths(unit, directories, root);
    if (missing.readWritePaths.length === 0 && !missing.protectHome) return { status: "OK", found: service };
    // The advice replaces the drop-in, so the new drop-in must also allow what an earlier drop-in allowed.
    const without = (await readUnit(root, service, DROP_IN))!;
    return {
      status: "FAIL",
      found: `${service} hides, or makes read-only: ${describe(missing)}`,
      expected: "a unit that may write to all Maildirs and to the state directory",
      why: "The importer delivers nothing there: the mail waits in the bucket.",
      advice: "as root, run:",
      fix: dropInCommand(service, await missingPaths(without, directories, root)),
    };
  },
});

/** The unit that runs, or the unit that doctor would advise to enable. */
function serviceOf(schedules: readonly Schedule[]): string | undefined {
  const units = schedules.filter(({ kind }) => kind !== "cron");
  return (units.find(({ enabled }) => enabled) ?? units[0])?.service;
}

function directoriesOf(settings: Settings): readonly string[] {
  return [
    ...mailboxesOf(settings)
      .filter(isMaildir)
      .map(({ maildir }) => maildir),
    settings.importer.stateDirectory,
  ];
}

function describe({ readWritePaths, protectHome }: UnitPaths): string {
  return [...readWritePaths, ...(protectHome ? ["the homes"] : [])].join(", ");
}

function dropInCommand(service: string, { readWritePaths, protectHome }: UnitPaths): string {
  const lines = [
    "[Service]",
    ...readWritePaths.map((path) => `ReadWritePaths=${quotedWord(path)}`),
    ...(protectHome ? ["ProtectHome=no"] : []),
  ];
  const folder = `/etc/systemd/system/${service}.d`;
  const text = lines.map(shellWord).join(" ");
  return `mkdir -p ${folder} && printf '%s\\n' ${text} >${folder}/${DROP_IN} && systemctl daemon-reload`;
}
