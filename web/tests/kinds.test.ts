import assert from "node:assert/strict";
import { test } from "node:test";
import { hasKind, inShort, kindOf, pairCounts, regionCounts, regionsOf } from "../src/kinds.js";
import type { Entry, Region } from "../src/types.js";

const kind = (name: string) => ({ name, strength: 61.84, unit: "%", confidence: 0.914, text: `${name} in the second` });
const region = (...names: string[]): Region => ({ x: 1, y: 2, width: 3, height: 4, kinds: names.map(kind) });
const entry = (...regions: Region[]): Entry => ({ name: "pair", layers: [], regions });
const OLD: Region = { x: 0, y: 0, width: 1, height: 1 };

test("the kind of a region is its most probable one; older records know none", () => {
  assert.equal(kindOf(region("blurred", "moved")), "blurred");
  assert.equal(kindOf(region()), "");
  assert.equal(kindOf(OLD), "");
});

test("regions keep their numbers under a filter", () => {
  const pair = entry(region("moved"), region("blurred"), OLD, region("blurred", "moved"));
  assert.deepEqual(regionsOf(pair, "").map(({ number }) => number), [1, 2, 3, 4]);
  assert.deepEqual(regionsOf(pair, "blurred").map(({ number }) => number), [2, 4]);
  assert.deepEqual(regionsOf(pair, "removed"), []);
  assert.deepEqual(regionsOf(null, "blurred"), []);
});

test("kinds are counted by region, the most frequent first, then by name", () => {
  assert.deepEqual(regionCounts([region("moved"), region("blurred"), OLD, region("added"), region("blurred")]), [
    ["blurred", 2],
    ["added", 1],
    ["moved", 1],
  ]);
  assert.deepEqual(regionCounts([OLD]), []);
});

test("pairs are counted once for each kind of their regions", () => {
  const pairs = [entry(region("moved"), region("moved")), entry(region("blurred"), region("moved")), entry()];
  assert.deepEqual(pairCounts(pairs), [["moved", 2], ["blurred", 1]]);
  assert.deepEqual(pairCounts([{}]), []);
});

test("a pair has a kind if one of its regions has it", () => {
  const pair = entry(OLD, region("moved", "blurred"));
  assert.ok(hasKind(pair, "moved") && hasKind(pair, "") && hasKind({}, ""));
  assert.ok(!hasKind(pair, "blurred") && !hasKind({}, "moved"));
});

test("a kind in short has its strength only if it has a unit", () => {
  assert.equal(inShort(kind("lost_texture")), "lost texture 61.8 %, confidence 0.91");
  assert.equal(inShort({ ...kind("undetermined"), unit: "" }), "undetermined, confidence 0.91");
});

test("no confidence is rounded to certainty", () => {
  const sure = (confidence: number) => inShort({ ...kind("moved"), unit: "", confidence });
  assert.equal(sure(0.9949), "moved, confidence 0.99");
  assert.equal(sure(0.9999), "moved, confidence over 0.99");
  assert.equal(sure(0.3), "moved, confidence 0.30");
});
