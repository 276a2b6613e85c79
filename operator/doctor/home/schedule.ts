import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UNIT_DIRECTORIES } from "./unit-files";
import { cronIntervalMs, timerIntervalMs, WATCH_INTERVAL_MS } from "./interval";

/** A timer, cron job or service that starts the importer regularly or keeps it running. */
export interface Schedule {
  readonly kind: "systemd timer" | "systemd service" | "cron";
  /** The unit's name, or the file of the cron job. */
  readonly name: string;
  /** The service that runs the importer; a cron job has none. */
  readonly service?: string;
  readonly enabled: boolean;
  /** Milliseconds from one import to the next; `undefined`: the schedule has another form. */
  readonly intervalMs: number | undefined;
}

const CRON_FILES = ["/etc/crontab"];
const CRON_DIRECTORIES = ["/etc/cron.d", "/var/spool/cron/crontabs", "/var/spool/cron"];

/** Reads files only, so that the result does not depend on a running systemd, and is the same for every user. */
export async function findSchedules(root: string): Promise<readonly Schedule[]> {
  return [...(await systemdSchedules(root)), ...(await cronSchedules(root))];
}

async function systemdSchedules(root: string): Promise<Schedule[]> {
  const units = new Map<string, string>();
  for (const directory of UNIT_DIRECTORIES) {
    for (const name of await namesIn(root + directory)) {
      if (/\.(timer|service)$/.test(name) && !units.has(name))
        units.set(name, await textOf(join(root + directory, name)));
    }
  }
  const services = [...units].filter(([name, text]) => name.endsWith(".service") && startsImporter(text));
  const enabled = await enabledUnits(root);
  const schedules = services.flatMap(([service, text]): Schedule[] => {
    const timers = [...units].filter(([name, timer]) => name.endsWith(".timer") && unitOf(name, timer) === service);
    if (timers.length > 0) {
      return timers.flatMap(([name, timer]) =>
        schedulesOf("systemd timer", name, service, enabled, timerIntervalMs(timer)),
      );
    }
    return /--watch\b/.test(text) ? schedulesOf("systemd service", service, service, enabled, WATCH_INTERVAL_MS) : [];
  });
  // Where no timer is enabled, doctor proposes the first: the plain timer.
  return schedules.sort((a, b) => b.kind.localeCompare(a.kind) || a.name.length - b.name.length);
}

/** The enabled instances of a template count: `standby-mx@vmail.timer` of `standby-mx@.timer`. */
function schedulesOf(
  kind: Schedule["kind"],
  name: string,
  service: string,
  enabled: ReadonlySet<string>,
  intervalMs: number | undefined,
): Schedule[] {
  if (!isTemplate(name)) return [{ kind, name, service, enabled: enabled.has(name), intervalMs }];
  const instances = [...enabled].filter((other) => !isTemplate(other) && other.replace(/@[^.]+/, "@") === name);
  return instances.map((name) => {
    const instance = /@[^.]+/.exec(name)![0];
    return { kind, name, service: service.replace("@", instance), enabled: true, intervalMs };
  });
}

const isTemplate = (name: string) => name.includes("@.");

function unitOf(timer: string, text: string): string {
  const named = /^\s*Unit\s*=\s*(\S+)/m.exec(text)?.[1]?.replace("%i", "");
  return named ?? timer.replace(/\.timer$/, ".service");
}

/** `systemctl enable` puts a link into the directory `<target>.wants` or `<target>.requires`. */
async function enabledUnits(root: string): Promise<ReadonlySet<string>> {
  const enabled = new Set<string>();
  for (const directory of UNIT_DIRECTORIES) {
    for (const target of await namesIn(root + directory)) {
      if (!/\.(wants|requires)$/.test(target)) continue;
      for (const name of await namesIn(join(root + directory, target))) enabled.add(name);
    }
  }
  return enabled;
}

async function cronSchedules(root: string): Promise<Schedule[]> {
  const files = [...CRON_FILES];
  for (const directory of CRON_DIRECTORIES) {
    files.push(...(await namesIn(root + directory)).map((name) => join(directory, name)));
  }
  const schedules: Schedule[] = [];
  for (const file of files) {
    const lines = (await textOf(root + file)).split("\n").filter(startsImporter);
    const active = lines.filter((line) => !/^\s*#/.test(line));
    if (lines.length === 0) continue;
    const intervalMs = active[0] === undefined ? undefined : cronIntervalMs(active[0]);
    schedules.push({ kind: "cron", name: file, enabled: active.length > 0, intervalMs });
  }
  return schedules;
}

function startsImporter(text: string): boolean {
  return /standby-mx(\.js)?["']?\s+import\b/.test(text);
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}

/** A unit that cannot be read counts as empty. */
async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
