import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { takeLock } from "./lock";
import type { Machine } from "./machine";
import { nodeDisk } from "./node-disk";
import { resolveOwner } from "./owner";

/** The machine on which this process runs. */
export function thisMachine(): Machine {
  return {
    disk: nodeDisk,
    now: () => Date.now(),
    random: () => randomBytes(8).toString("hex"),
    hostName: hostname(),
    processId: process.pid,
    uid: process.getuid?.() ?? 0,
    bootId: () =>
      readFile("/proc/sys/kernel/random/boot_id", "utf8").then(
        (id) => id.trim(),
        () => "",
      ),
    lock: takeLock,
    resolveOwner,
  };
}
