import { type Disk } from "../../machine/disk";
import { decodeLine, linesOf } from "./crc-line";
import { currentHeader, currentRecord } from "./old-records";
import { JOURNAL_FORMAT, type JournalHeader, type JournalRecord, JOURNAL_VERSION } from "./records";
import { ADOPT_ADVICE, LostRecordsError, StateError } from "./state-error";
import { hasCode } from "../../../lib/errors";

export interface JournalContent {
  readonly header: JournalHeader;
  readonly records: readonly JournalRecord[];
  /** Whether the file ends with a complete line. */
  readonly whole: boolean;
}

/**
 * Reads a journal; `undefined`: there is none. A partial line at the end is not a record, because its `append` has not
 * returned. Throws `StateError` for any other damage.
 */
export async function readJournal(disk: Disk, path: string): Promise<JournalContent | undefined> {
  const values: unknown[] = [];
  let tail: Buffer = Buffer.alloc(0);
  try {
    for await (const { lines, rest } of linesOf(disk.read(path))) {
      for (const line of lines) {
        const value = decodeLine(line);
        if (value === undefined) throw damaged(path, values.length + 1);
        values.push(value);
        // Another version of the format may differ in everything after the header, so the header is checked first.
        if (values.length === 1) checkHeader(path, value);
      }
      tail = rest;
    }
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  // A complete record whose newline is missing or damaged counts as a record.
  const unfinished = decodeLine(tail.subarray(0, -1).toString("utf8")) ?? decodeLine(tail.toString("utf8"));
  if (unfinished !== undefined) values.push(unfinished);
  const [header, ...records] = values;
  // The header was written with the file (see machine/write-durably.ts), so it cannot be missing.
  if (header === undefined) throw damaged(path, 1);
  const { carried = 0, version } = header as JournalHeader;
  if (records.length < carried) throw damaged(path, records.length + 2);
  return {
    header: currentHeader(header as JournalHeader),
    records: records.map((record) => currentRecord(record, version)),
    whole: tail.length === 0,
  };
}

function checkHeader(path: string, header: unknown): void {
  const { format, version } = header as Partial<JournalHeader>;
  if (format !== JOURNAL_FORMAT) throw damaged(path, 1);
  if (!(Number(version) <= JOURNAL_VERSION)) {
    throw new StateError(
      `expected ${path} to be of version ${JOURNAL_VERSION} at most, found version ${version}; ` +
        "import with the newer standby-mx that wrote it",
    );
  }
}

function damaged(path: string, line: number): StateError {
  return new LostRecordsError(
    `expected a sound journal, found line ${line} of ${path} damaged or missing; check the disk. All messages are still in ` +
      `the bucket or in their mailbox. ${ADOPT_ADVICE}`,
  );
}
