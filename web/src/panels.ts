/** The panels beside the pictures: the verdict, places, methods, errors and the record. */

import { html, nothing, type TemplateResult } from "lit";
import { short } from "./colours.js";
import { CROP_LISTS, type Crop, type Crops, type Entry, type PageDocument } from "./types.js";
import type { Box } from "./viewport.js";

type Show = (entry: number, box: Box) => void;

const LISTS: Record<(typeof CROP_LISTS)[number], string> = {
  best: "Where ours does best",
  rival_best: "Where a rival does best",
  median: "Typical places",
  random: "Drawn at random",
};

export function verdict(source: PageDocument, showAll: boolean, toggle: () => void): TemplateResult | typeof nothing {
  const { verdicts } = source;
  if (!verdicts) return nothing;
  return html`<section class="verdict" aria-label="Verdict">
    <p class=${showAll ? "" : "short"}>${verdicts.text}</p>
    <ul>${verdicts.text.length > 450 ? html`<li class="more"><button aria-expanded=${showAll} @click=${toggle}>${showAll ? "Show less" : "Show all"}</button></li>` : nothing}${verdicts.outcomes.map(({ metric, rival, word, paired }) => {
      const unit = source.metrics.find(({ spec }) => spec === metric)?.unit ?? "";
      const mean = paired.mean === null ? "" : `${paired.mean > 0 ? "+" : ""}${short(paired.mean, 3)}${unit ? ` ${unit}` : ""}`;
      return html`<li class=${word === "better" ? "good" : word === "worse" ? "bad" : ""}>${metric} vs ${rival}: <b>${word}</b> ${mean}</li>`;
    })}</ul>
  </section>`;
}

export function cropLists(crops: Crops, show: Show, byName: ReadonlyMap<string, number>): TemplateResult {
  return html`<p class="note">${crops.disclosure ?? ""}</p>
    ${CROP_LISTS.map((list) => (crops[list].length ? html`<h3>${LISTS[list]}</h3><ol>${crops[list].map((crop) => cropRow(crop, show, byName))}</ol>` : nothing))}`;
}

function cropRow(crop: Crop, show: Show, byName: ReadonlyMap<string, number>): TemplateResult {
  const entry = byName.get(crop.image);
  const box = { x: crop.x, y: crop.y, width: crop.size, height: crop.size };
  const gap = `${crop.gaps.crop > 0 ? "+" : ""}${short(crop.gaps.crop, 3)}`;
  const text = crop.disclosure ?? `The gap to ${crop.rival} is ${gap}; percentile ${short(crop.percentile)} of ${crop.candidates} windows of this size.`;
  return html`<li><button class="item" ?disabled=${entry === undefined} @click=${() => show(entry!, box)}>
    <b>${crop.image}</b> ${crop.size}\u00d7${crop.size} at (${crop.x}, ${crop.y})
    <small>${text}</small>
  </button></li>`;
}

export function methods(source: PageDocument): TemplateResult {
  const means = (source.record["means"] ?? []) as { metric: string; method: string; mean: number | null; n: number; missing: number; infinite: number; best: boolean }[];
  const outcomes = source.verdicts?.outcomes ?? [];
  return html`
    <div class="wide"><table><caption>Means over the images for which every method has a finite score</caption>
      <thead><tr><th scope="col">Method</th>${source.metrics.map(({ spec, unit, higher_is_better: up }) => html`<th scope="col">${spec}${unit ? ` (${unit})` : ""}${up === null ? "" : up ? " \u2191" : " \u2193"}</th>`)}</tr></thead>
      <tbody>${source.methods.map((method) => html`<tr><th scope="row">${method}${method === source.ours ? html` <small>ours</small>` : nothing}</th>
        ${source.metrics.map(({ spec }) => {
          const mean = means.find((one) => one.metric === spec && one.method === method);
          const omitted = mean && mean.missing + mean.infinite ? `${mean.missing} missing, ${mean.infinite} infinite` : "";
          return html`<td class=${mean?.best ? "best" : ""}>${short(mean?.mean)}${omitted ? html`<br /><small>${omitted}</small>` : nothing}</td>`;
        })}</tr>`)}</tbody></table></div>
    ${outcomes.length
      ? html`<div class="wide"><table><caption>${source.verdicts?.ours} against each rival; values above 0 favour it</caption>
        <thead><tr><th scope="col">Rival</th><th scope="col">Metric</th><th scope="col">Mean</th><th scope="col">Interval</th><th scope="col">Won</th><th scope="col">p</th><th scope="col">Verdict</th></tr></thead>
        <tbody>${outcomes.map(({ metric, rival, word, adjusted_p, paired }) => html`<tr><th scope="row">${rival}</th><td>${metric}</td><td>${short(paired.mean)}</td>
          <td>${paired.interval ? `${short(paired.interval[0], 3)} \u2026 ${short(paired.interval[1], 3)}` : "\u2013"}</td>
          <td>${paired.wins} / ${paired.n}</td><td>${short(adjusted_p, 2)}</td><td>${word}</td></tr>`)}</tbody></table></div>
        <p class="note">p values are corrected for multiple comparisons; a difference is significant below ${source.verdicts?.level}.</p>`
      : nothing}`;
}

export function metricChoice(source: PageDocument, now: number, choose: (metric: number) => void): TemplateResult | typeof nothing {
  if (source.metrics.length < 2) return nothing;
  return html`<label>Metric <select @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
    ${source.metrics.map(({ spec }, i) => html`<option value=${i} ?selected=${i === now}>${spec}</option>`)}
  </select></label>`;
}

export function errorRows(source: PageDocument, open: (name: string) => void): TemplateResult {
  const limit = 500;
  const more = source.errors.length - limit;
  return html`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
    <ol>${source.errors.slice(0, limit).map((row) => html`<li><button class="item" @click=${() => open(row.name)}>
      <b>${row.name}</b> ${[row.method, row.metric].filter(Boolean).join(", ")} <small>${[row.stage, row.error, row.cause].filter(Boolean).join(": ")}</small>
    </button></li>`)}</ol>
    ${more > 0 ? html`<p class="note">${more} more are in the record.</p>` : nothing}`;
}

export function facts(source: PageDocument, entry: Entry | null): TemplateResult {
  const list = (rows: readonly [string, string][]) => html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  const { protocol, versions, notes } = source.record as { protocol?: { name?: string; summary?: string }; versions?: Record<string, string>; notes?: string[] };
  const rows: [string, string][] = [];
  if (protocol?.name) rows.push(["protocol", `${protocol.name}: ${protocol.summary ?? ""}`]);
  if (versions) rows.push(["versions", Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")]);
  const pictures = (entry?.layers ?? []).flatMap(({ label, note }) => (note ? [`${label}: ${note}`] : []));
  const remarks = [...(entry?.errors ?? []), ...(entry?.notes ?? []), ...pictures, ...(Array.isArray(notes) ? notes.map(String) : [])];
  return html`${entry?.facts?.length ? html`<h3>This pair</h3>${list(entry.facts)}` : nothing}
    ${rows.length ? html`<h3>How it was made</h3>${list(rows)}` : nothing}
    ${remarks.length ? html`<h3>Notes</h3><ul>${remarks.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
    <p class="note">The JSON button downloads the whole record with all settings.</p>`;
}
