import type { PageSection } from "../../lib/page/section";
import { html, type Html } from "../../lib/page/html";
import { folded, untrustedText } from "../../lib/page/words";
import { ACTION_TEXTS, countLine, inOrderOfOutput } from "../format/change-lines";
import type { AttributeChange } from "../model/stack";
import type { ChangeReport, ReviewReport } from "./review-report";

/** Every change, resource by resource, stack by stack. */
export function changeSection({ stacks }: ReviewReport): PageSection {
  const lists = stacks.map(({ stack, changes }) => {
    const summary = html`<span><b>${untrustedText(stack)}</b><small>${countLine(changes)}</small></span>`;
    if (changes.length === 0) return html`<p>${untrustedText(stack)}: nothing changes.</p>`;
    return folded(
      summary,
      html`<ul class="changes">
        ${inOrderOfOutput(changes).map(changeItem)}
      </ul>`,
      {
        open: stacks.length === 1,
      },
    );
  });
  return { id: "changes", title: "Resource by resource", body: html`${lists}` };
}

function changeItem(change: ChangeReport): Html {
  const { address, name, action, reason, movedFrom, attributes, unknown } = change;
  const { sign, words } = ACTION_TEXTS[action];
  const items = [
    ...attributes.map(attributeItem),
    ...(unknown.length > 0 ? [html`<li>known after apply: ${unknown.join(", ")}</li>`] : []),
  ];
  return html`<li class="${SIGN_CLASSES[sign]}">
    <b class="sign">${sign.replace("-", "−")}</b>
    <code>${address}</code>${name !== undefined && html` (${untrustedText(name)})`}:
    ${words}${reason !== undefined && `, because ${reason}`}${movedFrom !== undefined && html`, was <code>${movedFrom}</code>`}
    ${
      items.length > 0 &&
      html`<ul>
        ${items}
      </ul>`
    }
  </li>`;
}

const SIGN_CLASSES: Readonly<Record<string, string>> = { "-": "removed", "!": "changed", "+": "added" };

function attributeItem(change: AttributeChange): Html {
  if ("added" in change) {
    return html`<li>
      <code>${change.path}</code>:
      ${change.removed.map((item) => html`${del(item)} `)}${change.added.map((item) => html`${ins(item)} `)}
    </li>`;
  }
  const { path, before, after } = change;
  return html`<li>
    <code>${path}</code>: ${before !== undefined && html`${del(before)} → `}${after === undefined ? "none" : ins(after)}
  </li>`;
}

const del = (text: string) => html`<del>${untrustedText(text)}</del>`;
const ins = (text: string) => html`<ins>${untrustedText(text)}</ins>`;
