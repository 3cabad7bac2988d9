import assert from "node:assert/strict";
import { test } from "node:test";
import { csvTable, figureCommand, latexTable, latexText, markdownTable, quoted, tableOf } from "../src/copies.js";
import { loupeScale } from "../src/loupe.js";
import { digitHeight, labelsOf, numberLines } from "../src/pixel_numbers.js";
import type { PageDocument } from "../src/types.js";
import { barLength } from "../src/view_picture.js";

const source = {
  kind: "study",
  methods: ["ours_2", "a,b|c"],
  metrics: [{ spec: "psnr", higher_is_better: true, unit: "dB" }],
  record: { means: [{ metric: "psnr", method: "ours_2", mean: 31.25, best: true }, { metric: "psnr", method: "a,b|c", mean: -0.5, best: false }] },
} as unknown as PageDocument;

test("the command names the square in the middle of the box, quoted for a shell", () => {
  assert.equal(figureCommand("scene/1.png", { x: 10, y: 20, width: 64, height: 32 }), "difference-finder figure STUDY_FOLDER --crops 0 --crop scene/1.png:26,20,32 -o figure.pdf");
  assert.equal(figureCommand("1.png", { x: 0, y: 0, width: 8, height: 8 }, "/results/my study's"), "difference-finder figure '/results/my study'\\''s' --crops 0 --crop 1.png:0,0,8 -o figure.pdf");
  assert.equal(quoted("a b's:1,2,3"), "'a b'\\''s:1,2,3'");
  assert.equal(quoted("$(rm)"), "'$(rm)'");
  assert.equal(quoted("a\u001b[2Jb"), "$'a\\u001b[2Jb'");
});

test("tables are copied as LaTeX, Markdown and CSV", () => {
  const table = tableOf(source);
  assert.deepEqual(table.head, ["Method", "psnr (dB) \u2191"]);
  assert.equal(latexTable(table), ["\\begin{tabular}{lr}", "\\toprule", "Method & psnr (dB) $\\uparrow$ \\\\", "\\midrule", "ours\\_2 & \\textbf{31.25} \\\\", "a,b|c & $-$0.50 \\\\", "\\bottomrule", "\\end{tabular}", ""].join("\n"));
  assert.equal(markdownTable(table).split("\n")[3], "| a,b\\|c | \u22120.50 |");
  assert.equal(csvTable(table), 'Method,psnr (dB)\nours_2,31.25\n"a,b|c",-0.50\n');
});

test("LaTeX has no active sign of a name", () => {
  assert.equal(latexText("50%_\\{~^#"), "50\\%\\_\\textbackslash{}\\{\\textasciitilde{}\\textasciicircum{}\\#");
});

test("numbers fit into their pixels", () => {
  assert.equal(digitHeight(15, 1, 1), 0);
  assert.ok(digitHeight(16, 1, 3) >= 6);
  assert.equal(digitHeight(16, 3, 3), 0);
  assert.ok(digitHeight(24, 3, 3) >= 6);
  assert.deepEqual(numberLines([255, 0.12345, NaN]), ["255", "0.123", "\u2013"]);
});

test("only pixels in sight have labels, and of a chosen channel one line", () => {
  const picture = { layer: { width: 100, height: 50, kind: "image" }, known: (x: number, y: number) => [x, y, 7] } as unknown as Parameters<typeof labelsOf>[0];
  const found = labelsOf(picture, { x: -40, y: 10, scale: 20 }, { width: 60, height: 40 }, 1)!;
  assert.deepEqual(found.map(({ x, y, lines }) => [x, y, ...lines]), [[2, 0, "0"], [3, 0, "0"], [4, 0, "0"], [2, 1, "1"], [3, 1, "1"], [4, 1, "1"]]);
});

test("bars have round lengths, and the loupe whole pixels", () => {
  assert.equal(barLength(800, 1.5), 100);
  assert.equal(barLength(100, 64), 1);
  assert.equal(loupeScale(0.3, 1), 8);
  assert.equal(loupeScale(2.4, 1), 10);
  assert.equal(loupeScale(9, 2), 36);
  assert.equal(loupeScale(40, 1), 20);
});
