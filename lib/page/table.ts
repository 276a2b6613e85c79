import { html, type Html } from "./html";

export interface Column {
  readonly title: string;
  /** Numbers are aligned to the right. */
  readonly isNumber?: boolean;
}

export interface Table {
  /** Unique in the page. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each row is its heading. */
  readonly rows: readonly (readonly Html[])[];
}

/** A table that scrolls horizontally, by keyboard too, when the screen is narrower than the table. */
export function tableOf({ id, caption, columns, rows }: Table): Html {
  const head = columns.map(
    ({ title, isNumber }) => html`<th scope="col" ${isNumber && html` class="n"`}>${title}</th>`,
  );
  const body = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell, i) => cellOf(cell, i, columns[i]))}
      </tr>`,
  );
  return html`<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
    <table>
      <caption id="${id}">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function cellOf(cell: Html, i: number, column: Column | undefined): Html {
  if (i === 0) return html`<th scope="row">${cell}</th>`;
  return column?.isNumber ? html`<td class="n">${cell}</td>` : html`<td>${cell}</td>`;
}
