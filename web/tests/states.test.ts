import assert from "node:assert/strict";
import { test } from "node:test";
import { counts, matching, neighbour, type Limits, type Row } from "../src/states.js";

const limits = (some: Partial<Limits>): Limits => ({ search: "", only: "", kind: "", ...some });
const region = (...names: string[]) => ({
  x: 0,
  y: 0,
  width: 1,
  height: 1,
  kinds: names.map((name) => ({ name, strength: 1, unit: "px", confidence: 0.5, text: name })),
});

const ROWS: Row[] = [
  { name: "sub/Page 10", state: "failed" },
  { name: "sub/page 9", state: "changed", decision: "accepted", regions: [region("moved", "blurred")] },
  { name: "logo", state: "changed", decision: "rejected", regions: [region(), region("blurred")] },
  { name: "icon", state: "same", decision: "" },
];

test("counts follow the order of states, decisions last, without zeros", () => {
  assert.deepEqual(counts(ROWS), [["failed", 1], ["changed", 2], ["same", 1], ["accepted", 1], ["rejected", 1]]);
  assert.deepEqual(counts([]), []);
});

test("rows match by state, by decision and by all words of a name", () => {
  assert.deepEqual(matching(ROWS, limits({}), false), [0, 1, 2, 3]);
  assert.deepEqual(matching(ROWS, limits({ only: "changed" }), false), [1, 2]);
  assert.deepEqual(matching(ROWS, limits({ only: "rejected" }), false), [2]);
  assert.deepEqual(matching(ROWS, limits({ search: "PAGE sub" }), false), [0, 1]);
  assert.deepEqual(matching(ROWS, limits({ search: "page", only: "same" }), false), []);
});

test("rows match by the most probable kinds of their regions, together with their state", () => {
  assert.deepEqual(matching(ROWS, limits({ kind: "blurred" }), false), [2]);
  assert.deepEqual(matching(ROWS, limits({ kind: "moved" }), false), [1]);
  assert.deepEqual(matching(ROWS, limits({ kind: "moved", only: "rejected" }), false), []);
  assert.deepEqual(matching(ROWS, limits({ kind: "constructor" }), false), []);
});

test("names are in natural order", () => {
  assert.deepEqual(matching(ROWS, limits({}), true), [3, 2, 1, 0]);
});

test("the neighbour stays in the list", () => {
  const order = [1, 4, 6];
  assert.equal(neighbour(order, 4, 1), 6);
  assert.equal(neighbour(order, 4, -1), 1);
  assert.equal(neighbour(order, 6, 1), 6);
  assert.equal(neighbour(order, 1, -1e9), 1);
  assert.equal(neighbour(order, 1, 1e9), 6);
  assert.equal(neighbour([], 1, 1), undefined);
});

test("from a row that is not listed, the next listed row follows", () => {
  const order = [1, 4, 6];
  assert.equal(neighbour(order, 2, 1), 4);
  assert.equal(neighbour(order, 5, -1), 4);
  assert.equal(neighbour(order, 0, -1), 1);
  assert.equal(neighbour(order, 9, 1), 6);
  assert.equal(neighbour(order, 9, -1), 6);
});
