/** The buttons that limit a list to regions, or to pairs with regions, of one kind of change. */

import { html, nothing, type TemplateResult } from "lit";
import { spelled } from "./kinds.js";

/**
 * Return a button for each kind with its count, and one for all; nothing if no kind is known.
 *
 * The chosen kind has a button even if nothing is of this kind, so that it can be released.
 */
export function kindFilter(counts: readonly [string, number][], all: number, now: string, choose: (kind: string) => void): TemplateResult | typeof nothing {
  const chosen: [string, number][] = now && !counts.some(([kind]) => kind === now) ? [[now, 0]] : [];
  if (!counts.length && !chosen.length) return nothing;
  const button = (kind: string, name: string, count: number) => html`<button
    class="filter"
    data-kind=${kind || "all"}
    aria-pressed=${now === kind}
    @click=${() => choose(now === kind ? "" : kind)}
  >${name} <b>${count.toLocaleString("en")}</b></button>`;
  return html`<span class="group kinds" role="group" aria-label="Filter by kind of change">
    ${button("", "all kinds", all)}${[...counts, ...chosen].map(([kind, count]) => button(kind, spelled(kind), count))}
  </span>`;
}
