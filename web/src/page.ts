/** The element <difference-page>, which shows a comparison or a study. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { COLOURMAPS } from "./colours.js";
import { controlStyles } from "./control_styles.js";
import { download } from "./download.js";
import { help } from "./help.js";
import "./image_table.js";
import type { ImageTable } from "./image_table.js";
import { pageStyles } from "./page_styles.js";
import { errorRows, facts, methods, places, verdict } from "./panels.js";
import { Library } from "./pictures.js";
import { distributions, pairedDifferences } from "./plots.js";
import { csv, recordOf, Table } from "./scores.js";
import "./stage.js";
import type { Stage } from "./stage.js";
import { formatFragment, MODES, parseFragment, START, TABS, type Mode, type State, type Tab } from "./state.js";
import type { Crop, Entry, PageDocument } from "./types.js";
import { CROP_LISTS } from "./types.js";
import { Viewport, type Box } from "./viewport.js";

const TAB_NAMES: Record<Tab, string> = {
  images: "Images",
  places: "Places",
  plots: "Plots",
  methods: "Methods",
  errors: "Errors",
  about: "Record",
};

/** The schema of documents that the page reads. */
const SCHEMA = 2;

const FEWEST_TO_HIDE_ERRORS = 6;

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
  private readonly onKey = (event: KeyboardEvent) => this.key(event);
  private readonly onHash = () => this.readAddress();
  private readonly onView = () => this.save();
  /** Scrolling past an embedded page does not zoom; a click inside or Ctrl enables the wheel. */
  private readonly onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !this.matches(":focus-within")) event.stopPropagation();
  };

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

  static styles = [controlStyles, pageStyles];

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
  }

  connectedCallback(): void {
    super.connectedCallback();
    (this.embedded ? this : window).addEventListener("keydown", this.onKey as EventListener);
    if (this.embedded) this.addEventListener("wheel", this.onWheel, { capture: true, passive: true });
    else addEventListener("hashchange", this.onHash);
    this.viewport.addEventListener("view", this.onView);
    void this.load();
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.onKey);
    this.removeEventListener("keydown", this.onKey);
    this.removeEventListener("wheel", this.onWheel, { capture: true });
    removeEventListener("hashchange", this.onHash);
    this.viewport.removeEventListener("view", this.onView);
  }

  private async load(): Promise<void> {
    this.library.headers = this.headers;
    if (this.document) return;
    try {
      if (this.src) {
        const answer = await fetch(this.src, { headers: this.headers });
        if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
        this.document = (await answer.json()) as PageDocument;
      } else {
        const text = globalThis.document.getElementById("difference-document")?.textContent;
        if (text) this.document = JSON.parse(text) as PageDocument;
      }
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
    const few = source.kind === "study" && source.methods.length < FEWEST_TO_HIDE_ERRORS;
    const many = source.entries.length > 1;
    const first = source.crops?.best[0] ?? source.crops?.rival_best[0];
    const entry = (first && this.byName.get(first.image)) ?? 0;
    this.start = { ...START, errors: few, entry, tab: many ? "images" : firstTab(source) };
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
      const name = this.entry?.name ?? "";
      const announcement = `${name}, ${this.state.mode}, zoom ${this.viewport.zoom === null ? "whole image" : `${Math.round(100 * this.viewport.scale)} %`}`;
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

  /** The boxes that the open tab lists. */
  get boxes(): { entry: number; box: Box }[] {
    const { crops } = this.document ?? {};
    if (crops) return CROP_LISTS.flatMap((list) => crops[list]).flatMap((crop) => this.boxOf(crop));
    return (this.entry?.regions ?? []).map((box) => ({ entry: this.state.entry, box }));
  }

  private get hasPlaces(): boolean {
    const { crops, kind, entries } = this.document!;
    return Boolean(crops) || (kind === "comparison" && entries.some(({ regions, load, opening }) => regions ?? load ?? opening));
  }

  private boxOf(crop: Crop): { entry: number; box: Box }[] {
    const entry = this.byName.get(crop.image);
    return entry === undefined ? [] : [{ entry, box: { x: crop.x, y: crop.y, width: crop.size, height: crop.size } }];
  }

  /** Fetch the parts of the open entry that the document leaves out. */
  private async complete(): Promise<void> {
    const { entry } = this;
    const entries = this.document?.entries ?? [];
    const index = this.state.entry;
    if (!entry?.load) return;
    const { load, ...known } = entry;
    entries[index] = { ...known, opening: true }; // so that it is requested once
    try {
      const answer = await fetch(load, { headers: this.headers });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const { record, ...found } = (await answer.json()) as Entry & { record?: Record<string, unknown> };
      entries[index] = { ...known, ...found };
      if (record && this.document && entries.length === 1) this.document.record = record;
    } catch (error) {
      entries[index] = { ...known, errors: [error instanceof Error ? error.message : "the entry cannot be opened"] };
    }
    if (this.entry !== entries[index]) return;
    if (this.state.tab === "places" && !this.hasPlaces) this.change({ tab: "about" }); // the record says why
    this.world();
    this.requestUpdate();
    await this.updateComplete;
    this.viewport.changed();
  }

  private world(): void {
    void this.complete();
    const layers = this.entry?.layers ?? [];
    const largest = layers.reduce((most, layer) => (layer.width * layer.height > most.width * most.height ? layer : most), layers[0]!);
    if (largest) this.viewport.open(largest.width, largest.height);
    this.library.opened(layers);
  }

  change(change: Partial<State>): void {
    const other = change.entry !== undefined && change.entry !== this.state.entry;
    this.state = { ...this.state, ...change };
    if (other) {
      this.viewport.marked = null;
      this.viewport.zoom = null;
      this.placeIndex = -1;
      this.world();
      this.viewport.fit();
    }
    this.save();
  }

  private goTo(crop: Crop): void {
    for (const { entry, box } of this.boxOf(crop)) this.show(entry, box);
  }

  private show(entry: number, box: Box): void {
    this.change({ entry });
    this.viewport.marked = box;
    void this.updateComplete.then(() => this.viewport.show(box, 1.8));
  }

  private step(by: number): void {
    const { boxes } = this;
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
      <a class="skip" href="#" @click=${this.skip}>Skip to the images</a>
      <header>
        <h1>${source.title}</h1>
        <span class="sum">${source.summary ?? ""}</span>
        <span class="tools">
          <button @click=${() => download("record.json", JSON.stringify(recordOf(source), null, 2), "application/json")}>JSON</button>
          ${source.metrics.length && source.kind === "study" ? html`<button @click=${() => download("scores.csv", csv(source), "text/csv")}>CSV</button>` : nothing}
          <button @click=${() => this.toggleTheme()} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
          <button @click=${() => this.help()} aria-label="Keys" title="Keys (?)">?</button>
        </span>
      </header>
      ${verdict(source, this.showAll, () => (this.showAll = !this.showAll))}
      <main @change-state=${(event: CustomEvent<Partial<State>>) => this.change(event.detail)}>
        <aside aria-label="Lists">${this.tabs(source)}${this.panel(source)}</aside>
        <section aria-label=${this.entry?.name ?? "Images"}>
          ${several || this.entry?.name !== source.title ? html`<div class="title">
            ${several ? html`<button aria-label="Previous image" title="Previous image (p)" @click=${() => this.other(-1)}>\u2039</button>` : nothing}
            <h2>${this.entry?.name ?? ""}</h2>
            ${several ? html`<small>${this.state.entry + 1} / ${source.entries.length}</small><button aria-label="Next image" title="Next image (n)" @click=${() => this.other(1)}>\u203a</button>` : nothing}
          </div>` : nothing}
          <difference-stage .document_=${source} .entry=${this.entry} .state=${this.state} .library=${this.library} .viewport=${this.viewport}></difference-stage>
        </section>
      </main>
      <div class="live" role="status" aria-live="polite"></div>
      ${help(this.embedded)}
    `;
  }

  private tabs(source: PageDocument): TemplateResult {
    const there: Record<Tab, boolean> = {
      images: source.entries.length > 1 || source.kind === "study",
      places: this.hasPlaces,
      plots: source.kind === "study" && source.metrics.length > 0,
      methods: source.kind === "study",
      errors: source.errors.length > 0,
      about: true,
    };
    const named = (tab: Tab) =>
      tab === "places" ? (source.crops ? "Crops" : "Regions") : tab === "errors" ? `Errors (${source.errors.length})` : TAB_NAMES[tab];
    const shown = TABS.filter((tab) => there[tab]);
    const key = (event: KeyboardEvent) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.stopPropagation();
      const next = shown[(shown.indexOf(this.state.tab) + by + shown.length) % shown.length]!;
      this.change({ tab: next });
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus());
    };
    return html`<div class="tabs" role="tablist" @keydown=${key}>
      ${shown.map((tab) => html`<button role="tab" data-tab=${tab} class=${tab === "errors" ? "bad" : ""} aria-selected=${this.state.tab === tab} tabindex=${this.state.tab === tab ? 0 : -1} @click=${() => this.change({ tab })}>${named(tab)}</button>`)}
    </div>`;
  }

  private panel(source: PageDocument): TemplateResult {
    const { tab } = this.state;
    if (tab === "images") return html`<difference-table role="tabpanel" .table=${this.table} .state=${this.state}></difference-table>`;
    return html`<div class="panel" role="tabpanel" tabindex="0">${this.panelContent(source, tab)}</div>`;
  }

  private panelContent(source: PageDocument, tab: Tab): unknown {
    const open = (entry: number) => this.change({ entry });
    if (tab === "places") return places(source, this.entry, (entry, box) => this.show(entry, box), this.byName, this.state.entry);
    if (tab === "plots") return [this.metricChoice(source), distributions(this.table), pairedDifferences(this.table, open)];
    if (tab === "methods") return methods(source);
    if (tab === "errors") return errorRows(source, (name) => open(this.byName.get(name) ?? this.state.entry));
    return facts(source, this.entry);
  }

  private metricChoice(source: PageDocument): TemplateResult | typeof nothing {
    if (source.metrics.length < 2) return nothing;
    return html`<label>Metric <select @change=${(event: Event) => this.change({ metric: Number((event.target as HTMLSelectElement).value) })}>
      ${source.metrics.map(({ spec }, i) => html`<option value=${i} ?selected=${i === this.state.metric}>${spec}</option>`)}
    </select></label>`;
  }

  private other(by: number): void {
    const list = this.renderRoot.querySelector<ImageTable>("difference-table");
    const count = this.document?.entries.length ?? 1;
    if (list) list.step(by);
    else this.change({ entry: (this.state.entry + by + count) % count });
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

  private help(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog?.open) dialog.close();
    else dialog?.showModal();
  }

  private key(event: KeyboardEvent): void {
    const target = event.composedPath()[0] as HTMLElement;
    const writing = target.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey || !this.document) return;
    if (writing) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const ranged = target.matches?.("input[type=range]") && event.key.startsWith("Arrow");
    const pressed = event.key === " " && target.matches?.("button, input, a");
    const action = this.actions()[event.key];
    if (!action || ranged || pressed) return;
    event.preventDefault();
    action();
  }

  /** Return the action of each key; KEYS lists them in the help dialog. */
  private actions(): Record<string, () => void> {
    const { state, viewport } = this;
    const pan = (x: number, y: number) => () => viewport.pan(x * 60 * devicePixelRatio, y * 60 * devicePixelRatio);
    const gain = (by: number) => () => this.change({ gain: Math.max(0.01, Math.min(100, state.gain * by)) });
    const cut = (by: number) => () => this.change({ threshold: Math.max(0, Math.min(1, Math.round(100 * (state.threshold + by)) / 100)) });
    const modes = Object.fromEntries(MODES.map((mode: Mode, i) => [String(i + 1), () => this.change({ mode })]));
    const next = COLOURMAPS[(COLOURMAPS.indexOf(state.colourmap) + 1) % COLOURMAPS.length]!;
    return {
      ...modes,
      ArrowLeft: pan(1, 0),
      ArrowRight: pan(-1, 0),
      ArrowUp: pan(0, 1),
      ArrowDown: pan(0, -1),
      "+": () => viewport.zoomTo(viewport.scale * 1.5),
      "=": () => viewport.zoomTo(viewport.scale * 1.5),
      "-": () => viewport.zoomTo(viewport.scale / 1.5),
      f: () => viewport.fit(),
      "0": () => viewport.fit(),
      o: () => viewport.zoomTo(1),
      n: () => this.other(1),
      p: () => this.other(-1),
      j: () => this.step(1),
      k: () => this.step(-1),
      x: () => this.change({ first: state.second, second: state.first }),
      e: () => this.change({ errors: !state.errors }),
      s: () => this.change({ signed: !state.signed }),
      r: () => this.change({ boxes: !state.boxes }),
      " ": () => this.stage?.toggleBlink(),
      g: gain(1.25),
      G: gain(0.8),
      t: cut(0.02),
      T: cut(-0.02),
      c: () => this.change({ colourmap: next }),
      l: () => this.toggleTheme(),
      "/": () => this.filter(),
      "?": () => this.help(),
    };
  }

  private filter(): void {
    this.change({ tab: "images" });
    void this.updateComplete.then(() => this.renderRoot.querySelector<ImageTable>("difference-table")?.focusFilter());
  }
}

/** Return the tab that opens beside a single image. */
function firstTab(source: PageDocument): Tab {
  const [entry] = source.entries;
  if (source.crops ?? entry?.regions ?? (source.kind === "comparison" && entry?.load)) return "places";
  return source.kind === "study" ? "methods" : "about";
}

customElements.define("difference-page", DifferencePage);
