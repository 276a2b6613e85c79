import { pageOf } from "../../lib/page/document";
import type { PageSection } from "../../lib/page/section";
import type { Html } from "../../lib/page/html";
import type { DrillPageData } from "./page-data";
import { figures, headline, lead } from "./summary";
import { failureSection } from "./failure-section";
import { messageSection } from "./message-section";
import { method } from "./method";
import { refusalSection } from "./refusal-section";
import { sentMessages } from "./sent-messages";
import { timelineSection } from "./timeline-section";

/** The page of a drill. The same data give the same bytes. */
export function drillPage(data: DrillPageData): Html {
  const { origin, result } = data;
  const messages = sentMessages(result);
  const sections = [
    failureSection(result),
    timelineSection(messages, result),
    messageSection(messages, result),
    refusalSection(result),
  ];
  return pageOf({
    kind: "Drill of an outage",
    mark: result.ok ? "Passed" : "Failed",
    tone: result.ok ? "good" : "bad",
    headline: headline(result),
    lead: lead(messages, result),
    figures: figures(result),
    sections: sections.filter((section): section is PageSection => section !== undefined),
    origin,
    method: method(result),
    data,
  });
}
