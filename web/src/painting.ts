/** The colours of the pixels of tiles, painted in blocks when they are first seen. */

import { COUNTS, HIDDEN, lookup, tableOf, type Scale } from "./colours.js";
import { canvasOf, type Tile } from "./tiles.js";
import { paintValues, type Look } from "./tones.js";
import type { Layer } from "./types.js";
import type { Values } from "./values.js";

/** The side of the blocks that are painted at once: in a large picture only the blocks in sight are. */
export const BLOCK = 256;

/** Paints rectangles of a tile, as 0xAABBGGRR. */
export interface Brush {
  /** What the colours depend on. */
  key: string;
  paint: (left: number, top: number, width: number, height: number) => Uint32Array<ArrayBuffer>;
}

const STRIPES = [0xff969696, 0xffb0b0b0];
const NOT_A_NUMBER = 0xff808080;

const stripe = (x: number, y: number): number => STRIPES[((x + y) >> 2) & 1]!;

export const scaleKey = ({ colourmap, vmin, vmax, threshold }: Scale): string => `${colourmap} ${vmin} ${vmax} ${threshold}`;

/** Return the brush of the codes of a map. */
export function mapBrush({ codes, flags, whole, columns }: Tile, colours: Uint32Array, key: string): Brush {
  return {
    key,
    paint: (left, top, width, height) => {
      const painted = new Uint32Array(width * height);
      for (let y = 0, to = 0; y < height; y++) {
        let from = (top + y) * columns + left;
        if (whole) {
          for (const end = to + width; to < end; from++, to++) painted[to] = colours[codes![from]!]!;
          continue;
        }
        for (let x = 0; x < width; x++, from++, to++) {
          const flag = flags![from]!;
          painted[to] = flag === COUNTS ? colours[codes![from]!]! : flag === HIDDEN ? stripe(left + x, top + y) : NOT_A_NUMBER;
        }
      }
      return painted;
    },
  };
}

/** Return the brush of errors that the page computes. */
export function errorBrush({ errors, columns }: Tile, scale: Scale): Brush {
  const table = tableOf(scale.colourmap);
  const last = table.length / 3 - 1;
  const colours = Uint32Array.from({ length: last + 1 }, (_, i) => (0xff000000 | (table[3 * i + 2]! << 16) | (table[3 * i + 1]! << 8) | table[3 * i]!) >>> 0);
  const factor = last / (scale.vmax - scale.vmin);
  return {
    key: scaleKey(scale),
    paint: (left, top, width, height) => {
      const painted = new Uint32Array(width * height);
      for (let y = 0, to = 0; y < height; y++) {
        for (let x = 0, from = (top + y) * columns + left; x < width; x++, from++, to++) {
          let error = errors![from]!;
          if (Math.abs(error) < scale.threshold) error = 0;
          const step = (error - scale.vmin) * factor + 0.5;
          painted[to] = error === error ? colours[step > 0 ? Math.min(last, step | 0) : 0]! : stripe(left + x, top + y);
        }
      }
      return painted;
    },
  };
}

/** Return the brush of an image with a tone. */
export function imageBrush(values: Values, look: Look, key: string): Brush {
  return { key, paint: (left, top, width, height) => paintValues(values, look, left, top, width, height) };
}

/** The tables of colours that were used last, which maps of the same range share. */
const tables = new Map<string, Uint32Array>();
const MOST_TABLES = 8;

/** Return the colours of the codes of a map by its scale. */
export function codeColours(layer: Layer, scale: Scale): Uint32Array {
  const key = `${scaleKey(scale)} ${layer.low} ${layer.high}`;
  const colours = tables.get(key) ?? lookup(layer, scale);
  tables.delete(key);
  tables.set(key, colours);
  if (tables.size > MOST_TABLES) tables.delete(tables.keys().next().value!);
  return colours;
}

/** Return a block of a tile, painted; its canvas is used again when the colours change. */
export function blockOf(tile: Tile, brush: Brush, column: number, row: number): HTMLCanvasElement {
  const blocks = (tile.painted ??= new Map());
  const index = row * 65536 + column;
  const known = blocks.get(index);
  if (known?.key === brush.key) return known.canvas;
  const [left, top] = [column * BLOCK, row * BLOCK];
  const [width, height] = [Math.min(BLOCK, tile.columns - left), Math.min(BLOCK, tile.rows - top)];
  const canvas = known?.canvas ?? canvasOf(width, height)[0];
  const painted = brush.paint(left, top, width, height);
  canvas.getContext("2d")!.putImageData(new ImageData(new Uint8ClampedArray(painted.buffer), width, height), 0, 0);
  blocks.set(index, { key: brush.key, canvas });
  return canvas;
}
