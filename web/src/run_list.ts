/** The list of the pairs of a run: filtered by state and name; only visible rows are drawn. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { controlStyles } from "./control_styles.js";
import { acceptable, commands } from "./decisions.js";
import { kindFilter } from "./kind_filter.js";
import { pairCounts } from "./kinds.js";
import { RowList } from "./row_list.js";
import { runListStyles } from "./run_list_styles.js";
import { counts, matching, MEANINGS, neighbour, type Only } from "./states.js";
import { stateStyles } from "./state_styles.js";
import type { Entry } from "./types.js";

export class RunList extends RowList {
  declare rows: readonly Entry[];
  private found: { rows: readonly Entry[] | null; key: string; order: readonly number[] } = { rows: null, key: "", order: [] };

  static properties = { ...RowList.properties, rows: { attribute: false } };

  static styles = [controlStyles, stateStyles, runListStyles];

  protected readonly layout = { row: 58, head: 0, spare: 4 };

  protected get entries(): readonly Entry[] {
    return this.rows;
  }

  /** The indices of the listed entries, in order. */
  get order(): readonly number[] {
    const { rows, state } = this;
    const key = JSON.stringify([state.search, state.only, state.kind, state.sort]);
    if (this.found.rows !== rows || this.found.key !== key) this.found = { rows, key, order: matching(rows, state, state.sort === "name") };
    return this.found.order;
  }

  render() {
    const { order, rows, state } = this;
    const [first, last] = this.drawn();
    return html`
      <div class="tools">
        <span class="group" role="group" aria-label="Filter by state">${this.filters()}</span>
        ${kindFilter(pairCounts(rows), rows.length, state.kind, (kind) => this.change({ kind }))}
        <input type="search" placeholder="Filter by name" aria-label="Filter pairs by name (/)" .value=${state.search} @input=${(event: Event) => this.change({ search: (event.target as HTMLInputElement).value })} />
        <select aria-label="Order" data-control="order" @change=${(event: Event) => this.change({ sort: (event.target as HTMLSelectElement).value })}>
          <option value="" ?selected=${state.sort !== "name"}>Worst first</option>
          <option value="name" ?selected=${state.sort === "name"}>By name</option>
        </select>
      </div>
      <div class="scroll" role="grid" tabindex="0" aria-label="Pairs of the run" aria-rowcount=${order.length} aria-colcount="3" @scroll=${this.scrolled} @keydown=${this.key}>
        ${repeat(order.slice(first, last), (_, i) => first + i, (entry, i) => this.row(entry, first + i))}
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

  step(by: number): void {
    const next = neighbour(this.order, this.state.entry, by);
    if (next !== undefined) this.change({ entry: next });
  }
}

customElements.define("difference-run", RunList);
