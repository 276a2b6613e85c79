import { originOf } from "../../lib/page/origin";
import { writePage } from "../../lib/page/write-page";
import { SETTINGS_FILE } from "../../settings/settings-file";
import type { Review } from "../review";
import { anonymous } from "./anonymous";
import { reviewPage } from "./review-page";
import { reviewReport } from "./review-report";

export interface ReviewPageOptions {
  readonly base: string;
  readonly head?: string | undefined;
  readonly headJson?: string | undefined;
  readonly settings: string;
  readonly anonymous?: boolean | undefined;
}

export async function writeReviewPage(
  file: string,
  review: Review,
  options: ReviewPageOptions,
  version: string,
  startedAt: Date,
): Promise<void> {
  const origin = originOf(commandOf(options), version, startedAt);
  const report = reviewReport(review);
  await writePage(file, reviewPage({ origin, report: options.anonymous ? anonymous(report) : report }));
}

/** The command that repeats the review; an anonymous page names no revision and no path. */
function commandOf({ base, head, headJson, settings, anonymous: isAnonymous }: ReviewPageOptions): string[] {
  const name = (value: string, placeholder: string) => (isAnonymous ? placeholder : value);
  const headOptions = [
    ...(headJson !== undefined && head === undefined ? [] : ["--head", name(head ?? ".", "HEAD_SIDE")]),
    ...(headJson === undefined ? [] : ["--head-json", name(headJson, "HEAD_FOLDER")]),
  ];
  return [
    ...["npx", "standby-mx", "review", "--base", name(base, "BASE"), ...headOptions],
    ...(settings === SETTINGS_FILE ? [] : ["--settings", name(settings, "SETTINGS")]),
    ...["--html", "review.html", ...(isAnonymous ? ["--anonymous"] : [])],
  ];
}
