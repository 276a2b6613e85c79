import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCodeOfError } from "../../../../lib/exit-codes";
import { lockFile, LockError } from "../../../../importer/machine/lock";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lock-"));
  mkdirSync(join(directory, "state"));
  path = join(directory, "state", "lock");
});
afterEach(() => rmSync(directory, { recursive: true }));

test.each([
  ["the same path", "state/lock"],
  ["a path with more slashes", "state//./lock"],
  ["a symbolic link to the directory", "link/lock"],
])("is taken once, also by %s", async (_, other) => {
  symlinkSync("state", join(directory, "link"));
  const held = await lockFile(path);
  expect(await lockFile(`${directory}/${other}`)).toBeUndefined();
  held!.release();
  const again = await lockFile(`${directory}/${other}`);
  expect(again).toBeDefined();
  again!.release();
});

test("is taken under the new name of a directory that was renamed", async () => {
  const held = await lockFile(path);
  renameSync(join(directory, "state"), join(directory, "moved"));
  expect(await lockFile(join(directory, "moved", "lock"))).toBeUndefined();
  held!.release();
});

test("of two simultaneous requests one succeeds, many times", async () => {
  for (let round = 0; round < 10; round++) {
    const locks = await Promise.all([lockFile(path), lockFile(path)]);
    expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
    for (const lock of locks) lock?.release();
  }
});

test("is free when the last process that inherited it is killed", async () => {
  const held = await lockFile(path);
  const child = spawn("sleep", ["100"], { stdio: ["ignore", "ignore", "ignore", held!.descriptor] });
  held!.release();
  expect(await lockFile(path)).toBeUndefined();
  child.kill("SIGKILL");
  await once(child, "close");
  const again = await lockFile(path);
  expect(again).toBeDefined();
  again!.release();
});

test("is not inherited by a program that is started while it is held", async () => {
  const held = await lockFile(path);
  const child = spawn("sleep", ["100"], { stdio: "ignore" });
  await once(child, "spawn");
  held!.release();
  const again = await lockFile(path);
  expect(again).toBeDefined();
  again!.release();
  child.kill("SIGKILL");
});

test("can be opened by no other user, also after a restore with another mode", async () => {
  writeFileSync(path, "");
  chmodSync(path, 0o666);
  (await lockFile(path))!.release();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  ["a symbolic link", () => symlinkSync("elsewhere", path)],
  ["a directory", () => mkdirSync(path)],
])("%s in its place is refused", async (_, put) => {
  put();
  await expect(lockFile(path)).rejects.toThrow(LockError);
  await expect(lockFile(path)).rejects.toThrow(/cannot open the lock .*remove it/);
});

test("an error of the disk says nothing about the lock file, and is temporary", async () => {
  const error = await lockFile(join(directory, "unmounted", "lock")).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ENOENT" });
  expect(exitCodeOfError(error)).toBe(75);
});

describe("with another flock(1)", () => {
  const before = process.env.PATH;
  const realFlock = execFileSync("sh", ["-c", "command -v flock"]).toString().trim();
  afterEach(() => void (process.env.PATH = before));
  const only = (script?: string) => {
    process.env.PATH = directory;
    if (script !== undefined) writeFileSync(join(directory, "flock"), `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  };

  test("none: names the package that contains flock, and locks nothing", async () => {
    only();
    await expect(lockFile(path)).rejects.toThrow(LockError);
    await expect(lockFile(path)).rejects.toThrow(/expected the command flock \(package util-linux\) .* install it/);
  });

  test("none: leaves no timer that would delay the end of the process", async () => {
    only();
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    await expect(lockFile(path)).rejects.toThrow(LockError);
    expect(timers()).toBe(before);
  });

  test.each([
    ["removed", "/bin/rm"],
    ["replaced by another", "/bin/mv other"],
  ])("a file that was %s before it was locked is not the lock", async (_, change) => {
    const other = join(directory, "state", "other");
    writeFileSync(other, "");
    const once = `[ -e other ] && ${change} lock && /bin/rm -f other`;
    only(`cd ${directory}/state; ${once}; exec ${realFlock} "$@"`);
    const held = await lockFile(path);
    expect(existsSync(other)).toBe(false);
    expect(fstatSync(held!.descriptor).ino).toBe(statSync(path).ino);
    expect(await lockFile(path)).toBeUndefined();
    held!.release();
  });

  test("an error is neither a lock nor a lock that another process has", async () => {
    only("echo 'flock: 3: No locks available' >&2; exit 1");
    await expect(lockFile(path)).rejects.toThrow(/flock ended with 1: flock: 3: No locks available/);
    only("exit 64");
    await expect(lockFile(path)).rejects.toThrow(/flock ended with 64/);
  });
});
