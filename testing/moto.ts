import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator, MotoOptions } from "./api";
import { endWithThisProcess } from "./end-with-this-process";

const START_TIMEOUT_MS = 60_000;

export async function startMoto({ command = "moto_server" }: MotoOptions = {}): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn(command, ["-H", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  server.stderr.on("data", (text: Buffer) => (errors = (errors + text.toString()).slice(-2000)));
  await once(server, "spawn").catch((cause: NodeJS.ErrnoException) => {
    const install = "pip install 'moto[server]'";
    throw new Error(`startMoto cannot run ${command} (${install}): ${cause.message}`, { cause });
  });
  endWithThisProcess(server);
  const ended = once(server, "close");
  const stop = async () => {
    server.kill();
    await ended;
  };

  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(endpoint))) {
    if (server.exitCode !== null) throw new Error(`${command} ended before it answered at ${endpoint}:\n${errors}`);
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`${command} does not answer at ${endpoint} after ${START_TIMEOUT_MS / 1000} s:\n${errors}`);
    }
    await sleep(50);
  }
  return { endpoint, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}

/** Whether moto's server answers at a path of its own, which no emulated service has. */
function answers(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/moto-api/data.json`).then(
    ({ ok }) => ok,
    () => false,
  );
}
