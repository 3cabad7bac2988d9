import assert from "node:assert/strict";
import { test } from "node:test";
import { csvTable, latexTable, markdownTable } from "../src/copies.js";
import { diagramOf, shortNames } from "../src/rank_diagram.js";
import { listWidth, parseFragment, formatFragment, START } from "../src/state.js";
import { dataSetsTable, difficultyTable, meansTable, pairsTable, ranksTable, rivalsTable } from "../src/statistics_tables.js";
import type { Pairs } from "../src/study_record.js";
import type { PageDocument } from "../src/types.js";
import { WHOLE } from "../src/viewport.js";

const mean = (metric: string, method: string, value: number | null, best = false) => ({ metric, method, mean: value, best, n: 9, missing: method === "b" ? 1 : 0, infinite: 0 });

const outcome = (metric: string, rival: string, word: string, more: object = {}) => ({
  metric, rival, word, adjusted_p: 0.0123, primary: metric === "psnr", simultaneous: [0.1, 0.9], margin: null, equivalence_p: null,
  by_data_set: [{ data_set: "Set5", n: 5, mean: 0.25, interval: null, wins: 3, ties: 0, losses: 2, uncorrected_p: 0.5 }],
  paired: { n: 9, mean: 0.5, interval: [0.2, 0.8], wins: 6, ties: 1, losses: 2, higher_is_better: true, confidence: 0.95 }, ...more,
});

const PAIRS: Pairs = {
  metric: "psnr", methods: ["b", "ours", "a,c"], n: 9, data_sets: null, mean_ranks: [2.5, 1.1, 2.4], friedman_p: 0.001, post_hoc: "nemenyi",
  level: 0.05, critical_difference: 1.1, p: [[1, 0.01, 0.9], [0.01, 1, 0.05], [0.9, 0.05, 1]], cliques: [["a,c", "b"]],
  improvement: [[0.5, 0.1, 0.4], [0.9, 0.5, 0.95], [0.6, 0.05, 0.5]], improvement_intervals: [[null, [0, 0.3], null], [[0.7, 1], null, [0.8, 1]], [null, [0, 0.2], null]], confidence: 0.95,
};

const source = {
  kind: "study", ours: "ours", methods: ["ours", "b", "a,c"],
  metrics: [{ spec: "psnr", higher_is_better: true, unit: "dB" }, { spec: "lpips", higher_is_better: false, unit: "" }],
  entries: [], scores: {}, errors: [], crops: null, groups: null,
  record: {
    means: [mean("psnr", "ours", 31.25, true), mean("psnr", "b", 30), mean("psnr", "a,c", null), mean("lpips", "ours", 0.125), mean("lpips", "b", 0.1, true), mean("lpips", "a,c", 0.25)],
    worst: { percent: 1, means: [{ metric: "psnr", method: "ours", mean: 20.5, n: 1, best: false }, { metric: "psnr", method: "b", mean: 21, n: 1, best: true }] },
    difficulty: { measure: "content", thirds: ["low", "middle", "high"].map((name, i) => ({ name, least: i, most: i + 1, images: 3, means: [{ ...mean("psnr", "ours", 33 - i, true), n: 3 }, { ...mean("psnr", "b", 30), n: 3 }] })) },
    all_pairs: { psnr: PAIRS },
  },
  verdicts: {
    text: "", ours: "ours", level: 0.05, unit: "image", methods: ["ours", "b", "a,c"], primary: ["psnr"], caveats: [],
    outcomes: [outcome("psnr", "b", "equivalent", { margin: 0.05, equivalence_p: 0.001 }), outcome("psnr", "a,c", "better"), outcome("lpips", "b", "undecided")],
    ranks: { psnr: { n: 9, mean_rank: [1.1, 2.5, 2.4], first_shares: [0.9876, 0, 0.0124], friedman_p: 0.001 } },
  },
} as unknown as PageDocument;

