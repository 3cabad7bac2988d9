/** The marks on a pane: frames of regions and boxes, and the cross at the pointer. */

import type { NumberedRegion } from "./kinds.js";
import type { Box, Frame, Viewport } from "./viewport.js";

export function drawMarks(context: CanvasRenderingContext2D, viewport: Viewport, frame: Frame, regions: readonly NumberedRegion[]): void {
  for (const { number, region } of regions) {
    const better = region.advantage?.better;
    drawFrame(context, frame, region, better ? `${number} ${better}` : String(number), "#fff", better === "second");
  }
  if (viewport.marked) drawFrame(context, frame, viewport.marked, "", "#ffd400");
  if (viewport.box) drawFrame(context, frame, viewport.box, "", "#4da3ff");
  if (viewport.pointer) drawCross(context, frame, viewport.pointer);
}

function drawCross(context: CanvasRenderingContext2D, frame: Frame, pointer: { x: number; y: number }): void {
  const pixel = devicePixelRatio;
  const x = frame.x + pointer.x * frame.scale;
  const y = frame.y + pointer.y * frame.scale;
  for (const [colour, lineWidth] of [["#000", 3], ["#fff", 1]] as const) {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth * pixel;
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
      context.moveTo(x + dx * 4 * pixel, y + dy * 4 * pixel);
      context.lineTo(x + dx * 10 * pixel, y + dy * 10 * pixel);
    }
    context.stroke();
  }
}

/** Draw a frame just outside a box; dashed, it favours the second image. */
function drawFrame(context: CanvasRenderingContext2D, frame: Frame, box: Box, text: string, colour: string, dashed = false): void {
  const { scale } = frame;
  const pixel = devicePixelRatio;
  const x = frame.x + box.x * scale;
  const y = frame.y + box.y * scale;
  context.setLineDash(dashed ? [6 * pixel, 4 * pixel] : []);
  for (const [stroke, lineWidth, out] of [["#000", 3, 2], [colour, 1.5, 2]] as const) {
    context.strokeStyle = stroke;
    context.lineWidth = lineWidth * pixel;
    const gap = out * pixel;
    context.strokeRect(x - gap, y - gap, box.width * scale + 2 * gap, box.height * scale + 2 * gap);
  }
  context.setLineDash([]);
  if (!text) return;
  context.font = `600 ${11 * pixel}px sans-serif`;
  // Above the box, or inside it at the upper edge of the pane.
  const above = y > 18 * pixel;
  const line = above ? y - 3 * pixel : Math.max(y, 0) + 4 * pixel;
  context.textBaseline = above ? "bottom" : "top";
  context.lineWidth = 3 * pixel;
  context.strokeStyle = "#000";
  context.strokeText(text, x + (above ? 0 : 4 * pixel), line);
  context.fillStyle = "#fff";
  context.fillText(text, x + (above ? 0 : 4 * pixel), line);
}
