import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { PooledDisk } from "./pooled-disk";
import { workerProgram } from "./program";
import { startWorker } from "./worker";
import { WorkerPool } from "./worker-pool";
import { lockFile } from "../machine/lock";
import type { Machine } from "../machine/machine";
import { nodeDisk } from "../machine/node-disk";
import { resolveOwner } from "../machine/owner";

/** The machine on which this process runs. `signal` asks the import to stop. */
export function thisMachine(signal?: AbortSignal): Machine {
  const workers = new WorkerPool(async (owner, latenessMs) =>
    startWorker(owner, { program: workerProgram(), signal, latenessMs }),
  );
  const uid = process.getuid?.() ?? 0;
  return {
    disk: nodeDisk,
    // Only root can act for other users, and only root has to.
    diskOf: (owner, lock) =>
      Promise.resolve(uid === 0 && owner.uid !== 0 ? new PooledDisk(workers, { ...owner, lock }) : nodeDisk),
    hold: (disk, work) => (disk instanceof PooledDisk ? disk.hold(work) : work()),
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
