import { html, type Html } from "./html";
import type { PageOrigin } from "./origin";
import type { PageSection } from "./section";
import { dateAndTime } from "./units";

/** How the measurement was made, with the command that repeats it. */
export function originSection({ startedAt, command, versions }: PageOrigin, method: Html): PageSection {
  const body = html`<dl class="origin">
      <div>
        <dt>Repeat it with</dt>
        <dd><code>${command}</code></dd>
      </div>
      <div>
        <dt>Measured</dt>
        <dd>${dateAndTime(startedAt)}</dd>
      </div>
      <div>
        <dt>With</dt>
        <dd>
          ${Object.entries(versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(", ")}
        </dd>
      </div>
    </dl>
    ${method}
    <p class="note">
      This page contains its data as JSON, in the <code>template</code> element at its end. It runs no script and loads
      no other file.
    </p>`;
  return { id: "method", title: "How it was measured", body };
}
