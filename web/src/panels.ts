/** The panels beside the pictures: failed images, the record, and the choice of a metric. */

import { html, nothing, type TemplateResult } from "lit";
import type { Entry, PageDocument } from "./types.js";
import { labelOf, nameOf } from "./words.js";

export function metricChoice(source: PageDocument, now: number, choose: (metric: number) => void): TemplateResult | typeof nothing {
  if (source.metrics.length < 2) return nothing;
  return html`<label>Metric <select @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
    ${source.metrics.map((metric, i) => html`<option value=${i} ?selected=${i === now}>${nameOf(metric)}</option>`)}
  </select></label>`;
}

export function failedRows(source: PageDocument, open: (name: string) => void): TemplateResult {
  const limit = 500;
  const more = source.errors.length - limit;
  return html`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
    <ol>${source.errors.slice(0, limit).map((row) => html`<li><button class="item" @click=${() => open(row.name)}>
      <b>${row.name}</b> ${[row.method, row.metric && labelOf(source, row.metric)].filter(Boolean).join(", ")} <small>${[row.stage, row.error, row.cause].filter(Boolean).join(": ")}</small>
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
  const told = new Set([...(entry?.errors ?? []), ...(entry?.notes ?? []), ...pictures, ...(Array.isArray(notes) ? notes.map(noteText) : [])]);
  return html`${entry?.facts?.length ? html`<h3>This pair</h3>${list(entry.facts)}` : nothing}
    ${rows.length ? html`<h3>How it was made</h3>${list(rows)}` : nothing}
    ${told.size ? html`<h3>Notes</h3><ul>${[...told].map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
    <p class="note">The JSON button downloads the whole record with all settings.</p>`;
}