test("each mean has the mean of the worst images beside it", () => {
  const table = meansTable(source);
  assert.deepEqual(table.rows[0], ["ours", "31.25", "20.50", "0.1250", "\u2013"]);
  assert.deepEqual(table.best[1], [false, false, true, true, false]);
  assert.equal(table.notes![1]![1], "1 missing, 0 infinite");
  assert.equal(csvTable(table).split("\n")[0], "Method,psnr (dB),worst 1 % in psnr,lpips,worst 1 % in lpips");
  const { worst: _, ...record } = source.record;
  assert.deepEqual(meansTable({ ...source, record }).rows[0], ["ours", "31.25", "0.1250"]);
});

test("the table of rivals has the verdict, both intervals and both p values", () => {
  const table = rivalsTable(source, "psnr");
  assert.deepEqual(table.rows[0], ["b", "equivalent", "+0.5000", ["0.2000", "0.8000"], ["0.1000", "0.9000"], ["6", "1", "2"], "0.012", "0.001"]);
  assert.equal(rivalsTable(source, "lpips").head.length, 7); // no margin, no test of equivalence
  assert.equal(csvTable(table).split("\n")[0], 'Rival,Verdict,Difference (dB),"95 % interval, from","95 % interval, to","Simultaneous interval, from","Simultaneous interval, to","Won / tied / lost, won","Won / tied / lost, tied","Won / tied / lost, lost",p,p of equivalence');
  assert.equal(csvTable(table).split("\n")[2], '"a,c",better,+0.5000,0.2000,0.8000,0.1000,0.9000,6,1,2,0.012,');
  assert.ok(latexTable(table).startsWith("\\begin{tabular}{llrrrrrr}"));
  assert.ok(latexTable(table).includes("95 \\% interval & Simultaneous interval"));
  assert.ok(latexTable(table).includes("0.2000 \\ldots{} 0.8000 & 0.1000"));
  assert.ok(markdownTable(table).split("\n")[1]!.startsWith("| --- | --- | ---: |"));
});

test("a missing interval is empty in all of its columns", () => {
  const table = dataSetsTable(source, "lpips");
  assert.deepEqual(table.rows, [["b", "Set5", "+0.2500", "\u2013", ["3", "0", "2"], "0.5"]]);
  assert.equal(csvTable(table).split("\n")[1], "b,Set5,+0.2500,,,3,0,2,0.5");
});

test("pairs name the method of better mean rank first, and are significant up to the level", () => {
  const rows = pairsTable(PAIRS).rows.map(([one, other, result, p, share]) => [one, other, result, p, share]);
  assert.deepEqual(rows, [["ours", "a,c", "better", "0.05", "0.95"], ["ours", "b", "better", "0.01", "0.9"], ["a,c", "b", "no difference shown", "0.9", "0.6"]]);
  const untested = { ...PAIRS, p: PAIRS.p.map((row) => row.map(() => null)) };
  assert.equal(pairsTable(untested).rows[0]![2], "not tested");
});

test("pairs have the words of the record, and the numbers of equivalence", () => {
  const none = [null, null, null];
  const words = [["", "worse", "equivalent"], ["better", "", "better"], ["equivalent", "worse", ""]];
  const differences = [[0, -0.5, -0.0125], [0.5, 0, 0.4875], [0.0125, -0.4875, 0]];
  const intervals: Pairs["improvement_intervals"] = [[null, null, [-0.03, 0.01]], none, [[-0.01, 0.03], null, null]];
  const p = [[0, 1, 0.004], [1, 0, 1], [0.004, 1, 0]];
  const table = pairsTable({ ...PAIRS, words, equivalence: { margin: 0.05, differences, intervals, p } }, "dB");
  assert.deepEqual(table.head.slice(6).map((one) => (typeof one === "string" ? one : one.name)), ["Difference (dB)", "95 % interval of the difference", "p of equivalence"]);
  assert.deepEqual(table.rows.map((row) => row[2]), ["better", "better", "equivalent"]);
  assert.deepEqual(table.rows[2]!.slice(6), ["+0.0125", ["\u22120.0100", "0.0300"], "0.004"]);
});

