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

test("an unknown filter is ignored", () => {
  assert.equal(parseFragment("#only=constructor", START).state.only, "");
});
