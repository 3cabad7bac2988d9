/** The bar above the pictures of a pair of a run: its state, and how to accept or reject it. */

import { html, nothing, type TemplateResult } from "lit";
import type { Verb } from "./decisions.js";
import { MEANINGS } from "./states.js";
import type { Entry } from "./types.js";

export interface DecisionActions {
  accept: () => void;
  reject: (verb: Verb) => void;
  copy: (text: string) => void;
}

export function decisionBar(entry: Entry, actions: DecisionActions): TemplateResult {
  const { state, reason, decision, problem } = entry;
  return html`<div class="decision" role="group" aria-label="State and decision">
    ${state ? html`<span class="mark ${state}" title=${MEANINGS[state]}>${state}</span>` : nothing}
    ${decision ? html`<span class="mark ${decision}" title=${MEANINGS[decision]}>${decision}</span>` : nothing}
    ${reason ? html`<span class="reason" title=${reason}>${reason}</span>` : nothing}
    ${entry.accept ? buttons(entry, actions) : nothing}
    ${entry.command ? command(entry.command, actions) : nothing}
    ${problem ? html`<p class="problem" role="alert">${problem}</p>` : nothing}
  </div>`;
}

function buttons({ decision }: Entry, actions: DecisionActions): TemplateResult {
  const rejected = decision === "rejected";
  return html`<span class="group buttons">
    <button data-decision="accept" title="Accept (a)" @click=${actions.accept}>Accept \u2026</button>
    <button data-decision="reject" title="Reject (d)" aria-pressed=${rejected} @click=${() => actions.reject(rejected ? "clear" : "reject")}>Reject</button>
  </span>`;
}

function command(text: string, actions: DecisionActions): TemplateResult {
  return html`<span class="command"><span>To accept:</span> <code tabindex="0" role="group" aria-label="Command">${text}</code>
    <button data-control="copy" @click=${() => actions.copy(text)}>Copy</button></span>`;
}
