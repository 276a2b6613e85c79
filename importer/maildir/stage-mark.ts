/**
 * An empty file in the stage directory, whose name holds two numbers of journal records. The numbers show whether the journal and
 * the stage directory are of the same time.
 */
export interface StageMark {
  /** Records that the journal had when it last delivered here. A journal with fewer records is older. */
  readonly records: number;
  /**
   * The record for which messages were last staged here. An open INTENT of a later record belongs to a later state of the stage
   * directory. The mark is written before the record, so it may be ahead of the journal.
   */
  readonly stagedAt: number;
}

export const NO_MARK: StageMark = { records: 0, stagedAt: 0 };

const MARK = /^at-(\d+)\.staged-(\d+)$/;

export function stageMarkName({ records, stagedAt }: StageMark): string {
  return `at-${records}.staged-${stagedAt}`;
}

/** `undefined`: a file of that name is no mark. */
export function markIn(name: string): StageMark | undefined {
  const [, records, stagedAt] = MARK.exec(name) ?? [];
  return records === undefined ? undefined : { records: Number(records), stagedAt: Number(stagedAt) };
}
