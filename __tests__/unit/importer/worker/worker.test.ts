import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NoAnswerError } from "../../../../importer/machine/disk";
import { startWorker } from "../../../../importer/worker/worker";
import { encodeFrame } from "../../../../importer/worker/frame";

const self = (lock: string) => ({
  ...{ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
  lock: join(directory, lock),
});
const bytes = (head: unknown) =>
  encodeFrame(head)
    .map((part) => Buffer.from(part).toString("latin1"))
    .join("");
const says = (text: string) => `process.stdout.write(Buffer.from(${JSON.stringify(text)}, "latin1"));`;
const ready = says(bytes([0, true]));
const directory = mkdtempSync(join(tmpdir(), "worker-"));
afterAll(() => rmSync(directory, { recursive: true }));

const live = "setInterval(() => undefined, 1000);";

test.each<[string, string, RegExp]>([
  ["stops answering", live, /has not answered for 0\.5 s; it was ended/],
  [
    "sends a wrong answer",
    `process.stdin.once("data", () => { ${says(bytes([77, true]))} }); ${live}`,
    /broke the protocol/,
  ],
  ["ends", 'process.stdin.once("data", () => process.exit());', /ended in the middle of its work/],
])("after a worker that %s, the outcome of the request is unknown", async (_, then, reason) => {
  const timeouts = { silenceMs: 500, promptMs: 500, latenessMs: 60_000, silenceAtStopMs: 500 };
  const worker = await startWorker(self("lock"), { program: `${ready} ${then}`, timeouts });
  const renamed = worker.disk.rename("/nowhere/a", "/nowhere/b");
  // The timer of the channel does not delay the end of a process.
  const keep = setInterval(() => undefined, 1000);
  await expect(renamed).rejects.toThrow(NoAnswerError);
  await expect(worker.disk.rename("/nowhere/a", "/nowhere/b")).rejects.toThrow(reason);
  clearInterval(keep);
  await worker.end();
});

test("asked to stop, an import waits less long for a worker that does not answer", async () => {
  const stop = new AbortController();
  const timeouts = { silenceMs: 3_600_000, promptMs: 500, latenessMs: 60_000, silenceAtStopMs: 50 };
  const worker = await startWorker(self("lock-stop"), {
    program: `${ready} ${live}`,
    ...{ signal: stop.signal, timeouts },
  });
  const renamed = worker.disk.rename("/nowhere/a", "/nowhere/b");
  const keep = setInterval(() => undefined, 1000);
  stop.abort();
  await expect(renamed).rejects.toThrow(/has not answered for 0\.05 s; it was ended/);
  clearInterval(keep);
  await worker.end();
});
