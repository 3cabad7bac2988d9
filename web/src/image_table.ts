/** The images with their scores, as a table or a gallery: sorted and filtered; only visible rows are drawn. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { controlStyles } from "./control_styles.js";
import { checked, chosen } from "./events.js";
import { imageTableStyles } from "./image_table_styles.js";
import { RowList } from "./row_list.js";
import { cellText, columnsOf, type Column, type Table } from "./scores.js";
import { FILTERS, type Filter } from "./state.js";
import type { Entry } from "./types.js";
import { nameOf } from "./words.js";

/** The least width of a picture of the gallery with its gap, in pixels. */
const TILE = 146;

const TABLE_LAYOUT = { row: 30, head: 1, spare: 6 };
const GALLERY_LAYOUT = { row: 140, head: 0, spare: 2 };

type Others = readonly (readonly [number, Table])[];

const differ = (now: Others, before?: Others): boolean => now.length !== before?.length || now.some(([, table], i) => table !== before[i]![1]);

export class ImageTable extends RowList {
  declare table: Table;
  /** The tables of the other metrics, each with the index of its metric. */
  declare others: Others;
  private cached: { key: string; table: Table | null; order: Uint32Array } = { key: "", table: null, order: new Uint32Array() };

  static properties = { ...RowList.properties, table: { attribute: false }, others: { attribute: false, hasChanged: differ } };

  static styles = [controlStyles, imageTableStyles];

  protected get layout() {
    return this.state.gallery ? GALLERY_LAYOUT : TABLE_LAYOUT;
  }

  protected override get perRow(): number {
    return this.state.gallery ? Math.max(1, Math.floor((this.visibleWidth - 8) / TILE)) : 1;
  }

  protected get entries(): readonly Entry[] {
    return this.table.source.entries;
  }

  private get columns(): Column[] {
    return columnsOf(this.table, this.others);
  }

  /** The indices of the shown images, in order. */
  get order(): Uint32Array {
    const { search, filter, sort, down } = this.state;
    const key = JSON.stringify([search, filter, sort, down, this.others.length]);
    if (this.cached.key !== key || this.cached.table !== this.table) {
      const by = sort === "name" ? sort : (this.columns.find((column) => column.key === sort)?.values ?? null);
      this.cached = { key, table: this.table, order: this.table.order(search, filter, by, down) };
    }
    return this.cached.order;
  }

  render() {
    const { table, state, order, columns } = this;
    const [first, last] = this.drawn();
    const places = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    const count = `${order.length.toLocaleString("en")} of ${table.source.entries.length.toLocaleString("en")} images`;
    return html`
      <div class="tools">${this.filters()}${this.views(columns)}</div>
      ${state.gallery
        ? html`<div class="scroll gallery" role="listbox" tabindex="0" aria-label="Images" @scroll=${this.scrolled} @keydown=${this.key}>${repeat(places, (at) => at, (at) => this.tiles(at, columns))}<div class="end" role="presentation"></div></div>`
        : html`<div class="scroll" role="grid" tabindex="0" aria-label="Scores of images" aria-rowcount=${order.length + 1} aria-colcount=${columns.length + 1} @scroll=${this.scrolled} @keydown=${this.key}>
            <div class="row head" role="row" aria-rowindex="1">${this.head("name", "Image", "")} ${columns.map((column) => this.head(column.key, column.name, this.others.length ? nameOf(column.table.metric ?? { spec: "" }) : ""))}</div>
            ${repeat(places, (at) => at, (at) => this.guarded(order[at]!, at, columns))}
            <div class="end" role="presentation"></div>
          </div>`}
      <div class="count" role="status">${count}${this.metricWords()}</div>
    `;
  }

  private metricWords(): string {
    const { metric } = this.table;
    if (!metric || this.others.length) return "";
    const { unit, higher_is_better: up } = metric;
    return `, ${nameOf(metric)}${unit ? ` in ${unit}` : ""}${up === null ? "" : up ? ", higher is better" : ", lower is better"}`;
  }

  private filters() {
    const { table, state } = this;
    const { source } = table;
    const several = source.kind === "study" && source.metrics.length > 1;
    const names: Record<Filter, string> = { all: "All images", ahead: `${source.ours} ahead of all`, behind: `${source.ours} behind`, missing: "Scores missing" };
    return html`
      <input type="search" placeholder="Filter by name" aria-label="Filter images by name (/)" .value=${state.search} @input=${(event: Event) => this.change({ search: chosen(event) })} />
      ${several
        ? html`<select aria-label="Metric" data-control="metric" @change=${(event: Event) => this.change({ metric: Number(chosen(event)) })}>
            ${source.metrics.map((metric, i) => html`<option value=${i} ?selected=${i === state.metric}>${nameOf(metric)}</option>`)}
          </select>`
        : nothing}
      ${table.hasMargins
        ? html`<select aria-label="Which images" data-control="filter" @change=${(event: Event) => this.change({ filter: chosen(event) as Filter })}>
            ${FILTERS.map((filter) => html`<option value=${filter} ?selected=${filter === state.filter}>${names[filter]}</option>`)}
          </select>`
        : nothing}`;
  }

