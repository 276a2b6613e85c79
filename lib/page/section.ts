import type { Html } from "./html";

/** A part of a page with a heading. */
export interface PageSection {
  /** HTML id of the heading, the target of links. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}
