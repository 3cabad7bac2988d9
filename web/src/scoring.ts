/** Scores of a part of two images, by the definitions of the Python package. */

import type { Measure, SsimSettings } from "./types.js";
import type { Numbers } from "./values.js";

/** Numbers of a rectangle; channel c of a pixel is `offset + factor * data[pixel * stride + c]` on the common scale. */
export interface Plane {
  data: Numbers;
  channels: number;
  stride: number;
  factor: number;
  offset: number;
  /** Whether the numbers are integers of 8 bits, which a quantisation does not change. */
  eight: boolean;
  /** The step between levels of an image of integers; null for floats. */
  level: number | null;
}

/** A rectangle to score. */
export interface Job {
  reference: Plane;
  candidate: Plane;
  width: number;
  height: number;
  measure: Measure;
  /** Whether SSIM is computed as well. */
  ssim: boolean;
}

export interface RegionScores {
  psnr: number | null;
  ssim: number | null;
  mae: number;
}

/** Y of YCbCr with head- and footroom, and the grey of MATLAB. */
const WEIGHTS = { luma: [65.481 / 255, 128.553 / 255, 24.966 / 255], grey: [0.2989, 0.587, 0.114] } as const;

type Reader = (pixel: number, channel: number) => number;

/** Return the values that the protocol measures, and the number of their channels. */
export function measured(plane: Plane, { colour, quantise, rounded, data_range }: Measure): [read: Reader, channels: number] {
  const { data, stride, factor, offset, eight, channels } = plane;
  const span = data_range ?? 1;
  const step = span / 255;
  let read: Reader = (pixel, channel) => offset + factor * data[pixel * stride + channel]!;
  if (quantise && !eight) {
    const stored = read;
    const levels: Reader = (pixel, channel) => Math.max(0, Math.min(255, Math.fround(stored(pixel, channel) / step)));
    const whole = (level: number) => Math.floor(quantise === "round" ? Math.fround(level + 0.5) : level);
    read = (pixel, channel) => whole(levels(pixel, channel)) * step;
  }
  if (colour === "as given" || channels !== 3) return [rounded && plane.level === null ? toLevels(read, step) : read, channels];
  const [red, green, blue] = WEIGHTS[colour];
  const base = colour === "luma" ? (16 / 255) * span : 0;
  const channel = read;
  const grey: Reader = (pixel) => base + red * channel(pixel, 0) + green * channel(pixel, 1) + blue * channel(pixel, 2);
  return [rounded ? toLevels(grey, plane.level ?? step) : grey, 1];
}

/** Halves go up, as in MATLAB; a value that is a half but for rounding errors is one. */
const toLevels = (read: Reader, level: number): Reader => (pixel, channel) => Math.floor(read(pixel, channel) / level + (0.5 + 1e-9)) * level;

