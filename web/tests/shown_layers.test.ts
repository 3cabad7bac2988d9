import assert from "node:assert/strict";
import { test } from "node:test";
import { choosable, chosenLayers, comparedLayers, flipped, narrowPair, partsOf } from "../src/shown_layers.js";
import { START } from "../src/state.js";
import type { Entry, Layer } from "../src/types.js";

const layer = (role: string, label: string, items: Partial<Layer> = {}): Layer => ({
  id: label, role, label, width: 4, height: 4, kind: "image", low: 0, high: 255, source: { type: "inline", url: "" }, ...items,
});
const error = (method: string) => layer("error", `|${method}|`, { kind: "map", method });
const ENTRY: Entry = {
  name: "x",
  layers: [layer("reference", "Reference"), layer("method", "ours"), layer("method", "edsr"), layer("method", "rcan"), error("ours"), error("edsr")],
};
const labels = (parts: { layer: Layer }[]) => parts.map(({ layer }) => layer.label);

test("error maps are not among the images that keys choose", () => {
  assert.deepEqual(choosable(ENTRY), [0, 1, 2, 3]);
  assert.deepEqual(choosable(null), []);
});

test("errors stand below their images; those without a map are computed", () => {
  const parts = partsOf(ENTRY, { ...START, errors: true }, false, false);
  assert.deepEqual(labels(parts), ["Reference", "ours", "edsr", "rcan", "|ours|", "|edsr|", "|rcan \u2212 Reference|"]);
  assert.deepEqual(parts.map(({ above }) => above ?? -1), [-1, -1, -1, -1, 1, 2, 3]);
});

test("flipping shows one image alone", () => {
  assert.deepEqual(labels(partsOf(ENTRY, { ...START, mode: "flip", flip: 2 }, false, false)), ["edsr"]);
  const at = (flip: number, by: number) => flipped(ENTRY, { ...START, mode: "flip", flip }, by, false);
  assert.deepEqual([at(0, 1), at(3, 1), at(0, -1)], [1, 0, 3]);
});

test("a narrow screen shows two images, of which swipes change the second", () => {
  assert.deepEqual(narrowPair(ENTRY, { ...START, flip: 0 }), [0, 1]);
  assert.deepEqual(labels(partsOf(ENTRY, { ...START, flip: 2 }, true, false)), ["Reference", "edsr"]);
  const at = (flip: number, by: number) => flipped(ENTRY, { ...START, flip }, by, true);
  assert.deepEqual([at(1, 1), at(3, 1), at(1, -1)], [2, 1, 3]); // the reference stays
});

test("chosen layers that do not exist are ignored", () => {
  assert.deepEqual(chosenLayers(ENTRY, { ...START, shown: [2, 99] }), [2]);
  assert.deepEqual(chosenLayers(ENTRY, { ...START, shown: [99] }), [0, 1, 2, 3]);
});

test("a strip shows the reference, the methods and their error maps", () => {
  assert.deepEqual(comparedLayers(ENTRY, ["ours", "edsr", "unknown"]).map(({ label }) => label), ["Reference", "ours", "edsr", "|ours|", "|edsr|"]);
});
