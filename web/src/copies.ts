/** What is copied from the page: commands, and tables as LaTeX, Markdown or CSV. */

import { cell, numeric } from "./scores.js";
import { statisticsOf } from "./study_record.js";
import type { PageDocument } from "./types.js";
import type { Box } from "./viewport.js";
import { decimalsOf, fixed, nameOf } from "./words.js";

const CONTROLS = /[\0-\x1f\x7f-\x9f]/;

/** Quote a word for a shell of Unix; control characters, which a terminal would obey, are spelled. */
export function quoted(word: string): string {
  if (/^[\w.,:/=+-]+$/.test(word)) return word;
  if (!CONTROLS.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const code = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `$'${word.replace(/[\\']/g, "\\$&").replace(new RegExp(CONTROLS, "g"), code)}'`;
}

/** Return the largest square in the middle of a box. */
export function squareOf({ x, y, width, height }: Box): { x: number; y: number; size: number } {
  const size = Math.min(width, height);
  return { x: x + Math.floor((width - size) / 2), y: y + Math.floor((height - size) / 2), size };
}

/** What stands for the folder of a study in commands, on pages that do not know it. */
export const STUDY_FOLDER = "STUDY_FOLDER";

/** Return the command that draws a figure of a box of an image, of the study in a folder. */
export function figureCommand(image: string, box: Box, folder = STUDY_FOLDER): string {
  const { x, y, size } = squareOf(box);
  return `difference-finder figure ${quoted(folder)} --crops 0 --crop ${quoted(`${image}:${x},${y},${size}`)} -o figure.pdf`;
}

/** The heading of a column. */
export interface Heading {
  name: string;
  /** Whether its cells stand beneath those of the column before, on the page. */
  under?: boolean;
  /** Its name there. */
  short?: string;
  /** The parts of its cells, such as the ends of an interval: they are several columns of CSV. */
  parts?: readonly string[];
  joint?: string;
}

export type Head = string | Heading;

/** A cell: a text, or its parts. */
export type Cell = string | readonly string[];

/** A table of text; the best cell of each column is known. */
export interface TextTable {
  head: Head[];
  rows: Cell[][];
  best: boolean[][];
  /** The number of columns of words, which come first; by default 1. */
  texts?: number;
  /** A note beneath each cell, which is not copied. */
  notes?: string[][];
}

export const headText = (head: Head): string => (typeof head === "string" ? head : head.name);

/** Return the text of a cell, with its parts joined. */
export const cellOf = (cell: Cell, head: Head): string => (typeof cell === "string" ? cell : cell.join((head as Heading).joint));

/** Return a table whose cells are single texts. */
function joined({ head, rows }: TextTable): { names: string[]; lines: string[][] } {
  return { names: head.map(headText), lines: rows.map((row) => row.map((text, j) => cellOf(text, head[j]!))) };
}

/** Return the table of a document: the means of the methods of a study, or the scores of each pair. */
export function tableOf(source: PageDocument): TextTable {
  const names = source.metrics.map(({ unit, higher_is_better: up }, i) => `${nameOf(source.metrics[i]!)}${unit ? ` (${unit})` : ""}${up === null ? "" : up ? " \u2191" : " \u2193"}`);
  if (source.kind === "study") {
    const { means = [] } = statisticsOf(source);
    const columns = source.metrics.map(({ spec }) => means.filter(({ metric }) => metric === spec));
    const decimals = columns.map((column) => decimalsOf(column.map(({ mean }) => mean ?? NaN)));
    const cells = source.methods.map((method) => columns.map((column) => column.find((mean) => mean.method === method)));
    return {
      head: ["Method", ...names],
      rows: source.methods.map((method, i) => [method, ...cells[i]!.map((mean, j) => fixed(mean?.mean ?? NaN, decimals[j]!))]),
      best: cells.map((row) => [false, ...row.map((mean) => mean?.best ?? false)]),
    };
  }
  const columns = source.metrics.map(({ spec }) => source.entries.map((_, i) => numeric(source.scores[spec]?.[0]?.[i])));
  const decimals = columns.map(decimalsOf);
  const rows = source.entries.map(({ name }, i) => [name, ...columns.map((column, j) => fixed(column[i]!, decimals[j]!))]);
  return { head: ["Pair", ...names], rows, best: rows.map((row) => row.map(() => false)) };
}

const LATEX: Record<string, string> = {
  "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "\u2191": "$\\uparrow$", "\u2193": "$\\downarrow$",
  "\u2212": "$-$", "\u221e": "$\\infty$", "\u2013": "--", "\u2026": "\\ldots{}",
};

/** Return a text as LaTeX prints it. */
export const latexText = (text: string): string => text.replace(/[\\~^\u2191\u2193\u2212\u221e\u2013\u2026]|[&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`);

const markdownText = (text: string): string => text.replace(/[\\|*_`<>[\]]/g, "\\$&").replace(/\s+/g, " ");

/** Return a table as LaTeX with booktabs; the best values are bold. */
export function latexTable(table: TextTable): string {
  const { texts = 1, best } = table;
  const { names, lines } = joined(table);
  const line = (cells: readonly string[]) => `${cells.join(" & ")} \\\\`;
  const body = lines.map((row, i) => line(row.map((text, j) => (best[i]![j] ? `\\textbf{${latexText(text)}}` : latexText(text)))));
  const columns = `${"l".repeat(texts)}${"r".repeat(names.length - texts)}`;
  return [`\\begin{tabular}{${columns}}`, "\\toprule", line(names.map(latexText)), "\\midrule", ...body, "\\bottomrule", "\\end{tabular}", ""].join("\n");
}

/** Return a table as Markdown; the best values are bold. */
export function markdownTable(table: TextTable): string {
  const { texts = 1, best } = table;
  const { names, lines } = joined(table);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const body = lines.map((row, i) => line(row.map((text, j) => (best[i]![j] ? `**${markdownText(text)}**` : markdownText(text)))));
  return [line(names.map(markdownText)), line(names.map((_, j) => (j < texts ? "---" : "---:"))), ...body, ""].join("\n");
}

/** Return the names of the parts of a column; of a column without parts, one without a name. */
const partsOf = (head: Head): readonly string[] => (typeof head === "string" ? [""] : (head.parts ?? [""]));

/** Return a table as CSV, with numbers as programs read them. */
export function csvTable({ head, rows, texts = 1 }: TextTable): string {
  const number = (text: string) => text.replace("\u2212", "-").replace("\u221e", "inf").replace("\u2013", "");
  const names = head.flatMap((one) => partsOf(one).map((part) => (part ? `${headText(one)}, ${part}` : headText(one).replace(/ [\u2191\u2193]$/, ""))));
  const lines = rows.map((row) => row.flatMap((own, j) => {
    if (j < texts) return [cell(cellOf(own, head[j]!))];
    return (typeof own === "string" ? partsOf(head[j]!).map(() => own) : own).map(number);
  }));
  return [names.map(cell), ...lines].map((line) => `${line.join(",")}\n`).join("");
}
