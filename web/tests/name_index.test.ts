import assert from "node:assert/strict";
import { test } from "node:test";
import { NameIndex, sorting } from "../src/name_index.js";
import { Table } from "../src/scores.js";
import type { PageDocument } from "../src/types.js";

const shuffled = (count: number): number[] => Array.from({ length: count }, (_, i) => (i * 7919) % count);

const sortedBy = (values: readonly number[], run: number): [number[], number] => {
  const work = sorting(values.length, (a, b) => values[a]! - values[b]!, run);
  let steps = 0;
  for (;;) {
    const step = work.next();
    if (step.done) return [Array.from(step.value), steps];
    steps++;
  }
};

test("numbers are sorted in small steps, and equal ones keep their order", () => {
  for (const count of [0, 1, 2, 7, 64, 1000]) {
    for (const values of [shuffled(count), shuffled(count).map((value) => value % 5), [...Array(count).keys()]]) {
      const expected = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
      const [order, steps] = sortedBy(values, 8);
      assert.deepEqual(order, expected);
      assert.ok(steps >= Math.ceil(count / 8));
    }
  }
});

const index = (names: readonly string[], groups: readonly string[] | null = null) =>
  new NameIndex({ entries: names.map((name) => ({ name, layers: [] })), groups: groups && [...groups] });

test("names are ordered with their numbers by value", () => {
  const names = ["b10", "a", "b9", "B1", "\u00e9", "b2"];
  const collator = new Intl.Collator("en", { numeric: true });
  const expected = names.map((_, i) => i).sort((a, b) => collator.compare(names[a]!, names[b]!));
  assert.deepEqual(Array.from(index(names).order), expected);
  assert.deepEqual(expected.map((i) => names[i]), ["a", "B1", "b2", "b9", "b10", "\u00e9"]);
});

test("an order that is prepared in slices is the one that is asked for at once", async () => {
  const names = shuffled(5000).map((number) => `frame${number}`);
  const prepared = index(names);
  const done = prepared.prepare();
  await new Promise((after) => setTimeout(after, 1));
  const order = prepared.order; // in the middle of the work
  await done;
  assert.deepEqual(order, index(names).order);
  assert.equal(prepared.order, order);
});

test("a search finds all words in the name and the group, in any case", () => {
  const found = (search: string) => [0, 1, 2].filter(index(["Lake 1", "lake 2", "Tree 1"], ["Day", "Night", "Night"]).finder(search)!);
  assert.deepEqual([found("LAKE"), found("1 e"), found("night lake"), found("nothing")], [[0, 1], [0, 2], [1], []]);
  assert.equal(index(["a"]).finder("  "), null);
});

test("a long column is sorted in both directions; equal scores keep their order, and missing ones come last", () => {
  const scores = shuffled(2000).map((value) => (value % 7 === 0 ? null : value % 7 === 1 ? "Infinity" : value % 7 === 2 ? "-Infinity" : value % 50));
  const source = { kind: "study", ours: null, methods: ["a"], metrics: [{ spec: "psnr", higher_is_better: true, unit: "" }], scores: { psnr: [scores] }, groups: null, errors: [] };
  const table = new Table({ ...source, entries: scores.map((_, i) => ({ name: `${i}`, layers: [] })) } as unknown as PageDocument, 0);
  const known = scores.flatMap((score, i) => (score === null ? [] : [i]));
  const missing = scores.flatMap((score, i) => (score === null ? [i] : []));
  for (const sign of [1, -1]) {
    const value = (i: number) => sign * Number(scores[i]);
    const expected = known.slice().sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a - b));
    assert.deepEqual(Array.from(table.order("", "all", table.columns[0]!, sign < 0)), [...expected, ...missing]);
  }
  assert.deepEqual(Array.from(table.order("", "missing", table.columns[0]!, true)), missing);
});
