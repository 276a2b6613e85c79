import type { Colors } from "picocolors/types";

/** Colours for a terminal, none for a file or a pipe. */
export interface Style {
  readonly colors: Colors;
}
