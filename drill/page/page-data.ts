import type { PageOrigin } from "../../lib/page/origin";
import type { DrillResult } from "../drill-result";

/** The data of a drill's page. The page embeds the data, so that it can be generated again from itself. */
export interface DrillPageData {
  readonly origin: PageOrigin;
  readonly result: DrillResult;
}
