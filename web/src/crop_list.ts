/** The lists of crops of a study: strips of thumbnails with one line each; the disclosure unfolds. */

import { html, nothing, type TemplateResult } from "lit";
import { boxOf } from "./boxes.js";
import type { Library } from "./library.js";
import { comparedLayers } from "./shown_layers.js";
import type { State } from "./state.js";
import "./strip.js";
import { CROP_LISTS, type Crop, type PageDocument } from "./types.js";
import type { Box } from "./viewport.js";
import { decimalsOf, signedNumber, unitOf } from "./words.js";

interface Context {
  source: PageDocument;
  state: State;
  library: Library;
  byName: ReadonlyMap<string, number>;
  /** The chosen box. */
  marked: Box | null;
  show: (entry: number, box: Box) => void;
}

const namesOf = (ours: string): Record<(typeof CROP_LISTS)[number], string> => ({
  best: `Where ${ours} does best`,
  rival_best: "Where a rival does best",
  median: "Typical places",
  random: "Drawn at random",
});

export function cropLists(context: Context): TemplateResult {
  const crops = context.source.crops!;
  const decimals = decimalsOf(CROP_LISTS.flatMap((list) => crops[list].map(({ gaps }) => gaps.crop)));
  const names = namesOf(context.source.ours ?? "ours");
  return html`<details class="note"><summary>How the crops were chosen</summary>${crops.disclosure ?? ""}</details>
    <p class="note">Each strip: reference, ${context.source.ours ?? "ours"}, the rival, and their error maps.</p>
    ${CROP_LISTS.map((list) => (crops[list].length ? html`<h3>${names[list]}</h3><ol class="strips">${crops[list].map((crop) => row(crop, decimals, context))}</ol>` : nothing))}`;
}

function row(crop: Crop, decimals: number, { source, state, library, byName, marked, show }: Context): TemplateResult {
  const [place] = boxOf(crop, byName);
  const entry = place ? (source.entries[place.entry] ?? null) : null;
  const layers = entry ? comparedLayers(entry, [source.ours ?? "", crop.rival]) : [];
  const unit = unitOf(source, source.crops?.settings.metric ?? "");
  const gap = signedNumber(crop.gaps.crop, decimals, unit);
  const chosen = place !== undefined && place.entry === state.entry && marked?.x === crop.x && marked.y === crop.y && marked.width === crop.size;
  return html`<li>
    <button class="item" aria-current=${chosen ? "true" : nothing} ?disabled=${!place} @click=${() => place && show(place.entry, place.box)}>
      ${layers.length && place ? html`<difference-strip .library=${library} .layers=${layers} .box=${place.box} .colourmap=${state.colourmap}></difference-strip>` : nothing}
      <span class="line"><b>${crop.image}</b> ${crop.size}\u00d7${crop.size} at (${crop.x}, ${crop.y}), ${gap} vs ${crop.rival}</span>
    </button>
    ${crop.disclosure ? html`<details><summary>Disclosure</summary>${crop.disclosure}</details>` : nothing}
  </li>`;
}
