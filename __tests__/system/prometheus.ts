import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildServer, startServer } from "../../fixtures/server/child-server";
import { freePorts } from "../../fixtures/server/free-port";

/** A real Prometheus, which scrapes a real node_exporter with a textfile directory. */
export interface Prometheus {
  /** The values that an expression has now, one for each series. */
  query(expression: string): Promise<readonly number[]>;
  stop(): Promise<void>;
}

export async function startPrometheus(textfiles: string): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), "prometheus-"));
  const [exporterPort, port] = (await freePorts(2)) as [number, number];
  const config = join(directory, "prometheus.yml");
  const scraped = { job_name: "node", static_configs: [{ targets: [`127.0.0.1:${exporterPort}`] }] };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ global: { scrape_interval: "500ms" }, scrape_configs: [scraped] }));
  const servers: ChildServer[] = [];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(directory, { recursive: true });
  };
  const start = async (command: string, args: readonly string[], ports: readonly number[]) =>
    void servers.push(await startServer({ command, args, ports }));
  try {
    const collectors = ["--collector.disable-defaults", "--collector.textfile"];
    const listen = (own: number) => `--web.listen-address=127.0.0.1:${own}`;
    await Promise.all([
      start(
        "prometheus-node-exporter",
        [...collectors, `--collector.textfile.directory=${textfiles}`, listen(exporterPort)],
        [exporterPort],
      ),
      start("prometheus", [`--config.file=${config}`, `--storage.tsdb.path=${directory}/data`, listen(port)], [port]),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async query(expression) {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`;
      const answer = (await (await fetch(url)).json()) as {
        readonly error?: string;
        readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
      };
      if (!answer.data) throw new Error(`${expression}: ${answer.error}`);
      return answer.data.result.map(({ value: [, text] }) => Number(text));
    },
    stop,
  };
}
