/** The scores of the visible part as a table, and as a sentence for screen readers. */

import { html, nothing, type TemplateResult } from "lit";
import type { RegionMeasuring } from "./region_measuring.js";
import type { RegionScores } from "./scoring.js";
import { baseOf } from "./shown_layers.js";
import type { Entry, Layer, PageDocument } from "./types.js";
import { decimalsOf, fixed } from "./words.js";

const COLUMNS: readonly { key: keyof RegionScores; name: string; higher: boolean; decimals?: number }[] = [
  { key: "psnr", name: "PSNR (dB)", higher: true, decimals: 3 },
  { key: "ssim", name: "SSIM", higher: true, decimals: 5 },
  { key: "mae", name: "Mean error", higher: false },
];

interface Row {
  layer: Layer;
  scores: RegionScores | undefined;
}

export function scoreTable(source: PageDocument, entry: Entry, { box, scores, message }: RegionMeasuring): TemplateResult {
  const images = entry.layers.filter(({ kind }) => kind === "image");
  const base = baseOf(images);
  const rows = images.filter((layer) => layer !== base).map((layer): Row => ({ layer, scores: scores.get(layer.id) }));
  const { measure } = entry;
  const place = box ? `${box.width}\u00d7${box.height} at (${box.x}, ${box.y})` : "";
  const usable = measure && !measure.unsupported;
  return html`<p class="note">${place}${base && usable ? `, against ${base.label}` : ""}</p>
    ${scores.size ? html`<table><thead><tr><th scope="col">Image</th>${COLUMNS.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr data-layer=${row.layer.id}><th scope="row">${row.layer.label}${row.layer.label === source.ours && source.ours !== "ours" ? html` <small>ours</small>` : nothing}</th>${COLUMNS.map((column) => cell(column, row, rows))}</tr>`)}</tbody></table>` : nothing}
    <p class="note" role="status">${message || sentence(rows, place)}</p>
    ${usable ? html`<p class="note">Stored values, protocol ${measure.protocol}${measure.data_range === null ? ", data range unknown" : `, data range ${measure.data_range}`}${measure.crop_border ? `, without the border of ${measure.crop_border} pixels` : ""}${measure.ssim_missing ? `; SSIM: ${measure.ssim_missing}` : ""}.</p>` : nothing}`;
}

function cell({ key, higher, decimals }: (typeof COLUMNS)[number], { scores }: Row, rows: readonly Row[]): TemplateResult {
  const value = scores?.[key] ?? NaN;
  const all = rows.map((row) => row.scores?.[key] ?? NaN).filter((one) => !Number.isNaN(one));
  const best = all.length > 1 && value === (higher ? Math.max : Math.min)(...all);
  return html`<td class=${best ? "best" : ""} data-value=${value}>${fixed(value, decimals ?? decimalsOf(all))}</td>`;
}

function sentence(rows: readonly Row[], place: string): string {
  const told = rows.flatMap(({ layer, scores }) => (scores && scores.psnr !== null ? [`${layer.label} ${fixed(scores.psnr, 2)} dB`] : []));
  return told.length ? `${place}: ${told.join(", ")}.` : "";
}
