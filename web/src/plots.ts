/** Plots of the distributions of scores and of the differences to each rival. */

import { html, nothing, svg, type TemplateResult } from "lit";
import { short } from "./colours.js";
import { quantile } from "./quantile.js";
import type { Table } from "./scores.js";
import type { Outcome } from "./types.js";
import { nameOf, wordOf } from "./words.js";

const WIDTH = 400;
const HEIGHT = 120;
const BINS = 48;

const finite = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(Array.prototype.filter.call(values, Number.isFinite) as number[]).sort();

/** Return the distribution of each method on a common axis: histogram, quartiles and median. */
export function distributions(table: Table): TemplateResult {
  const { metric, source } = table;
  const columns = table.columns.map(finite);
  const low = Math.min(...columns.map((column) => column[0] ?? Infinity));
  const high = Math.max(...columns.map((column) => column[column.length - 1] ?? -Infinity));
  if (!metric || !(low <= high)) return html`<p>No finite scores.</p>`;
  const span = high - low || 1;
  const at = (value: number) => 8 + ((value - low) / span) * (WIDTH - 16);
  const line = 52;
  const height = columns.length * line + 20;
  return html`<figure>
    <figcaption>Distribution of ${nameOf(metric)}${metric.unit ? ` (${metric.unit})` : ""} over images: histogram, quartiles, median.</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label=${columns.map((column, i) => `${source.methods[i]}: median ${short(quantile(column, 0.5))}, quartiles ${short(quantile(column, 0.25))} and ${short(quantile(column, 0.75))}`).join("; ")}>
      ${columns.map((column, i) => distribution(column, { name: source.methods[i]!, low, span, at, floor: i * line + line - 8, ours: i === table.ours }))}
      <text x="8" y=${height - 4}>${short(low)}</text>
      <text x=${WIDTH - 8} y=${height - 4} text-anchor="end">${short(high)}</text>
    </svg>
  </figure>`;
}

interface Axis {
  name: string;
  low: number;
  span: number;
  at: (value: number) => number;
  floor: number;
  ours: boolean;
}

function distribution(column: Float64Array, axis: Axis): TemplateResult {
  const counts = new Uint32Array(BINS);
  for (const value of column) counts[Math.min(BINS - 1, Math.floor(((value - axis.low) / axis.span) * BINS))]!++;
  const most = Math.max(1, ...counts);
  const step = (WIDTH - 16) / BINS;
  const { floor } = axis;
  let path = `M8 ${floor}`;
  counts.forEach((count, i) => (path += `V${(floor - (count / most) * 24).toFixed(1)}H${(8 + (i + 1) * step).toFixed(1)}`));
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((share) => axis.at(quantile(column, share)));
  return svg`<g class=${axis.ours ? "ours" : "rival"}>
    <path class="area" d="${path}V${floor}Z"></path>
    <line class="rule" x1="8" x2=${WIDTH - 8} y1=${floor} y2=${floor}></line>
    ${column.length ? svg`<line class="box" x1=${lower!} x2=${upper!} y1=${floor + 3} y2=${floor + 3}></line><line class="median" x1=${middle!} x2=${middle!} y1=${floor - 25} y2=${floor + 6}></line>` : nothing}
    <text x="8" y=${floor - 27}>${axis.name}</text>
    <text x=${WIDTH - 8} y=${floor - 27} text-anchor="end">${short(quantile(column, 0.5))}</text>
  </g>`;
}

/** Return the sorted differences of all images to each rival; ours is ahead above the line. */
export function pairedDifferences(table: Table, open: (image: number) => void): TemplateResult[] {
  const { source, metric, ours } = table;
  if (ours < 0 || typeof metric?.higher_is_better !== "boolean") return [];
  const sign = metric.higher_is_better ? 1 : -1;
  const own = table.columns[ours]!;
  return source.methods.flatMap((rival, i) => {
    if (i === ours) return [];
    const differences = Array.from(table.columns[i]!, (score, j): [number, number] => [sign * (own[j]! - score), j])
      .filter(([value]) => Number.isFinite(value))
      .sort((a, b) => a[0] - b[0]);
    return [waterfall(table, rival, differences, open)];
  });
}

/** Count the units in which ours is ahead; the verdict also counts infinite differences, which are not drawn. */
function tally(sorted: [number, number][], outcome: Outcome | undefined, unit: string): string {
  const ahead = outcome?.paired.wins ?? sorted.filter(([value]) => value > 0).length;
  const all = outcome?.paired.n ?? sorted.length;
  const infinite = outcome ? all - (outcome.paired.n_finite ?? all) : 0;
  const left = infinite ? ` (${infinite} infinite difference${infinite === 1 ? "" : "s"} not drawn)` : "";
  return `ahead in ${ahead} of ${all} ${unit}${all === 1 ? "" : "s"}${left}`;
}

function waterfall(table: Table, rival: string, sorted: [number, number][], open: (image: number) => void): TemplateResult {
  const { source, metric } = table;
  const outcome = source.verdicts?.outcomes.find((one) => one.rival === rival && one.metric === metric?.spec);
  const low = Math.min(0, sorted[0]?.[0] ?? 0);
  const high = Math.max(0, sorted[sorted.length - 1]?.[0] ?? 0);
  const y = (value: number) => 14 + ((high - value) / (high - low || 1)) * (HEIGHT - 28);
  const bars = Math.min(sorted.length, 200);
  const barWidth = Math.min(24, (WIDTH - 16) / Math.max(1, bars));
  const shapes = Array.from({ length: bars }, (_, i) => {
    const [value, image] = sorted[Math.floor(((i + 0.5) / bars) * sorted.length)]!;
    const top = Math.min(y(value), y(0));
    const height = Math.max(0.5, Math.abs(y(value) - y(0)));
    return svg`<rect class=${value < 0 ? "behind" : "ahead"} x=${8 + i * barWidth} y=${top} width=${Math.max(0.5, barWidth - (barWidth > 3 ? 1 : 0))} height=${height} @click=${() => open(image)}><title>${source.entries[image]!.name}: ${short(value)}</title></rect>`;
  });
  const interval = outcome?.paired.interval;
  const unit = metric?.unit ? ` ${metric.unit}` : "";
  const caption = `${source.ours} against ${rival}: ${tally(sorted, outcome, source.verdicts?.unit ?? "image")}`;
  const mean = outcome && outcome.paired.mean !== null ? `; mean ${short(outcome.paired.mean)}${unit}${interval ? `, ${Math.round(100 * outcome.paired.confidence)} % interval ${short(interval[0])} to ${short(interval[1])}` : ""}; ${wordOf(outcome)}` : "";
  const sampling = bars < sorted.length ? ` ${bars} of ${sorted.length} images are drawn, evenly spaced.` : "";
  return html`<figure>
    <figcaption>${caption}${mean}.${sampling}</figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${caption}>
      ${interval ? svg`<rect class="interval" x="8" width=${WIDTH - 16} y=${y(interval[1])} height=${Math.max(1, y(interval[0]) - y(interval[1]))}></rect>` : nothing}
      ${shapes}
      <line class="rule" x1="8" x2=${WIDTH - 8} y1=${y(0)} y2=${y(0)}></line>
      <text x="8" y="10">${high > 0 ? `+${short(high)}` : "0"}${unit}</text>
      <text x="8" y=${HEIGHT - 2}>${short(low)}${unit}</text>
    </svg>
  </figure>`;
}
