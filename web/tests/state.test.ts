import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFragment, parseFragment, START, type Start } from "../src/state.js";
import { placeOf, WHOLE } from "../src/viewport.js";

const AT: Start = { state: START, place: WHOLE };
const CROP = { x: 12, y: 34, width: 64, height: 64 };

test("the address keeps the filter of a run", () => {
  const state = { ...START, only: "changed" as const, sort: "name", entry: 7 };
  const text = formatFragment(state, WHOLE, AT);
  assert.equal(text, "entry=7&sort=name&only=changed");
  assert.deepEqual(parseFragment(`#${text}`, AT).state, state);
});

test("the address keeps the kind of change", () => {
  const text = formatFragment({ ...START, kind: "lost_texture" }, WHOLE, AT);
  assert.equal(text, "kind=lost_texture");
  assert.equal(parseFragment(`#${text}`, AT).state.kind, "lost_texture");
  assert.equal(parseFragment(`#kind=${"x".repeat(999)}`, AT).state.kind.length, 60);
});

test("an unknown filter is ignored", () => {
  assert.equal(parseFragment("#only=constructor", AT).state.only, "");
});

test("the address keeps every setting of a view", () => {
  const state = { ...START, mode: "flip" as const, flip: 3, lists: true, width: 412, metrics: true, gallery: true, verdict: true, theme: "dark" as const };
  assert.deepEqual(parseFragment(`#${formatFragment(state, WHOLE, AT)}`, AT).state, state);
});

test("the address keeps a chosen box and its mark", () => {
  const { framed, marked } = parseFragment(`#${formatFragment(START, placeOf(CROP), AT)}`, AT).place;
  assert.deepEqual(marked, CROP);
  assert.ok(Math.abs(framed!.width - placeOf(CROP).framed!.width) < 1e-3);
});

test("the address keeps the zoom and its centre", () => {
  const place = { ...WHOLE, zoom: 2.5, x: 101.25, y: 7.5, filled: true, marked: CROP };
  assert.deepEqual(parseFragment(`#${formatFragment(START, place, AT)}`, AT).place, place);
});

test("a study that opens at a crop can be left and linked as a whole", () => {
  const at: Start = { state: { ...START, entry: 2 }, place: placeOf(CROP) };
  assert.equal(formatFragment(at.state, at.place, at), "");
  assert.deepEqual(parseFragment("", at).place, at.place);
  const whole = formatFragment(at.state, WHOLE, at);
  assert.equal(whole, "frame=none&mark=none");
  assert.deepEqual(parseFragment(`#${whole}`, at).place, WHOLE);
  assert.deepEqual(parseFragment("#entry=1", at).place, WHOLE); // another image is shown whole
});

test("damaged boxes are ignored", () => {
  for (const text of ["1 2 3", "1 2 0 4", "a b c d", "1 2 3 1e99", "1 2 3 -4"]) {
    assert.deepEqual(parseFragment(`#mark=${text}&frame=${text}`, AT).place, WHOLE);
  }
});
