import type { S3Script } from "../../../../fixtures/s3/scripted-s3";

/** A fault of a server, and the expected end of the import. */
export interface Scenario {
  readonly name: string;
  readonly script: S3Script;
  /** Whether the test runs the command as a process, which must end while the server still sends or is silent (process/importer/hostile-s3/). */
  readonly asProcess?: true;
  readonly env?: NodeJS.ProcessEnv;
  /** The only mailbox to import. */
  readonly mailbox?: string;
  /** Settings of the importer. */
  readonly importer?: object;
  readonly exitCode: number;
  /** Expected in standard error. */
  readonly says: RegExp;
  /** Messages in the mailbox at the end; of two. Default: none. */
  readonly delivered?: number;
}

/** The two messages that the server has. */
export const MAIL = new Map(["1", "2"].map((id): [string, string] => [`ann/${id}`, `Subject: ${id}\r\n\r\n`]));

/** Shortens time limits of half a minute to a fraction of a second. */
export const HURRIED = { STANDBY_S3_TIME_SCALE: "0.01" };
