/** The buttons that copy and save what the page shows. */

import { html, nothing, type TemplateResult } from "lit";
import type { Controls } from "./actions.js";
import { csvTable, figureCommand, STUDY_FOLDER, latexTable, markdownTable, tableOf, type TextTable } from "./copies.js";
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

const textButton = (label: string, id: string, what: string, make: () => string, tell: (told: string) => void): TemplateResult =>
  html`<button data-copy=${id} @click=${() => void copied(() => navigator.clipboard.writeText(make()), what).then(tell)}>${label}</button>`;

/** Return the buttons that copy a table. */
export const tableButtons = (table: () => TextTable, tell: (told: string) => void): TemplateResult => html`<span>Copy table</span>
  ${textButton("LaTeX", "latex", "the table as LaTeX with booktabs", () => latexTable(table()), tell)}
  ${textButton("Markdown", "markdown", "the table as Markdown", () => markdownTable(table()), tell)}
  ${textButton("CSV", "csv", "the table as CSV", () => csvTable(table()), tell)}`;

/** Return what is told of a copied command. */
const figureWords = ({ folder }: PageDocument): string =>
  folder === undefined ? `the command; put the folder of the study, which difference-finder rank wrote, in place of ${STUDY_FOLDER}` : "the command that draws the visible square";

export function copySection(source: PageDocument, entry: Entry, box: Box | null, controls: Controls, tell: (told: string) => void): TemplateResult {
  return html`<span class="group">
      ${actionButton("save", controls)}
      <button data-copy="picture" @click=${() => void copied(controls.copy, "the view as a picture").then(tell)}>Copy picture</button>
    </span>
    ${source.kind === "study" && box ? html`<span class="group">${textButton("Copy as figure", "figure", figureWords(source), () => figureCommand(entry.name, box, source.folder), tell)}</span>` : nothing}
    ${source.metrics.length ? html`<span class="group">${tableButtons(() => tableOf(source), tell)}</span>` : nothing}`;
}
