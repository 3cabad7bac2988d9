/** The header of the page: its title, the verdict in one line that opens, and the downloads. */

import { html, nothing, type TemplateResult } from "lit";
import { download } from "./download.js";
import { csv, recordOf } from "./scores.js";
import type { PageDocument } from "./types.js";
import { decimalsOfMeans, labelOf, signedNumber, unitOf, wordOf } from "./words.js";

export interface HeaderActions {
  skip: (event: Event) => void;
  toggleTheme: () => void;
  help: () => void;
  toggleVerdict: () => void;
  /** Open the statistics behind the verdict. */
  statistics: () => void;
}

export function header(source: PageDocument, open: boolean, actions: HeaderActions): TemplateResult {
  const scores = source.metrics.length && source.kind === "study";
  const { verdicts } = source;
  return html`<header>
    <a class="skip" href="#" @click=${actions.skip}>Skip to the images</a>
    <h1 title=${source.title}>${source.title}</h1>
    ${verdicts
      ? html`<section class="verdict" aria-label="Verdict"><p class=${open ? "hidden" : ""}>${verdicts.text}</p><button data-control="verdict" aria-expanded=${open} aria-controls="verdict" @click=${actions.toggleVerdict}>${open ? "Close" : "Verdict"}</button></section>`
      : html`<span class="sum">${source.summary ?? ""}</span>`}
    <span class="tools">
      <button @click=${() => download("record.json", JSON.stringify(recordOf(source), null, 2), "application/json")}>JSON</button>
      ${scores ? html`<button @click=${() => download("scores.csv", csv(source), "text/csv")}>CSV</button>` : nothing}
      <button @click=${actions.toggleTheme} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
      <button @click=${actions.help} aria-label="Keys" title="Keys (?)">?</button>
    </span>
  </header>
  ${verdicts && open ? fullVerdict(source, actions.statistics) : nothing}`;
}

function fullVerdict(source: PageDocument, statistics: () => void): TemplateResult {
  const { text, outcomes } = source.verdicts!;
  return html`<section class="full" id="verdict" tabindex="0" aria-label="Verdict in full">
    <p>${text}</p>
    <ul>${outcomes.map((outcome) => {
      const { metric, rival, word, paired, primary } = outcome;
      return html`<li class=${word === "better" ? "good" : word === "worse" ? "bad" : ""}>${labelOf(source, metric)} vs ${rival}: <b>${wordOf(outcome)}</b>${primary === false ? " (secondary)" : ""} ${signedNumber(paired.mean, decimalsOfMeans(source, metric), unitOf(source, metric))}</li>`;
    })}</ul>
    <p><button data-control="statistics" @click=${statistics}>Statistics and caveats</button></p>
    ${source.summary ? html`<p class="sum">${source.summary}</p>` : nothing}
  </section>`;
}
