import { groupBy } from "../../lib/group-by";
import type { DeliveryTrace } from "../delivery-traces";
import type { PageSection } from "../../lib/page/section";
import { html, type Html } from "../../lib/page/html";
import { tableOf } from "../../lib/page/table";
import { duration } from "../../lib/page/units";
import { folded, nameList, shortTitle, untrustedText } from "../../lib/page/words";
import type { DrillResult } from "../drill-result";
import type { PageMessage } from "./sent-messages";

/** A table of every message, phase by phase. */
export function messageSection(
  byPhase: ReadonlyMap<string, readonly PageMessage[]>,
  { timeline }: DrillResult,
): PageSection {
  const phases = [...byPhase].map(([phase, messages], i) => {
    const what = timeline.find((event) => event.phase === phase)?.what ?? "";
    const summary = html`<span><b>${i + 1} · ${phase}</b><small>${what}</small></span>`;
    const isWrong = messages.some(({ kind }) => kind === "wrong" || kind === "waiting");
    return folded(summary, phaseTable(phase, i, messages), { open: isWrong || i === 1 });
  });
  const body = html`<p>
      The numbers of the phases are those above the timeline. Every message is sent by SMTP, and compared byte for byte
      in its mailbox.
    </p>
    ${phases}`;
  return { id: "messages", title: "Every message", body };
}

function phaseTable(phase: string, i: number, messages: readonly PageMessage[]): Html {
  const common = commonReason(messages);
  return tableOf({
    id: `phase-${i + 1}`,
    caption: `Messages of phase ${i + 1}, “${phase}”${common === "" ? "" : `; each sender first tried ${common}`}`,
    columns: [{ title: "Message, recipients" }, { title: "Accepted by" }, { title: "Waited", isNumber: true }],
    rows: messages.map((message) => [
      html`${shortTitle(message.message)}<small>${nameList(message.traces.map(({ recipient }) => recipient))}</small>`,
      html`${message.faults.map((fault) => html`<div><span class="tag wrong">${fault}</span></div>`)}${outcomes(message.traces, common)}`,
      waits(message),
    ]),
  });
}

/** Each outcome with the hosts that were tried before, and with the recipients if the message has several outcomes. */
function outcomes(traces: readonly DeliveryTrace[], common: string): Html[] {
  const groups = [...groupBy(traces, (trace) => `${trace.outcome} ${trace.host} ${reasons(trace)}`).values()];
  return groups.map((same) => {
    const first = same[0]!;
    const reply = first.outcome === "refused" ? `${first.host}: ${first.reply}` : "";
    const attempts = reasons(first) === common ? "" : reasons(first);
    return html`<div>
      <span class="tag ${first.outcome}">${first.outcome === "waiting" ? "no host" : first.outcome}</span>
      ${groups.length > 1 && html`<small>${nameList(same.map(({ recipient }) => recipient))}</small>`}
      ${reply !== "" && html`<small>${untrustedText(reply)}</small>`}
      ${attempts !== "" && html`<small>after ${untrustedText(attempts)}</small>`}
    </div>`;
  });
}

function reasons({ failedAttempts }: DeliveryTrace): string {
  return failedAttempts.map(({ host, reason }) => `${host}: ${reason}`).join("; ");
}

/**
 * The failed attempts that all messages share, which the caption shows instead of each row; otherwise an empty text.
 */
function commonReason(messages: readonly PageMessage[]): string {
  const all = new Set(messages.flatMap(({ traces }) => traces.map(reasons)));
  return all.size === 1 ? [...all][0]! : "";
}

/** The time for which a message waited between its sender and its mailbox. */
function waits({ kind, sentAt, answeredAt, homeAt }: PageMessage): Html {
  if (kind === "refused") return html`–`;
  if (homeAt === undefined) return html`not home`;
  const atSender = answeredAt - sentAt;
  return html`${duration(homeAt - sentAt)}${homeAt > answeredAt && html`<small>${duration(atSender)} at the sender</small>`}`;
}
