/** The divider between the lists and the pictures, which changes the width of the lists. */

import { html, type TemplateResult } from "lit";
import { LEAST_WIDTH, MOST_WIDTH } from "./state.js";

const STEP = 20;

export function divider(width: number, change: (width: number) => void): TemplateResult {
  const limited = (to: number) => change(Math.round(Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, to))));
  const move = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement;
    if (event.type === "pointerdown") target.setPointerCapture(event.pointerId);
    if (!target.hasPointerCapture(event.pointerId)) return;
    limited(event.clientX - target.parentElement!.getBoundingClientRect().left);
  };
  const key = (event: KeyboardEvent) => {
    const to = { ArrowLeft: width - STEP, ArrowRight: width + STEP, Home: LEAST_WIDTH, End: MOST_WIDTH }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    limited(to);
  };
  return html`<div class="divider" role="separator" tabindex="0" aria-orientation="vertical" aria-label="Width of the lists" aria-valuemin=${LEAST_WIDTH} aria-valuemax=${MOST_WIDTH} aria-valuenow=${width} @pointerdown=${move} @pointermove=${move} @keydown=${key}></div>`;
}
