import type { S3Script } from "../../../../fixtures/s3/scripted-s3";

/** A fault of a server, and the expected end of the import. */
export interface Scenario {
  readonly name: string;
  readonly script: S3Script;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  /** Settings of the importer. */
  readonly importer?: object;
  readonly exitCode: number;
  /** Expected in standard error. */
  readonly says: RegExp;
  /** Messages in the mailbox at the end; of two. Default: none. */
  readonly delivered?: number;
}

/** Shortens time limits of half a minute to a fraction of a second. */
export const HURRIED = { STANDBY_S3_TIME_SCALE: "0.01" };
