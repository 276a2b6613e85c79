import type { SettingsFile, SynthesizedFile } from "./sides";

/** One change, and the whole review that it must get. */
export interface Row {
  readonly name: string;
  /** How the owner changes the settings file. */
  readonly settings?: (file: SettingsFile) => void;
  /** How a change of the sources changes what is synthesized from them. */
  readonly edit?: (file: SynthesizedFile) => void;
  /** What is different from the usual before the change. */
  readonly base?: Pick<Row, "settings" | "edit">;
  /** The first line of the review. */
  readonly line?: string;
  /** Each `rule: what`, in order. */
  readonly dangers?: readonly string[];
  /** One a stack that changes. */
  readonly counts: readonly string[];
}
