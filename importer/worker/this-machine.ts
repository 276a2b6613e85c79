import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { workerProgram } from "./program";
import { Workers } from "./workers";
import { lockFile } from "../machine/lock";
import type { Machine } from "../machine/machine";
import { nodeDisk } from "../machine/node-disk";
import { resolveOwner } from "../machine/owner";

/** The machine on which this process runs. `signal` asks the import to stop. */
export function thisMachine(signal?: AbortSignal): Machine {
  const workers = new Workers(workerProgram, signal);
  const uid = process.getuid?.() ?? 0;
  return {
    disk: nodeDisk,
    // Only root can act for other users, and only root has to.
    diskOf: (owner, lock) => (uid === 0 && owner.uid !== 0 ? workers.diskOf(owner, lock) : Promise.resolve(nodeDisk)),
    now: () => Date.now(),
    // 62 of the 64 bits are random. Node generates UUIDs from buffered random bytes, while each randomBytes is a system call.
    random: () => randomUUID().replaceAll("-", "").slice(-16),
    hostName: hostname(),
    processId: process.pid,
    uid,
    bootId: () => idIn("/proc/sys/kernel/random/boot_id"),
    machineId: () => idIn("/etc/machine-id"),
    lock: lockFile,
    resolveOwner,
    close: () => workers.end(),
  };
}

function idIn(path: string): Promise<string> {
  return readFile(path, "utf8").then(
    (id) => id.trim().replace(/^uninitialized$/, ""),
    () => "",
  );
}
