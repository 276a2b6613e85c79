import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sesBlock } from "../../../fixtures/ses-block";
import { systemError } from "../../../fixtures/system-error";
import { InProcessHost } from "../../../fixtures/host/in-process-host";
import { machineWith } from "../../../fixtures/host/machine-with";

let host: InProcessHost;
beforeEach(async () => {
  host = await InProcessHost.create("ann");
  await host.put("ann/1", `${sesBlock({ spam: "FAIL" })}Subject: spam\r\n\r\n`);
});
afterEach(() => host.remove());

const spam = `${sesBlock({ spam: "FAIL" })}Subject: spam\r\n\r\n`.replaceAll("\r\n", "\n");
const junk = (...path: readonly string[]) => join(host.maildir("ann"), ".Junk", ...path);
const ioError = (code: string) => systemError(code, "rename");

/** A run that stages the message and journals its INTENT, but cannot move the message into the folder. */
async function failToPublish(): Promise<void> {
  const real = machineWith({}).disk;
  const rename = (from: string, to: string) =>
    to.includes("/.Junk/new/") ? Promise.reject(ioError("EIO")) : real.rename(from, to);
  const report = await host.import({ machine: machineWith({}, { rename }) });
  expect(report).toMatchObject({ delivered: 0, waiting: 1, outcome: "try-later" });
}

test("the next run moves a staged message into its folder, also into a removed one", async () => {
  await failToPublish();
  rmSync(junk(), { recursive: true });
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(host.messages("ann", ".Junk")).toEqual([spam]);
  expect(host.files("ann")).toEqual([]);
});

test("a folder that cannot be opened keeps the message waiting, with the reason", async () => {
  await failToPublish();
  renameSync(junk("new"), junk("old"));
  renameSync(junk("maildirfolder"), junk("new"));
  const report = await host.import();
  expect(report).toMatchObject({ delivered: 0, deleted: 0, outcome: "try-later" });
  expect(report.problems[0]?.reason).toMatch(/expected .*\/\.Junk\/new to be a directory/);
  rmSync(junk("new"));
  renameSync(junk("old"), junk("new"));
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(host.messages("ann", ".Junk")).toEqual([spam]);
});

test("a message published in a folder was delivered, even if deleted since", async () => {
  const real = machineWith({}).disk;
  const append = async (path: string) => {
    const file = await real.append(path);
    const write = (bytes: Uint8Array) =>
      Buffer.from(bytes).includes('"done"') ? Promise.reject(ioError("ENOSPC")) : file.write(bytes);
    return { ...file, write };
  };
  await host.import({ machine: machineWith({}, { append }) });
  expect(host.messages("ann", ".Junk")).toEqual([spam]);
  rmSync(junk(), { recursive: true });
  expect(await host.import()).toMatchObject({ delivered: 1, deleted: 1, outcome: "done" });
  expect(existsSync(junk())).toBe(false);
});
