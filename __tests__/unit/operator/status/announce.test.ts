import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sesBlock } from "../../../../fixtures/ses-block";
import { notify } from "../../../../operator/status/announce/notify";
import { ping } from "../../../../operator/status/announce/ping";
import { observedImport } from "../../../../operator/status/observed-import";
import type { ImportOptions } from "../../../../importer/import";
import type { MonitoringSettings } from "../../../../settings/model";
import { healthchecksUrls } from "../../../../settings/monitoring";
import { StoreError } from "../../../../store/store-error";
import { InProcessHost } from "../../../../fixtures/host/in-process-host";
import { PingServer } from "./ping-server";

let server: PingServer;
let host: InProcessHost;
beforeAll(async () => (server = await PingServer.start()));
afterAll(() => server.stop());
beforeEach(async () => {
  host = await InProcessHost.create("ann");
  Object.assign(server, { status: 200 }).requests.length = 0;
});
afterEach(() => host.remove());

const none: MonitoringSettings = { ping: undefined, pingFile: undefined, failureGraceMinutes: 60, notify: undefined };
const importWith = (monitoring: Partial<MonitoringSettings>, options: Partial<ImportOptions> = {}) => {
  const { settings } = host;
  const openStore: ImportOptions["openStore"] = ({ bucket }) => host.openStore(bucket);
  return observedImport({ settings, openStore, ...options }, { monitoring: { ...none, ...monitoring }, version: "1" });
};
const healthchecks = () => ({ ping: healthchecksUrls(`${server.url}/secret-uuid`) });
const noStore: Partial<ImportOptions> = { openStore: () => Promise.reject(new StoreError("unavailable", "no route")) };
const holdViruses = async () => {
  const { verdicts } = host.settings.importer;
  host.importer = { verdicts: { ...verdicts, virus: "hold" } };
  await host.put("ann/1", `${sesBlock({ virus: "FAIL" })}Subject: v\r\n\r\n`);
};

