/** The loupe: the pixels around the pointer, enlarged, in every pane. */

import type { Frame } from "./viewport.js";

/** The side of the loupe in pixels of the page, and how much it enlarges. */
export const LOUPE = 160;
const FACTOR = 4;

/** The least and the greatest side of an enlarged pixel: the loupe shows at least eight across. */
const LEAST = 8;
const MOST = 20;

/** Return the screen pixels per image pixel in the loupe: whole, so that pixels are squares. */
export const loupeScale = (scale: number, ratio: number): number => Math.max(LEAST * ratio, Math.min(MOST * ratio, Math.round(scale * FACTOR)));

/** Draw the loupe beside the pointer; `draw` draws the pictures by a frame. */
export function drawLoupe(context: CanvasRenderingContext2D, frame: Frame, pointer: { x: number; y: number }, draw: (frame: Frame) => void): void {
  const { width, height } = context.canvas;
  const pixel = devicePixelRatio;
  const scale = loupeScale(frame.scale, pixel);
  if (scale <= frame.scale) return; // the view is as close
  const side = Math.min(LOUPE * pixel, width, height);
  const at = { x: frame.x + pointer.x * frame.scale, y: frame.y + pointer.y * frame.scale };
  const gap = 16 * pixel;
  const beside = (place: number, room: number) => (place + gap + side <= room ? place + gap : Math.max(0, place - gap - side));
  const [left, top] = [Math.round(beside(at.x, width)), Math.round(beside(at.y, height))];
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  context.fillStyle = "#000";
  context.fillRect(left, top, side, side);
  const [x, y] = [Math.floor(pointer.x) + 0.5, Math.floor(pointer.y) + 0.5];
  draw({ x: Math.round(left + side / 2 - x * scale), y: Math.round(top + side / 2 - y * scale), scale });
  context.strokeStyle = "#fff";
  context.lineWidth = pixel;
  context.strokeRect(left + side / 2 - scale / 2, top + side / 2 - scale / 2, scale, scale);
  context.restore();
  for (const [colour, lineWidth] of [["#000", 4], ["#fff", 2]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth * pixel;
    context.strokeRect(left, top, side, side);
  }
}
