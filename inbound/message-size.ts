import type { SmtpReply } from "./smtp-reply";
import { MIB } from "../lib/bytes";

/**
 * The limit of 40 MB, headers included. AWS does not document what MB means; 2^20 bytes refuse the fewest messages.
 * @see https://docs.aws.amazon.com/ses/latest/dg/quotas.html
 */
export const MAX_MESSAGE_BYTES = 40 * MIB;

/** The reply to a larger message, after DATA or to its SIZE parameter; not documented (see undocumented.ts). */
export const MESSAGE_TOO_LARGE: SmtpReply = { code: 552, text: "5.3.4 Message size exceeds the limit of 40 MB" };
