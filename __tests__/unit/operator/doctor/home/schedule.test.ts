import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findSchedules } from "../../../../../operator/doctor/home/schedule";
import { MINUTE_MS } from "../../../../../lib/time";
import { packageLayout } from "../../../../../operator/install/layout";
import { units } from "../../../../../operator/install/units";

const UNITS = packageLayout.units;
/** The interval of the package's timers, and of a watch's listings. */
const intervalMs = 5 * MINUTE_MS;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "schedule-"));
  mkdirSync(join(root, UNITS), { recursive: true });
  for (const [name, text] of Object.entries(units("/usr/bin/standby-mx"))) writeFileSync(join(root, UNITS, name), text);
});
afterEach(() => rmSync(root, { recursive: true }));

function enable(name: string, target: string): void {
  const wants = join(root, "etc/systemd/system", `${target}.wants`);
  mkdirSync(wants, { recursive: true });
  symlinkSync(join(UNITS, name.replace(/@[^.]+/, "@")), join(wants, name));
}

describe("the schedules of the package's units", () => {
  test("begin with the plain timer if no unit is enabled", async () => {
    const watch = "standby-mx-watch.service";
    const [first, ...others] = await findSchedules(root);
    expect(first).toEqual({
      kind: "systemd timer",
      name: "standby-mx.timer",
      service: "standby-mx.service",
      enabled: false,
      intervalMs,
    });
    expect(others).toEqual([{ kind: "systemd service", name: watch, service: watch, enabled: false, intervalMs }]);
  });

  test.each([
    ["standby-mx.timer", "timers.target", "systemd timer"],
    ["standby-mx@vmail.timer", "timers.target", "systemd timer"],
    ["standby-mx-watch.service", "multi-user.target", "systemd service"],
    ["standby-mx-watch@vmail.service", "multi-user.target", "systemd service"],
  ])("name %s if it is enabled", async (name, target, kind) => {
    enable(name, target);
    const enabled = (await findSchedules(root)).filter((schedule) => schedule.enabled);
    expect(enabled).toEqual([{ kind, name, service: name.replace("timer", "service"), enabled: true, intervalMs }]);
  });
});
