/** The legend: the scales of the maps that are shown, and the controls of their colours. */

import { html, nothing, type TemplateResult } from "lit";
import { COLOURMAPS, short, tableOf, type Scale } from "./colours.js";
import { checked, chosen } from "./events.js";
import type { State } from "./state.js";
import type { Layer } from "./types.js";
import { read } from "./units.js";

export function legend(
  layers: readonly Layer[],
  scales: ReadonlyMap<string, Scale>,
  state: State,
  change: (change: Partial<State>) => void,
): TemplateResult | typeof nothing {
  const kinds = new Map<Scale, Layer[]>();
  for (const layer of layers) {
    const scale = scales.get(layer.id);
    if (scale) kinds.set(scale, [...(kinds.get(scale) ?? []), layer]);
  }
  if (!kinds.size) return nothing;
  const maps = layers.filter((layer) => layer.kind === "map").length;
  const slide = (key: "gain" | "threshold", label: string, value: number, max: number, text: string, of: (at: number) => number) =>
    html`<label>${label} <input type="range" data-control=${key} min=${key === "gain" ? -2 : 0} max=${max} step="0.01" .value=${String(value)} aria-valuetext=${text} @input=${(event: Event) => change({ [key]: of(Number(chosen(event))) })} /> ${text}</label>`;
  const gain = `${short(state.gain, 3)}\u00d7`;
  const [first] = kinds.keys();
  const cut = state.threshold ? short(read(state.threshold * first!.vmax, first!.unit), 3) : "off";
  return html`<div class="legend" role="group" aria-label="Scale of the maps">
    ${[...kinds].slice(0, 6).map(
      ([scale, group]) => html`<span class="scale" data-scale=${scale.label}>
        <span>${short(read(scale.vmin, scale.unit))}</span><canvas width="150" height="1" role="img" aria-label=${`Colours from ${scale.label}`}></canvas><span>${short(read(scale.vmax, scale.unit))}</span>
        <small>${kindOf(group)}: ${scale.label}${group[0]!.positive && scale.vmin < 0 ? `, above 0: ${group[0]!.positive}` : ""}</small>
      </span>`,
    )}
    ${slide("gain", "Gain", Math.log10(state.gain), 2, gain, (at) => 10 ** at)}
    ${slide("threshold", "Threshold", state.threshold, 1, cut, (at) => at)}
    <label>Colours <select data-control="colourmap" @change=${(event: Event) => change({ colourmap: chosen(event) as State["colourmap"] })}>
      ${COLOURMAPS.map((name) => html`<option ?selected=${name === state.colourmap}>${name}</option>`)}
    </select></label>
    ${maps > 1 ? html`<label><input type="checkbox" data-control="shared" .checked=${state.shared} @change=${(event: Event) => change({ shared: checked(event) })} /> One scale for all</label>` : nothing}
  </div>`;
}

/** Draw the colours of the scales that the legend shows. */
export function drawScales(root: ParentNode, scales: readonly Scale[]): void {
  root.querySelectorAll<HTMLElement>(".scale").forEach((part) => {
    const scale = scales.find((one) => one.label === part.dataset["scale"]);
    const context = part.querySelector("canvas")?.getContext("2d");
    if (!scale || !context) return;
    const table = tableOf(scale.colourmap);
    const last = table.length / 3 - 1;
    const image = context.createImageData(150, 1);
    for (let x = 0; x < 150; x++) {
      let value = scale.vmin + (x / 149) * (scale.vmax - scale.vmin);
      if (Math.abs(value) < scale.threshold) value = 0;
      const at = 3 * Math.round(((value - scale.vmin) / (scale.vmax - scale.vmin)) * last);
      image.data.set([table[at]!, table[at + 1]!, table[at + 2]!, 255], 4 * x);
    }
    context.putImageData(image, 0, 0);
  });
}

/** Return the name of maps that share a scale. */
function kindOf([first, ...others]: readonly Layer[]): string {
  const note = first!.note ?? "";
  if (!others.length) return `${first!.label}${note}`;
  const kinds: Record<string, string> = { error: "error maps", difference: `difference of images, mean of channels${note}` };
  return kinds[first!.role] ?? first!.label;
}
