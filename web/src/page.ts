/** The element <difference-page>, which shows a comparison or a study. */

import { LitElement, html, nothing, type PropertyValues } from "lit";
import type { Controls } from "./actions.js";
import { barStyles } from "./bar_styles.js";
import { boxesOf, hasPlaces } from "./boxes.js";
import "./confirm_dialog.js";
import { controlStyles } from "./control_styles.js";
import { decisionBar } from "./decision_bar.js";
import { divider } from "./divider.js";
import { Embedding } from "./embedding.js";
import { header } from "./header.js";
import { help, toggleHelp } from "./help.js";
import { History } from "./history.js";
import type { ImageTable } from "./image_table.js";
import "./inspector.js";
import { handleKey } from "./keys.js";
import { completeEntry, NARROW, readDocument, refusalOf, renewed, startOf } from "./opening.js";
import { Listeners } from "./listeners.js";
import { openList, type ListContext } from "./lists.js";
import { controlsOf } from "./page_controls.js";
import { pageStyles } from "./page_styles.js";
import { panelStyles } from "./panel_styles.js";
import { Library } from "./library.js";
import { printSheet } from "./print_sheet.js";
import { printStyles } from "./print_styles.js";
import { Review } from "./review.js";
import type { RunList } from "./run_list.js";
import { Tables } from "./scores.js";
import "./stage.js";
import type { Stage } from "./stage.js";
import { listWidth, START, type Start, type State, type Tab, type Theme } from "./state.js";
import { decisionStyles, stateStyles } from "./state_styles.js";
import { statements } from "./statements.js";
import { matching, neighbour } from "./states.js";
import { toolbar } from "./toolbar.js";
import type { Entry, PageDocument } from "./types.js";
import { placeOf, Viewport, WHOLE, type Box } from "./viewport.js";
import { percentOf } from "./words.js";

export class DifferencePage extends LitElement {
  /** The document; if null, it is fetched from `src`, or read from the element #difference-document. */
  declare document: PageDocument | null;
  declare src: string;
  /** Headers of every request. */
  declare headers: Record<string, string>;
  /** Whether the element is part of another page: keys work while the focus is inside, and the address stays. */
  declare embedded: boolean;
  declare state: State;
  declare failure: string;
  declare theme: Theme;
  /** Whether the lists lie below the pictures. */
  declare narrow: boolean;
  declare printing: boolean;
  start: Start = { state: START, place: WHOLE };
  private tables: Tables | null = null;
  byName: ReadonlyMap<string, number> = new Map();
  private placeIndex = -1;
  private announced = "";
  readonly library = new Library();
  readonly viewport = new Viewport();
  readonly review = new Review(this);
  readonly embedding = new Embedding(this);
  private readonly history = new History(this);

  static properties = {
    document: { attribute: false },
    src: {},
    headers: { attribute: false },
    embedded: { type: Boolean },
    state: { state: true },
    failure: { state: true },
    theme: { reflect: true },
    narrow: { type: Boolean, reflect: true },
    printing: { state: true },
  };

  static styles = [controlStyles, stateStyles, decisionStyles, barStyles, panelStyles, pageStyles, printStyles];

  constructor() {
    super();
    this.document = null;
    this.src = "";
    this.headers = {};
    this.embedded = false;
    this.state = START;
    this.failure = "";
    this.theme = "";
    this.narrow = false;
    this.printing = false;
    new Listeners(this, (event) => void (this.document && !this.review.asking && handleKey(event, this.controls)), () => this.showZoom());
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
    this.theme = this.state.theme || this.embedding.theme;
  }

  private open(source: PageDocument): void {
    this.failure = refusalOf(source);
    if (this.failure) return;
    this.tables = new Tables(source);
    this.byName = new Map(source.entries.map((entry, i) => [entry.name, i]));
    const width = this.clientWidth || innerWidth;
    this.narrow = width <= NARROW;
    this.start = startOf(source, width);
    this.history.read();
  }

  /** Show a newer document; the open image and the view stay. */
  renew(newer: PageDocument): void {
    const [source, added] = renewed(newer, this.document);
    this.history.keep();
    this.document = source;
    this.write(".live", `${added} new ${added === 1 ? "result" : "results"}.`);
  }

  /** Show a state and a place, which may come from an address. */
  restore(state: State, place: Viewport["place"]): void {
    const { entries, metrics } = this.document!;
    const entry = Math.min(state.entry, Math.max(0, entries.length - 1));
    this.state = { ...state, entry, metric: Math.min(state.metric, Math.max(0, metrics.length - 1)) };
    this.world();
    this.viewport.place = place;
  }

  /** Show the zoom, and announce the view; zooming redraws only this and the panes. */
  private showZoom(): void {
    this.write(".zoom", percentOf(this.viewport.scale));
    this.history.save();
  }

  /** Announce the view to screen readers. */
  announce(): void {
    const announcement = `${this.entry?.name ?? ""}, ${this.state.mode}, zoom ${this.viewport.words}`;
    if (announcement !== this.announced) this.write(".live", (this.announced = announcement));
  }

