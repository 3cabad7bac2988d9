/** The controls of the tones of images: exposure, gamma, window, channel and false colours. */

import { html, nothing, type TemplateResult } from "lit";
import type { Controls } from "./actions.js";
import { COLOURMAPS, short } from "./colours.js";
import { chosen } from "./events.js";
import type { State } from "./state.js";
import { actionButton } from "./toolbar.js";
import { GAMMAS, LEAST_WINDOW, MOST_STOPS, type Tone } from "./tones.js";
import type { Layer } from "./types.js";
import { isRounded } from "./values.js";

/** Return the values of black and white of a window, in the units of a layer. */
export function windowOf({ black, white }: Pick<Tone, "black" | "white">, { low, high }: Pick<Layer, "low" | "high">): [number, number] {
  return [low + black * (high - low), low + white * (high - low)];
}

const CHANNELS = ["Red", "Green", "Blue"];

export function channelNames(channels: number): string[] {
  return Array.from({ length: channels }, (_, i) => (channels === 3 ? CHANNELS[i]! : `Channel ${i + 1}`));
}

type Change = (change: Partial<State>) => void;

interface Range {
  least: number;
  most: number;
  step: number;
  text: string;
}

function slider(key: "exposure" | "gamma" | "black" | "white", label: string, value: number, { least, most, step, text }: Range, set: (value: number) => void): TemplateResult {
  return html`<label class="slider"><span>${label}</span>
    <input type="range" data-control=${key} min=${least} max=${most} step=${step} .value=${String(value)} aria-valuetext=${text} @input=${(event: Event) => set(Number(chosen(event)))} />
    <output aria-hidden="true">${text}</output></label>`;
}

export function toneSection(image: Layer, controls: Controls): TemplateResult {
  const { state, change } = controls;
  const [black, white] = windowOf(state, image);
  const least = Math.min(0, state.black);
  const most = Math.max(1, state.white);
  const range = (value: number): Range => ({ least, most, step: 0.002, text: short(value) });
  const logarithm = Math.log2(GAMMAS[1]);
  return html`
    ${slider("exposure", "Exposure", state.exposure, { least: -MOST_STOPS / 2, most: MOST_STOPS / 2, step: 0.05, text: `${short(state.exposure, 3)} stops` }, (exposure) => change({ exposure }))}
    ${slider("gamma", "Gamma", Math.log2(state.gamma), { least: -logarithm, most: logarithm, step: 0.02, text: short(state.gamma, 3) }, (gamma) => change({ gamma: 2 ** gamma }))}
    ${slider("black", "Black", state.black, range(black), (value) => change({ black: value, white: Math.max(state.white, value + LEAST_WINDOW) }))}
    ${slider("white", "White", state.white, range(white), (value) => change({ white: value, black: Math.min(state.black, value - LEAST_WINDOW) }))}
    ${channels(image, state, change)}
    <span class="group">${actionButton("reset", controls)}</span>
    ${isRounded(image) ? html`<p class="note">This page has an 8-bit copy only of ${image.label}.</p>` : nothing}
    ${image.light ? html`<p class="note">Values are linear, and shown with the curve of sRGB.</p>` : nothing}`;
}

function channels({ channels: known, stored }: Layer, state: State, change: Change): TemplateResult {
  const count = stored?.channels ?? known ?? 3;
  const alone = count < 3 || state.channel >= 0;
  return html`<span class="group">
    ${count > 1 ? html`<label>Channel <select data-control="channel" @change=${(event: Event) => change({ channel: Number(chosen(event)) })}>
      <option value="-1" ?selected=${state.channel < 0}>${count < 3 ? "First" : count === 3 ? "All" : "First three"}</option>
      ${channelNames(count).map((name, i) => html`<option value=${i} ?selected=${i === state.channel}>${name}</option>`)}
    </select></label>` : nothing}
    ${alone ? html`<label>Colours <select data-control="tint" @change=${(event: Event) => change({ tint: chosen(event) as State["tint"] })}>
      ${COLOURMAPS.map((name) => html`<option ?selected=${name === state.tint}>${name}</option>`)}
    </select></label>` : nothing}
  </span>`;
}
