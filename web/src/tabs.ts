/** The tabs of the lists beside the pictures. */

import { html, type TemplateResult } from "lit";
import { hasPlaces } from "./boxes.js";
import { TABS, type State, type Tab } from "./state.js";
import type { PageDocument } from "./types.js";

const NAMES: Record<Tab, string> = {
  images: "Images",
  places: "Places",
  plots: "Plots",
  methods: "Methods",
  errors: "Failed",
  about: "Record",
};

export interface TabActions {
  /** Open a tab, or close the lists if it is open. */
  open: (tab: Tab, focus: boolean) => void;
}

/** Return the tabs that a document fills. */
function filled(source: PageDocument): Tab[] {
  const there: Record<Tab, boolean> = {
    images: source.entries.length > 1 || source.kind === "study" || source.run !== undefined,
    places: hasPlaces(source),
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
  return tab === "errors" ? `Failed (${source.errors.length})` : NAMES[tab];
}

export function tabs(source: PageDocument, { tab: now, lists }: State, { open }: TabActions): TemplateResult {
  const shown = filled(source);
  const key = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.stopPropagation();
    open(shown[(shown.indexOf(now) + by + shown.length) % shown.length]!, true);
  };
  return html`<div class="tabs" role="tablist" aria-label="Lists" @keydown=${key}>
    ${shown.map((tab) => {
      const chosen = tab === now;
      const hint = chosen ? (lists ? "Close the list (i)" : "Open the list (i)") : nameOf(tab, source);
      return html`<button role="tab" data-tab=${tab} class=${`${tab === "errors" ? "bad" : ""} ${chosen && lists ? "open" : ""}`} title=${hint} aria-selected=${chosen} aria-expanded=${chosen && lists} tabindex=${chosen ? 0 : -1} @click=${() => open(tab, false)}>${nameOf(tab, source)}</button>`;
    })}
  </div>`;
}
