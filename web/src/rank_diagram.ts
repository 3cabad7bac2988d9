/** The critical-difference diagram: mean ranks, and bars over methods that do not differ significantly. */

import { html, nothing, svg, type TemplateResult } from "lit";
import { short } from "./colours.js";
import { orderOf } from "./statistics_tables.js";
import type { Pairs } from "./study_record.js";
import { fixed } from "./words.js";

/** The height of a line, and the gap between names and the axis, in pixels. */
const LINE = 15;
const GAP = 8;

/** The widest font of names: the one of the page, in bold. */
const FONT = '700 11px system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';

/** The share of the width that a name takes at most on each side. */
const SIDE = 0.32;

interface Row {
  name: string;
  /** The name as it is drawn, shortened to its room. */
  shown: string;
  rank: number;
  /** Whether the name stands at the left, where the better half is. */
  left: boolean;
  x: number;
  y: number;
}

interface Span {
  from: number;
  to: number;
  y: number;
}

export interface Diagram {
  width: number;
  height: number;
  /** Where the axis is, and where names begin. */
  axis: Span;
  sides: [number, number];
  ticks: { x: number; rank: number }[];
  rows: Row[];
  bars: Span[];
  difference: Span | null;
}

/** Measures a text in pixels. */
export type Measure = (text: string) => number;

let context: CanvasRenderingContext2D | null = null;

const measured: Measure = (text) => {
  context ??= document.createElement("canvas").getContext("2d")!;
  context.font = FONT;
  return context.measureText(text).width;
};

/** The shares of a shortened name that its end keeps; the first that tells all names apart is taken. */
const ENDS = [1 / 3, 0, 2 / 3, 1];

function shortened(name: string, room: number, measure: Measure, share: number): string {
  if (measure(name) <= room) return name;
  const letters = Array.from(name);
  let text = "\u2026";
  for (let kept = letters.length - 1; kept > 0; kept--) {
    const end = Math.round(share * kept);
    text = [...letters.slice(0, kept - end), "\u2026", ...letters.slice(letters.length - end)].join("");
    if (measure(text) <= room) break;
  }
  return text;
}

/** Shorten names to a width so that they differ as long as possible. */
export function shortNames(names: readonly string[], room: number, measure: Measure): string[] {
  const choices = ENDS.map((share) => names.map((name) => shortened(name, room, measure, share)));
  const counts = choices.map((choice) => new Set(choice).size);
  return choices[counts.indexOf(Math.max(...counts))]!;
}

/** Return the number of the track of each bar, so that bars of one track do not touch. */
function tracksOf(spans: readonly (readonly [number, number])[]): number[] {
  const ends: number[] = [];
  return spans.map(([low, high]) => {
    const track = ends.findIndex((end) => end < low);
    const own = track < 0 ? ends.length : track;
    ends[own] = high;
    return own;
  });
}

