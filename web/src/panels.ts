/** The panels beside the pictures: methods, failed images and the record. */

import { html, nothing, type TemplateResult } from "lit";
import { short } from "./colours.js";
import type { Entry, PageDocument } from "./types.js";
import { decimalsOf, decimalsOfMeans, fixed, signedNumber, wordOf } from "./words.js";

export function methods(source: PageDocument): TemplateResult {
  const means = (source.record["means"] ?? []) as { metric: string; method: string; mean: number | null; n: number; missing: number; infinite: number; best: boolean }[];
  const outcomes = source.verdicts?.outcomes ?? [];
  return html`
    <div class="wide"><table class="facts"><caption>Means over the images for which every method has a finite score</caption>
      <thead><tr><th scope="col">Method</th>${source.metrics.map(({ spec, unit, higher_is_better: up }) => html`<th scope="col">${spec}${unit ? ` (${unit})` : ""}${up === null ? "" : up ? " \u2191" : " \u2193"}</th>`)}</tr></thead>
      <tbody>${source.methods.map((method) => html`<tr><th scope="row">${method}${method === source.ours ? html` <small>ours</small>` : nothing}</th>
        ${source.metrics.map(({ spec }) => {
          const mean = means.find((one) => one.metric === spec && one.method === method);
          const omitted = mean && mean.missing + mean.infinite ? `${mean.missing} missing, ${mean.infinite} infinite` : "";
          const decimals = decimalsOf(means.filter((one) => one.metric === spec).map((one) => one.mean ?? NaN));
          return html`<td class=${mean?.best ? "best" : ""} data-head=${spec}>${fixed(mean?.mean ?? NaN, decimals)}${omitted ? html`<br /><small>${omitted}</small>` : nothing}</td>`;
        })}</tr>`)}</tbody></table></div>
    ${outcomes.length
      ? html`<div class="wide"><table class="facts"><caption>${source.verdicts?.ours} against each rival; values above 0 favour it</caption>
        <thead><tr><th scope="col">Rival</th><th scope="col">Metric</th><th scope="col">Mean</th><th scope="col">Interval</th><th scope="col">Won</th><th scope="col">p</th><th scope="col">Verdict</th></tr></thead>
        <tbody>${outcomes.map(({ metric, rival, word, adjusted_p, paired }) => html`<tr><th scope="row">${rival}</th><td data-head="Metric">${metric}</td><td data-head="Mean">${signedNumber(paired.mean, decimalsOfMeans(source, metric)) || "\u2013"}</td>
          <td data-head="Interval">${paired.interval ? paired.interval.map((end) => fixed(end, decimalsOfMeans(source, metric))).join(" \u2026 ") : "\u2013"}</td>
          <td data-head="Won">${paired.wins} / ${paired.n}</td><td data-head="p">${short(adjusted_p, 2)}</td><td data-head="Verdict">${wordOf({ word, paired })}</td></tr>`)}</tbody></table></div>
        <p class="note">p values are corrected for multiple comparisons; a difference is significant below ${source.verdicts?.level}.</p>`
      : nothing}`;
}

export function metricChoice(source: PageDocument, now: number, choose: (metric: number) => void): TemplateResult | typeof nothing {
  if (source.metrics.length < 2) return nothing;
  return html`<label>Metric <select @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
    ${source.metrics.map(({ spec }, i) => html`<option value=${i} ?selected=${i === now}>${spec}</option>`)}
  </select></label>`;
}

export function failedRows(source: PageDocument, open: (name: string) => void): TemplateResult {
  const limit = 500;
  const more = source.errors.length - limit;
  return html`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
    <ol>${source.errors.slice(0, limit).map((row) => html`<li><button class="item" @click=${() => open(row.name)}>
      <b>${row.name}</b> ${[row.method, row.metric].filter(Boolean).join(", ")} <small>${[row.stage, row.error, row.cause].filter(Boolean).join(": ")}</small>
    </button></li>`)}</ol>
    ${more > 0 ? html`<p class="note">${more} more are in the record.</p>` : nothing}`;
}

/** A note of a study: what was decided on how many images of a method. */
interface StudyNote {
  readonly note: string;
  readonly method: string;
  readonly images: number;
}

function noteText(note: string | StudyNote): string {
  if (typeof note === "string") return note;
  return `${note.note} (${note.method}, ${note.images} ${note.images === 1 ? "image" : "images"})`;
}

export function facts(source: PageDocument, entry: Entry | null): TemplateResult {
  const list = (rows: readonly [string, string][]) => html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  const { protocol, versions, notes } = source.record as { protocol?: { name?: string; summary?: string }; versions?: Record<string, string>; notes?: (string | StudyNote)[] };
  const rows: [string, string][] = [];
  if (protocol?.name) rows.push(["protocol", `${protocol.name}: ${protocol.summary ?? ""}`]);
  if (versions) rows.push(["versions", Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ")]);
  const pictures = (entry?.layers ?? []).flatMap(({ label, note }) => (note ? [`${label}: ${note}`] : []));
  const remarks = new Set([...(entry?.errors ?? []), ...(entry?.notes ?? []), ...pictures, ...(Array.isArray(notes) ? notes.map(noteText) : [])]);
  return html`${entry?.facts?.length ? html`<h3>This pair</h3>${list(entry.facts)}` : nothing}
    ${rows.length ? html`<h3>How it was made</h3>${list(rows)}` : nothing}
    ${remarks.size ? html`<h3>Notes</h3><ul>${[...remarks].map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
    <p class="note">The JSON button downloads the whole record with all settings.</p>`;
}
