/** The sheet that is printed in place of the page: verdict, means, the view, crops and statistics. */

import { html, nothing, type TemplateResult } from "lit";
import { boxOf } from "./boxes.js";
import { scaleOf } from "./colours.js";
import { tableOf } from "./copies.js";
import type { Library } from "./library.js";
import { comparedLayers } from "./shown_layers.js";
import type { State } from "./state.js";
import { methodMeans, statisticsSections } from "./statistics.js";
import { drawPicture } from "./tile_drawing.js";
import { CROP_LISTS, type Crop, type Entry, type PageDocument } from "./types.js";
import { drawView } from "./view_picture.js";
import type { Box } from "./viewport.js";

/** The most rows of the table of pairs, and the side of the pictures of crops in pixels. */
const MOST_ROWS = 60;
const SIDE = 240;

/** The width of diagrams in pixels. */
const SHEET = 560;

interface Context {
  source: PageDocument;
  entry: Entry | null;
  state: State;
  library: Library;
  byName: ReadonlyMap<string, number>;
  stage: ParentNode | null;
}

export function printSheet(context: Context): TemplateResult {
  const { source, entry, stage } = context;
  const { verdicts, crops } = source;
  const shown = crops ? CROP_LISTS.filter((list) => list !== "random").flatMap((list) => crops[list]) : [];
  const statistics = { source, unfolded: "", change: () => {}, width: SHEET, printed: true };
  return html`<article class="sheet" aria-label="Printed page">
    <h2>${source.title}</h2>
    <p>${verdicts?.text ?? source.summary ?? ""}</p>
    ${source.kind === "study" ? methodMeans(statistics) : scores(source)}
    ${stage && entry?.layers.length ? html`<figure>${drawView(stage)}<figcaption>${entry.name}</figcaption></figure>` : nothing}
    ${shown.length ? html`<h3>Crops</h3>${shown.map((crop) => figure(crop, context))}` : nothing}
    ${crops?.disclosure ? html`<p>${crops.disclosure}</p>` : nothing}
    ${source.kind === "study" ? statisticsSections(statistics) : nothing}
  </article>`;
}

function scores(source: PageDocument): TemplateResult | typeof nothing {
  if (!source.metrics.length || source.entries.length > MOST_ROWS) return nothing;
  const { head, rows } = tableOf(source);
  return html`<table><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
    <tbody>${rows.map(([name, ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((text) => html`<td>${text}</td>`)}</tr>`)}</tbody></table>`;
}

function figure(crop: Crop, { source, state, library, byName }: Context): TemplateResult {
  const [place] = boxOf(crop, byName);
  const entry = place ? source.entries[place.entry] : undefined;
  const strip = entry && place ? drawStrip(entry, [source.ours ?? "", crop.rival], place.box, library, state) : null;
  return html`<figure>${strip}<figcaption>${crop.disclosure ?? `${crop.image}: ${crop.size}\u00d7${crop.size} at (${crop.x}, ${crop.y})`}</figcaption></figure>`;
}

/** Draw a part of the reference, of some methods and of their errors beside each other; null unless all are loaded. */
function drawStrip(entry: Entry, names: readonly string[], box: Box, library: Library, { colourmap }: State): HTMLCanvasElement | null {
  const layers = comparedLayers(entry, names);
  const pictures = layers.map((layer) => library.picture(layer));
  const sizes = pictures.filter(({ layer }) => layer.kind === "map").map((picture) => picture.sizes());
  const known = sizes.filter((size) => size !== null);
  if (!layers.length || known.length < sizes.length) return null;
  const scale = scaleOf(layers.filter(({ kind }) => kind === "map"), known, { colourmap, gain: 1, threshold: 0 });
  const page = document.createElement("canvas");
  page.width = layers.length * (SIDE + 4);
  page.height = SIDE + 18;
  const context = page.getContext("2d")!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, page.width, page.height);
  const zoom = Math.min(SIDE / box.width, SIDE / box.height);
  const complete = pictures.map((picture, i) => {
    const left = i * (SIDE + 4);
    context.save();
    context.beginPath();
    context.rect(left, 0, SIDE, SIDE);
    context.clip();
    const done = drawPicture(context, picture, { x: left - box.x * zoom, y: -box.y * zoom, scale: zoom, scaleY: zoom }, [left, left + SIDE], { scale: picture.layer.kind === "map" ? scale : null, tone: null });
    context.restore();
    context.fillStyle = "#000";
    context.font = "13px sans-serif";
    context.fillText(picture.layer.label, left + 2, SIDE + 14, SIDE - 4);
    return done;
  });
  return complete.every(Boolean) ? page : null;
}
