/** The bars above the panes that choose layers, and the divider of the slider. */

import { html, nothing, type TemplateResult } from "lit";
import { chosen } from "./events.js";
import type { State } from "./state.js";
import type { Layer } from "./types.js";

type Change = (change: Partial<State>) => void;

/** Return the buttons that choose the layers side by side. */
export function chips(layers: readonly Layer[], shown: readonly number[], change: Change): TemplateResult | typeof nothing {
  if (layers.length < 3) return nothing;
  return html`<div class="bar chips" role="group" aria-label="Shown images">
    ${layers.map((layer, index) => {
      if (layer.role === "error") return nothing;
      const on = shown.includes(index);
      const rest = on ? shown.filter((one) => one !== index) : [...shown, index].sort((a, b) => a - b);
      return html`<button class="chip" aria-pressed=${on} ?disabled=${on && shown.length === 1} @click=${() => change({ shown: rest })}>${layer.label}</button>`;
    })}
  </div>`;
}

/** Return the bar that chooses two layers, and how they are shown together. */
export function pairBar(layers: readonly Layer[], state: State, blinking: boolean, toggleBlink: () => void, change: Change): TemplateResult {
  const usable = layers.map((layer, index) => ({ layer, index }));
  const choice = (key: "first" | "second", label: string) => html`<label>${label}
    <select data-control=${key} @change=${(event: Event) => change({ [key]: Number(chosen(event)) })}>
      ${usable
        .filter(({ layer }) => state.mode !== "difference" || layer.kind === "image")
        .map(({ layer, index }) => html`<option value=${index} ?selected=${Math.min(state[key], layers.length - 1) === index}>${layer.label}</option>`)}
    </select></label>`;
  const range = (key: "split" | "opacity" | "speed", label: string, min: number, max: number, step: number, text: string) =>
    html`<label>${label} <input type="range" data-control=${key} min=${min} max=${max} step=${step} .value=${String(state[key])} @input=${(event: Event) => change({ [key]: Number(chosen(event)) })} /> ${text}</label>`;
  return html`<div class="bar" role="group" aria-label="Images to compare">
    ${choice("first", "A")}
    <button @click=${() => change({ first: state.second, second: state.first })} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
    ${choice("second", "B")}
    ${state.mode === "overlay" ? range("opacity", "B", 0, 1, 0.01, `${Math.round(100 * state.opacity)} %`) : nothing}
    ${state.mode === "blink"
      ? html`${range("speed", "Speed", 0.2, 10, 0.1, `${state.speed} per second`)}
          <button data-control="blink" aria-pressed=${blinking} @click=${() => toggleBlink()}>${blinking ? "Pause" : "Resume"}</button>`
      : nothing}
  </div>`;
}

/** Return the divider of the slider. */
export function handle(state: State, change: Change): TemplateResult {
  const percent = Math.round(100 * state.split);
  const move = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement;
    if (event.type === "pointerdown") target.setPointerCapture(event.pointerId);
    if (!target.hasPointerCapture(event.pointerId)) return;
    const box = target.parentElement!.getBoundingClientRect();
    change({ split: Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) });
  };
  const key = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change({ split: Math.max(0, Math.min(1, state.split + step)) });
  };
  return html`<button
    class="handle"
    role="slider"
    aria-label="Divider between A and B"
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${percent}
    @pointerdown=${move}
    @pointermove=${move}
    @keydown=${key}
  ></button>`;
}
