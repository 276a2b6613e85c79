import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { sesBlock } from "../../fixtures/ses-block";
import { runProcess } from "../../fixtures/process";
import { CommandHost } from "../../fixtures/host/command-host";
import { waitFor } from "../../fixtures/outage/wait-for";
import { startPrometheus } from "./prometheus";

const monitoring = resolve(__dirname, "../../monitoring");
const promtool = (...args: readonly string[]) => runProcess("promtool", args, { cwd: monitoring });

let host: CommandHost;
beforeAll(async () => {
  host = await CommandHost.create(["ann", "bob"]);
  host.configureImporter({ verdicts: { virus: "hold" } });
});
afterAll(() => host.remove());

const file = () => join(host.directory, "metrics", "standby-mx.prom");
const names = (text: string) => [...new Set(text.match(/\bstandby_mx_[a-z_]+/g))].sort();

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

test("the metrics of an import pass promtool, and another user can read them", async () => {
  mkdirSync(join(host.directory, "metrics"));
  await host.put("ann/1", `${sesBlock({ virus: "FAIL" })}Subject: v\r\n\r\n`);
  await host.put("bob/1", "Subject: b\r\n\r\n");
  expect(await host.import({ args: ["--metrics", file(), "--per-mailbox"] })).toMatchObject({ exitCode: 1 });
  const checked = await runProcess("sh", ["-c", 'promtool check metrics <"$1"', "sh", file()]);
  expect(checked).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  expect(readFileSync(file(), "utf8")).toMatch(/^standby_mx_held_messages\{reason="verdict"\} 1$/m);
  expect(statSync(file()).mode & 0o777).toBe(0o644);
  expect(readdirSync(join(host.directory, "metrics"))).toEqual(["standby-mx.prom"]);
});

test("metrics that cannot be written cause one line, and no other exit code", async () => {
  const ended = await host.import({ args: ["--metrics", join(host.directory, "none/x.prom")] });
  expect(ended).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/cannot write the metrics to .*ENOENT/) as string,
  });
});

test("the alert rules pass their tests, and use only existing metrics", async () => {
  expect(await promtool("test", "rules", "standby-mx.rules.test.yml")).toMatchObject({ exitCode: 0 });
  const rules = readFileSync(join(monitoring, "standby-mx.rules.yml"), "utf8");
  const optional = ["standby_mx_waiting_oldest_timestamp_seconds"];
  const metrics = names(readFileSync(file(), "utf8"));
  expect(names(rules).filter((name) => ![...metrics, ...optional].includes(name))).toEqual([]);
});

/** Expands a query of Grafana for all mail servers. */
const forPrometheus = (expr: string) => expr.replaceAll("$instance", ".+").replaceAll("$__rate_interval", "10s");

test("each query of the dashboard finds values while mail waits and is held", async () => {
  await host.put("bob/2", "Subject: waits\r\n\r\n");
  await host.put("nobody/1", "Subject: unclaimed\r\n\r\n");
  host.configureMailbox("bob", { destination: { lmtp: "127.0.0.1:1" } });
  expect(await host.import({ args: ["--metrics", file()] })).toMatchObject({ exitCode: 75 });
  const { panels } = JSON.parse(readFileSync(join(monitoring, "grafana-dashboard.json"), "utf8")) as Dashboard;
  const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })));
  const prometheus = await startPrometheus(join(host.directory, "metrics"));
  try {
    const values = new Map<string, readonly number[]>();
    for (const { title, expr } of queries) {
      // An increase needs two scrapes.
      const found = await waitFor(`a value of ${title}: ${expr}`, 20, async () => {
        const some = await prometheus.query(forPrometheus(expr));
        return some.length > 0 ? some : undefined;
      });
      values.set(title, found);
    }
    expect(queries.length).toBeGreaterThan(10);
    expect(values.get("Waiting messages")).toEqual([1]);
    expect(values.get("Held messages")).toEqual([1]);
    expect(values.get("Exit code of the last import")).toEqual([75]);
  } finally {
    await prometheus.stop();
  }
});
