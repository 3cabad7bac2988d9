/** The list of the pairs of a run: filtered by state and name; only visible rows are drawn. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { controlStyles } from "./control_styles.js";
import { acceptable, commands } from "./decisions.js";
import { addressOf } from "./picture_sources.js";
import { runListStyles } from "./run_list_styles.js";
import { counts, matching, MEANINGS, neighbour, type Only } from "./states.js";
import { stateStyles } from "./state_styles.js";
import type { State } from "./state.js";
import type { Entry } from "./types.js";

const ROW = 58;
const SPARE = 4;

export class RunList extends LitElement {
  declare rows: readonly Entry[];
  declare state: State;
  declare top: number;
  declare visibleHeight: number;
  private watcher: ResizeObserver | null = null;

  static properties = {
    rows: { attribute: false },
    state: { attribute: false },
    top: { state: true },
    visibleHeight: { state: true },
  };

  constructor() {
    super();
    this.top = 0;
    this.visibleHeight = 600;
  }

  static styles = [controlStyles, stateStyles, runListStyles];

  /** The indices of the listed entries, in order. */
  get order(): number[] {
    const { search, only, sort } = this.state;
    return matching(this.rows, search, only, sort === "name");
  }

  render() {
    const { order, rows, state } = this;
    const first = Math.max(0, Math.floor(this.top / ROW) - SPARE);
    const last = Math.min(order.length, Math.ceil((this.top + this.visibleHeight) / ROW) + SPARE);
    return html`
      <div class="tools">
        <span class="group" role="group" aria-label="Filter by state">${this.filters()}</span>
        <input type="search" placeholder="Filter by name" aria-label="Filter pairs by name (/)" .value=${state.search} @input=${(event: Event) => this.change({ search: (event.target as HTMLInputElement).value })} />
        <select aria-label="Order" data-control="order" @change=${(event: Event) => this.change({ sort: (event.target as HTMLSelectElement).value })}>
          <option value="" ?selected=${state.sort !== "name"}>Worst first</option>
          <option value="name" ?selected=${state.sort === "name"}>By name</option>
        </select>
      </div>
      <div class="scroll" role="grid" tabindex="0" aria-label="Pairs of the run" aria-rowcount=${order.length} aria-colcount="3" @scroll=${this.scrolled} @keydown=${this.key}>
        ${order.slice(first, last).map((entry, i) => this.row(entry, first + i))}
        <div class="end" role="presentation"></div>
      </div>
      <div class="count">
        <span role="status">${order.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} pairs</span>
        ${this.forAll(order.map((entry) => rows[entry]!))}
      </div>
    `;
  }

  private filters(): TemplateResult[] {
    const { only } = this.state;
    const button = (key: Only, name: string, count: number, meaning: string) => html`<button
      class="filter ${key}"
      data-only=${key || "all"}
      title=${meaning}
      aria-pressed=${only === key}
      @click=${() => this.change({ only: only === key ? "" : key })}
    >${name} <b>${count.toLocaleString("en")}</b></button>`;
    const found = counts(this.rows).map(([key, count]) => button(key, key, count, MEANINGS[key]));
    return [button("", "all", this.rows.length, "all pairs"), ...found];
  }

  /** Return the button that accepts all listed pairs, or copies the commands for them. */
  private forAll(listed: readonly Entry[]): TemplateResult | typeof nothing {
    // A pair that could not be compared is accepted by itself only.
    const open = acceptable(listed.filter(({ state }) => state !== "failed"));
    const text = commands(listed);
    if (open.length) return html`<button data-control="accept-all" @click=${() => this.tell("accept-entries", open)}>Accept ${open.length.toLocaleString("en")} listed \u2026</button>`;
    if (text) return html`<button data-control="copy-all" title="Copy the commands that accept the listed pairs" @click=${() => this.tell("copy-text", text)}>Copy commands</button>`;
    return nothing;
  }

  private row(index: number, at: number): TemplateResult {
    const entry = this.rows[index]!;
    const { state, decision } = entry;
    return html`<div class="row" role="row" data-at=${at} aria-rowindex=${at + 1} aria-selected=${index === this.state.entry} @click=${() => this.change({ entry: index })}>
      <div class="picture" role="gridcell">${entry.thumbnail ? html`<img alt="" data-thumb=${index} />` : nothing}</div>
      <div class="name" role="gridcell" title=${entry.name}><b>${entry.name}</b>${entry.problem ? html`<small class="bad">${entry.problem}</small>` : html`<small>${entry.reason ?? ""}</small>`}</div>
      <div class="marks" role="gridcell">
        ${decision ? html`<span class="mark ${decision}">${decision}</span>` : nothing}
        ${state ? html`<span class="mark ${state}">${state}</span>` : nothing}
      </div>
    </div>`;
  }

  firstUpdated(): void {
    const scroll = this.scroller;
    this.watcher = new ResizeObserver(() => (this.visibleHeight = scroll.clientHeight));
    this.watcher.observe(scroll);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
  }

  private get scroller(): HTMLElement {
    return this.renderRoot.querySelector(".scroll")!;
  }

  updated(changes: PropertyValues): void {
    for (const row of this.renderRoot.querySelectorAll<HTMLElement>(".row")) row.style.top = `${Number(row.dataset["at"]) * ROW}px`;
    this.renderRoot.querySelector<HTMLElement>(".end")!.style.top = `${this.order.length * ROW - 1}px`;
    const before = changes.get("state") as State | undefined;
    if (changes.has("state") && before?.entry !== this.state.entry) this.reveal();
    this.renderRoot.querySelectorAll<HTMLImageElement>("img").forEach((image) => void this.thumbnail(image));
  }

  private async thumbnail(image: HTMLImageElement): Promise<void> {
    const index = image.dataset["thumb"] ?? "";
    if (image.dataset["shown"] === index) return;
    image.dataset["shown"] = index;
    image.removeAttribute("src");
    const small = this.rows[Number(index)]?.thumbnail;
    const url = small ? await addressOf(small.id, small.source).catch(() => "") : "";
    if (image.dataset["thumb"] === index && url) image.src = url;
  }

  private scrolled(): void {
    const { scrollTop } = this.scroller;
    if (Math.abs(scrollTop - this.top) > ROW / 2) this.top = scrollTop;
  }

  /** Scroll to the chosen row. */
  private reveal(): void {
    const at = this.order.indexOf(this.state.entry);
    const scroll = this.scroller;
    if (at < 0) return;
    if (at * ROW < scroll.scrollTop) scroll.scrollTop = at * ROW;
    const bottom = (at + 1) * ROW;
    if (bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = bottom - scroll.clientHeight;
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.visibleHeight / ROW) - 1);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(step);
  }

  /** Open the pair `by` rows further down. */
  step(by: number): void {
    const next = neighbour(this.order, this.state.entry, by);
    if (next !== undefined) this.change({ entry: next });
  }

  focusFilter(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  private change(change: Partial<State>): void {
    this.tell("change-state", change);
  }

  private tell(what: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(what, { detail, bubbles: true, composed: true }));
  }
}

customElements.define("difference-run", RunList);
