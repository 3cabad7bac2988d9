/** The bar above the pictures of a pair of a run: its state, and how to accept or reject it. */

import { html, nothing, type TemplateResult } from "lit";
import type { Verb } from "./decisions.js";
import { MEANINGS } from "./states.js";
import type { Entry } from "./types.js";

interface Review {
  accept: (entries: readonly Entry[]) => Promise<void>;
  reject: (entry: Entry, verb: Verb) => Promise<void>;
  copy: (text: string) => Promise<void>;
}

export function decisionBar(entry: Entry, review: Review): TemplateResult {
  const { state, reason, decision, problem } = entry;
  return html`<div class="decision" role="group" aria-label="State and decision">
    ${state ? html`<span class="mark ${state}" title=${MEANINGS[state]}>${state}</span>` : nothing}
    ${decision ? html`<span class="mark ${decision}" title=${MEANINGS[decision]}>${decision}</span>` : nothing}
    ${reason ? html`<span class="reason" title=${reason}>${reason}</span>` : nothing}
    ${entry.accept ? buttons(entry, review) : nothing}
    ${entry.command ? command(entry.command, review) : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
  </div>`;
}

function buttons(entry: Entry, review: Review): TemplateResult {
  const rejected = entry.decision === "rejected";
  return html`<span class="group buttons">
    <button data-decision="accept" title="Accept (a)" @click=${() => void review.accept([entry])}>Accept \u2026</button>
    <button data-decision="reject" title="Reject (d)" aria-pressed=${rejected} @click=${() => void review.reject(entry, rejected ? "clear" : "reject")}>Reject</button>
  </span>`;
}

function command(text: string, review: Review): TemplateResult {
  return html`<span class="command"><span>To accept:</span> <code tabindex="0" role="group" aria-label="Command">${text}</code>
    <button data-control="copy" @click=${() => void review.copy(text)}>Copy</button></span>`;
}
