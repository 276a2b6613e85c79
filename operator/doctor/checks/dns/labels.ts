import { delimiterGaps, describeGap } from "../../../../settings/delimiter";
import { type Check, FILE_DEADLINE_MS } from "../../model";

/** Needs the settings only: the delimiter of SES is fixed. */
export const labels: Check = {
  id: "labels",
  title: "Do primary and standby accept the same labelled addresses?",
  place: "dns",
  needs: [],
  deadlineMs: FILE_DEADLINE_MS,
  subjects: ({ settings }) => settings.domains.map(({ name }) => name),
  look(domain, { settings }) {
    const gaps = delimiterGaps(settings).filter((gap) => gap.domain === domain);
    if (gaps.length === 0)
      return Promise.resolve({ status: "OK", found: `labels after ${settings.recipientDelimiter}` });
    return Promise.resolve(
      gaps.map((gap) => ({
        // Mail that the standby refuses bounces at once.
        status: gap.standby.length === 0 ? ("FAIL" as const) : ("WARN" as const),
        ...describeGap(gap),
      })),
    );
  },
};
