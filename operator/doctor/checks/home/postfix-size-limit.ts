import { postfixCheck } from "./postfix-check";
import { MIB } from "../../../../lib/bytes";
import { MAX_MESSAGE_BYTES } from "../../../../inbound/message-size";

export const postfixSizeLimit = postfixCheck({
  id: "postfix-size-limit",
  title: "Do primary and standby accept messages of the same size?",
  look(parameters) {
    const limit = Number(parameters.get("message_size_limit") ?? 10_240_000);
    const found =
      limit === 0
        ? "message_size_limit is 0 (none)"
        : `message_size_limit is ${limit} (${Math.round(limit / MIB)} MiB)`;
    if (limit !== 0 && limit <= MAX_MESSAGE_BYTES) {
      if (limit === MAX_MESSAGE_BYTES) return { status: "OK", found };
      const why = "The standby accepts messages up to 40 MB that the primary would refuse; the importer delivers them.";
      return { status: "OK", found, why };
    }
    return {
      status: "NOTE",
      found,
      expected: `at most ${MAX_MESSAGE_BYTES}`,
      why: "SES permanently refuses messages above 40 MB that the primary would accept.",
      fix: `postconf -e message_size_limit=${MAX_MESSAGE_BYTES} && postfix reload`,
    };
  },
});
