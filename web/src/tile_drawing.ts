/** Tiles of pictures on the canvas of a pane. */

import type { Scale } from "./colours.js";
import type { Picture } from "./pictures.js";

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
  colours: Scale | null,
): boolean {
  const { layer } = picture;
  const level = Math.max(0, Math.min(picture.levels - 1, Math.floor(Math.log2(1 / to.scale) + 1e-9)));
  context.imageSmoothingEnabled = to.scale * 2 ** level < 0.999;
  context.imageSmoothingQuality = "high";
  const step = picture.size * 2 ** level;
  const first = { x: (left - to.x) / to.scale / step, y: -to.y / to.scaleY / step };
  const last = { x: (right - to.x) / to.scale / step, y: (context.canvas.height - to.y) / to.scaleY / step };
  const columns = Math.ceil(layer.width / step);
  const rows = Math.ceil(layer.height / step);
  let complete = true;
  for (let y = Math.max(0, Math.floor(first.y)); y < Math.min(rows, last.y); y++) {
    for (let x = Math.max(0, Math.floor(first.x)); x < Math.min(columns, last.x); x++) {
      if (!drawTile(context, picture, level, x, y, to, colours)) complete = false;
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
  colours: Scale | null,
): boolean {
  const ready = picture.tile(level, x, y);
  const coarse = picture.levels - 1;
  const tile = ready ?? (level < coarse && picture.tile(coarse, 0, 0));
  if (!tile) return false;
  const source = picture.drawable(tile, colours);
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
  context.drawImage(
    source,
    sx,
    sy,
    ex - sx,
    ey - sy,
    to.x + (tile.x + sx * across) * to.scale,
    to.y + (tile.y + sy * along) * to.scaleY,
    (ex - sx) * across * to.scale,
    (ey - sy) * along * to.scaleY,
  );
  return ready !== null;
}
