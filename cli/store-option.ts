import { Option, type Command } from "commander";
import { parseStoreLocation, type StoreLocation } from "../store/open-store";

export interface StoreFlags {
  readonly store: string;
  readonly endpointUrl?: string;
}

/** `--store`; read it with `storeLocation`. */
export function storeOption(): Option {
  return new Option(
    "--store <store>",
    "where the mail waits: s3, or dir:<path> for files <path>/<bucket>/<key>",
  ).default("s3");
}

/** `--endpoint-url`; read it with `storeLocation`. */
export function endpointOption(): Option {
  return new Option("--endpoint-url <url>", "custom S3 and SQS endpoint (or AWS_ENDPOINT_URL)");
}

export function storeLocation({ store, endpointUrl }: StoreFlags, command: Command): StoreLocation {
  return orUsageError(command, () => parseStoreLocation(store, endpointUrl));
}

/** Ends the command with a usage error where `parse` throws a `RangeError`. */
export function orUsageError<T>(command: Command, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return command.error(`error: ${error.message}`);
  }
}
