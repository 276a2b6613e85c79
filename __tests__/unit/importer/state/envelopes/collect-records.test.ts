import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemError } from "../../../../../fixtures/system-error";
import { collectRecords } from "../../../../../importer/state/envelopes/collect-records";
import { EnvelopeFiles } from "../../../../../importer/state/envelopes/envelope-files";
import { QueueError } from "../../../../../importer/state/envelopes/record-queue";
import { nodeDisk } from "../../../../../importer/machine/node-disk";
import { ImportReport } from "../../../../../importer/report";
import { MemoryQueue, notification } from "./memory-queue";

let place: string;
let queue: MemoryQueue;
let report: ImportReport;
let disk: typeof nodeDisk;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "collect-"));
  queue = new MemoryQueue();
  report = new ImportReport();
  disk = nodeDisk;
});
afterEach(() => rmSync(place, { recursive: true }));

const files = () => new EnvelopeFiles(disk, join(place, "envelopes"), () => 0, 2);
const collect = async (signal?: AbortSignal) =>
  report.add(await collectRecords(queue.open, files(), { bucket: "mail", isOfUse: () => true, signal }));
const tell = (key: string) => queue.send(notification(key, ["alice@example.org"]));

test("moves any number of records into files", async () => {
  for (let i = 0; i < 200; i++) tell(`alice/${i}`);
  await collect();
  for (let i = 0; i < 200; i++) expect(await files().read("mail", `alice/${i}`)).toBeDefined();
  expect({ left: queue.left, opened: queue.opened, problems: report.problems }).toEqual({
    left: 0,
    opened: 0,
    problems: [],
  });
});

test("removes no record that it could not store", async () => {
  tell("alice/1");
  disk = { ...nodeDisk, rename: () => Promise.reject(systemError("ENOSPC", "rename")) };
  await expect(collect()).rejects.toThrow("ENOSPC");
  expect({ left: queue.left, opened: queue.opened }).toEqual({ left: 1, opened: 0 });
  queue.timeout();
  disk = nodeDisk;
  await collect();
  expect(await files().read("mail", "alice/1")).toBeDefined();
});

test("removes and counts foreign records, which would return for 14 days", async () => {
  queue.send("not JSON");
  queue.send(notification("AMAZON_SES_SETUP_NOTIFICATION", ["recipient@example.com"]));
  queue.send({});
  tell("alice/1");
  await collect();
  expect(report.foreignRecords).toEqual({ queue: "mail-envelopes", count: 2, reason: "expected JSON" });
  expect({ left: queue.left, outcome: report.outcome }).toEqual({ left: 0, outcome: "done" });
});

test.each(["open", "receive", "remove"] as const)("reports a queue that fails at %s, and continues", async (at) => {
  tell("alice/1");
  queue.fault = { at, error: new QueueError("out of order") };
  await collect();
  expect(report.problems).toEqual([{ kind: "queue", name: "mail", reason: "out of order" }]);
  expect({ left: queue.left, opened: queue.opened }).toEqual({ left: 1, opened: 0 });
});

test("does not hide an internal error", async () => {
  queue.fault = { at: "receive", error: new TypeError("a mistake") };
  await expect(collect()).rejects.toThrow("a mistake");
});

test("stops between two requests after a signal", async () => {
  tell("alice/1");
  await collect(AbortSignal.abort());
  expect(queue.left).toBe(1);
});