test("tables head metrics by their labels", () => {
  const labelled = { ...source, metrics: [{ ...source.metrics[0]!, label: "PSNR-Y" }, source.metrics[1]!] };
  assert.equal(csvTable(meansTable(labelled)).split("\n")[0], "Method,PSNR-Y (dB),worst 1 % in PSNR-Y,lpips,worst 1 % in lpips");
  assert.equal(csvTable(ranksTable(labelled)).split("\n")[0], 'Method,"PSNR-Y, mean rank","PSNR-Y, first in"');
});

test("ranks and thirds are those of the record", () => {
  assert.deepEqual(ranksTable(source).rows[0], ["ours", "1.10", "0.988"]);
  assert.deepEqual(difficultyTable(source, "psnr").rows[0], ["ours", "33.00", "32.00", "31.00"]);
  assert.deepEqual(difficultyTable(source, "psnr").head, ["Method", "low (3)", "middle (3)", "high (3)"]);
});

const measure = (text: string) => 6 * text.length;

test("the diagram places ranks on its axis, and bars over their methods", () => {
  const { axis, rows, bars, difference, ticks, sides } = diagramOf(PAIRS, 400, measure)!;
  assert.deepEqual(rows.map(({ name, left }) => [name, left]), [["ours", true], ["a,c", true], ["b", false]]);
  const scale = (axis.to - axis.from) / 2; // ranks 1 to 3
  assert.deepEqual(ticks.map(({ rank }) => rank), [1, 2, 3]);
  assert.ok(Math.abs(rows[0]!.x - (axis.from + 0.1 * scale)) < 1e-9);
  assert.ok(Math.abs(difference!.to - difference!.from - 1.1 * scale) < 1e-9);
  assert.equal(bars.length, 1);
  assert.deepEqual([bars[0]!.from + 3, bars[0]!.to - 3], [rows[1]!.x, rows[2]!.x]);
  assert.ok(rows.every(({ shown, left }) => measure(`${shown} 0.00`) < (left ? sides[0] : 400 - sides[1])));
  assert.equal(rows[0]!.y, rows[2]!.y); // the first row of each side
});

test("bars that overlap have tracks of their own", () => {
  const { bars } = diagramOf({ ...PAIRS, mean_ranks: [2, 1, 3], cliques: [["ours", "b"], ["b", "a,c"]] }, 400, measure)!;
  assert.ok(bars[0]!.y < bars[1]!.y);
});

test("without a test there is no diagram", () => {
  assert.equal(diagramOf({ ...PAIRS, n: 1 }, 400, measure), null);
  assert.equal(diagramOf({ ...PAIRS, mean_ranks: [null, null, null] }, 400, measure), null);
});

test("long names are shortened so that they differ", () => {
  assert.deepEqual(shortNames(["a", "method-12-of-the-paper"], 60, measure), ["a", "method\u2026per"]);
  assert.deepEqual(shortNames(["method-12-of-the-paper", "method-13-of-the-paper"], 60, measure), ["method-12\u2026", "method-13\u2026"]);
  assert.deepEqual(shortNames(["the-network-small", "the-network-large"], 48, measure), ["the-n\u2026ll", "the-n\u2026ge"]);
});

test("the address keeps the unfolded sections", () => {
  const at = { state: START, place: WHOLE };
  const text = formatFragment({ ...START, unfolded: "pairs.caveats" }, WHOLE, at);
  assert.equal(text, "unfolded=pairs.caveats");
  assert.equal(parseFragment(`#${text}`, at).state.unfolded, "pairs.caveats");
  assert.equal(parseFragment("#unfolded=", at).state.unfolded, "");
});

test("tables of statistics have more room, unless the reader chose a width", () => {
  assert.equal(listWidth({ ...START, tab: "methods" }, 1440, false), 518);
  assert.equal(listWidth({ ...START, tab: "methods", width: 300 }, 1440, false), 300);
  assert.equal(listWidth(START, 1440, false), 300);
  assert.equal(listWidth({ ...START, tab: "methods" }, 390, true), 390);
});
