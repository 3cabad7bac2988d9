/** The sizes of the values of maps, which choose their scale. */

import { COUNTS, valueOf } from "./colours.js";
import type { Tile } from "./tiles.js";
import type { Layer } from "./types.js";

/** The greatest absolute value, and the 99.5th percentile of the absolute values. */
export interface Sizes {
  peak: number;
  typical: number;
}

/** The share of values above the typical one. */
const RARE = 0.005;

const BINS = 65536;

export function sizesOfCodes({ codes, flags }: Pick<Tile, "codes" | "flags">, layer: Pick<Layer, "low" | "high">): Sizes {
  const bins = new Uint32Array(65536);
  let total = 0;
  for (let i = 0; i < codes!.length; i++) {
    if (flags![i] !== COUNTS) continue;
    bins[codes![i]!]!++;
    total++;
  }
  const sizes: [number, number][] = [];
  bins.forEach((count, code) => count && sizes.push([Math.abs(valueOf(layer, code)), count]));
  sizes.sort((a, b) => b[0] - a[0]);
  let above = 0;
  const typical = sizes.find(([, count]) => (above += count) >= RARE * total)?.[0] ?? 0;
  // In a signed map, codes close to zero stand for less than half a step.
  const least = (0.6 * (layer.high - layer.low)) / 65535;
  const real = (size: number) => (size > least ? size : 0);
  return { peak: real(sizes[0]?.[0] ?? 0), typical: real(typical) };
}

export function sizesOfErrors(errors: Float32Array): Sizes {
  let peak = 0;
  let total = 0;
  for (let i = 0; i < errors.length; i++) {
    const size = Math.abs(errors[i]!);
    if (!Number.isFinite(size)) continue;
    total++;
    if (size > peak) peak = size;
  }
  if (!peak) return { peak, typical: 0 };
  const counts = new Uint32Array(BINS);
  const greatest = new Float32Array(BINS);
  for (let i = 0; i < errors.length; i++) {
    const size = Math.abs(errors[i]!);
    if (!Number.isFinite(size)) continue;
    const bin = Math.floor((size / peak) * (BINS - 1));
    counts[bin]!++;
    if (size > greatest[bin]!) greatest[bin] = size;
  }
  let bin = BINS;
  for (let above = 0; bin > 0 && above < RARE * total; ) above += counts[--bin]!;
  return { peak, typical: greatest[bin]! };
}
