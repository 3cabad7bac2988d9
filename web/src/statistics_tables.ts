/** The tables of the statistics of a study: the numbers of its record, and nothing computed anew. */

import { short } from "./colours.js";
import { tableOf, type Cell, type Head, type TextTable } from "./copies.js";
import { numeric } from "./scores.js";
import { statisticsOf, type Mean, type Pairs } from "./study_record.js";
import type { Outcome, PageDocument } from "./types.js";
import { decimalsOf, decimalsOfMeans, fixed, labelOf, percent, signedNumber, unitOf, wordOf } from "./words.js";

const NONE = "\u2013";

/** Return a table in which no cell is the best. */
const plain = (head: Head[], rows: Cell[][], texts: number): TextTable => ({ head, rows, best: rows.map((row) => row.map(() => false)), texts });

const intervalHead = (name: string, brief = name): Head => ({ name, short: brief, under: true, parts: ["from", "to"], joint: " \u2026 " });

const WINS: Head = { name: "Won / tied / lost", parts: ["won", "tied", "lost"], joint: " / " };

const intervalOf = (ends: readonly [number, number] | null | undefined, decimals: number): Cell => (ends ? ends.map((end) => fixed(numeric(end), decimals)) : NONE);

const named = (name: string, unit: string): string => (unit ? `${name} (${unit})` : name);

/** Return the means of all methods, each with the mean of its worst images beside it. */
export function meansTable(source: PageDocument): TextTable {
  const { head, rows, best } = tableOf(source);
  const { worst, means = [] } = statisticsOf(source);
  const { methods, metrics, ours } = source;
  const meanOf = (spec: string, method: string) => means.find((one) => one.metric === spec && one.method === method);
  const worstOf = (spec: string, method: string) => worst?.means.find((one) => one.metric === spec && one.method === method);
  const decimals = metrics.map(({ spec }) => decimalsOf(methods.map((method) => meanOf(spec, method)?.mean ?? NaN)));
  const beside = <T>(cells: readonly T[], added: (spec: string, i: number) => T): T[] => cells.flatMap((cell, j) => (j && worst?.means.length ? [cell, added(metrics[j - 1]!.spec, j - 1)] : [cell]));
  const notes = methods.map((method) => [method === ours && method !== "ours" ? "ours" : "", ...metrics.map(({ spec }) => omitted(meanOf(spec, method)))]);
  return {
    head: beside(head, (spec) => ({ name: `worst ${short(worst!.percent)} % in ${labelOf(source, spec)}`, short: `worst ${short(worst!.percent)} %`, under: true })),
    rows: rows.map((row, at) => beside(row, (spec, i) => fixed(worstOf(spec, methods[at]!)?.mean ?? NaN, decimals[i]!))),
    best: best.map((row, at) => beside(row, (spec) => worstOf(spec, methods[at]!)?.best ?? false)),
    notes: notes.map((row) => beside(row, () => "")),
  };
}

const omitted = (mean: Mean | undefined): string => (mean && mean.missing + mean.infinite ? `${mean.missing} missing, ${mean.infinite} infinite` : "");

const outcomesIn = (source: PageDocument, metric: string): Outcome[] => (source.verdicts?.outcomes ?? []).filter((one) => one.metric === metric);

/** Return the comparisons of ours with each rival in a metric; differences above 0 favour ours. */
export function rivalsTable(source: PageDocument, metric: string): TextTable {
  const outcomes = outcomesIn(source, metric);
  const unit = unitOf(source, metric);
  const decimals = decimalsOfMeans(source, metric);
  const margin = outcomes.some((one) => typeof one.margin === "number");
  const level = `${percent(outcomes[0]?.paired.confidence ?? 0.95)} interval`;
  const head: Head[] = ["Rival", "Verdict", named("Difference", unit), intervalHead(level), intervalHead("Simultaneous interval", "simultaneous"), WINS, "p", ...(margin ? [{ name: "p of equivalence", short: "equivalence", under: true }] : [])];
  const rows = outcomes.map(({ rival, word, adjusted_p, paired, simultaneous, equivalence_p }): Cell[] => [
    rival,
    wordOf({ word, paired }, source.verdicts?.unit),
    signedNumber(paired.mean, decimals) || NONE,
    intervalOf(paired.interval, decimals),
    intervalOf(simultaneous, decimals),
    [paired.wins, paired.ties, paired.losses].map(String),
    short(adjusted_p, 2),
    ...(margin ? [short(equivalence_p, 2)] : []),
  ]);
  return plain(head, rows, 2);
}

