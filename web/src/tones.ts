/** The tones of images: exposure, gamma, window, channel and false colours, applied to stored values. */

import { tableOf, type Colourmap } from "./colours.js";
import type { Layer } from "./types.js";
import type { Numbers, Values } from "./values.js";

export interface Tone {
  /** Exposure in stops: values are multiplied by two to this power. */
  exposure: number;
  /** The exponent of the curve is 1 / gamma. */
  gamma: number;
  /** Black and white of the window, as shares of the range from `low` to `high` of a layer. */
  black: number;
  white: number;
  /** The channel that is shown alone; -1 for all. */
  channel: number;
  /** The colours of a single channel. */
  tint: Colourmap;
}

export const NEUTRAL: Tone = { exposure: 0, gamma: 1, black: 0, white: 1, channel: -1, tint: "grey" };

export const MOST_STOPS = 16;
export const GAMMAS = [0.1, 10] as const;

/** The least width of a window. */
export const LEAST_WINDOW = 1 / 65536;

/** Return the tone of a state alone. */
export const toneOf = ({ exposure, gamma, black, white, channel, tint }: Tone): Tone => ({ exposure, gamma, black, white, channel, tint });

export const exposed = ({ exposure }: Tone, by: number): Partial<Tone> => ({ exposure: Math.max(-MOST_STOPS, Math.min(MOST_STOPS, exposure + by)) });

/** Tell whether a layer looks as stored. */
export function isPlain(tone: Tone, { channels }: Pick<Layer, "channels">): boolean {
  const { exposure, gamma, black, white, channel, tint } = tone;
  const one = channels === 1 || channel >= 0;
  return exposure === 0 && gamma === 1 && black === 0 && white === 1 && (channels === 1 || channel < 0) && (!one || tint === "grey");
}

/** Return the window after a drag: across changes its width, upwards its level, as shares of a pane. */
export function dragged({ black, white }: Tone, across: number, up: number): Pick<Tone, "black" | "white"> {
  const width = Math.max(LEAST_WINDOW, (white - black) * 4 ** across);
  const level = (black + white) / 2 + up * (white - black);
  return { black: level - width / 2, white: level + width / 2 };
}

const STEPS = 65535;

/** Return the 8-bit code of each step of the window, with gamma and the curve of sRGB. */
export function curve({ gamma }: Tone, light: boolean): Uint8Array {
  const codes = new Uint8Array(STEPS + 1);
  for (let i = 0; i <= STEPS; i++) {
    let value = (i / STEPS) ** (1 / gamma);
    if (light) value = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    codes[i] = Math.round(255 * value);
  }
  return codes;
}

/** The curve of the last tone, which all images share. */
let shared: { key: string; codes: Uint8Array } = { key: "", codes: new Uint8Array() };

function curveOf(tone: Tone, light: boolean): Uint8Array {
  const key = `${tone.gamma} ${light}`;
  if (shared.key !== key) shared = { key, codes: curve(tone, light) };
  return shared.codes;
}

/** How values become colours: `code = curve[clamp(value * factor + offset)]`. */
export interface Look {
  factor: number;
  offset: number;
  codes: Uint8Array;
  /** The channels of red, green and blue; one channel for grey or false colours. */
  channels: readonly number[];
  /** The colours of a single channel, as 0xAABBGGRR. */
  table: Uint32Array | null;
  /** The codes of integers, for values of one scale; made when they are first needed. */
  integers?: Uint8Array | null;
}

export function lookOf(tone: Tone, layer: Layer, channels: number): Look {
  // Exposure narrows or widens the window, so that values beyond white return.
  const width = (tone.white - tone.black) / 2 ** tone.exposure;
  const span = (layer.high - layer.low) * width;
  const start = layer.low + (layer.high - layer.low) * tone.black;
  const alone = channels < 3 || tone.channel >= 0;
  return {
    factor: STEPS / span,
    offset: (-start * STEPS) / span,
    codes: curveOf(tone, layer.light ?? false),
    channels: alone ? [Math.max(0, Math.min(channels - 1, tone.channel))] : [0, 1, 2],
    table: alone ? colours(tone.tint) : null,
  };
}

function colours(tint: Colourmap): Uint32Array {
  const table = tableOf(tint);
  const last = table.length / 3 - 1;
  return Uint32Array.from({ length: 256 }, (_, code) => {
    const at = 3 * Math.round((code / 255) * last);
    return (0xff000000 | (table[at + 2]! << 16) | (table[at + 1]! << 8) | table[at]!) >>> 0;
  });
}

/** Return the code of each integer that values can have; null for floats, which are too many. */
function codesOfIntegers(data: Numbers, factor: number, offset: number, codes: Uint8Array): Uint8Array | null {
  if (data instanceof Float32Array) return null;
  const count = data.BYTES_PER_ELEMENT === 1 ? 256 : 65536;
  const known = new Uint8Array(count);
  for (let value = 0; value < count; value++) known[value] = codes[stepOf(value, factor, offset)]!;
  return known;
}

/** Return the step of the window of a value; comparing first turns NaN into black. */
function stepOf(value: number, factor: number, offset: number): number {
  const step = value * factor + offset + 0.5;
  return step > 0 ? (step < STEPS ? step | 0 : STEPS) : 0;
}

/** Paint a part of some values, as 0xAABBGGRR in the order of rows. */
export function paintValues(values: Values, look: Look, left: number, top: number, width: number, height: number): Uint32Array<ArrayBuffer> {
  const { data, columns, stride } = values;
  const { codes, channels, table } = look;
  const factor = look.factor * values.factor;
  const offset = look.offset + look.factor * values.offset;
  const painted = new Uint32Array(width * height);
  look.integers ??= codesOfIntegers(data, factor, offset, codes);
  const known = look.integers;
  const [red, green, blue] = channels as [number, number, number];
  for (let y = 0, to = 0; y < height; y++) {
    let at = ((top + y) * columns + left) * stride;
    for (const end = to + width; to < end; at += stride, to++) {
      if (table) {
        const value = data[at + red]!;
        painted[to] = table[known ? known[value]! : codes[stepOf(value, factor, offset)]!]!;
      } else if (known) painted[to] = -16777216 | (known[data[at + blue]!]! << 16) | (known[data[at + green]!]! << 8) | known[data[at + red]!]!;
      else {
        const [r, g, b] = [stepOf(data[at + red]!, factor, offset), stepOf(data[at + green]!, factor, offset), stepOf(data[at + blue]!, factor, offset)];
        painted[to] = -16777216 | (codes[b]! << 16) | (codes[g]! << 8) | codes[r]!;
      }
    }
  }
  return painted;
}