/** Return the parts of the diagram of a metric, in pixels; null without ranks. */
export function diagramOf(pairs: Pairs, width: number, measure: Measure): Diagram | null {
  const ranks = pairs.mean_ranks.filter((rank) => rank !== null);
  if (pairs.n < 2 || ranks.length < pairs.methods.length) return null;
  const order = orderOf(pairs);
  const rankOf = (name: string) => ranks[pairs.methods.indexOf(name)]!;
  const spans = pairs.cliques.map((names): [number, number] => [Math.min(...names.map(rankOf)), Math.max(...names.map(rankOf))]);
  const tracks = tracksOf(spans);
  const difference = pairs.critical_difference;

  const half = Math.ceil(order.length / 2);
  const rankRoom = measure(` ${fixed(Math.max(...ranks), 2)}`) + GAP;
  const names = shortNames(order.map((i) => pairs.methods[i]!), SIDE * width - rankRoom, measure);
  const room = (part: readonly string[]) => Math.max(0, ...part.map(measure)) + rankRoom;
  const sides: [number, number] = [room(names.slice(0, half)), width - room(names.slice(half))];

  const [least, most] = [Math.min(...ranks), Math.max(...ranks)];
  const reach = Math.max(most - least, 1.05 * (difference ?? 0));
  const low = Math.max(1, Math.floor(least));
  const high = Math.max(Math.ceil(most), Math.ceil(Math.min(low + reach, order.length)), low + 1);
  const end = Math.max(high, low + reach);
  const [from, to] = [sides[0] + GAP, sides[1] - GAP];
  const x = (rank: number) => from + ((rank - low) / (end - low)) * (to - from);

  const y = difference === null ? 1.4 * LINE : 3.2 * LINE;
  const barAt = (track: number) => y + LINE * (0.55 + 0.55 * track);
  const first = barAt(Math.max(-1, ...tracks)) + LINE;
  const step = Math.max(1, Math.ceil((high - low) / 10));
  return {
    width,
    height: first + half * LINE,
    axis: { from, to: x(high), y },
    sides,
    ticks: Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => ({ x: x(low + i * step), rank: low + i * step })),
    rows: order.map((i, at) => {
      const left = at < half;
      const rank = ranks[i]!;
      return { name: pairs.methods[i]!, shown: names[at]!, rank, left, x: x(rank), y: first + (left ? at : order.length - 1 - at) * LINE };
    }),
    bars: spans.map(([one, other], i) => ({ from: x(one) - 3, to: x(other) + 3, y: barAt(tracks[i]!) })),
    difference: difference === null ? null : { from, to: x(low + difference), y: LINE * 1.3 },
  };
}

/** Draw the diagram of a metric. */
export function rankDiagram(pairs: Pairs, ours: string | null | undefined, width: number): TemplateResult | typeof nothing {
  const found = diagramOf(pairs, width, measured);
  if (!found) return nothing;
  const { axis, sides, ticks, rows, bars, difference, height } = found;
  return html`<svg class="ranks" viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="img" aria-label=${words(pairs, rows)}>
    ${difference && svg`<path class="rule" d="M${difference.from} ${difference.y - 3}v6m0 -3H${difference.to}m0 -3v6"></path>
      <text x=${difference.from} y=${difference.y - 6}>CD = ${short(pairs.critical_difference, 3)}</text>`}
    <path class="rule" d="M${axis.from} ${axis.y}H${axis.to}${ticks.map(({ x }) => `M${x} ${axis.y}v-4`).join("")}"></path>
    ${ticks.map(({ x, rank }) => svg`<text x=${x} y=${axis.y - 6} text-anchor="middle">${rank}</text>`)}
    ${rows.map((row) => method(row, axis.y, sides, row.name === ours))}
    ${bars.map(({ from, to, y }) => svg`<path class="clique" d="M${from} ${y}H${to}"></path>`)}
  </svg>`;
}

function method({ name, shown, rank, left, x, y }: Row, axis: number, [from, to]: readonly [number, number], ours: boolean): TemplateResult {
  const parts = [shown, fixed(rank, 2)];
  return svg`<g class=${ours ? "ours" : "rival"}><title>${name}: ${fixed(rank, 2)}</title>
    <path class="lead" d="M${x} ${axis}V${y}H${left ? from : to}"></path>
    <text x=${left ? from - 4 : to + 4} y=${y + 4} text-anchor=${left ? "end" : "start"}>${(left ? parts : parts.reverse()).join(" ")}</text></g>`;
}

function words({ cliques, critical_difference: difference }: Pairs, rows: readonly Row[]): string {
  const ranks = rows.map(({ name, rank }) => `${name} ${fixed(rank, 2)}`).join(", ");
  const groups = cliques.map((names) => names.join(", ")).join("; ");
  return `Mean ranks: ${ranks}. ${groups ? `Without a significant difference: ${groups}.` : "All pairs differ significantly."}${difference === null ? "" : ` Critical difference: ${short(difference, 3)}.`}`;
}
