/** The colours of the values of a map, and the label of the scale. */

import { TABLES } from "./colour_tables.js";
import type { Sizes } from "./sizes.js";
import type { Layer } from "./types.js";
import { read, type ErrorUnit } from "./units.js";

export const COLOURMAPS = ["magma", "viridis", "grey"] as const;
export type Colourmap = (typeof COLOURMAPS)[number];

/** Flags in the third channel of a map: the pixel counts, or is masked out. */
export const COUNTS = 255;
export const HIDDEN = 0;

export interface Scale {
  vmin: number;
  vmax: number;
  /** Values closer to 0 are shown as 0. */
  threshold: number;
  colourmap: Colourmap | "diverging";
  label: string;
  /** The unit in which the values are read. */
  unit: ErrorUnit | null;
}

const decoded = new Map<string, Uint8Array>();

/** Return the red, green and blue of each colour; the table is shared. */
export function tableOf(name: Colourmap | "diverging"): Uint8Array {
  const table = decoded.get(name) ?? decodedTable(name);
  decoded.set(name, table);
  return table;
}

function decodedTable(name: Colourmap | "diverging"): Uint8Array {
  if (name === "grey") return Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
  const hex = TABLES[name] ?? "";
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

export const valueOf = (layer: Pick<Layer, "low" | "high">, code: number): number =>
  layer.low + (code / 65535) * (layer.high - layer.low);

/** Return the colour of each code of a map, as 0xAABBGGRR. */
export function lookup(layer: Layer, scale: Scale): Uint32Array {
  const table = tableOf(scale.colourmap);
  const last = table.length / 3 - 1;
  const factor = last / (scale.vmax - scale.vmin);
  const colours = new Uint32Array(65536);
  for (let code = 0; code < 65536; code++) {
    let value = valueOf(layer, code);
    if (Math.abs(value) < scale.threshold) value = 0;
    const at = 3 * Math.round(Math.max(0, Math.min(last, (value - scale.vmin) * factor)));
    colours[code] = (0xff000000 | (table[at + 2]! << 16) | (table[at + 1]! << 8) | table[at]!) >>> 0;
  }
  return colours;
}

function rounded(value: number, up: boolean): number {
  const power = Math.floor(Math.log10(value));
  const steps = [-1, 0, 1].flatMap((more) => [1, 2, 5].map((digit) => Number(`${digit}e${power + more}`)));
  const slack = 1e-6;
  return up
    ? Math.min(...steps.filter((step) => step >= value * (1 - slack)))
    : Math.max(...steps.filter((step) => step <= value * (1 + slack)));
}

/** How the last colour is chosen: as the record says, or a round value; the 99.5th percentile; the greatest value. */
export const EXTENTS = ["recorded", "percentile", "greatest"] as const;
export type Extent = (typeof EXTENTS)[number];

export interface ScaleStyle {
  colourmap: Colourmap;
  gain: number;
  threshold: number;
  extent?: Extent;
}

const EXTENT_WORDS: Record<Extent, string> = { recorded: "", percentile: ", up to the 99.5th percentile", greatest: ", up to the greatest value" };

/** Choose a common scale for maps, by the rule of the Python heatmap. */
export function scaleOf(
  layers: readonly Layer[],
  sizes: readonly Sizes[],
  style: ScaleStyle,
): Scale {
  const signed = layers.some((layer) => layer.signed);
  const unit = layers.reduce<number | null>((most, layer) => {
    return layer.unit_range && layer.unit_range > (most ?? 0) ? layer.unit_range : most;
  }, null);
  const stated = Math.max(0, ...layers.map((layer) => layer.vmax ?? 0));
  const typicalSize = Math.max(0, ...sizes.map(({ typical, peak }) => typical || peak));
  const extent = style.extent ?? "recorded";
  const peak = Math.max(0, ...sizes.map((size) => size.peak));
  let vmax = { recorded: stated, percentile: typicalSize, greatest: peak }[extent];
  if (!vmax) vmax = typicalSize ? (unit ? unit / rounded(unit / typicalSize, false) : rounded(typicalSize, true)) : unit ?? 1;
  vmax /= style.gain;
  const gain = unit ? ` (\u00d7${short(unit / vmax, 3)}${unit / vmax > 20 ? ", strongly amplified" : ""})` : "";
  const errors = layers[0]?.errors ?? null;
  const name = errors?.name ?? layers[0]?.unit;
  const units = name ? ` ${name}` : "";
  const last = short(read(vmax, errors));
  const zero = typicalSize === 0 && sizes.length > 0 ? ", the map is zero" : "";
  return {
    vmin: signed ? -vmax : 0,
    vmax,
    threshold: style.threshold * vmax,
    colourmap: signed ? "diverging" : style.colourmap,
    label: `${signed ? `\u2212${last}` : "0"} \u2026 ${last}${units}${gain}${EXTENT_WORDS[extent]}${zero}`,
    unit: errors,
  };
}

/** Format a number briefly, with a proper minus sign. */
export function short(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  if (!Number.isFinite(value)) return value > 0 ? "\u221e" : "\u2212\u221e";
  // Whole numbers keep all digits: 65535 must not become 65540.
  const integerDigits = Math.min(7, Math.floor(Math.log10(Math.abs(value) || 1)) + 1);
  const text = Number(value.toPrecision(Math.max(digits, integerDigits)));
  const small = text !== 0 && (Math.abs(text) < 1e-4 || Math.abs(text) >= 1e7);
  return (small ? text.toExponential().replace("e+", "e") : String(text)).replace(/^-/, "\u2212");
}