  /** Write a text into an element, without drawing the page anew; what is said twice is announced twice. */
  private write(selector: string, text: string): void {
    const found = this.renderRoot.querySelector(selector);
    if (found && (selector === ".live" || found.textContent !== text)) found.textContent = text;
  }

  get entry(): Entry | null {
    return this.document?.entries[this.state.entry] ?? null;
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
    if (other) this.history.open();
    this.state = { ...this.state, ...change };
    if (other || change.kind !== undefined) this.placeIndex = -1;
    if (other) {
      this.world();
      this.viewport.place = WHOLE;
    }
    this.history.save();
  }

  /** Open a box of an entry. */
  private show(entry: number, box: Box): void {
    if (entry === this.state.entry) this.history.open();
    this.change({ entry });
    this.viewport.place = placeOf(box);
    this.requestUpdate();
  }

  step(by: number): void {
    const boxes = this.document ? boxesOf(this.document, this.state, this.byName) : [];
    if (!boxes.length) return;
    const index = (this.placeIndex + by + boxes.length) % boxes.length;
    const { entry, box } = boxes[index]!;
    this.show(entry, box);
    this.placeIndex = index;
  }

  render() {
    if (this.failure) return html`<p class="failure" role="alert">${this.failure}</p>`;
    const source = this.document;
    if (!source) return html`<p class="failure">Loading \u2026</p>`;
    const { entry, state, viewport } = this;
    return html`
      ${header(source, state.verdict, { skip: this.skip, toggleTheme: () => this.toggleTheme(), help: () => toggleHelp(this.renderRoot), toggleVerdict: () => this.change({ verdict: !state.verdict }), statistics: () => this.change({ tab: "methods", lists: true }) })}
      ${toolbar(source, entry, this.controls, { open: (tab, focus) => this.openTab(tab, focus) })}
      <main @change-state=${(event: CustomEvent<Partial<State>>) => this.change(event.detail)}>
        ${state.lists ? html`<aside aria-label="Lists">${openList(this.listContext)}</aside>${this.narrow ? nothing : divider(this.listWidth, (width) => this.change({ width }))}` : nothing}
        <section aria-label=${entry?.name ?? "Images"}>
          ${source.run && entry ? decisionBar(entry, this.review) : nothing}
          ${statements(entry)}
          <difference-stage .document_=${source} .entry=${entry} .state=${state} .library=${this.library} .viewport=${viewport} .narrow=${this.narrow}></difference-stage>
        </section>
        ${state.inspector && entry?.layers.length ? html`<difference-inspector id="inspector" .document_=${source} .entry=${entry} .state=${state} .library=${this.library} .viewport=${viewport} .controls=${this.controls}></difference-inspector>` : nothing}
      </main>
      <div class="live" role="status" aria-live="polite"></div>
      ${source.run?.writable ? html`<difference-confirm></difference-confirm>` : nothing}
      ${help(this.embedded, source.run)}
      ${this.printing ? printSheet({ source, entry, state, library: this.library, byName: this.byName, stage: this.stage?.renderRoot ?? null }) : nothing}
    `;
  }

  updated(): void {
    const aside = this.renderRoot.querySelector("aside");
    if (aside) aside.style.width = this.narrow ? "" : `${this.listWidth}px`;
    this.write(".zoom", percentOf(this.viewport.scale));
  }

  /** Open a tab; the open tab closes the lists beside the pictures. */
  private openTab(tab: Tab, focus: boolean): void {
    const close = this.state.lists && tab === this.state.tab && !this.narrow;
    this.change({ tab, lists: !close });
    if (focus) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus());
  }

  private get listWidth(): number {
    return listWidth(this.state, this.clientWidth, this.narrow);
  }

  private get listContext(): ListContext {
    const { state, library, entry, byName, review } = this;
    return {
      source: this.document!,
      state,
      library,
      entry,
      byName,
      tables: this.tables!,
      marked: this.viewport.marked,
      width: this.listWidth,
      change: (change) => this.change(change),
      show: (entry, box) => this.show(entry, box),
      accept: (entries) => void review.accept(entries),
      copy: (text) => void review.copy(text),
    };
  }

  other(by: number): void {
    const list = this.renderRoot.querySelector<ImageTable | RunList>("difference-table, difference-run");
    const { entries, run } = this.document!;
    const { state } = this;
    if (list) list.step(by);
    else if (run) this.change({ entry: neighbour(matching(entries, state, state.sort === "name"), state.entry, by) ?? state.entry });
    else this.change({ entry: (state.entry + by + entries.length) % entries.length });
  }

  get stage(): Stage | null {
    return this.renderRoot.querySelector("difference-stage");
  }

  private readonly skip = (event: Event) => {
    event.preventDefault();
    this.stage?.renderRoot.querySelector<HTMLElement>(".panes")?.focus();
  };

  toggleTheme(): void {
    const dark = this.theme ? this.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    this.change({ theme: dark ? "light" : "dark" });
    void this.updateComplete.then(() => this.viewport.changed());
  }

  private get controls(): Controls {
    return controlsOf(this);
  }
}

customElements.define("difference-page", DifferencePage);
