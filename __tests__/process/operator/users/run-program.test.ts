import { runNode } from "../../../../lib/process/run-node";
import { join } from "node:path";

const root = join(__dirname, "../../../..");

test("a program that ignores SIGTERM is killed with its child processes", async () => {
  const hang = 'trap "" TERM; sleep 60 & echo started; while :; do wait; done';
  const run = `
    const { runProgram } = require("./operator/users/run-program");
    runProgram(["sh", "-c", ${JSON.stringify(hang)}], "", 500).catch(({ name, message }) => console.log(name, message));`;
  const { exitCode, stdout } = await runNode(["-r", "@swc-node/register", "-e", run], { cwd: root });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: "SourceError expected sh to end within 0.5 s, found it running\n",
  });
}, 30_000);
