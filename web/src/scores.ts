/** The table of scores: columns, margins, sort order and CSV. */

import { NameIndex } from "./name_index.js";
import { decimalsOf, fixed, nameOf } from "./words.js";
import type { Filter, State } from "./state.js";
import type { Layer, PageDocument, Score } from "./types.js";

export const numeric = (score: Score | undefined): number =>
  score === null || score === undefined ? NaN : Number(score);

export class Table {
  readonly metric;
  /** The headings of the columns: the methods of a study in one metric, or the metrics of a comparison. */
  readonly headings: string[];
  /** The scores of all images, for each column. */
  readonly columns: Float64Array[];
  /** The margin of ours over the best rival for each image; positive where ours is ahead of all. */
  readonly margins: Float64Array;
  readonly ours: number;
  /** The names of images with an error row. */
  readonly failed: ReadonlySet<string>;
  readonly hasMargins: boolean;
  private readonly orders = new WeakMap<Float64Array, { up?: Uint32Array; down?: Uint32Array }>();
  private made: Column[] | null = null;

  constructor(
    readonly source: PageDocument,
    metric: number,
    readonly names = new NameIndex(source),
  ) {
    const study = source.kind === "study";
    this.failed = new Set(source.errors.map(({ name }) => name));
    this.metric = study ? (source.metrics[Math.min(metric, source.metrics.length - 1)] ?? null) : null;
    this.headings = study ? source.methods : source.metrics.map(({ spec }) => spec);
    const rows = study
      ? (source.scores[this.metric?.spec ?? ""] ?? [])
      : this.headings.map((spec) => source.scores[spec]?.[0]);
    this.columns = this.headings.map((_, i) => Float64Array.from(source.entries, (_entry, j) => numeric(rows[i]?.[j])));
    this.ours = source.methods.indexOf(source.ours ?? "");
    const sign = this.metric?.higher_is_better === false ? -1 : 1;
    const rivals = this.columns.filter((_, i) => i !== this.ours);
    const known = this.ours >= 0 && rivals.length > 0 && typeof this.metric?.higher_is_better === "boolean";
    this.margins = Float64Array.from(source.entries, (_entry, j) => {
      if (!known) return NaN;
      const best = Math.max(...rivals.map((column) => sign * column[j]!));
      const own = sign * this.columns[this.ours]![j]!;
      return own === best ? 0 : own - best;
    });
    this.hasMargins = this.margins.some((margin) => !Number.isNaN(margin));
  }

  /** The columns of the table, by their keys in it. */
  get shown(): readonly Column[] {
    return (this.made ??= this.makeColumns());
  }

  private makeColumns(): Column[] {
    const { source, columns, margins } = this;
    const common = decimalsOf(columns[Math.max(0, this.ours)] ?? []);
    const methods = this.headings.map((name, i): Column => {
      const values = columns[i]!;
      return { key: String(i), name, table: this, values, decimals: source.kind === "study" ? common : decimalsOf(values), margin: false };
    });
    const margin: Column = { key: "margin", name: `\u0394 ${source.ours ?? ""}`, table: this, values: margins, decimals: common, margin: true };
    return this.hasMargins ? [...methods, margin] : methods;
  }

  /** Return the best score of an image. */
  best(image: number): number {
    const higher = this.metric?.higher_is_better;
    if (typeof higher !== "boolean" || this.columns.length < 2) return NaN;
    return (higher ? Math.max : Math.min)(...this.columns.map((column) => column[image]!).filter((score) => !Number.isNaN(score)));
  }

  /** Return the indices of the images that pass the filter, by name, by a column, or in their order. */
  order(search: string, filter: Filter, sort: "name" | Float64Array | null, down: boolean): Uint32Array {
    const { length } = this.source.entries;
    const sorted = this.sorted(sort, down);
    const finds = this.names.finder(search);
    if (sorted && !finds && filter === "all") return sorted;
    const found = new Uint32Array(length);
    let count = 0;
    for (let at = 0; at < length; at++) {
      const image = sorted ? sorted[at]! : at;
      if (this.passes(image, filter) && (!finds || finds(image))) found[count++] = image;
    }
    return found.slice(0, count);
  }

  private passes(image: number, filter: Filter): boolean {
    if (filter === "all") return true;
    if (filter === "missing") return this.columns.some((column) => Number.isNaN(column[image]!));
    const margin = this.margins[image]!;
    return filter === "ahead" ? margin > 0 : margin < 0;
  }

