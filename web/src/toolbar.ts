/** The toolbar: the lists, the open entry, the modes, the zoom and what is shown. */

import { html, nothing, type TemplateResult } from "lit";
import { actionOf, titled, type Controls } from "./actions.js";
import { checked } from "./events.js";
import { MODES, type State } from "./state.js";
import { tabs, type TabActions } from "./tabs.js";
import type { Entry, PageDocument } from "./types.js";

export function toolbar(source: PageDocument, entry: Entry | null, controls: Controls, actions: TabActions): TemplateResult {
  const { state, other } = controls;
  const several = source.entries.length > 1;
  return html`<section class="toolbar" aria-label="Toolbar">
    ${tabs(source, state, actions)}
    ${several || entry?.name !== source.title ? title(source, state.entry, other) : nothing}
    ${entry?.layers.length ? display(entry, controls) : nothing}
  </section>`;
}

/** Return the title of an entry, between the buttons to the previous and the next one. */
function title(source: PageDocument, entry: number, other: (by: number) => void): TemplateResult {
  const several = source.entries.length > 1;
  const [back, forward] = source.run ? ["previous-pair", "next-pair"] : ["previous-image", "next-image"];
  const name = source.entries[entry]?.name ?? "";
  return html`<div class="title">
    ${several ? html`<button aria-label="Previous image" title=${titled(back!, "Previous image")} @click=${() => other(-1)}>\u2039</button>` : nothing}
    <h2 title=${name}>${name}</h2>
    ${several ? html`<small>${entry + 1} / ${source.entries.length}</small><button aria-label="Next image" title=${titled(forward!, "Next image")} @click=${() => other(1)}>\u203a</button>` : nothing}
  </div>`;
}

/** Return the button of an action. */
export function actionButton(id: string, controls: Controls): TemplateResult {
  const { button, name, run, keys } = actionOf(id);
  return html`<button aria-label=${name ?? nothing} title=${titled(id)} data-action=${id} @click=${() => run(controls, keys[0] ?? "")}>${button}</button>`;
}

function display(entry: Entry, controls: Controls): TemplateResult {
  const { state, change } = controls;
  const images = entry.layers.filter((layer) => layer.kind === "image");
  const option = (key: "boxes" | "errors" | "signed", label: string) =>
    html`<label title=${titled(key, label)}><input type="checkbox" data-control=${key} .checked=${state[key]} @change=${(event: Event) => change({ [key]: checked(event) } as Partial<State>)} /> ${label}</label>`;
  return html`<div class="display" role="toolbar" aria-label="Display">
    <span class="group">
      ${MODES.map((mode) => html`<button aria-pressed=${state.mode === mode} title=${titled(mode)} @click=${() => change({ mode })} data-mode=${mode}>${actionOf(mode).button}</button>`)}
    </span>
    <span class="group">
      ${["fit", "actual", "zoom-out", "zoom-in"].map((id) => actionButton(id, controls))}
      <span class="zoom" role="group" aria-label="Zoom"></span>
    </span>
    ${entry.regions?.length ? option("boxes", "Boxes") : nothing}
    ${state.mode === "side" && images.length > 1 ? option("errors", "Error maps") : nothing}
    ${(state.mode === "side" && state.errors) || state.mode === "difference" ? option("signed", "Signed") : nothing}
    <button aria-expanded=${state.inspector} aria-controls="inspector" title=${titled("inspector", "Tones, values, scores of the visible part, copies")} data-action="inspector" @click=${() => change({ inspector: !state.inspector })}>Inspect</button>
  </div>`;
}
