import { originOf } from "../../lib/page/origin";
import { writePage } from "../../lib/page/write-page";
import type { DrillResult } from "../drill-result";
import { anonymous } from "./anonymous";
import { drillPage } from "./drill-page";

/** The options of the drill that the page shows. */
export interface DrillPageOptions {
  readonly settings?: string;
  readonly mail?: string;
  readonly anonymous?: boolean | undefined;
}

export async function writeDrillPage(
  file: string,
  result: DrillResult,
  options: DrillPageOptions,
  version: string,
  startedAt: Date,
): Promise<void> {
  const origin = originOf(commandOf(options), version, startedAt);
  await writePage(file, drillPage({ origin, result: options.anonymous ? anonymous(result) : result }));
}

/** The command that repeats the drill; an anonymous page names no path. */
function commandOf({ settings, mail, anonymous }: DrillPageOptions): string[] {
  const path = (name: string, placeholder: string) => (anonymous ? placeholder : name);
  return [
    ...["npx", "standby-mx", "drill"],
    ...(settings === undefined ? [] : ["--settings", path(settings, "SETTINGS")]),
    ...(mail === undefined ? [] : ["--mail", path(mail, "MAIL")]),
    ...["--html", "drill.html", ...(anonymous ? ["--anonymous"] : [])],
  ];
}
