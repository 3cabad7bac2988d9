import assert from "node:assert/strict";
import { test } from "node:test";
import { START, type Setting, type Start } from "../src/state.js";
import { boxOfSelection, parseView, selectionOf, viewOf } from "../src/view.js";
import { placeOf, WHOLE } from "../src/viewport.js";

const CROP = { x: 12, y: 34, width: 64, height: 48 };
const AT: Start = { state: { ...START, entry: 1 }, place: placeOf(CROP) };
const NAMES = new Map([["bird", 0], ["cat", 1], ["dog", 2]]);

test("a view has the name of the image and the settings that differ from the start", () => {
  assert.deepEqual(viewOf(AT.state, AT.place, AT, "cat"), { image: "cat" });
  const state = { ...AT.state, mode: "flip" as const, flip: 2, gain: 1 / 3, shown: [0, 2], theme: "dark" as const };
  const view = { image: "cat", mode: "flip", flip: 2, gain: 0.3333333333, shown: [0, 2], theme: "dark", frame: null };
  assert.deepEqual(viewOf(state, { ...WHOLE, marked: CROP }, AT, "cat"), view);
});

test("a view restores the state and the place", () => {
  const states = [AT.state, { ...AT.state, entry: 2, mode: "slider" as const, split: 0.25, errors: true, shown: [1], search: "a b", kind: "shift" }];
  const places = [AT.place, WHOLE, { ...WHOLE, zoom: 2.5, x: 10.5, y: 7, filled: true }];
  for (const state of states) {
    for (const place of places) {
      const view = viewOf(state, place, AT, [...NAMES.keys()][state.entry]);
      const found = parseView(JSON.parse(JSON.stringify(view)) as Record<string, Setting>, AT, NAMES, 0);
      assert.deepEqual(found.state, state);
      assert.deepEqual(viewOf(found.state, { ...found.place, marked: place.marked }, AT, String(view.image)), view);
      assert.equal(found.place.zoom, place.zoom);
    }
  }
});

test("without the name of an image, the open image stays", () => {
  assert.equal(parseView({}, AT, NAMES, 2).state.entry, 2);
  assert.equal(parseView({ image: "horse" }, AT, NAMES, 2).state.entry, 2);
  assert.equal(parseView({ image: "bird" }, AT, NAMES, 2).state.entry, 0);
});

test("a selection is four numbers, or none", () => {
  assert.deepEqual(selectionOf(CROP), [12, 34, 64, 48]);
  assert.deepEqual(boxOfSelection([12, 34, 64, 48]), CROP);
  assert.equal(selectionOf(null), null);
  assert.equal(boxOfSelection(null), null);
});
