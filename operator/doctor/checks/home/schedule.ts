import { findSchedules } from "../../home/schedule";
import type { Finding } from "../../model";
import { homeCheck, thisServer } from "./home-check";

export const schedule = homeCheck({
  id: "schedule",
  title: "Is the importer started regularly?",
  subjects: thisServer,
  async look(_, { root }): Promise<Finding> {
    const schedules = await findSchedules(root);
    const expected = "a systemd timer, a cron job, or import --watch as a service";
    const why = "After an outage no importer would fetch the mail: it would wait in the bucket.";
    const enabled = schedules.filter((found) => found.enabled);
    if (enabled.length > 1) {
      const found = enabled.map(({ kind, name }) => `${kind} ${name}`).join(", ");
      const twice =
        "Only one import runs at a time: the others end with exit code 75, which monitoring reports as a failure.";
      return { status: "NOTE", found, expected: "one of them", why: twice };
    }
    const [first] = enabled;
    if (first) return { status: "OK", found: `${first.kind} ${first.name}` };
    const [disabled] = schedules;
    if (disabled) {
      const found = `${disabled.kind} ${disabled.name}, which is not enabled`;
      const toDo =
        disabled.kind === "cron"
          ? { advice: `remove the # in ${disabled.name}` }
          : { fix: `systemctl enable --now ${disabled.name}` };
      return { status: "FAIL", found, expected, why, ...toDo };
    }
    return {
      status: "WARN",
      found: "none of the units and crontabs that this user may read starts standby-mx import",
      expected,
      why,
      advice: "as root, run:",
      fix: "echo '*/5 * * * * root standby-mx import' >/etc/cron.d/standby-mx",
    };
  },
});
