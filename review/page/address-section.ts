import type { PageSection } from "../../lib/page/section";
import { html, type Html } from "../../lib/page/html";
import { tableOf } from "../../lib/page/table";
import { counted } from "../../lib/page/units";
import { folded, nameList, untrustedText } from "../../lib/page/words";
import { isStored } from "../compare/recipients";
import type { RecipientChange, Routing } from "../model/stack";
import type { ReviewReport, StackRecipients } from "./review-report";

type Effect = "lost" | "gained" | "moved" | "copies" | "refused";

const EFFECT_TEXTS: Readonly<Record<Effect, Html>> = {
  lost: html`<span class="tag wrong">lost</span>`,
  moved: html`<span class="tag standby">stored elsewhere</span>`,
  copies: html`<span class="tag standby">other copies</span>`,
  refused: html`<span class="tag refused">refused otherwise</span>`,
  gained: html`<span class="tag primary">gained</span>`,
};
/** The page's data contains all addresses. */
const MAX_UNCHANGED_SHOWN = 1000;
const EFFECT_ORDER = Object.keys(EFFECT_TEXTS);

/** The routing of mail to each address, before and after the change. */
export function addressSection({ recipients, unreadable }: ReviewReport): PageSection {
  const body = unreadable
    ? html`<p>The receipt rules of a side cannot be read, so the effect on single addresses is unknown.</p>`
    : html`${recipients.map((stack, i) => ofStack(stack, i))}`;
  return { id: "addresses", title: "Address by address", body };
}

function ofStack({ stack, changed, unchanged }: StackRecipients, i: number): Html {
  const inOrder = [...changed].sort((a, b) => EFFECT_ORDER.indexOf(effectOf(a)) - EFFECT_ORDER.indexOf(effectOf(b)));
  const table = tableOf({
    id: `addresses-${i + 1}`,
    caption: `Changed addresses, ${stack}`,
    columns: [{ title: "Address" }, { title: "Before" }, { title: "After" }],
    rows: inOrder.map((change) => [
      html`${untrustedText(change.recipient)}
        <div>${EFFECT_TEXTS[effectOf(change)]}</div>`,
      treatment(change.before),
      treatment(change.after),
    ]),
  });
  const rest = folded(
    html`<span
      ><b>${counted(unchanged.length, "address", "addresses")} without a change</b><small>${stack}</small></span
    >`,
    html`<p>${nameList(unchanged, MAX_UNCHANGED_SHOWN)}</p>`,
  );
  return html`${changed.length > 0 ? table : html`<p>No address of ${stack} changes.</p>`}
  ${unchanged.length > 0 && rest}`;
}

function effectOf({ before, after }: RecipientChange): Effect {
  const [storedBefore, storedAfter] = [isStored(before), isStored(after)];
  if (storedBefore !== storedAfter) return storedBefore ? "lost" : "gained";
  if (!storedAfter) return "refused";
  return before.stored.join() === after.stored.join() ? "copies" : "moved";
}

function treatment({ refusal, stored, copies }: Routing): Html {
  if (refusal !== undefined) return html`refused<small>${refusal.replaceAll("-", " ")}</small>`;
  if (stored.length === 0) return html`accepted, not stored`;
  return html`<code>${nameList(stored)}</code>${copies.length > 0 && html`<small>copies: ${nameList(copies)}</small>`}`;
}