  /** Return all images by name or by a column, sorted once for each direction; null for their own order. */
  private sorted(sort: "name" | Float64Array | null, down: boolean): Uint32Array | null {
    if (!sort) return null;
    if (sort === "name") return down ? this.names.order.slice().reverse() : this.names.order;
    const known = this.orders.get(sort) ?? {};
    this.orders.set(sort, known);
    return (known[down ? "down" : "up"] ??= orderOf(sort, down));
  }
}

/** Return the indices of scores in order; equal ones keep their order, and images without a score come last in either order. */
function orderOf(scores: Float64Array, down: boolean): Uint32Array {
  const order = new Uint32Array(scores.length);
  let count = 0;
  scores.forEach((score, i) => void (Number.isNaN(score) || (order[count++] = i)));
  const sign = down ? -1 : 1;
  // The difference of two equal infinities is not a number, so that they keep their order as well.
  order.subarray(0, count).sort((a, b) => sign * (scores[a]! - scores[b]!) || a - b);
  scores.forEach((score, i) => void (Number.isNaN(score) && (order[count++] = i)));
  return order;
}

/** The tables of all metrics, made when they are first shown. */
export class Tables {
  private readonly made = new Map<number, Table>();
  private readonly names: NameIndex;

  constructor(private readonly source: PageDocument) {
    this.names = new NameIndex(source);
  }

  of(metric: number): Table {
    const table = this.made.get(metric) ?? new Table(this.source, metric, this.names);
    this.made.set(metric, table);
    return table;
  }

  /** Return the tables of the other metrics, each with the index of its metric. */
  others(metric: number): [number, Table][] {
    return this.source.metrics.flatMap((_, i) => (i === metric ? [] : [[i, this.of(i)] as [number, Table]]));
  }
}

/** A column of the table: a method in a metric, or the margin of ours over its best rival. */
export interface Column {
  /** The name of the column in the address. */
  key: string;
  name: string;
  table: Table;
  values: Float64Array;
  decimals: number;
  margin: boolean;
}

/** Return the columns of the main table, and of the tables of other metrics beside it. */
export function columnsOf(main: Table, others: readonly (readonly [number, Table])[] = []): Column[] {
  return [...main.shown, ...others.flatMap(([metric, { shown }]) => shown.map((column) => ({ ...column, key: `${metric}:${column.key}` })))];
}

/** Return a cell of a column as text. */
export function cellText({ values, decimals, margin }: Column, image: number): string {
  const value = values[image]!;
  return `${margin && value > 0 ? "+" : ""}${fixed(value, decimals)}`;
}

/** Return the metric, the score of a method in an image, and its unit; null if the layer has no score. */
export function scoreOf(source: PageDocument, layer: Layer, { metric, entry }: State): [string, string, string] | null {
  const shown = source.metrics[metric];
  const row = source.kind === "study" ? source.methods.indexOf(layer.label) : -1;
  if (!shown || row < 0 || layer.kind !== "image" || layer.role === "reference") return null;
  const scores = source.methods.map((_, i) => numeric(source.scores[shown.spec]?.[i]?.[entry]));
  return [nameOf(shown), fixed(scores[row]!, decimalsOf(scores)), shown.unit];
}

/** Quote a cell of CSV; text that a spreadsheet would run as a formula gets an apostrophe. */
export function cell(text: string): string {
  const guarded = /^[=+\-@'\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

const digits = (score: Score | undefined): string =>
  score === null || score === undefined ? "" : score === "Infinity" ? "inf" : score === "-Infinity" ? "-inf" : String(score);

/** Return all scores in the format of scores.csv. */
export function csv(source: PageDocument): string {
  const lines = ["image,group,method,metric,score"];
  source.entries.forEach((entry, i) => {
    source.methods.forEach((method, j) => {
      for (const { spec } of source.metrics) {
        const names = [entry.name, source.groups?.[i] ?? "", method, spec].map(cell);
        lines.push([...names, digits(source.scores[spec]?.[j]?.[i])].join(","));
      }
    });
  });
  return `${lines.join("\n")}\n`;
}

/** Return the record, completed by the parts that the document keeps elsewhere. */
export function recordOf(source: PageDocument): Record<string, unknown> {
  const { verdicts, crops, errors, scores, methods, groups } = source;
  if (source.kind === "comparison") return source.record;
  const images = source.entries.map((entry) => entry.name);
  const tables = Object.fromEntries(
    Object.entries(scores).map(([spec, rows]) => [spec, Object.fromEntries(methods.map((name, i) => [name, rows[i]]))]),
  );
  return { ...source.record, verdicts, crops, errors, scores: { images, groups, tables } };
}
