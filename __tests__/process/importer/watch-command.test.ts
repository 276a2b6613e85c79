import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { RootedHost } from "../../../fixtures/host/rooted-host";
import type { RunningProcess } from "../../../fixtures/process";

let host: RootedHost;
const running: RunningProcess[] = [];

beforeAll(async () => {
  host = await RootedHost.create(["ann"]);
  // A directory has no queue.
  host.configure({ envelopeQueue: true });
});
afterAll(() => {
  for (const { child } of running) child.kill("SIGKILL");
  host.remove();
});

function start(...args: readonly string[]) {
  const started = host.start(["import", ...args]);
  running.push(started);
  const printed = { stdout: "", stderr: "" };
  started.child.stdout?.on("data", (text: Buffer) => (printed.stdout += text.toString()));
  started.child.stderr?.on("data", (text: Buffer) => (printed.stderr += text.toString()));
  return { ...started, printed };
}

test("a watch delivers what waits, admits other imports, and ends with 0 at a signal", async () => {
  await host.put("ann/1");
  const watch = start("--watch");
  for (let tries = 0; watch.printed.stdout === "" && tries < 300; tries++) await sleep(100);
  expect(host.files("ann")).toHaveLength(1);
  await host.put("ann/2");
  expect(await start().ended).toEqual({ exitCode: 0, stdout: "standby-mx import: 1 message delivered\n", stderr: "" });
  watch.child.kill("SIGTERM");
  expect(await watch.ended).toEqual({ exitCode: 0, stdout: "standby-mx import: 1 message delivered\n", stderr: "" });
  expect(host.files("ann")).toHaveLength(2);
});

test("a watch continues where an import would end, and reports the error once", async () => {
  rmSync(host.storeDirectory, { recursive: true });
  const watch = start("--watch");
  for (let tries = 0; watch.printed.stderr === "" && tries < 300; tries++) await sleep(100);
  watch.child.kill("SIGINT");
  expect(await watch.ended).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: expect.stringMatching(/^.*bucket mail.*\n$/) as string,
  });
});

test("neither a dry run nor a resend can be watched", async () => {
  for (const other of [["--dry-run"], ["--resend", "mail/ann/1"]]) {
    expect(await start("--watch", ...other).ended).toMatchObject({
      exitCode: 64,
      stderr: expect.stringContaining("--watch") as string,
    });
  }
});
