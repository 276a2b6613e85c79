import type { PageOrigin } from "../../lib/page/origin";
import type { DrillResult } from "../drill-result";

/** Everything that the page of a drill is made from. The page embeds it, so that the page can be made again from itself. */
export interface DrillPageData {
  readonly origin: PageOrigin;
  readonly result: DrillResult;
}
