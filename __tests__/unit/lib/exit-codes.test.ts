import { LockError } from "../../../importer/machine/lock";
import { StateError } from "../../../importer/state/journal/state-error";
import { RulesError } from "../../../inbound/rules-error";
import { exitCodeOfError, isImportSuccess } from "../../../lib/exit-codes";
import { UsageError } from "../../../lib/usage-error";
import { ChangesFileError } from "../../../operator/doctor/changes-file";
import { UnknownCheckError } from "../../../operator/doctor/select-checks";
import { ImportRunningError } from "../../../operator/status/held/with-lock";
import { StateFileError } from "../../../operator/status/state-file";
import { SourceError, SyncRefusedError } from "../../../operator/users/source-error";
import { ReviewError } from "../../../review/model/errors";
import { HostError } from "../../../settings/names/hosts";
import { SettingsError } from "../../../settings/problem";
import { EndpointError } from "../../../stacks/aws-endpoint";
import { StoreError } from "../../../store/store-error";

const problem = { file: "f", line: 1, column: 1, path: "", found: "a", expected: "b", advice: "" };
const refused = Object.assign(new Error("connect ECONNREFUSED"), { syscall: "connect", code: "ECONNREFUSED" });

describe("the exit code of an error", () => {
  // The table of lib/exit-codes.ts names the classes, so a renamed class must fail here.
  test.each([
    [64, new UsageError("--keep")],
    [64, new UnknownCheckError("no such check")],
    [78, new SettingsError([problem])],
    [78, new HostError("no such host")],
    [78, new EndpointError("no URL")],
    [78, new RulesError("no JSON")],
    [78, new ChangesFileError("no JSON")],
    [78, new LockError("flock")],
    [75, new SourceError("postconf")],
    [75, new ImportRunningError("locked")],
    [75, new StateError("journal")],
    [75, new StateFileError("newer", "version 9")],
    [75, new StoreError("unavailable", "S3")],
    [1, new SyncRefusedError("--prune")],
    [1, new ReviewError("git")],
  ])("is %i for %p", (code, error) => {
    expect(exitCodeOfError(error)).toBe(code);
  });

  test("is 75 if a server or the machine may succeed later", () => {
    expect(exitCodeOfError(refused)).toBe(75);
    expect(exitCodeOfError(new RulesError("SES", { cause: refused }))).toBe(75);
    expect(exitCodeOfError(Object.assign(new Error("full"), { syscall: "write", code: "ENOSPC" }))).toBe(75);
  });

  test("is 70 for an unexpected error", () => {
    expect(exitCodeOfError(new TypeError("undefined is not a function"))).toBe(70);
    expect(exitCodeOfError("thrown text")).toBe(70);
    expect(exitCodeOfError(undefined)).toBe(70);
    expect(exitCodeOfError(new Error("caused", { cause: refused }))).toBe(70);
  });
});

test.each([
  [0, true],
  [1, true],
  [75, false],
  [78, false],
])("an import that ends with %i has done all possible work: %p", (exitCode, expected) => {
  expect(isImportSuccess(exitCode)).toBe(expected);
});
