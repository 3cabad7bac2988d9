/** Numbers and results in words. */

import { short } from "./colours.js";
import type { Metric, Outcome, PageDocument } from "./types.js";

/** The fewest units of which a difference can be tested. */
const FEWEST_TO_TEST = 2;

/** Return the result of a comparison; a single unit cannot be tested. */
export function wordOf({ word, paired }: Pick<Outcome, "word"> & { paired: { n: number } }, unit = "image"): string {
  return paired.n < FEWEST_TO_TEST ? `${paired.n} ${unit}${paired.n === 1 ? "" : "s"}: not testable` : word;
}

/** Return the displayed name of a metric. */
export const nameOf = (metric: Pick<Metric, "spec" | "label">): string => metric.label ?? metric.spec;

/** Return the displayed name of the metric with a spec. */
export const labelOf = (source: Pick<PageDocument, "metrics">, spec: string): string => nameOf(source.metrics.find((metric) => metric.spec === spec) ?? { spec });

export const unitOf = (source: PageDocument, metric: string): string => source.metrics.find(({ spec }) => spec === metric)?.unit ?? "";

/** Return a number with its sign, fixed decimals and its unit; nothing if it is unknown. */
export function signedNumber(value: number | null, decimals: number, unit = ""): string {
  if (value === null) return "";
  return `${value > 0 ? "+" : ""}${fixed(value, decimals)}${unit ? ` ${unit}` : ""}`;
}

/** Return the decimals of the mean differences in a metric. */
export function decimalsOfMeans(source: PageDocument, metric: string): number {
  return decimalsOf((source.verdicts?.outcomes ?? []).flatMap((one) => (one.metric === metric ? [one.paired.mean ?? NaN] : [])));
}

/** Return the decimals that a column of scores needs, so that a typical score has four significant digits. */
export function decimalsOf(values: ArrayLike<number>): number {
  const sizes = Array.prototype.filter.call(values, (value: number) => Number.isFinite(value) && value !== 0).map(Math.abs) as number[];
  sizes.sort((a, b) => a - b);
  const typical = sizes[Math.floor(sizes.length / 2)];
  return typical === undefined ? 0 : Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(typical))));
}

/** Format a score with a fixed number of decimals, and a proper minus sign. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return short(value);
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "\u2212");
}

/** Return a share in percent. */
export const percent = (share: number, digits = 0): string => `${fixed(100 * share, digits)} %`;

/** Return a zoom factor in percent. */
export function percentOf(scale: number): string {
  const percent = 100 * scale;
  return `${percent >= 10 ? Math.round(percent) : short(percent, 2)} %`;
}
