/**
 * Pictures as they were drawn last, kept so that a line, a mark or the pointer moves over them without drawing them anew.
 *
 * Panes draw on canvases of two dimensions. Without a graphics processor, Chromium needs about 7 ms of the main thread to scale a
 * picture to a megapixel of the screen and 0.6 ms to copy a sheet of that size; WebGL2 needs 0.6 ms of it as well, but the software
 * that replaces the processor then takes the cores from the page, and fewer frames were shown (45 of 60 a second, copies 60).
 */

import { canvasOf } from "./tiles.js";

type Draw = (context: CanvasRenderingContext2D, left: number, right: number) => void;

interface Sheet {
  key: string;
  /** Null until the same picture is drawn a second time: while a picture moves, no copies are made. */
  canvas: HTMLCanvasElement | null;
}

export class Sheets {
  private readonly sheets = new Map<string, Sheet>();

  /** Forget the sheets of all layers but these. */
  keep(ids: readonly string[]): void {
    for (const id of this.sheets.keys()) if (!ids.includes(id)) this.sheets.delete(id);
  }

  /**
   * Draw a picture between two columns of a canvas on which nothing is drawn there but the ground.
   *
   * @param id the layer
   * @param key what the picture depends on, with the size of the canvas
   * @param ground the colour where no picture is
   */
  draw(context: CanvasRenderingContext2D, id: string, key: string, ground: string, [left, right]: readonly [number, number], draw: Draw): void {
    const sheet = this.sheets.get(id);
    if (sheet?.key !== key) {
      this.sheets.set(id, { key, canvas: null });
      draw(context, left, right);
      return;
    }
    const { width, height } = context.canvas;
    sheet.canvas ??= drawn(width, height, ground, draw);
    context.drawImage(sheet.canvas, left, 0, right - left, height, left, 0, right - left, height);
  }
}

function drawn(width: number, height: number, ground: string, draw: Draw): HTMLCanvasElement {
  const [canvas, context] = canvasOf(width, height);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  draw(context, 0, width);
  return canvas;
}