/** Return the comparisons of ours with each rival on each data set in a metric; empty without data sets. */
export function dataSetsTable(source: PageDocument, metric: string): TextTable {
  const outcomes = outcomesIn(source, metric);
  const decimals = decimalsOfMeans(source, metric);
  const level = `${percent(outcomes[0]?.paired.confidence ?? 0.95)} interval`;
  const rows = outcomes.flatMap(({ rival, by_data_set }) =>
    (by_data_set ?? []).map((own): Cell[] => [rival, own.data_set, signedNumber(own.mean === null ? null : numeric(own.mean), decimals) || NONE, intervalOf(own.interval, decimals), [own.wins, own.ties, own.losses].map(String), short(own.uncorrected_p, 2)]),
  );
  return plain(["Rival", "Data set", named("Difference", unitOf(source, metric)), intervalHead(level), WINS, "p"], rows, 2);
}

/** Return the indices of the compared methods, best mean rank first. */
export const orderOf = ({ mean_ranks }: Pairs): number[] => mean_ranks.map((_, i) => i).sort((a, b) => numeric(mean_ranks[a]) - numeric(mean_ranks[b]) || a - b);

/** Return all pairs of methods in a metric, the one of better mean rank first; differences above 0 favour it. */
export function pairsTable(pairs: Pairs, unit = ""): TextTable {
  const { methods, p, level, improvement, improvement_intervals: intervals, confidence, equivalence } = pairs;
  const order = orderOf(pairs);
  const rows = order.flatMap((i, at) =>
    order.slice(at + 1).map((j): Cell[] => {
      const own = p[i]![j] ?? null;
      const told = pairs.words?.[i]![j] ?? (own !== null && own <= level ? "better" : "no difference shown");
      const word = own === null && told !== "equivalent" ? "not tested" : told;
      const alike = equivalence ? relevanceOf(equivalence, i, j) : [];
      return [methods[i]!, methods[j]!, word, short(own, 2), short(improvement[i]![j], 3), intervalOf(intervals[i]![j], 2), ...alike];
    }),
  );
  const covered = `${percent(confidence)} interval`;
  const more: Head[] = equivalence ? [named("Difference", unit), intervalHead(`${covered} of the difference`, covered), { name: "p of equivalence", short: "equivalence", under: true }] : [];
  return plain(["Method", "Other method", "Result", "p", "Probability of improvement", intervalHead(covered), ...more], rows, 3);
}

/** Return the mean difference of a pair, its interval, and the p of equivalence. */
function relevanceOf({ differences, intervals, p }: NonNullable<Pairs["equivalence"]>, i: number, j: number): Cell[] {
  const decimals = decimalsOf(differences.flat().map((one) => one ?? NaN));
  return [signedNumber(differences[i]![j] ?? null, decimals) || NONE, intervalOf(intervals[i]![j], decimals), short(p[i]![j], 2)];
}

/** Return the mean ranks of all methods in each metric, and the share of resamples in which each is first. */
export function ranksTable(source: PageDocument): TextTable {
  const { ranks = {}, methods = [] } = source.verdicts ?? {};
  const known = Object.entries(ranks);
  const head = known.flatMap(([metric]): Head[] => [`${labelOf(source, metric)}, mean rank`, { name: `${labelOf(source, metric)}, first in`, short: "first in", under: true }]);
  const rows = methods.map((method, i) => [method, ...known.flatMap(([, { mean_rank, first_shares }]) => [fixed(numeric(mean_rank[i]), 2), short(first_shares?.[i], 3)])]);
  return plain(["Method", ...head], rows, 1);
}

/** Return the means of each method on the images with low, middle and high difficulty, in a metric. */
export function difficultyTable(source: PageDocument, metric: string): TextTable {
  const thirds = statisticsOf(source).difficulty?.thirds ?? [];
  const columns = thirds.map(({ means }) => means.filter((one) => one.metric === metric));
  const decimals = decimalsOf(columns.flat().map(({ mean }) => mean ?? NaN));
  const cells = source.methods.map((method) => columns.map((column) => column.find((mean) => mean.method === method)));
  return {
    head: ["Method", ...thirds.map(({ name }, i) => `${name} (${columns[i]![0]?.n ?? 0})`)],
    rows: source.methods.map((method, at) => [method, ...cells[at]!.map((mean) => fixed(mean?.mean ?? NaN, decimals))]),
    best: cells.map((row) => [false, ...row.map((mean) => mean?.best ?? false)]),
  };
}
