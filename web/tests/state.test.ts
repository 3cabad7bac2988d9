import assert from "node:assert/strict";
import { test } from "node:test";
import { formatFragment, parseFragment, START } from "../src/state.js";

const WHOLE = { zoom: null, x: 0, y: 0 };

test("the address keeps the filter of a run", () => {
  const state = { ...START, only: "changed" as const, sort: "name", entry: 7 };
  const text = formatFragment(state, START, WHOLE);
  assert.equal(text, "entry=7&sort=name&only=changed");
  assert.deepEqual(parseFragment(`#${text}`, START).state, state);
});

test("the address keeps the kind of change", () => {
  const text = formatFragment({ ...START, kind: "lost_texture" }, START, WHOLE);
  assert.equal(text, "kind=lost_texture");
  assert.equal(parseFragment(`#${text}`, START).state.kind, "lost_texture");
  assert.equal(parseFragment(`#kind=${"x".repeat(999)}`, START).state.kind.length, 60);
});

test("an unknown filter is ignored", () => {
  assert.equal(parseFragment("#only=constructor", START).state.only, "");
});
