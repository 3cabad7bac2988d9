/** The histogram of the visible part of an image. */

import type { Tone } from "./tones.js";
import type { Values } from "./values.js";
import type { Box } from "./viewport.js";

export const BINS = 256;

/** The most pixels that are counted; of more, every second or third in each direction. */
const MOST_COUNTED = 2 ** 18;

export interface Histogram {
  /** The counts of each channel: the red, green and blue one, the chosen one, or the only one. */
  counts: Uint32Array[];
  /** The values of the first and of the last bin; values beyond them count there. */
  low: number;
  high: number;
  least: number;
  greatest: number;
  mean: number;
  /** Every how many rows and columns were counted. */
  step: number;
}

/** Count the values of a rectangle between two values. */
export function histogramOf(values: Values, box: Box, [low, high]: readonly [number, number], { channel }: Pick<Tone, "channel">): Histogram {
  const all = values.channels < 3 ? [0] : [0, 1, 2];
  const channels = channel >= 0 ? [Math.min(channel, values.channels - 1)] : all;
  const step = Math.max(1, Math.ceil(Math.sqrt((box.width * box.height) / MOST_COUNTED)));
  const counts = channels.map(() => new Uint32Array(BINS));
  const scale = BINS / (high - low);
  let [least, greatest, sum, count] = [Infinity, -Infinity, 0, 0];
  for (let y = box.y; y < Math.min(values.rows, box.y + box.height); y += step) {
    for (let x = box.x; x < Math.min(values.columns, box.x + box.width); x += step) {
      const at = (y * values.columns + x) * values.stride;
      for (let c = 0; c < channels.length; c++) {
        const value = values.offset + values.factor * values.data[at + channels[c]!]!;
        if (!Number.isFinite(value)) continue;
        counts[c]![Math.max(0, Math.min(BINS - 1, Math.floor((value - low) * scale)))]!++;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
        sum += value;
        count++;
      }
    }
  }
  return { counts, low, high, least, greatest, mean: sum / count, step };
}

const COLOURS = ["#ff5c5c", "#3fbf5f", "#5c8cff"];

/** Draw a histogram with the ends of the window; heights are square roots, so that rare values show. */
export function drawHistogram(canvas: HTMLCanvasElement, { counts, low, high }: Histogram, window: readonly [number, number], ink: string): void {
  const context = canvas.getContext("2d")!;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const most = Math.sqrt(Math.max(1, ...counts.map((one) => one.reduce((greatest, count) => Math.max(greatest, count), 0))));
  counts.forEach((one, i) => {
    context.strokeStyle = counts.length === 1 ? ink : COLOURS[i]!;
    context.lineWidth = 1.5;
    context.beginPath();
    one.forEach((count, bin) => context.lineTo(((bin + 0.5) * width) / BINS, height - 1 - (Math.sqrt(count) / most) * (height - 4)));
    context.stroke();
  });
  context.strokeStyle = ink;
  context.setLineDash([3, 3]);
  for (const end of window) {
    const x = ((end - low) / (high - low)) * width;
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, height);
    context.stroke();
  }
  context.setLineDash([]);
}
