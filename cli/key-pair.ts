import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { EndpointOptions } from "../inbound/endpoint";
import { messageOf } from "../lib/errors";
import { UsageError } from "../lib/usage-error";

export interface KeyPairOptions {
  /** Paths of PEM files. */
  readonly certificate?: string;
  readonly key?: string;
}

/** Reads the files of --certificate and --key; `undefined`: neither is given. Throws `UsageError`. */
export function readKeyPair({ certificate, key }: KeyPairOptions): EndpointOptions["certificate"] {
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) {
    const [given, missing] = key === undefined ? ["--certificate", "--key"] : ["--key", "--certificate"];
    throw new UsageError(`expected --certificate and --key together, found ${given} alone; add ${missing} <file>`);
  }
  const pair = { cert: read("--certificate", certificate), key: read("--key", key) };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new UsageError(
      `expected ${certificate} and ${key} to be a certificate and its key, found: ${messageOf(error)}`,
    );
  }
  return pair;
}

function read(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`expected ${option} to name a PEM file, found: ${messageOf(error)}`);
  }
}
