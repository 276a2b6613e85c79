import { LEFT_OUT, pseudonyms, replyCodes } from "../../lib/page/pseudonyms";
import type { DrillResult } from "../drill-result";

/** Texts of the drill itself, which contain no names. */
const DRILL_TEXT = /^(the primary |standby-mx import|every Maildir )/;
const STANDBY_HOST = /^inbound-smtp\.[\w-]+\.amazonaws\.com$/;
/** Texts of the drill for a sender without a reply. */
const NO_REPLY = /^(connection |no [a-zA-Z ]+ within |an answer that is not SMTP|a reply longer)/;

/** A result without addresses, subjects, hosts of the operator, paths, and texts that may repeat them. */
export function anonymous(result: DrillResult): DrillResult {
  const [recipient, message, mailbox] = [pseudonyms("recipient"), pseudonyms("message"), pseudonyms("mailbox")];
  const primary = pseudonyms("primary host");
  const mailHost = pseudonyms("mail host");
  const host = (name: string) => (STANDBY_HOST.test(name) ? name : primary(name));
  const optional = (text: string | undefined, change: (text: string) => string) =>
    text === undefined ? undefined : change(text);
  return {
    ...result,
    leftInBuckets: result.leftInBuckets.map(() => LEFT_OUT),
    standbyErrors: result.standbyErrors.map(() => LEFT_OUT),
    imports: result.imports.map(({ host: name, ...run }) => ({
      ...(name !== undefined && { host: mailHost(name) }),
      ...run,
      stderr: run.stderr === "" ? "" : LEFT_OUT,
    })),
    traces: result.traces.map((trace) => ({
      ...trace,
      message: message(trace.message),
      recipient: recipient(trace.recipient),
      host: optional(trace.host, host),
      mailHosts: trace.mailHosts.map(mailHost),
      reply: optional(trace.reply, replyCodes),
      failedAttempts: trace.failedAttempts.map((attempt) => ({
        host: host(attempt.host),
        reason: NO_REPLY.test(attempt.reason) ? attempt.reason : replyCodes(attempt.reason),
      })),
    })),
    disagreements: result.disagreements.map((found) => ({
      recipient: recipient(found.recipient),
      host: host(found.host),
      phase: found.phase,
      message: message(found.message),
      what: found.what.split(":")[0]!,
    })),
    faults: result.faults.map(({ kind, phase, ...fault }) => ({
      kind,
      phase,
      message: optional(fault.message, message),
      mailbox: mailbox(fault.mailbox),
      what: LEFT_OUT,
    })),
    timeline: result.timeline.map((event) => (DRILL_TEXT.test(event.what) ? event : { ...event, what: LEFT_OUT })),
  };
}