describe("a ping", () => {
  test("reports the start and the success of a run, with counts and no address", async () => {
    await host.put("ann/1");
    expect((await importWith(healthchecks())).complaints).toEqual([]);
    expect(server.requests).toEqual([
      "POST /secret-uuid/start",
      "POST /secret-uuid delivered 1, held 0, waiting 0, unclaimed 0, problems 0",
    ]);
  });

  test("reports success if a message is held", async () => {
    await holdViruses();
    await importWith(healthchecks());
    expect(server.requests[1]).toMatch(/^POST \/secret-uuid delivered 0, held 1/);
  });

  test("goes to the URLs in the settings, by GET", async () => {
    await importWith({ ping: { success: `${server.url}/ok?status=up`, takesBody: false } });
    expect(server.requests).toEqual(["GET /ok?status=up"]);
  });

  test("reports a temporary failure only without an earlier success", async () => {
    await importWith({});
    await importWith(healthchecks(), noStore);
    expect(server.requests).toEqual(["POST /secret-uuid/start"]);
    host.remove();
    host = await InProcessHost.create("ann");
    await importWith(healthchecks(), noStore);
    expect(server.requests.at(-1)).toMatch(/^POST \/secret-uuid\/fail delivered 0/);
  });

  test("reports a failure after the time in the settings", async () => {
    await importWith({});
    await importWith({ ...healthchecks(), failureGraceMinutes: 0 }, noStore);
    expect(server.requests.at(-1)).toMatch(/^POST \/secret-uuid\/fail delivered 0/);
  });

  test("reports a failure if the last success is in the future", async () => {
    await importWith({});
    const record = join(host.state, "run-state.json");
    writeFileSync(record, readFileSync(record, "utf8").replace(/("lastSuccessAt": ")\d+/, "$12050"));
    await importWith(healthchecks(), noStore);
    expect(server.requests.at(-1)).toMatch(/^POST \/secret-uuid\/fail delivered 0/);
  });

  test("reports wrong settings and faults of the program at once", async () => {
    await importWith({});
    const noBucket = () => Promise.reject(new StoreError("no-bucket", "none"));
    await importWith(healthchecks(), { openStore: noBucket });
    const fault = () => Promise.reject(new TypeError("fault"));
    await expect(importWith(healthchecks(), { openStore: fault })).rejects.toThrow("fault");
    expect(server.requests.filter((request) => request.includes("/fail"))).toHaveLength(2);
  });

  test("that fails is reported without its URL, and the import continues", async () => {
    server.status = 404;
    await host.put("ann/1");
    const { report, complaints } = await importWith(healthchecks());
    expect(report).toMatchObject({ delivered: 1, outcome: "done" });
    expect(complaints).toEqual([
      "the ping of start did not succeed: expected a response from 200 to 299, found 404",
      "the ping of success did not succeed: expected a response from 200 to 299, found 404",
    ]);
  });

  test("to an unreachable or silent server ends with an error without its URL", async () => {
    await expect(ping("http://127.0.0.1:1/secret")).rejects.toThrow(/^ECONNREFUSED$/);
    server.status = 0;
    await expect(ping(`${server.url}/secret`, "", 50)).rejects.toThrow(/^no answer within 0.05 s$/);
  });

  test("can have its URL in a file", async () => {
    const pingFile = join(host.directory, "url");
    writeFileSync(pingFile, `${server.url}/from-file\n`);
    await importWith({ pingFile });
    expect(server.requests.map((request) => request.split(" ")[1])).toEqual(["/from-file/start", "/from-file"]);
    writeFileSync(pingFile, "secret words");
    const { complaints } = await importWith({ pingFile });
    expect(complaints).toEqual([`expected ${pingFile} to hold one URL and nothing else; no ping is sent`]);
    expect((await importWith({ pingFile: `${pingFile}.none` })).complaints).toEqual([
      `cannot read ${pingFile}.none (ENOENT); no ping is sent`,
    ]);
  });

  test("is not sent if pingFile is a FIFO without a writer", async () => {
    const pingFile = join(host.directory, "fifo");
    execFileSync("mkfifo", [pingFile]);
    expect((await importWith({ pingFile })).complaints).toEqual([
      `cannot read ${pingFile} (expected a regular file at ${pingFile}, found a device, pipe or socket); no ping is sent`,
    ]);
  });

  test("is not sent for a dry run, another root or one mailbox", async () => {
    for (const options of [{ dryRun: true }, { mailbox: "ann" }, { root: host.directory }]) {
      await importWith(healthchecks(), options);
    }
    expect(server.requests).toEqual([]);
  });
});

describe("the program of notify", () => {
  const program = () => {
    const path = join(host.directory, "tell");
    writeFileSync(path, `#!/bin/sh\ncat >"$1"\n`, { mode: 0o755 });
    return [path, join(host.directory, "announced")] as const;
  };
  const announced = () => JSON.parse(readFileSync(join(host.directory, "announced"), "utf8")) as object;

  test("gets a report of a run with mail, and none of a run without", async () => {
    await importWith({ notify: program() });
    expect(existsSync(join(host.directory, "announced"))).toBe(false);
    await host.put("ann/1");
    expect((await importWith({ notify: program() })).complaints).toEqual([]);
    expect(announced()).toMatchObject({ delivered: 1, arrived: 1, cameWhileUp: 1, newlyHeld: 0, exitCode: 0 });
  });

  test("gets one report of a message that stays held", async () => {
    await holdViruses();
    await importWith({ notify: program() });
    expect(announced()).toMatchObject({ newlyHeld: 1, held: [{ key: "ann/1", cause: "verdict" }], exitCode: 1 });
    await importWith({ notify: ["/bin/false"] }).then(({ complaints }) => expect(complaints).toEqual([]));
  });

  test("that hangs is killed with its child processes", async () => {
    const pidFile = join(host.directory, "pid");
    const script = 'sleep 60 & echo $! >"$0"; wait';
    expect(await notify(["/bin/sh", "-c", script, pidFile], {}, 500)).toMatch(/was ended by SIGKILL/);
    const pid = readFileSync(pidFile, "utf8").trim();
    const isGone = () => !existsSync(`/proc/${pid}/cmdline`) || readFileSync(`/proc/${pid}/cmdline`).length === 0;
    while (!isGone()) await new Promise((done) => setTimeout(done, 5));
  });

  test("that fails, hangs or does not exist is reported in a line", async () => {
    await host.put("ann/1");
    expect((await importWith({ notify: ["/bin/false"] })).complaints).toEqual(["/bin/false ended with exit code 1"]);
    expect(await notify(["/bin/sleep", "60"], {}, 50)).toMatch(/was ended by SIGKILL/);
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    expect(await notify(["/none/here"], {})).toMatch(/cannot be started: .*ENOENT/);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
