/** The buttons that copy and save what the page shows. */

import { html, nothing, type TemplateResult } from "lit";
import type { Controls } from "./actions.js";
import { csvTable, figureCommand, latexTable, markdownTable, tableOf } from "./copies.js";
import { actionButton } from "./toolbar.js";
import type { Entry, PageDocument } from "./types.js";
import type { Box } from "./viewport.js";

async function copied(copy: () => Promise<void>, what: string): Promise<string> {
  try {
    await copy();
    return `Copied: ${what}.`;
  } catch {
    return "The browser does not allow this page to copy.";
  }
}

export function copySection(source: PageDocument, entry: Entry, box: Box | null, controls: Controls, tell: (told: string) => void): TemplateResult {
  const text = (label: string, id: string, what: string, make: () => string) =>
    html`<button data-copy=${id} @click=${() => void copied(() => navigator.clipboard.writeText(make()), what).then(tell)}>${label}</button>`;
  const table = () => tableOf(source);
  return html`<span class="group">
      ${actionButton("save", controls)}
      <button data-copy="picture" @click=${() => void copied(controls.copy, "the view as a picture").then(tell)}>Copy picture</button>
    </span>
    ${source.kind === "study" && box ? html`<span class="group">${text("Copy as figure", "figure", "the command; STUDY stands for the folder of the study", () => figureCommand(entry.name, box))}</span>` : nothing}
    ${source.metrics.length ? html`<span class="group"><span>Copy table</span>
      ${text("LaTeX", "latex", "the table as LaTeX with booktabs", () => latexTable(table()))}
      ${text("Markdown", "markdown", "the table as Markdown", () => markdownTable(table()))}
      ${text("CSV", "csv", "the table as CSV", () => csvTable(table()))}</span>` : nothing}`;
}
