/** The header of the page, and the title of the open entry. */

import { html, nothing, type TemplateResult } from "lit";
import { download } from "./download.js";
import { csv, recordOf } from "./scores.js";
import type { PageDocument } from "./types.js";

export function header(source: PageDocument, skip: (event: Event) => void, toggleTheme: () => void, help: () => void): TemplateResult {
  const scores = source.metrics.length && source.kind === "study";
  return html`<header>
    <a class="skip" href="#" @click=${skip}>Skip to the images</a>
    <h1>${source.title}</h1>
    <span class="sum">${source.summary ?? ""}</span>
    <span class="tools">
      <button @click=${() => download("record.json", JSON.stringify(recordOf(source), null, 2), "application/json")}>JSON</button>
      ${scores ? html`<button @click=${() => download("scores.csv", csv(source), "text/csv")}>CSV</button>` : nothing}
      <button @click=${toggleTheme} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
      <button @click=${help} aria-label="Keys" title="Keys (?)">?</button>
    </span>
  </header>`;
}

/** Return the title of an entry, between the buttons to the previous and the next one. */
export function title(source: PageDocument, entry: number, other: (by: number) => void): TemplateResult {
  const several = source.entries.length > 1;
  const [back, forward] = source.run ? ["k", "j"] : ["p", "n"];
  return html`<div class="title">
    ${several ? html`<button aria-label="Previous image" title="Previous image (${back})" @click=${() => other(-1)}>\u2039</button>` : nothing}
    <h2>${source.entries[entry]?.name ?? ""}</h2>
    ${several ? html`<small>${entry + 1} / ${source.entries.length}</small><button aria-label="Next image" title="Next image (${forward})" @click=${() => other(1)}>\u203a</button>` : nothing}
  </div>`;
}
