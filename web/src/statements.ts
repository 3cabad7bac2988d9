/** The sentences about a whole pair, above its pictures. */

import { html, nothing, type TemplateResult } from "lit";
import type { Entry } from "./types.js";

export function statements(entry: Entry | null): TemplateResult | typeof nothing {
  const texts = entry?.statements ?? [];
  if (!texts.length) return nothing;
  const boxes = new Set((entry?.regions ?? []).map(({ advantage }) => advantage?.better));
  return html`<div class="statements" role="group" aria-label="The whole pair">
    ${texts.map((text) => html`<p>${text}</p>`)}
    ${boxes.has("first") || boxes.has("second") ? html`<p class="note">Boxes name the better image; they are dashed where it is the second.</p>` : nothing}
  </div>`;
}