/** Return the weights of a window. */
export function windowWeights({ window, window_size: size, sigma }: SsimSettings): Float64Array {
  const half = (size - 1) / 2;
  const weights = Float64Array.from({ length: size }, (_, i) => (window === "uniform" ? 1 : Math.exp(-0.5 * ((i - half) / sigma) ** 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Return the place in an image of a place outside it. */
export function reflected(at: number, length: number, padding: SsimSettings["padding"]): number {
  if (padding === "replicate") return Math.max(0, Math.min(length - 1, at));
  const skip = padding === "reflect" ? 1 : 0;
  if (at < 0) return -at - 1 + skip;
  return at >= length ? 2 * length - 1 - at - skip : at;
}

/** The rows of windows after which a score pauses, so that the page can draw meanwhile. */
const BAND = 16;

/** Score a part of the images; the generator pauses now and then. */
export function* scoring(job: Job): Generator<void, RegionScores> {
  const { width, height, measure } = job;
  const [reference, ones] = measured(job.reference, measure);
  const [candidate, others] = measured(job.candidate, measure);
  const channels = Math.max(ones, others);
  const one: Reader = ones === 1 ? (pixel) => reference(pixel, 0) : reference;
  const other: Reader = others === 1 ? (pixel) => candidate(pixel, 0) : candidate;
  let [squares, sizes] = [0, 0];
  for (let y = 0; y < height; y++) {
    if (y % BAND === 0) yield;
    for (let pixel = y * width; pixel < (y + 1) * width; pixel++) {
      for (let c = 0; c < channels; c++) {
        const error = other(pixel, c) - one(pixel, c);
        squares += error * error;
        sizes += Math.abs(error);
      }
    }
  }
  const count = width * height * channels;
  const range = measure.data_range;
  const psnr = range === null ? null : squares ? 20 * Math.log10(range) - 10 * Math.log10(squares / count) : Infinity;
  const span = measure.ssim?.data_range ?? range;
  let ssim: number | null = null;
  if (job.ssim && measure.ssim && span !== null && fits(width, height, measure.ssim)) {
    ssim = 0;
    for (let c = 0; c < channels; c++) ssim += (yield* similarity((p) => one(p, c), (p) => other(p, c), width, height, measure.ssim, span)) / channels;
  }
  return { psnr, ssim, mae: sizes / count };
}

/** Tell whether windows fit into a part. */
export function fits(width: number, height: number, { padding, window_size: size }: SsimSettings): boolean {
  const side = Math.min(width, height);
  if (padding === "valid") return side >= size;
  return padding === "replicate" || (size - 1) / 2 <= side - (padding === "reflect" ? 1 : 0);
}

/** Return the mean similarity of one channel: (1 - m^2 / B1) (1 - V / B2) of the differences. */
function* similarity(one: (pixel: number) => number, other: (pixel: number) => number, width: number, height: number, settings: SsimSettings, span: number): Generator<void, number> {
  const weights = windowWeights(settings);
  const size = weights.length;
  const half = (size - 1) / 2;
  const out = settings.padding === "valid" ? 0 : half;
  const [columns, rows] = [width + 2 * out - size + 1, height + 2 * out - size + 1];
  const c1 = (settings.k1 * span) ** 2;
  const n = size * size;
  const c2 = (settings.k2 * span) ** 2 * (settings.covariance === "sample" ? (n - 1) / n : 1);
  const centre = one(0);
  const rowsOf = ringOfRows(one, other, width, height, weights, out, settings.padding, centre);
  let total = 0;
  for (let y = 0; y < rows; y++) {
    if (y % BAND === 0) yield;
    const lines = Array.from({ length: size }, (_, k) => rowsOf(y + k));
    for (let x = 0; x < columns; x++) {
      let [mean, gap, square, gapSquare] = [0, 0, 0, 0];
      for (let k = 0, at = 4 * x; k < size; k++) {
        const line = lines[k]!;
        const weight = weights[k]!;
        mean += weight * line[at]!;
        gap += weight * line[at + 1]!;
        square += weight * line[at + 2]!;
        gapSquare += weight * line[at + 3]!;
      }
      const variances = Math.max(0, square - mean * mean - (mean + gap) ** 2);
      const variance = Math.min(Math.max(0, gapSquare - gap * gap), 2 * variances);
      const [first, second] = [mean + centre, mean + gap + centre];
      total += (1 - (gap * gap) / (first * first + second * second + c1)) * (1 - variance / (variances + c2));
    }
  }
  return total / (columns * rows);
}

/** Return a function of a row that gives its four means along the row; rows are kept as long as windows need them. */
function ringOfRows(
  one: (pixel: number) => number,
  other: (pixel: number) => number,
  width: number,
  height: number,
  weights: Float64Array,
  out: number,
  padding: SsimSettings["padding"],
  centre: number,
): (row: number) => Float64Array {
  const size = weights.length;
  const columns = width + 2 * out - size + 1;
  const ring = Array.from({ length: size }, () => ({ row: -1, line: new Float64Array(4 * columns) }));
  const places = Int32Array.from({ length: width + 2 * out }, (_, x) => reflected(x - out, width, padding));
  const [firsts, gaps] = [new Float64Array(places.length), new Float64Array(places.length)];
  return (row) => {
    const kept = ring[row % size]!;
    if (kept.row === row) return kept.line;
    const start = reflected(row - out, height, padding) * width;
    places.forEach((place, x) => {
      firsts[x] = one(start + place) - centre;
      gaps[x] = other(start + place) - centre - firsts[x]!;
    });
    const { line } = kept;
    for (let x = 0; x < columns; x++) {
      let [mean, gap, square, gapSquare] = [0, 0, 0, 0];
      for (let k = 0; k < size; k++) {
        const [weight, a, d] = [weights[k]!, firsts[x + k]!, gaps[x + k]!];
        mean += weight * a;
        gap += weight * d;
        square += weight * (a * a + (a + d) * (a + d));
        gapSquare += weight * d * d;
      }
      line[4 * x] = mean;
      line[4 * x + 1] = gap;
      line[4 * x + 2] = square;
      line[4 * x + 3] = gapSquare;
    }
    kept.row = row;
    return line;
  };
}
