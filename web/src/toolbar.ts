/** The toolbar: the lists, the open entry, the modes, the zoom and what is shown. */

import { html, nothing, type TemplateResult } from "lit";
import { checked } from "./events.js";
import { MODES, type Mode, type State } from "./state.js";
import { tabs, type TabActions } from "./tabs.js";
import type { Entry, PageDocument } from "./types.js";
import type { Viewport } from "./viewport.js";

const NAMES: Record<Mode, string> = {
  side: "Side by side",
  flip: "Flip",
  slider: "Slider",
  blink: "Blink",
  overlay: "Overlay",
  difference: "Difference",
};

const KEYS: Record<Mode, string> = { side: "h", flip: "1 \u2026 9", slider: "w", blink: "b", overlay: "v", difference: "u" };

interface Actions extends TabActions {
  change: (change: Partial<State>) => void;
  other: (by: number) => void;
}

export function toolbar(source: PageDocument, entry: Entry | null, state: State, viewport: Viewport, actions: Actions): TemplateResult {
  const several = source.entries.length > 1;
  return html`<section class="toolbar" aria-label="Toolbar">
    ${tabs(source, state, actions)}
    ${several || entry?.name !== source.title ? title(source, state.entry, actions.other) : nothing}
    ${entry?.layers.length ? display(entry, state, viewport, actions.change) : nothing}
  </section>`;
}

/** Return the title of an entry, between the buttons to the previous and the next one. */
function title(source: PageDocument, entry: number, other: (by: number) => void): TemplateResult {
  const several = source.entries.length > 1;
  const [back, forward] = source.run ? ["k", "j"] : ["p", "n"];
  const name = source.entries[entry]?.name ?? "";
  return html`<div class="title">
    ${several ? html`<button aria-label="Previous image" title="Previous image (${back})" @click=${() => other(-1)}>\u2039</button>` : nothing}
    <h2 title=${name}>${name}</h2>
    ${several ? html`<small>${entry + 1} / ${source.entries.length}</small><button aria-label="Next image" title="Next image (${forward})" @click=${() => other(1)}>\u203a</button>` : nothing}
  </div>`;
}

function display(entry: Entry, state: State, viewport: Viewport, change: (change: Partial<State>) => void): TemplateResult {
  const images = entry.layers.filter((layer) => layer.kind === "image");
  const option = (key: "boxes" | "errors" | "signed", label: string, letter: string) =>
    html`<label title="${label} (${letter})"><input type="checkbox" data-control=${key} .checked=${state[key]} @change=${(event: Event) => change({ [key]: checked(event) })} /> ${label}</label>`;
  return html`<div class="display" role="toolbar" aria-label="Display">
    <span class="group">
      ${MODES.map((mode) => html`<button aria-pressed=${state.mode === mode} title="${NAMES[mode]} (${KEYS[mode]})" @click=${() => change({ mode })} data-mode=${mode}>${NAMES[mode]}</button>`)}
    </span>
    <span class="group">
      <button @click=${() => viewport.fit()} title="Whole image (f)">Fit</button>
      <button @click=${() => viewport.zoomTo(1)} title="Actual pixels (o)">1:1</button>
      <button aria-label="Zoom out" title="Zoom out (\u2212)" @click=${() => viewport.zoomTo(viewport.scale / 1.5)}>\u2212</button>
      <button aria-label="Zoom in" title="Zoom in (+)" @click=${() => viewport.zoomTo(viewport.scale * 1.5)}>+</button>
      <span class="zoom" role="group" aria-label="Zoom"></span>
    </span>
    ${entry.regions?.length ? option("boxes", "Boxes", "r") : nothing}
    ${state.mode === "side" && images.length > 1 ? option("errors", "Error maps", "e") : nothing}
    ${(state.mode === "side" && state.errors) || state.mode === "difference" ? option("signed", "Signed", "s") : nothing}
  </div>`;
}
