import type { Html } from "./html";

/** A part of a page with a heading. */
export interface PageSection {
  /** Of the heading, for links. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}
