/** The tabs of the lists beside the pictures. */

import { html, type TemplateResult } from "lit";
import { TABS, type Tab } from "./state.js";
import type { PageDocument } from "./types.js";

const NAMES: Record<Tab, string> = {
  images: "Images",
  places: "Places",
  plots: "Plots",
  methods: "Methods",
  errors: "Errors",
  about: "Record",
};

/** Return the tabs that a document fills. */
function filled(source: PageDocument, hasPlaces: boolean): Tab[] {
  const there: Record<Tab, boolean> = {
    images: source.entries.length > 1 || source.kind === "study" || source.run !== undefined,
    places: hasPlaces,
    plots: source.kind === "study" && source.metrics.length > 0,
    methods: source.kind === "study",
    errors: source.errors.length > 0,
    about: true,
  };
  return TABS.filter((tab) => there[tab]);
}

function nameOf(tab: Tab, source: PageDocument): string {
  if (tab === "images" && source.run) return "Pairs";
  if (tab === "places") return source.crops ? "Crops" : "Regions";
  return tab === "errors" ? `Errors (${source.errors.length})` : NAMES[tab];
}

export function tabs(source: PageDocument, hasPlaces: boolean, now: Tab, open: (tab: Tab, focus: boolean) => void): TemplateResult {
  const shown = filled(source, hasPlaces);
  const key = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.stopPropagation();
    open(shown[(shown.indexOf(now) + by + shown.length) % shown.length]!, true);
  };
  return html`<div class="tabs" role="tablist" @keydown=${key}>
    ${shown.map((tab) => html`<button role="tab" data-tab=${tab} class=${tab === "errors" ? "bad" : ""} aria-selected=${now === tab} tabindex=${now === tab ? 0 : -1} @click=${() => open(tab, false)}>${nameOf(tab, source)}</button>`)}
  </div>`;
}
