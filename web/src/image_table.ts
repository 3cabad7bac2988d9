/** The table of images and methods: sorted and filtered; only visible rows are drawn. */

import { html, nothing, type PropertyValues } from "lit";
import { short } from "./colours.js";
import { controlStyles } from "./control_styles.js";
import { imageTableStyles } from "./image_table_styles.js";
import { RowList } from "./row_list.js";
import type { Table } from "./scores.js";
import { FILTERS, type Filter } from "./state.js";
import type { Entry } from "./types.js";

const FILTER_NAMES: Record<Filter, string> = {
  all: "All images",
  ahead: "Ours ahead of all",
  behind: "Ours behind",
  missing: "Scores missing",
};

export class ImageTable extends RowList {
  declare table: Table;
  private cached: { key: string; table: Table | null; order: Uint32Array } = { key: "", table: null, order: new Uint32Array() };

  static properties = { ...RowList.properties, table: { attribute: false } };

  static styles = [controlStyles, imageTableStyles];

  protected readonly layout = { row: 30, head: 1, spare: 6 };

  protected get entries(): readonly Entry[] {
    return this.table.source.entries;
  }

  /** The indices of the shown images, in order. */
  get order(): Uint32Array {
    const { search, filter, sort, down } = this.state;
    const key = JSON.stringify([search, filter, sort, down]);
    if (this.cached.key !== key || this.cached.table !== this.table) {
      this.cached = { key, table: this.table, order: this.table.order(search, filter, sort, down) };
    }
    return this.cached.order;
  }

  render() {
    const { table, state, order } = this;
    const { source } = table;
    const [first, last] = this.drawn();
    const columns = this.columns();
    const rows = [];
    for (let at = first; at < last; at++) rows.push(this.row(order[at]!, at, columns));
    return html`
      <div class="tools">
        <input type="search" placeholder="Filter by name" aria-label="Filter images by name (/)" .value=${state.search} @input=${(event: Event) => this.change({ search: (event.target as HTMLInputElement).value })} />
        ${source.kind === "study" && source.metrics.length > 1
          ? html`<select aria-label="Metric" data-control="metric" @change=${(event: Event) => this.change({ metric: Number((event.target as HTMLSelectElement).value) })}>
              ${source.metrics.map(({ spec }, i) => html`<option value=${i} ?selected=${i === state.metric}>${spec}</option>`)}
            </select>`
          : nothing}
        ${table.hasMargins
          ? html`<select aria-label="Which images" data-control="filter" @change=${(event: Event) => this.change({ filter: (event.target as HTMLSelectElement).value as Filter })}>
              ${FILTERS.map((filter) => html`<option value=${filter} ?selected=${filter === state.filter}>${FILTER_NAMES[filter]}</option>`)}
            </select>`
          : nothing}
      </div>
      <div class="scroll" role="grid" tabindex="0" aria-label="Scores of images" aria-rowcount=${order.length + 1} aria-colcount=${columns.length + 1} @scroll=${this.scrolled} @keydown=${this.key}>
        <div class="row head" role="row" aria-rowindex="1">
          ${this.head("name", "Image")} ${columns.map(([key, name]) => this.head(key, name))}
        </div>
        ${rows}
        <div class="end" role="presentation"></div>
      </div>
      <div class="count" role="status">${order.length.toLocaleString("en")} of ${source.entries.length.toLocaleString("en")} images${table.metric ? `, ${table.metric.spec}${table.metric.unit ? ` in ${table.metric.unit}` : ""}${direction(table.metric.higher_is_better)}` : ""}</div>
    `;
  }

  private columns(): [string, string][] {
    const { table } = this;
    const methods = table.headings.map((name, i): [string, string] => [String(i), name]);
    return table.hasMargins ? [...methods, ["margin", "\u0394 ours"]] : methods;
  }

  private head(key: string, name: string) {
    const { sort, down } = this.state;
    const active = sort === key;
    const next = { sort: key, down: active ? !down : key !== "name" };
    const order = active ? (down ? "descending" : "ascending") : "none";
    return html`<div role="columnheader" aria-sort=${order}><button data-sort=${key} title=${key === "margin" ? "Margin of ours over the best rival" : name} @click=${() => this.change(next)}>${name}${active ? (down ? " \u2193" : " \u2191") : ""}</button></div>`;
  }

  private row(image: number, at: number, columns: [string, string][]) {
    const { table, state } = this;
    const entry = table.source.entries[image]!;
    const best = table.best(image);
    const cells = columns.map(([key]) => {
      const value = key === "margin" ? table.margins[image]! : table.columns[Number(key)]![image]!;
      const style = Number.isNaN(value) ? "none" : key === "margin" ? (value < 0 ? "bad" : "") : value === best ? "best" : "";
      return html`<div role="gridcell" class=${style}>${key === "margin" && value > 0 ? "+" : ""}${short(value)}</div>`;
    });
    return html`<div class="row" role="row" data-at=${at} aria-rowindex=${at + 2} aria-selected=${image === state.entry} @click=${() => this.change({ entry: image })}>
      <div role="gridcell" title=${entry.name}>${entry.thumbnail ? html`<img alt="" data-thumb=${image} />` : nothing}<span>${entry.name}</span>${table.failed.has(entry.name) ? html`<span class="bad" title="Listed under Errors">\u26a0</span>` : nothing}</div>
      ${cells}
    </div>`;
  }

  updated(changes: PropertyValues): void {
    const count = this.columns().length;
    const name = count > 3 ? 112 : 180;
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>(".row")) {
      row.style.gridTemplateColumns = `minmax(${name}px, 1fr) repeat(${count}, 70px)`;
    }
    super.updated(changes);
  }

  step(by: number): void {
    const { order } = this;
    if (!order.length) return;
    const at = order.indexOf(this.state.entry);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next !== undefined) this.change({ entry: next });
  }
}

function direction(higher: boolean | null): string {
  return higher === null ? "" : higher ? ", higher is better" : ", lower is better";
}

customElements.define("difference-table", ImageTable);
