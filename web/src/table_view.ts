/** A table of text on the page, and its copies. */

import { LitElement, css, html, nothing, type TemplateResult } from "lit";
import { controlStyles } from "./control_styles.js";
import { cellOf, headText, type Head, type TextTable } from "./copies.js";
import { tableButtons } from "./copy_section.js";

/** The most rows that are shown; copies have all of them. */
const MOST_ROWS = 200;

/** The most columns of tables that stay tables in narrow panels, and of those that do in all but the narrowest. */
const FEW = 4;
const SEVERAL = 7;

/** The buttons that copy a table, and what was copied. */
class TableCopies extends LitElement {
  declare table: TextTable;
  declare told: string;

  static properties = { table: { attribute: false }, told: { state: true } };

  static styles = [
    controlStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 8px;
        color: var(--dim);
        font-size: 12px;
      }
      button {
        font-size: 11.5px;
        min-height: 24px;
        padding: 1px 7px;
      }
    `,
  ];

  constructor() {
    super();
    this.told = "";
  }

  render() {
    return html`<span class="group">${tableButtons(() => this.table, (told) => (this.told = told))}</span><span role="status">${this.told}</span>`;
  }
}

customElements.define("difference-table-copies", TableCopies);

/** Return the columns of a table, each with those that stand beneath it. */
function columnsOf({ head }: TextTable): number[][] {
  const columns: number[][] = [];
  head.forEach((one, j) => (typeof one !== "string" && one.under ? columns.at(-1)!.push(j) : columns.push([j])));
  return columns;
}

const shortText = (head: Head): string => (typeof head === "string" ? head : (head.short ?? head.name));

/** Return a heading whose arrow stays beside its last word. */
const whole = (name: string): string => name.replace(/ ([\u2191\u2193])$/, "\u00a0$1");

/** Return a table with its caption, and buttons that copy it unless it is printed. */
export function tableView(table: TextTable, caption: string, printed = false): TemplateResult {
  const { head, rows, best, notes, texts = 1 } = table;
  const columns = columnsOf(table);
  const size = columns.length <= FEW ? "few" : columns.length <= SEVERAL ? "several" : "";
  const more = Math.max(0, rows.length - MOST_ROWS);
  const text = (j: number) => (j < texts ? "text" : "");
  const cell = (i: number, [main, ...under]: readonly number[]) => {
    const row = rows[i]!;
    const note = notes?.[i]?.[main!];
    return html`<span class=${best[i]![main!] ? "best" : ""}>${cellOf(row[main!]!, head[main!]!)}</span>${note ? html` <small class="line">${note}</small>` : nothing}
      ${under.map((j) => html`<small class="line ${best[i]![j] ? "best" : ""}" data-head=${shortText(head[j]!)}>${cellOf(row[j]!, head[j]!)}</small>`)}`;
  };
  const line = (_: unknown, i: number) => html`<tr>${columns.map((own) => {
    const [j] = own as [number];
    return j ? html`<td class=${text(j)} data-head=${headText(head[j]!)}>${cell(i, own)}</td>` : html`<th scope="row">${cell(i, own)}</th>`;
  })}</tr>`;
  return html`<div class="wide" role="group" tabindex="0" aria-label=${caption}>
      <table class="facts ${size}"><caption>${caption}</caption>
        <thead><tr>${columns.map(([j, ...under]) => html`<th scope="col" class=${text(j!)}>${whole(headText(head[j!]!))}${under.map((one) => html`<small class="line">${shortText(head[one]!)}</small>`)}</th>`)}</tr></thead>
        <tbody>${rows.slice(0, rows.length - more).map(line)}</tbody>
      </table>
    </div>
    ${more ? html`<p class="note">${more.toLocaleString("en")} more rows are in the ${printed ? "record" : "copies of this table"}.</p>` : nothing}
    ${printed ? nothing : html`<difference-table-copies .table=${table}></difference-table-copies>`}`;
}
