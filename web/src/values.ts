/** Stored values of images: numbers in a rectangle, decoded, halved and compared. */

import type { Layer, Stored } from "./types.js";

export type Numbers = Uint8Array | Uint8ClampedArray | Uint16Array | Float32Array;

/** The values of a rectangle: channel c of a pixel is `offset + factor * data[pixel * stride + c]`, in the units of its layer. */
export interface Values {
  data: Numbers;
  columns: number;
  rows: number;
  channels: number;
  stride: number;
  factor: number;
  offset: number;
}

/** Tell whether the page has an image only as a copy of 8 bits or of three channels. */
export const isRounded = ({ depth, channels, stored, omitted }: Pick<Layer, "depth" | "channels" | "stored" | "omitted">): boolean =>
  omitted === true || (!stored && ((depth ?? 8) > 8 || (channels ?? 3) > 3));

const BYTES = { uint8: 1, uint16: 2, float32: 4 } as const;

/** Put the bytes of numbers together: the lowest byte of every number comes first, then the next one of every. */
export function unpack(packed: Uint8Array, type: Stored["type"]): Uint8Array | Uint16Array | Float32Array {
  const size = BYTES[type];
  if (size === 1) return packed;
  const count = Math.floor(packed.length / size);
  const bytes = new Uint8Array(count * size);
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0, from = byte * count; i < count; i++) bytes[i * size + byte] = packed[from + i]!;
  }
  return type === "uint16" ? new Uint16Array(bytes.buffer) : new Float32Array(bytes.buffer);
}

/** Return packed values of a rectangle. */
export function valuesOf(packed: Uint8Array, { type, factor }: Stored, columns: number, rows: number): Values {
  const data = unpack(packed, type);
  const channels = data.length / (columns * rows);
  if (!Number.isInteger(channels) || channels < 1) throw new Error("the stored values are damaged");
  return { data, columns, rows, channels, stride: channels, factor, offset: 0 };
}

/** Return the values of the 8-bit pixels of a picture (RGBA). */
export function pictureValues(pixels: Uint8ClampedArray, layer: Layer, columns: number, rows: number): Values {
  const factor = (layer.high - layer.low) / 255;
  return { data: pixels, columns, rows, channels: layer.channels === 1 ? 1 : 3, stride: 4, factor, offset: layer.low };
}

/** Return the channels of a pixel. */
export function pixelOf({ data, columns, stride, channels, factor, offset }: Values, x: number, y: number): number[] {
  const at = (y * columns + x) * stride;
  return Array.from({ length: channels }, (_, c) => offset + factor * data[at + c]!);
}

/** Return values of half the size, the means of squares. */
export function halvedValues(fine: Values): Values {
  const { data, channels, stride } = fine;
  const [columns, rows] = [Math.ceil(fine.columns / 2), Math.ceil(fine.rows / 2)];
  const Type = data.constructor as new (length: number) => Numbers;
  const halved = new Type(columns * rows * channels);
  const whole = !(data instanceof Float32Array);
  for (let y = 0, to = 0; y < rows; y++) {
    const below = 2 * y + 1 < fine.rows ? fine.columns * stride : 0;
    for (let x = 0; x < columns; x++) {
      const beside = 2 * x + 1 < fine.columns ? stride : 0;
      const at = (2 * y * fine.columns + 2 * x) * stride;
      for (let c = 0; c < channels; c++, to++) {
        const mean = (data[at + c]! + data[at + beside + c]! + data[at + below + c]! + data[at + below + beside + c]!) / 4;
        halved[to] = whole ? Math.round(mean) : mean;
      }
    }
  }
  return { ...fine, data: halved, columns, rows, stride: channels };
}

export const ERROR_KINDS = ["absolute", "squared", "relative"] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** The share of the range that is added to the reference of a relative error, so that black has one. */
export const RELATIVE_FLOOR = 0.01;

/** Return the value of the second image in the units of the first. */
export const inUnitsOf = (first: Layer, second: Layer): [factor: number, offset: number] => {
  const factor = (first.high - first.low) / (second.high - second.low);
  return [factor, first.low - second.low * factor];
};

/**
 * Return the errors of the second values, averaged over channels; NaN where one of the two has no pixel.
 *
 * @param scale factor and offset that bring the second values to the units of the first
 * @param span the range of the first image, in its units
 */
export function errorsOf(first: Values, second: Values, scale: readonly [number, number], kind: ErrorKind, signed: boolean, span: number): Float32Array {
  const { columns, rows } = first;
  const channels = Math.max(first.channels, second.channels);
  const errors = new Float32Array(columns * rows).fill(NaN);
  const factor = second.factor * scale[0];
  const offset = second.offset * scale[0] + scale[1];
  for (let y = 0; y < Math.min(rows, second.rows); y++) {
    for (let x = 0; x < Math.min(columns, second.columns); x++) {
      const [i, j] = [(y * columns + x) * first.stride, (y * second.columns + x) * second.stride];
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const reference = first.offset + first.factor * first.data[i + (first.channels === 1 ? 0 : c)]!;
        let error = offset + factor * second.data[j + (second.channels === 1 ? 0 : c)]! - reference;
        if (kind === "squared") error *= error;
        else if (kind === "relative") error /= Math.abs(reference) + RELATIVE_FLOOR * span;
        sum += signed ? error : Math.abs(error);
      }
      errors[y * columns + x] = sum / channels;
    }
  }
  return errors;
}
