/** What is copied from the page: commands, and tables as LaTeX, Markdown or CSV. */

import { cell, numeric } from "./scores.js";
import type { PageDocument } from "./types.js";
import type { Box } from "./viewport.js";
import { decimalsOf, fixed } from "./words.js";

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

/** Return the command that draws a figure of a box of an image, of a study in the folder STUDY. */
export function figureCommand(image: string, box: Box): string {
  const { x, y, size } = squareOf(box);
  return `difference-finder figure STUDY --crops 0 --crop ${quoted(`${image}:${x},${y},${size}`)} -o figure.pdf`;
}

/** A table of text; the best cell of each column is known. */
export interface TextTable {
  head: string[];
  rows: string[][];
  best: boolean[][];
}

interface Mean {
  metric: string;
  method: string;
  mean: number | null;
  best: boolean;
}

/** Return the table of a document: the means of the methods of a study, or the scores of each pair. */
export function tableOf(source: PageDocument): TextTable {
  const names = source.metrics.map(({ spec, unit, higher_is_better: up }) => `${spec}${unit ? ` (${unit})` : ""}${up === null ? "" : up ? " \u2191" : " \u2193"}`);
  if (source.kind === "study") {
    const means = (source.record["means"] ?? []) as Mean[];
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
  "\u2212": "$-$", "\u221e": "$\\infty$", "\u2013": "--",
};

/** Return a text as LaTeX prints it. */
export const latexText = (text: string): string => text.replace(/[\\~^\u2191\u2193\u2212\u221e\u2013]|[&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`);

const markdownText = (text: string): string => text.replace(/[\\|*_`<>[\]]/g, "\\$&").replace(/\s+/g, " ");

/** Return a table as LaTeX with booktabs; the best values are bold. */
export function latexTable({ head, rows, best }: TextTable): string {
  const line = (cells: readonly string[]) => `${cells.join(" & ")} \\\\`;
  const body = rows.map((row, i) => line(row.map((text, j) => (best[i]![j] ? `\\textbf{${latexText(text)}}` : latexText(text)))));
  const columns = `l${"r".repeat(head.length - 1)}`;
  return [`\\begin{tabular}{${columns}}`, "\\toprule", line(head.map(latexText)), "\\midrule", ...body, "\\bottomrule", "\\end{tabular}", ""].join("\n");
}

/** Return a table as Markdown; the best values are bold. */
export function markdownTable({ head, rows, best }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const body = rows.map((row, i) => line(row.map((text, j) => (best[i]![j] ? `**${markdownText(text)}**` : markdownText(text)))));
  return [line(head.map(markdownText)), line(head.map((_, j) => (j ? "---:" : "---"))), ...body, ""].join("\n");
}

/** Return a table as CSV, with numbers as programs read them. */
export function csvTable({ head, rows }: TextTable): string {
  const number = (text: string) => text.replace("\u2212", "-").replace("\u221e", "inf").replace("\u2013", "");
  const plain = head.map((text) => cell(text.replace(/ [\u2191\u2193]$/, "")));
  return [plain, ...rows.map(([name, ...cells]) => [cell(name!), ...cells.map(number)])].map((line) => `${line.join(",")}\n`).join("");
}
