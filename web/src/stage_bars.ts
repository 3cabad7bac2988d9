/** The controls below the panes that choose layers, and the line of the slider. */

import { html, nothing, type TemplateResult } from "lit";
import { MOST_SAFE, type Blinking } from "./blinking.js";
import { chosen } from "./events.js";
import { choosable, chosenLayers, narrowPair } from "./shown_layers.js";
import type { State } from "./state.js";
import type { Entry, Layer } from "./types.js";

type Change = (change: Partial<State>) => void;

/** Return the buttons that choose the layers side by side, or the one that is shown alone. */
export function chips(entry: Entry, state: State, narrow: boolean, change: Change): TemplateResult | typeof nothing {
  const all = choosable(entry);
  const side = state.mode === "side";
  if (all.length < (side ? 3 : 2)) return nothing;
  const shown = !side ? [state.flip] : narrow ? narrowPair(entry, state) : chosenLayers(entry, state);
  return html`<div class="chips" role="group" aria-label=${side ? "Shown images" : "Shown image"}>
    ${all.map((index, at) => {
      const on = shown.includes(index);
      const rest = on ? shown.filter((one) => one !== index) : [...shown, index].sort((a, b) => a - b);
      const first = side && narrow && index === shown[0];
      const only = side && on && (first || shown.length === 1);
      return html`<button class="chip" data-layer=${index} aria-pressed=${on} ?disabled=${only} @click=${() => change(side && !narrow ? { shown: rest } : { flip: index })}>${at < 9 ? html`<kbd aria-hidden="true">${at + 1}</kbd> ` : nothing}${entry.layers[index]!.label}</button>`;
    })}
  </div>`;
}

const named = (layers: readonly Layer[], index: number): string => layers[Math.min(index, layers.length - 1)]?.label ?? "";

/** Return the controls that choose two layers, and how they are shown together. */
export function pairBar(layers: readonly Layer[], state: State, blinking: Blinking, change: Change): TemplateResult {
  const usable = layers.map((layer, index) => ({ layer, index }));
  const choice = (key: "first" | "second", label: string) => html`<label>${label}
    <select data-control=${key} @change=${(event: Event) => change({ [key]: Number(chosen(event)) })}>
      ${usable
        .filter(({ layer }) => state.mode !== "difference" || layer.kind === "image")
        .map(({ layer, index }) => html`<option value=${index} ?selected=${Math.min(state[key], layers.length - 1) === index}>${layer.label}</option>`)}
    </select></label>`;
  const range = (key: "opacity" | "speed", label: string, min: number, max: number, step: number) =>
    html`<input type="range" aria-label=${label} data-control=${key} min=${min} max=${max} step=${step} .value=${String(state[key])} @input=${(event: Event) => change({ [key]: Number(chosen(event)) })} />`;
  return html`<div class="group" role="group" aria-label="Images to compare">
    ${choice("first", "A")}
    <button @click=${() => change({ first: state.second, second: state.first })} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
    ${choice("second", "B")}
    ${state.mode === "overlay"
      ? html`<span class="mix"><b>A</b> ${named(layers, state.first)} ${range("opacity", "Share of B", 0, 1, 0.01)} <b>B</b> ${named(layers, state.second)} ${Math.round(100 * state.opacity)} %</span>`
      : nothing}
    ${state.mode === "blink"
      ? html`<label>Speed ${range("speed", "Changes per second", 0.2, 10, 0.1)} ${state.speed} per second</label>
          <button data-control="blink" aria-pressed=${blinking.running} @click=${() => blinking.toggle()}>${blinking.running ? "Pause" : "Resume"}</button>
          ${state.speed > MOST_SAFE && !blinking.consent
            ? html`<span class="warning" role="alert">Shown ${MOST_SAFE} times a second: faster flashes can trigger seizures. <button data-control="consent" @click=${() => blinking.allow()}>Show faster</button></span>`
            : nothing}`
      : nothing}
  </div>`;
}

/** Return the line of the slider with the names of the images on its sides. */
export function handle(layers: readonly Layer[], state: State, change: Change): TemplateResult {
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
  return html`<span class="side a" aria-hidden="true">A \u00b7 ${named(layers, state.first)}</span>
    <span class="side b" aria-hidden="true">B \u00b7 ${named(layers, state.second)}</span>
    <button
      class="handle"
      role="slider"
      aria-label="Divider between A and B"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      aria-valuetext=${`A: ${named(layers, state.first)}, ${percent} %; B: ${named(layers, state.second)}`}
      @pointerdown=${move}
      @pointermove=${move}
      @keydown=${key}
    ></button>`;
}
