import type { PageOrigin } from "../../lib/page/origin";
import type { DrillResult } from "../drill-result";

/** The data of a drill's page. The page embeds its data, from which the page can be generated again. */
export interface DrillPageData {
  readonly origin: PageOrigin;
  readonly result: DrillResult;
}
