/** The values of pixels, drawn into them when they are large enough. */

import { short } from "./colours.js";
import type { Picture } from "./pictures.js";
import { read } from "./units.js";
import { canvasOf } from "./tiles.js";
import type { Frame, Size } from "./viewport.js";

/** The pixels of the page that an image pixel has when its values appear. */
export const LARGE = 16;

/** The least and the greatest height of digits, in pixels of the page. */
const LEAST = 6;
const MOST = 13;

/** The width of a digit relative to its height. */
const DIGIT = 0.6;

/** Return the lines of a pixel: three digits for each value, four if they are shares. */
export const numberLines = (values: readonly number[]): string[] => values.map((value) => (Number.isNaN(value) ? "\u2013" : short(value, 3)));

/** Return the height of the digits that fit into a square; 0 if they would be too small to read. */
export function digitHeight(side: number, lines: number, longest: number): number {
  if (side < LARGE) return 0;
  const room = side - 2;
  const height = Math.min(MOST, room / (1.1 * lines), room / (DIGIT * longest));
  return height >= LEAST ? height : 0;
}

/** Return the colour of text that is read on a colour. */
export const inkOn = (red: number, green: number, blue: number): string => (0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000" : "#fff");

/** How long a view rests before its numbers are written, and how long they may be written at a time, in milliseconds. */
const REST = 120;
const SLICE = 6;

interface Label {
  x: number;
  y: number;
  lines: string[];
}

/** Return the values of the pixels on a canvas, of one channel or of all; null until they are loaded. */
export function labelsOf(picture: Pick<Picture, "layer" | "known">, frame: Frame, { width, height }: Size, channel: number): Label[] | null {
  const { layer } = picture;
  const start = (corner: number) => Math.max(0, Math.floor(-corner / frame.scale));
  const end = (corner: number, room: number, length: number) => Math.min(length, Math.ceil((room - corner) / frame.scale));
  const found: Label[] = [];
  for (let y = start(frame.y); y < end(frame.y, height, layer.height); y++) {
    for (let x = start(frame.x); x < end(frame.x, width, layer.width); x++) {
      const values = picture.known(x, y);
      if (!values) return null;
      const one = channel >= 0 && layer.kind === "image" ? values.slice(Math.min(channel, values.length - 1)).slice(0, 1) : values.slice(0, 4);
      found.push({ x, y, lines: numberLines(one.map((value) => read(value, layer.errors))) });
    }
  }
  return found;
}

/** The values of the pixels of a pane, written on a transparent canvas a few at a time once the view rests. */
export class PixelNumbers {
  private key = "";
  private timer = 0;
  private page: HTMLCanvasElement | null = null;

  constructor(private readonly changed: () => void) {}

  stop(): void {
    clearTimeout(this.timer);
    this.key = "";
  }

  /** Draw the numbers of a view; `key` is what the colours of its pixels depend on. */
  draw(context: CanvasRenderingContext2D, picture: Picture, frame: Frame, channel: number, key: string): void {
    if (frame.scale / devicePixelRatio < LARGE) return;
    const { width, height } = context.canvas;
    const wanted = JSON.stringify([key, picture.layer.id, picture.ready, frame, width, height, channel]);
    if (wanted !== this.key) {
      this.stop();
      this.key = wanted;
      this.page = null;
      this.timer = window.setTimeout(() => this.write(context, picture, frame, channel), REST);
    }
    if (this.page) context.drawImage(this.page, 0, 0);
  }

  private write(from: CanvasRenderingContext2D, picture: Picture, frame: Frame, channel: number): void {
    const labels = labelsOf(picture, frame, from.canvas, channel);
    if (!labels) this.key = ""; // the values are being loaded, and the pane is drawn again with them
    const longest = Math.max(0, ...(labels ?? []).flatMap(({ lines }) => lines.map((line) => line.length)));
    const size = digitHeight(frame.scale / devicePixelRatio, labels?.[0]?.lines.length ?? 1, longest) * devicePixelRatio;
    if (!labels?.length || !size) return;
    const [page, context] = canvasOf(from.canvas.width, from.canvas.height);
    Object.assign(context, { font: `${size}px ui-monospace, monospace`, textAlign: "center", textBaseline: "middle" });
    const [, copy] = canvasOf(page.width, page.height, true); // the canvas of a pane is not made for reading
    copy.drawImage(from.canvas, 0, 0);
    const pixels = copy.getImageData(0, 0, page.width, page.height);
    this.page = page;
    this.slice(context, pixels, frame, labels, size);
  }

  /** Write labels until the time of a slice is over, and the others in further slices. */
  private slice(context: CanvasRenderingContext2D, pixels: ImageData, frame: Frame, labels: readonly Label[], size: number): void {
    const begin = performance.now();
    let count = 0;
    for (const { x, y, lines } of labels) {
      if (count % 50 === 49 && performance.now() - begin > SLICE) break;
      const [across, down] = [frame.x + (x + 0.5) * frame.scale, frame.y + (y + 0.5) * frame.scale];
      context.fillStyle = inkAt(pixels, across, down);
      lines.forEach((line, i) => context.fillText(line, across, down + (i - (lines.length - 1) / 2) * 1.1 * size));
      count++;
    }
    this.changed();
    const rest = labels.slice(count);
    if (rest.length) this.timer = window.setTimeout(() => this.slice(context, pixels, frame, rest, size));
  }
}

function inkAt({ data, width, height }: ImageData, x: number, y: number): string {
  const within = (place: number, length: number) => Math.max(0, Math.min(length - 1, Math.round(place)));
  const at = 4 * (within(y, height) * width + within(x, width));
  return inkOn(data[at]!, data[at + 1]!, data[at + 2]!);
}
