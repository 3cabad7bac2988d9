import assert from "node:assert/strict";
import { test } from "node:test";
import { counts, matching, neighbour, type Row } from "../src/states.js";

const ROWS: Row[] = [
  { name: "sub/Page 10", state: "failed" },
  { name: "sub/page 9", state: "changed", decision: "accepted" },
  { name: "logo", state: "changed", decision: "rejected" },
  { name: "icon", state: "same", decision: "" },
];

test("counts follow the order of states, decisions last, without zeros", () => {
  assert.deepEqual(counts(ROWS), [["failed", 1], ["changed", 2], ["same", 1], ["accepted", 1], ["rejected", 1]]);
  assert.deepEqual(counts([]), []);
});

test("rows match by state, by decision and by all words of a name", () => {
  assert.deepEqual(matching(ROWS, "", "", false), [0, 1, 2, 3]);
  assert.deepEqual(matching(ROWS, "", "changed", false), [1, 2]);
  assert.deepEqual(matching(ROWS, "", "rejected", false), [2]);
  assert.deepEqual(matching(ROWS, "PAGE sub", "", false), [0, 1]);
  assert.deepEqual(matching(ROWS, "page", "same", false), []);
});

test("names are in natural order", () => {
  assert.deepEqual(matching(ROWS, "", "", true), [3, 2, 1, 0]);
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
