import assert from "node:assert/strict";
import { test } from "node:test";
import { cellText, columnsOf, Tables } from "../src/scores.js";
import type { PageDocument } from "../src/types.js";

const SOURCE = {
  schema: 2, kind: "study", title: "", record: {}, ours: "mine", methods: ["mine", "edsr"],
  metrics: [{ spec: "psnr", higher_is_better: true, unit: "dB" }, { spec: "lpips", higher_is_better: false, unit: "" }],
  scores: { psnr: [[30, 31.25, null], [29, 32, 28]], lpips: [[0.1, 0.2, 0.35], [0.2, 0.1, 0.4]] },
  groups: null, errors: [], verdicts: null, crops: null, entries: ["b", "a", "c"].map((name) => ({ name, layers: [] })),
} as PageDocument;
const tables = new Tables(SOURCE);

test("columns of several metrics stand beside each other under keys of their own", () => {
  const columns = columnsOf(tables.of(0), tables.others(0));
  assert.deepEqual(columns.map(({ key }) => key), ["0", "1", "margin", "1:0", "1:1", "1:margin"]);
  assert.deepEqual(columns.map(({ name }) => name), ["mine", "edsr", "\u0394 mine", "mine", "edsr", "\u0394 mine"]);
  assert.equal(cellText(columns[0]!, 1), "31.25");
  assert.equal(cellText(columns[0]!, 0), "30.00");
  assert.equal(cellText(columns[2]!, 0), "+1.00");
  assert.equal(cellText(columns[0]!, 2), "\u2013");
});

test("images are sorted by any column, and those without a score come last", () => {
  const [mine, , margin, , , gap] = columnsOf(tables.of(0), tables.others(0));
  const order = (values: ArrayLike<number> | "name" | null, down: boolean) => Array.from(tables.of(0).order("", "all", values, down));
  assert.deepEqual(order(mine!.values, true), [1, 0, 2]);
  assert.deepEqual(order(mine!.values, false), [0, 1, 2]);
  assert.deepEqual(order(margin!.values, false), [1, 0, 2]);
  assert.deepEqual(order(gap!.values, true), [0, 2, 1]); // a lower error is better
  assert.deepEqual(order("name", false), [1, 0, 2]);
  assert.deepEqual(order(null, true), [0, 1, 2]);
});

test("filters count images in the metric of the table", () => {
  const found = (filter: "ahead" | "behind" | "missing") => Array.from(tables.of(0).order("", filter, null, false));
  assert.deepEqual([found("ahead"), found("behind"), found("missing")], [[0], [1], [2]]);
});
