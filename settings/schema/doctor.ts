import * as z from "zod";
import { DATE_PATTERN, dateRule } from "../names/dates";
import { mapping, stringWithPattern, stringWithRules } from "../schema-parts";
import { resolverRule } from "../names/resolvers";

export const doctorShape = {
  resolvers: z
    .array(stringWithRules(resolverRule))
    .min(1)
    .default(["1.1.1.1", "8.8.8.8"])
    .meta({ description: "IP addresses of DNS resolvers that see what senders see, preferably of two providers." }),
  mute: z
    .array(
      mapping({
        check: z.string().min(1).meta({ description: "Id of a check, as standby-mx doctor --list shows it." }),
        subject: z.string().min(1).optional().meta({
          description: "The domain, mailbox, region or host that the finding is about. Default: all.",
        }),
        until: stringWithPattern(dateRule, DATE_PATTERN).meta({
          description: "The last day on which the finding is muted.",
        }),
        reason: z.string().min(1).meta({ description: "Why the finding is expected." }),
      }),
    )
    .default([])
    .meta({ description: "Findings of standby-mx doctor that are expected; they are counted, not shown." }),
};
