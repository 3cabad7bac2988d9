/** The visible part of the images, and its stored values. */

import type { Picture } from "./pictures.js";
import type { Plane } from "./scoring.js";
import type { Layer, Measure } from "./types.js";
import type { Numbers, Values } from "./values.js";
import type { Box, Size } from "./viewport.js";

/** The most pixels of a part that is scored. */
export const MOST_PIXELS = 2 ** 23;

const millions = (pixels: number): string => (pixels / 1e6).toFixed(1);

/** Return why a part is not scored because of its size; "" if it is. */
export function tooLarge({ width, height }: Size): string {
  if (width * height <= MOST_PIXELS) return "";
  return `The visible part has ${millions(width * height)} megapixels; up to ${millions(MOST_PIXELS)} are scored here. Zoom in, or choose a part by Shift and a drag.`;
}

/** Return the whole pixels that are at least partly visible between two corners, within images of a size. */
export function visibleBox(first: { x: number; y: number }, last: { x: number; y: number }, { width, height }: Size): Box | null {
  const slack = 1e-6;
  const [x, y] = [Math.max(0, Math.floor(first.x + slack)), Math.max(0, Math.floor(first.y + slack))];
  const [right, bottom] = [Math.min(width, Math.ceil(last.x - slack)), Math.min(height, Math.ceil(last.y - slack))];
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : null;
}

/** Return the part of a box that a protocol measures, which leaves out a border of the images. */
export function withoutBorder(box: Box, border: number, { width, height }: Size): Box | null {
  return visibleBox({ x: Math.max(box.x, border), y: Math.max(box.y, border) }, { x: Math.min(box.x + box.width, width - border), y: Math.min(box.y + box.height, height - border) }, { width, height });
}

/** Return the part that all images have. */
export const commonSize = (layers: readonly Size[]): Size => ({
  width: Math.min(...layers.map(({ width }) => width)),
  height: Math.min(...layers.map(({ height }) => height)),
});

type Source = Pick<Picture, "size" | "numbers">;

/** Return the tiles of values that cover a box, with their corners; null for those that are not loaded. */
function tilesOf(picture: Source, box: Box): [Values | null, number, number][] {
  const { size } = picture;
  const parts: [Values | null, number, number][] = [];
  for (let row = Math.floor(box.y / size); row * size < box.y + box.height; row++) {
    for (let column = Math.floor(box.x / size); column * size < box.x + box.width; column++) parts.push([picture.numbers(0, column, row), column * size, row * size]);
  }
  return parts;
}

/** Ask for the values of a box; tell whether all of them are loaded. */
export const gatherable = (picture: Source, box: Box): boolean => tilesOf(picture, box).every(([values]) => values);

/** Return a rectangle of the values of a picture; null until all of them are loaded. */
export function gathered(picture: Source, box: Box): Values | null {
  const tiles = tilesOf(picture, box);
  const parts = tiles.filter((part): part is [Values, number, number] => part[0] !== null);
  if (parts.length < tiles.length) return null;
  const [first] = parts;
  if (!first) return null;
  const { stride } = first[0];
  const Type = first[0].data.constructor as new (length: number) => Numbers;
  const data = new Type(box.width * box.height * stride);
  for (const [values, left, top] of parts) {
    const [x, right] = [Math.max(box.x, left), Math.min(box.x + box.width, left + values.columns)];
    for (let y = Math.max(box.y, top); y < Math.min(box.y + box.height, top + values.rows); y++) {
      const from = ((y - top) * values.columns + x - left) * stride;
      data.set(values.data.subarray(from, from + (right - x) * stride), ((y - box.y) * box.width + x - box.x) * stride);
    }
  }
  return { ...first[0], data, columns: box.width, rows: box.height };
}

/** Return values on the scale on which images are compared. */
export function planeOf(values: Values, layer: Layer, { black, white }: Measure): Plane {
  const unit = (white - black) / (layer.high - layer.low);
  const { data, channels, stride } = values;
  const whole = !(data instanceof Float32Array);
  return {
    data,
    channels,
    stride,
    factor: values.factor * unit,
    offset: black + (values.offset - layer.low) * unit,
    eight: whole && (layer.depth ?? 8) <= 8,
    level: whole ? values.factor * unit : null,
  };
}
