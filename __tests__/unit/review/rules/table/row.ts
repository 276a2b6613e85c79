import type { SettingsFile, SynthesizedFile } from "./sides";

/** A change, and the expected review. */
export interface Row {
  readonly name: string;
  /** The operator's change of the settings file. */
  readonly settings?: (file: SettingsFile) => void;
  /** The effect of changed sources on the synthesized file. */
  readonly edit?: (file: SynthesizedFile) => void;
  /** Differences of the base from the usual base. */
  readonly base?: Pick<Row, "settings" | "edit">;
  /** The first line of the review. */
  readonly line?: string;
  /** Each `rule: what`, in order. */
  readonly dangers?: readonly string[];
  /** The counts of each stack that changes. */
  readonly counts: readonly string[];
}
