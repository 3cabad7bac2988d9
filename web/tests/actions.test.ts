import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIONS, applies, helpRows, titled } from "../src/actions.js";
import { actionOfKey } from "../src/keys.js";
import { MODES } from "../src/state.js";

for (const isRun of [false, true]) {
  test(`every key has one action ${isRun ? "of a run" : "elsewhere"}`, () => {
    const keys = ACTIONS.filter((action) => applies(action, { isRun, writable: isRun })).flatMap((action) => action.keys);
    assert.equal(new Set(keys).size, keys.length);
    for (const key of keys) assert.ok(actionOfKey(key, isRun));
  });
}

test("the help lists every key", () => {
  const text = helpRows({ isRun: true, writable: true }).map(([keys]) => keys).join(" ");
  for (const action of ACTIONS) {
    if (!applies(action, { isRun: true, writable: true }) || action.keys.length !== 1) continue;
    assert.ok(/^Arrow|^ $|^-$/.test(action.keys[0]!) || text.includes(action.keys[0]!), action.id);
  }
  assert.ok(helpRows({ isRun: false, writable: false }).every(([keys, words]) => keys && words));
});

test("every mode has an action with a button", () => {
  for (const mode of MODES) assert.ok(ACTIONS.find(({ id }) => id === mode)?.button);
  assert.equal(titled("fit"), "Fit (f)");
});
