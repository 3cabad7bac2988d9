/** Quantiles of sorted numbers. */

/** Return the value below which a share of the numbers lies, interpolated between two of them as numpy does. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below];
  if (low === undefined) return NaN;
  const high = sorted[below + 1] ?? low;
  return low + (place - below) * (high - low);
}
