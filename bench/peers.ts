import { resolve } from "node:path";
import { importCommand } from "../fixtures/host/import-command";
import { s3Environment } from "../fixtures/s3/s3-server";
import { asOwner } from "./bench-directory";

/** Moves all objects under anna/ of the bucket into the Maildir. */
export interface MoveTask {
  readonly endpoint: string;
  readonly bucket: string;
  /** The bundled importer. */
  readonly importer: string;
  /** The directory of its settings. */
  readonly directory: string;
  readonly maildir: string;
}

/** A program that can move the objects. */
export interface Peer {
  readonly name: string;
  /** This program is the importer of this project. */
  readonly isOurs?: boolean;
  /** This program is so slow that a fiftieth of the messages gives the same result. */
  readonly sequential?: boolean;
  /** This program runs as root, and keeps its state as root. */
  readonly root?: boolean;
  command(task: MoveTask): { readonly argv: readonly string[]; readonly env: Record<string, string> };
}

const rcloneOptions = [
  ...["--transfers", "64", "--checkers", "64", "--config", "/dev/null"],
  ...["--s3-provider", "Other", "--s3-env-auth", "--s3-no-check-bucket", "--s3-region", "us-east-1"],
];

export const peers: readonly Peer[] = [
  {
    // Runs as the owner of the Maildirs (vmail), which is the recommended way.
    name: "standby-mx import",
    isOurs: true,
    command: ({ endpoint, importer, directory }) => ({
      argv: asOwner(importCommand(importer, directory)),
      env: s3Environment(endpoint),
    }),
  },
  {
    // Runs with a worker process that has the owner's rights (docs/privileges.md).
    name: "standby-mx import as root",
    isOurs: true,
    root: true,
    command: ({ endpoint, importer, directory }) => ({
      argv: importCommand(importer, directory),
      env: s3Environment(endpoint),
    }),
  },
  {
    name: "rclone move",
    command: ({ endpoint, bucket, maildir }) => ({
      argv: ["rclone", "move", `:s3:${bucket}/anna`, `${maildir}/new`, "--s3-endpoint", endpoint, ...rcloneOptions],
      env: s3Environment(endpoint),
    }),
  },
  {
    name: "aws s3 mv",
    command: ({ endpoint, bucket, maildir }) => ({
      argv: ["aws", "s3", "mv", "--recursive", "--quiet", `s3://${bucket}/anna`, `${maildir}/new`],
      env: { ...s3Environment(endpoint), AWS_ENDPOINT_URL: endpoint },
    }),
  },
  {
    name: "loop of GET, COPY, DELETE",
    sequential: true,
    command: ({ endpoint, bucket, maildir }) => ({
      argv: [process.execPath, resolve(__dirname, "naive-loop.mjs"), bucket, "anna", maildir],
      env: { ...s3Environment(endpoint), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    }),
  },
];
