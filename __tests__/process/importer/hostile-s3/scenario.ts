import type { S3Script } from "../../../../fixtures/s3/scripted-s3";

/** What a server does, and how an import has to end then. */
export interface Scenario {
  readonly name: string;
  readonly script: S3Script;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  /** Settings of the importer. */
  readonly importer?: object;
  readonly exitCode: number;
  /** Of standard error. */
  readonly says: RegExp;
  /** Messages in the mailbox at the end; of two. Default: none. */
  readonly delivered?: number;
}

/** Time limits of a fraction of a second, in place of half a minute. */
export const HURRIED = { STANDBY_S3_TIME_SCALE: "0.01" };
