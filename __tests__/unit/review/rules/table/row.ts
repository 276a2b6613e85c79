import type { EditableSettings, SynthesizedFile } from "./sides";

/** A change, and the expected review. */
export interface ReviewCase {
  readonly name: string;
  /** The operator's change of the settings file. */
  readonly settings?: (file: EditableSettings) => void;
  /** The effect of changed sources on the synthesized file. */
  readonly edit?: (file: SynthesizedFile) => void;
  /** Differences of the base from the usual base. */
  readonly base?: Pick<ReviewCase, "settings" | "edit">;
  /** The first line of the review. */
  readonly line?: string;
  /** Each `rule: what`, in order. */
  readonly dangers?: readonly string[];
  /** The counts of each stack that changes. */
  readonly counts: readonly string[];
}
