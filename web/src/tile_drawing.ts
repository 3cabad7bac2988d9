/** Tiles of pictures on the canvas of a pane. */

import { BLOCK, blockOf, type Brush } from "./painting.js";
import type { Picture, Style } from "./pictures.js";
import type { Tile } from "./tiles.js";

/** The place of a picture on a canvas: its corner, and screen pixels per image pixel. */
export interface Placement {
  x: number;
  y: number;
  scale: number;
  scaleY: number;
}

/** Draw the part of a picture between two columns of a canvas; return whether all of its tiles are loaded. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  picture: Picture,
  to: Placement,
  [left, right]: readonly [number, number],
  style: Style,
): boolean {
  const { layer } = picture;
  const level = Math.max(0, Math.min(picture.levels - 1, Math.floor(Math.log2(1 / to.scale) + 1e-9)));
  context.imageSmoothingEnabled = to.scale * 2 ** level < 0.999;
  context.imageSmoothingQuality = style.moving ? "low" : "high";
  const step = picture.size * 2 ** level;
  const first = { x: (left - to.x) / to.scale / step, y: -to.y / to.scaleY / step };
  const last = { x: (right - to.x) / to.scale / step, y: (context.canvas.height - to.y) / to.scaleY / step };
  const columns = Math.ceil(layer.width / step);
  const rows = Math.ceil(layer.height / step);
  let complete = true;
  for (let y = Math.max(0, Math.floor(first.y)); y < Math.min(rows, last.y); y++) {
    for (let x = Math.max(0, Math.floor(first.x)); x < Math.min(columns, last.x); x++) {
      if (!drawTile(context, picture, level, x, y, to, style)) complete = false;
    }
  }
  return complete;
}

/** Draw a tile, and return whether it is loaded; until it is loaded, draw the coarsest level in its place. */
function drawTile(
  context: CanvasRenderingContext2D,
  picture: Picture,
  level: number,
  x: number,
  y: number,
  to: Placement,
  style: Style,
): boolean {
  const ready = picture.tile(level, x, y);
  const coarse = picture.levels - 1;
  const tile = ready ?? (level < coarse && picture.tile(coarse, 0, 0));
  if (!tile) return false;
  const source = picture.brush(tile, style);
  if (!source) return false;
  // Clip to the pane: canvas coordinates of millions of pixels lose precision.
  const side = picture.size * 2 ** level;
  const part = ready ? tile : { x: x * side, y: y * side, width: side, height: side };
  const across = tile.width / tile.columns;
  const along = tile.height / tile.rows;
  const clipped = (from: number, size: number, corner: number, scale: number, room: number) => [
    Math.max(from, Math.floor(-corner / scale) - 1),
    Math.min(from + size, Math.ceil((room - corner) / scale) + 1),
  ];
  const { canvas } = context;
  const [left, right] = clipped(part.x, part.width, to.x, to.scale, canvas.width) as [number, number];
  const [top, bottom] = clipped(part.y, part.height, to.y, to.scaleY, canvas.height) as [number, number];
  const snap = (value: number, step: number, end: number, up: boolean) =>
    Math.max(0, Math.min(end, (up ? Math.ceil : Math.floor)(value / step)));
  const sx = snap(left - tile.x, across, tile.columns, false);
  const sy = snap(top - tile.y, along, tile.rows, false);
  const ex = snap(right - tile.x, across, tile.columns, true);
  const ey = snap(bottom - tile.y, along, tile.rows, true);
  if (ex <= sx || ey <= sy) return ready !== null;
  drawPart(context, tile, source, { sx, sy, ex, ey }, to);
  return ready !== null;
}

/** A rectangle of the pixels of a tile, with its ends. */
interface Part {
  sx: number;
  sy: number;
  ex: number;
  ey: number;
}

/** Draw a part of a tile: its picture, or the blocks that a brush paints. */
function drawPart(context: CanvasRenderingContext2D, tile: Tile, source: Brush | CanvasImageSource, part: Part, to: Placement): void {
  const across = tile.width / tile.columns;
  const along = tile.height / tile.rows;
  const { sx, sy, ex, ey } = part;
  const x = (column: number) => to.x + (tile.x + column * across) * to.scale;
  const y = (row: number) => to.y + (tile.y + row * along) * to.scaleY;
  if (!("paint" in source)) {
    context.drawImage(source, sx, sy, ex - sx, ey - sy, x(sx), y(sy), (ex - sx) * across * to.scale, (ey - sy) * along * to.scaleY);
    return;
  }
  // Neighbouring blocks meet at whole pixels, so that no line shows between them.
  const meet = (at: number, end: number, place: number) => (at === end ? place : Math.round(place));
  for (let row = Math.floor(sy / BLOCK); row * BLOCK < ey; row++) {
    for (let column = Math.floor(sx / BLOCK); column * BLOCK < ex; column++) {
      const [left, right] = [Math.max(sx, column * BLOCK), Math.min(ex, (column + 1) * BLOCK)];
      const [top, bottom] = [Math.max(sy, row * BLOCK), Math.min(ey, (row + 1) * BLOCK)];
      const [x1, x2] = [meet(left, sx, x(left)), meet(right, ex, x(right))];
      const [y1, y2] = [meet(top, sy, y(top)), meet(bottom, ey, y(bottom))];
      context.drawImage(blockOf(tile, source, column, row), left - column * BLOCK, top - row * BLOCK, right - left, bottom - top, x1, y1, x2 - x1, y2 - y1);
    }
  }
}
