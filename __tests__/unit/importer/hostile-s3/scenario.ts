import type { S3Script } from "../../../../fixtures/s3/scripted-s3";

/** What a server does, and how an import has to end then. */
export interface Scenario {
  readonly name: string;
  readonly script: S3Script;
  /** The command is run, as a process that has to end while the server still sends or is silent (process/importer/hostile-s3/). */
  readonly asProcess?: true;
  readonly env?: NodeJS.ProcessEnv;
  /** The only mailbox to import. */
  readonly mailbox?: string;
  /** Settings of the importer. */
  readonly importer?: object;
  readonly exitCode: number;
  /** Of standard error. */
  readonly says: RegExp;
  /** Messages in the mailbox at the end; of two. Default: none. */
  readonly delivered?: number;
}

/** The two messages that the server has. */
export const MAIL = new Map(["1", "2"].map((id): [string, string] => [`ann/${id}`, `Subject: ${id}\r\n\r\n`]));

/** Time limits of a fraction of a second, in place of half a minute. */
export const HURRIED = { STANDBY_S3_TIME_SCALE: "0.01" };
