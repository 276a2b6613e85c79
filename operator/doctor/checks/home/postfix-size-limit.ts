import { postfixCheck } from "./postfix-check";

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html: 40 MB with its headers, before encoding is undone. */
const SES_MAX_MESSAGE_BYTES = 40 * 1024 * 1024;
const MIB = 1024 * 1024;

export const postfixSizeLimit = postfixCheck({
  id: "postfix-size-limit",
  title: "Do primary and standby accept messages of the same size?",
  look(parameters) {
    const limit = Number(parameters.get("message_size_limit") ?? 10_240_000);
    const found =
      limit === 0
        ? "message_size_limit is 0 (none)"
        : `message_size_limit is ${limit} (${Math.round(limit / MIB)} MiB)`;
    if (limit !== 0 && limit <= SES_MAX_MESSAGE_BYTES) {
      if (limit === SES_MAX_MESSAGE_BYTES) return { status: "OK", found };
      const why = "The standby accepts messages up to 40 MB that the primary would refuse; the importer delivers them.";
      return { status: "OK", found, why };
    }
    return {
      status: "NOTE",
      found,
      expected: `at most ${SES_MAX_MESSAGE_BYTES}`,
      why: "SES permanently refuses messages above 40 MB that the primary would accept.",
      fix: `postconf -e message_size_limit=${SES_MAX_MESSAGE_BYTES} && postfix reload`,
    };
  },
});
