/** The element <difference-page>, which shows a comparison or a study. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { boxesOf, boxOf, hasPlaces } from "./boxes.js";
import "./confirm_dialog.js";
import { controlStyles } from "./control_styles.js";
import { decisionBar } from "./decision_bar.js";
import { header, title } from "./header.js";
import { help, toggleHelp } from "./help.js";
import "./image_table.js";
import type { ImageTable } from "./image_table.js";
import { handleKey, type Controls } from "./keys.js";
import { completeEntry, readDocument, SCHEMA, startOf } from "./opening.js";
import { Listeners } from "./listeners.js";
import { pageStyles } from "./page_styles.js";
import { panelStyles } from "./panel_styles.js";
import { cropLists, errorRows, facts, methods, metricChoice, verdict } from "./panels.js";
import { Library } from "./pictures.js";
import { distributions, pairedDifferences } from "./plots.js";
import { regionList } from "./region_list.js";
import { Review } from "./review.js";
import "./run_list.js";
import type { RunList } from "./run_list.js";
import { Table } from "./scores.js";
import "./stage.js";
import type { Stage } from "./stage.js";
import { formatFragment, parseFragment, START, type State, type Tab } from "./state.js";
import { decisionStyles, stateStyles } from "./state_styles.js";
import { statements } from "./statements.js";
import { matching, neighbour } from "./states.js";
import { tabs } from "./tabs.js";
import type { Crop, Entry, PageDocument } from "./types.js";
import { Viewport, type Box } from "./viewport.js";

export class DifferencePage extends LitElement {
  /** The document; if null, it is fetched from `src` or read from the element #difference-document. */
  declare document: PageDocument | null;
  declare src: string;
  /** Headers of every request. */
  declare headers: Record<string, string>;
  /** Whether the element is part of another page: keys work while the focus is inside, and the address stays. */
  declare embedded: boolean;
  declare state: State;
  declare failure: string;
  declare theme: "" | "light" | "dark";
  /** Whether the verdict is shown in full. */
  declare showAll: boolean;
  private start: State = START;
  private tables = new Map<number, Table>();
  private byName = new Map<string, number>();
  private placeIndex = -1;
  private saving = 0;
  private announced = "";
  readonly library = new Library();
  readonly viewport = new Viewport();
  private readonly review = new Review(this);

  static properties = {
    document: { attribute: false },
    src: {},
    headers: { attribute: false },
    embedded: { type: Boolean },
    state: { state: true },
    failure: { state: true },
    theme: { reflect: true },
    showAll: { state: true },
  };

  static styles = [controlStyles, stateStyles, decisionStyles, pageStyles, panelStyles];

  constructor() {
    super();
    this.document = null;
    this.src = "";
    this.headers = {};
    this.embedded = false;
    this.state = START;
    this.failure = "";
    this.theme = "";
    this.showAll = false;
    new Listeners(this, (event) => void (this.document && !this.review.asking && handleKey(event, this.controls)), () => this.readAddress(), () => this.save());
  }

  connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.library.headers = this.headers;
    if (this.document) return;
    try {
      this.document = await readDocument(this.src, this.headers);
    } catch (error) {
      this.failure = `This page cannot be opened: ${error instanceof Error ? error.message : "its document is damaged"}.`;
    }
  }

  willUpdate(changes: PropertyValues): void {
    if (changes.has("document") && this.document) this.open(this.document);
    if (changes.has("headers")) this.library.headers = this.headers;
  }

  private open(source: PageDocument): void {
    if (source.schema !== SCHEMA) {
      this.failure = `This page reads documents of schema ${SCHEMA}; this document has schema ${String(source.schema)}.`;
      return;
    }
    this.failure = "";
    this.tables.clear();
    this.byName = new Map(source.entries.map((entry, i) => [entry.name, i]));
    const first = source.crops?.best[0] ?? source.crops?.rival_best[0];
    this.start = startOf(source);
    this.readAddress();
    if ((this.embedded || !location.hash) && first) queueMicrotask(() => this.goTo(first));
  }

  private readAddress(): void {
    if (!this.document) return;
    const { state, place } = parseFragment(this.embedded ? "" : location.hash, this.start);
    state.entry = Math.min(state.entry, Math.max(0, this.document.entries.length - 1));
    state.metric = Math.min(state.metric, Math.max(0, this.document.metrics.length - 1));
    this.state = state;
    this.world();
    Object.assign(this.viewport, place.zoom === null ? { zoom: null } : place);
    this.viewport.changed();
  }

  private save(): void {
    clearTimeout(this.saving);
    this.saving = window.setTimeout(() => {
      if (!this.document || !this.isConnected) return;
      const text = formatFragment(this.state, this.start, this.viewport);
      if (!this.embedded && text !== location.hash.slice(1)) history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
      const announcement = `${this.entry?.name ?? ""}, ${this.state.mode}, zoom ${this.viewport.words}`;
      const live = this.renderRoot.querySelector(".live");
      if (live && announcement !== this.announced) live.textContent = this.announced = announcement;
    }, 200);
  }

  get entry(): Entry | null {
    return this.document?.entries[this.state.entry] ?? null;
  }

  private get table(): Table {
    const { metric } = this.state;
    let table = this.tables.get(metric);
    if (!table) this.tables.set(metric, (table = new Table(this.document!, metric)));
    return table;
  }

  /** Fetch the parts of the open entry that the document leaves out. */
  private async complete(): Promise<void> {
    const { document: source, state } = this;
    if (!source || !(await completeEntry(source, state.entry, this.headers)) || this.state.entry !== state.entry) return;
    if (this.state.tab === "places" && !hasPlaces(source)) this.change({ tab: "about" }); // the record says why
    this.world();
    this.requestUpdate();
    await this.updateComplete;
    this.viewport.changed();
  }

  private world(): void {
    void this.complete();
    const layers = this.entry?.layers ?? [];
    this.viewport.openLargest(layers);
    this.library.opened(layers);
  }

  change(change: Partial<State>): void {
    const other = change.entry !== undefined && change.entry !== this.state.entry;
    this.state = { ...this.state, ...change };
    if (other || change.kind !== undefined) this.placeIndex = -1;
    if (other) {
      this.viewport.marked = null;
      this.viewport.zoom = null;
      this.world();
      this.viewport.fit();
    }
    this.save();
  }

  private goTo(crop: Crop): void {
    for (const { entry, box } of boxOf(crop, this.byName)) this.show(entry, box);
  }

  private show(entry: number, box: Box): void {
    this.change({ entry });
    this.viewport.marked = box;
    void this.updateComplete.then(() => this.viewport.show(box, 1.8));
  }

  private step(by: number): void {
    const boxes = this.document ? boxesOf(this.document, this.state, this.byName) : [];
    if (!boxes.length) return;
    this.placeIndex = (this.placeIndex + by + boxes.length) % boxes.length;
    const { entry, box } = boxes[this.placeIndex]!;
    const index = this.placeIndex;
    this.show(entry, box);
    this.placeIndex = index;
  }

  render() {
    if (this.failure) return html`<p class="failure" role="alert">${this.failure}</p>`;
    const source = this.document;
    if (!source) return html`<p class="failure">Loading \u2026</p>`;
    const several = source.entries.length > 1;
    return html`
      ${header(source, this.skip, () => this.toggleTheme(), () => toggleHelp(this.renderRoot))}
      ${verdict(source, this.showAll, () => (this.showAll = !this.showAll))}
      <main @change-state=${(event: CustomEvent<Partial<State>>) => this.change(event.detail)}>
        <aside aria-label="Lists">${tabs(source, hasPlaces(source), this.state.tab, (tab, focus) => this.openTab(tab, focus))}${this.panel(source)}</aside>
        <section aria-label=${this.entry?.name ?? "Images"}>
          ${several || this.entry?.name !== source.title ? title(source, this.state.entry, (by) => this.other(by)) : nothing}
          ${source.run && this.entry ? decisionBar(this.entry, this.review) : nothing}
          ${statements(this.entry)}
          <difference-stage .document_=${source} .entry=${this.entry} .state=${this.state} .library=${this.library} .viewport=${this.viewport}></difference-stage>
        </section>
      </main>
      <div class="live" role="status" aria-live="polite"></div>
      ${source.run?.writable ? html`<difference-confirm></difference-confirm>` : nothing}
      ${help(this.embedded, source.run)}
    `;
  }

  private openTab(tab: Tab, focus: boolean): void {
    this.change({ tab });
    if (focus) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus());
  }

  private panel(source: PageDocument): TemplateResult {
    const { tab } = this.state;
    if (tab === "images" && source.run) return html`<difference-run role="tabpanel" .rows=${source.entries.slice()} .state=${this.state} @accept-entries=${(event: CustomEvent<Entry[]>) => void this.review.accept(event.detail)} @copy-text=${(event: CustomEvent<string>) => void this.review.copy(event.detail)}></difference-run>`;
    if (tab === "images") return html`<difference-table role="tabpanel" .table=${this.table} .state=${this.state}></difference-table>`;
    return html`<div class="panel" role="tabpanel" tabindex="0">${this.panelContent(source, tab)}</div>`;
  }

  private panelContent(source: PageDocument, tab: Tab): unknown {
    const open = (entry: number) => this.change({ entry });
    if (tab === "places" && source.crops) return cropLists(source.crops, (entry, box) => this.show(entry, box), this.byName);
    if (tab === "places") return regionList(this.entry, this.state.kind, { show: (region) => this.show(this.state.entry, region), choose: (kind) => this.change({ kind }) });
    if (tab === "plots") return [metricChoice(source, this.state.metric, (metric) => this.change({ metric })), distributions(this.table), pairedDifferences(this.table, open)];
    if (tab === "methods") return methods(source);
    if (tab === "errors") return errorRows(source, (name) => open(this.byName.get(name) ?? this.state.entry));
    return facts(source, this.entry);
  }

  private other(by: number): void {
    const list = this.renderRoot.querySelector<ImageTable | RunList>("difference-table, difference-run");
    const { entries, run } = this.document!;
    if (list) list.step(by);
    else if (run) this.change({ entry: neighbour(matching(entries, this.state, this.state.sort === "name"), this.state.entry, by) ?? this.state.entry });
    else this.change({ entry: (this.state.entry + by + entries.length) % entries.length });
  }

  private get stage(): Stage | null {
    return this.renderRoot.querySelector("difference-stage");
  }

  private readonly skip = (event: Event) => {
    event.preventDefault();
    this.stage?.renderRoot.querySelector<HTMLElement>(".panes")?.focus();
  };

  private toggleTheme(): void {
    const dark = this.theme ? this.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    this.theme = dark ? "light" : "dark";
    void this.updateComplete.then(() => this.viewport.changed());
  }

  private get controls(): Controls {
    const { state, viewport, entry } = this;
    return {
      state,
      viewport,
      isRun: this.document?.run !== undefined,
      change: (change) => this.change(change),
      other: (by) => this.other(by),
      step: (by) => this.step(by),
      accept: () => void (entry && this.review.accept([entry])),
      reject: () => void (entry && this.review.reject(entry, entry.decision === "rejected" ? "clear" : "reject")),
      toggleBlink: () => this.stage?.toggleBlink(),
      toggleTheme: () => this.toggleTheme(),
      filter: () => this.filter(),
      help: () => toggleHelp(this.renderRoot),
    };
  }

  private filter(): void {
    this.change({ tab: "images" });
    void this.updateComplete.then(() => this.renderRoot.querySelector<ImageTable | RunList>("difference-table, difference-run")?.focusFilter());
  }
}

customElements.define("difference-page", DifferencePage);
