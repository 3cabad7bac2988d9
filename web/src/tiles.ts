/** The pixels of one tile: decoded, halved and subtracted. */

import { COUNTS } from "./colours.js";

/** A rectangle of a layer at one resolution. */
export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
  bitmap: CanvasImageSource | null;
  columns: number;
  rows: number;
  /** Where it lies: its level, column and row. */
  at: readonly [number, number, number];
  codes?: Uint16Array;
  flags?: Uint8Array;
  /** Whether all pixels of a map count, so that their flags need not be read. */
  whole?: boolean;
  /** The errors that the page computes; NaN where one of two images has no pixel. */
  errors?: Float32Array;
  pixels?: Uint8ClampedArray;
  /** The painted blocks, each with what its colours depend on. */
  painted?: Map<number, { key: string; canvas: HTMLCanvasElement }>;
}

export function canvasOf(width: number, height: number, read = false): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: read });
  if (!context) throw new Error("the browser has no memory for the image");
  return [canvas, context];
}

export function pixelsOf(tile: Tile): Uint8ClampedArray {
  if (!tile.pixels && tile.bitmap) {
    const [, context] = canvasOf(tile.columns, tile.rows, true);
    context.drawImage(tile.bitmap, 0, 0);
    tile.pixels = context.getImageData(0, 0, tile.columns, tile.rows).data;
  }
  return tile.pixels ?? new Uint8ClampedArray(4 * tile.columns * tile.rows);
}

/** Return the codes of a map and its flags from the pixels that carry them (RGBA). */
export function codesOf(pixels: Uint8ClampedArray, depth: number): Required<Pick<Tile, "codes" | "flags" | "whole">> {
  const count = pixels.length / 4;
  const codes = new Uint16Array(count);
  const flags = new Uint8Array(count);
  let least = COUNTS;
  for (let i = 0, from = 0; i < count; i++, from += 4) {
    codes[i] = depth === 16 ? (pixels[from]! << 8) | pixels[from + 1]! : pixels[from]! * 257;
    const flag = depth === 16 ? pixels[from + 2]! : COUNTS;
    flags[i] = flag;
    if (flag < least) least = flag;
  }
  return { codes, flags, whole: least === COUNTS };
}

/** Decode a map from the pixels that carry its codes. */
export function decode(tile: Tile, depth: number): void {
  Object.assign(tile, codesOf(pixelsOf(tile), depth));
  delete tile.pixels;
  tile.bitmap = null;
}

/** Return the half of a side, rounded up. */
export const halfOf = (side: number): number => Math.ceil(side / 2);

/** Halve a map with values between two ends; each pixel keeps the strongest of its four values. */
export function strongest<T extends Pick<Tile, "columns" | "rows" | "codes" | "flags">>(fine: T, { low, high }: { low: number; high: number }): T {
  const zero = (-low / (high - low)) * 65535;
  const [columns, rows] = [halfOf(fine.columns), halfOf(fine.rows)];
  const codes = new Uint16Array(columns * rows);
  const flags = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let best = -1;
      for (let dy = 0; dy < 2 && 2 * y + dy < fine.rows; dy++) {
        for (let dx = 0; dx < 2 && 2 * x + dx < fine.columns; dx++) {
          const from = (2 * y + dy) * fine.columns + 2 * x + dx;
          const flag = fine.flags![from]!;
          const size = flag === COUNTS ? Math.abs(fine.codes![from]! - zero) + 1 : 0;
          if (size <= best) continue;
          best = size;
          codes[y * columns + x] = fine.codes![from]!;
          flags[y * columns + x] = flag;
        }
      }
    }
  }
  return { ...fine, columns, rows, codes, flags, bitmap: null, painted: undefined };
}

export function halved(fine: Tile): Tile {
  const [columns, rows] = [halfOf(fine.columns), halfOf(fine.rows)];
  const [canvas, context] = canvasOf(columns, rows);
  context.imageSmoothingQuality = "high";
  context.drawImage(fine.bitmap!, 0, 0, columns, rows);
  return { ...fine, columns, rows, bitmap: canvas, pixels: undefined, painted: undefined };
}

/** Halve a map of errors; each pixel keeps the strongest of its four errors. */
export function strongestErrors(fine: Tile): Tile {
  const [columns, rows] = [halfOf(fine.columns), halfOf(fine.rows)];
  const errors = new Float32Array(columns * rows).fill(NaN);
  for (let y = 0; y < fine.rows; y++) {
    for (let x = 0; x < fine.columns; x++) {
      const error = fine.errors![y * fine.columns + x]!;
      const to = (y >> 1) * columns + (x >> 1);
      if (!(Math.abs(error) <= Math.abs(errors[to]!))) errors[to] = Number.isNaN(error) ? errors[to]! : error;
    }
  }
  return { ...fine, columns, rows, errors, painted: undefined };
}
