import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openNetwork } from "../../../fixtures/outage/network/network";
import { runProcess } from "../../../fixtures/process";

const source = join(__dirname, "../../../fixtures/outage/network/network.ts");

/** The namespaces and files of a run on this machine; other runs may exist. */
function tracesOf(run: number): string[] {
  const namespaces = execFileSync("ip", ["netns", "list"], { encoding: "utf8" }).split("\n");
  const files = [...(existsSync("/etc/netns") ? readdirSync("/etc/netns") : []), ...readdirSync(tmpdir())];
  return [...namespaces, ...files].filter((name) => name.startsWith(`smx-outage-${run}-`));
}

const linksHere = () => execFileSync("ip", ["-o", "link"], { encoding: "utf8" });

test("the network leaves no traces, and removes those of a killed run", async () => {
  const program =
    `const network = require(${JSON.stringify(source)}).openNetwork(); console.log(process.pid);` +
    `require("child_process").spawn("ip", ["netns", "exec", network.namespace("home"), "sleep", "600"], { detached: true, stdio: "ignore" });` +
    `setTimeout(() => process.kill(process.pid, "SIGKILL"), 200);`;
  const { stdout } = await runProcess(process.execPath, ["-r", "@swc-node/register", "-e", program]);
  const killed = Number(stdout);
  expect(tracesOf(killed)).not.toEqual([]);

  const network = openNetwork();
  expect(tracesOf(killed)).toEqual([]);
  expect(tracesOf(process.pid)).not.toEqual([]);
  expect(linksHere()).not.toMatch(/ (?:sender|home|standby|failing|dns)[@:]/);
  network.close();
  expect(tracesOf(process.pid)).toEqual([]);
});