  private views(columns: readonly Column[]) {
    const { table, state, entries } = this;
    const several = table.source.kind === "study" && table.source.metrics.length > 1;
    return html`
      ${several ? html`<label><input type="checkbox" data-control="metrics" .checked=${state.metrics} @change=${(event: Event) => this.change({ metrics: checked(event) })} /> All metrics</label>` : nothing}
      ${entries.some(({ thumbnail }) => thumbnail)
        ? html`<label><input type="checkbox" data-control="gallery" .checked=${state.gallery} @change=${(event: Event) => this.change({ gallery: checked(event) })} /> Gallery</label>`
        : nothing}
      ${state.gallery
        ? html`<span class="group"><select aria-label="Sort by" data-control="sort" @change=${(event: Event) => this.change({ sort: chosen(event) })}>
            <option value="" ?selected=${state.sort === ""}>In order</option>
            <option value="name" ?selected=${state.sort === "name"}>By name</option>
            ${columns.map((column) => html`<option value=${column.key} ?selected=${state.sort === column.key}>${nameOf(column.table.metric ?? { spec: "" })} ${column.name}</option>`)}
          </select>
          <button data-control="down" aria-label=${state.down ? "Descending" : "Ascending"} title=${state.down ? "Descending" : "Ascending"} @click=${() => this.change({ down: !state.down })}>${state.down ? "\u2193" : "\u2191"}</button></span>`
        : nothing}`;
  }

  private head(key: string, name: string, metric: string) {
    const { sort, down } = this.state;
    const active = sort === key;
    const next = { sort: key, down: active ? !down : key !== "name" };
    const order = active ? (down ? "descending" : "ascending") : "none";
    const title = key.endsWith("margin") ? `Margin of ${this.table.source.ours} over the best rival` : name;
    return html`<div role="columnheader" class=${key === "name" ? "name" : ""} aria-sort=${order}><button data-sort=${key} title=${title} @click=${() => this.change(next)}>${metric ? html`<small>${metric}</small> ` : nothing}${name}${active ? (down ? " \u2193" : " \u2191") : ""}</button></div>`;
  }

  /** Return a row of the table, which is made anew only if it shows something else. */
  private guarded(image: number, at: number, columns: readonly Column[]) {
    const entry = this.table.source.entries[image]!;
    return guard([entry, at, image === this.state.entry, ...columns.map(({ values }) => values)], () => this.row(entry, image, at, columns));
  }

  private row(entry: Entry, image: number, at: number, columns: readonly Column[]) {
    const { table, state } = this;
    const best = new Map([table, ...this.others.map(([, other]) => other)].map((one) => [one, one.best(image)]));
    const cells = columns.map((column) => {
      const value = column.values[image]!;
      const style = Number.isNaN(value) ? "none" : column.margin ? (value < 0 ? "bad" : "") : value === best.get(column.table) ? "best" : "";
      return html`<div role="gridcell" class=${style}>${cellText(column, image)}</div>`;
    });
    return html`<div class="row" role="row" data-at=${at} aria-rowindex=${at + 2} aria-selected=${image === state.entry} @click=${() => this.change({ entry: image })}>
      <div role="gridcell" class="name" title=${entry.name}>${entry.thumbnail ? html`<img alt="" data-thumb=${image} />` : nothing}<span>${entry.name}</span>${this.failure(entry)}</div>
      ${cells}
    </div>`;
  }

  private failure({ name }: Entry): TemplateResult | typeof nothing {
    return this.table.failed.has(name) ? html`<span class="bad" title="Listed under Failed">\u26a0</span>` : nothing;
  }

  /** Return a row of the gallery. */
  private tiles(at: number, columns: readonly Column[]) {
    const { perRow, order, table, state } = this;
    const shown = columns.find(({ key }) => key === state.sort) ?? columns.find(({ margin }) => margin) ?? columns[0];
    return html`<div class="row tiles" role="presentation" data-at=${at}>
      ${Array.from(order.slice(at * perRow, (at + 1) * perRow), (image) => {
        const entry = table.source.entries[image]!;
        return html`<div class="tile" role="option" aria-selected=${image === state.entry} title=${entry.name} @click=${() => this.change({ entry: image })}>
          ${entry.thumbnail ? html`<img alt="" data-thumb=${image} />` : html`<span class="blank"></span>`}
          <span>${entry.name}${this.failure(entry)}</span><small>${shown ? `${shown.name} ${cellText(shown, image)}` : ""}</small>
        </div>`;
      })}
    </div>`;
  }

  updated(changes: PropertyValues): void {
    const count = this.columns.length;
    const name = count > 3 ? 112 : 180;
    const columns = this.state.gallery ? `repeat(${this.perRow}, minmax(0, 1fr))` : `minmax(${name}px, 1fr) repeat(${count}, 72px)`;
    if (this.style.getPropertyValue("--columns") !== columns) this.style.setProperty("--columns", columns);
    void this.table.names.prepare();
    super.updated(changes);
  }

  protected override scrolled(): void {
    super.scrolled();
    // Names that stay in view make every row a layer of its own, so that they do only once columns lie under them.
    this.scroller.classList.toggle("moved", this.scroller.scrollLeft > 0);
  }

  step(by: number): void {
    const { order } = this;
    if (!order.length) return;
    const at = order.indexOf(this.state.entry);
    const next = order[Math.max(0, Math.min(order.length - 1, at + by))];
    if (next !== undefined) this.change({ entry: next });
  }
}

customElements.define("difference-table", ImageTable);
