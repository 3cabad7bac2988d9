import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { turn } from "../src/turns.js";

/** Let promises that are settled run their callbacks. */
const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

test("three loads begin at once, the next ones later, and those that were given up hold up none", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const begun: number[] = [];
  const stops = Array.from({ length: 9 }, () => new AbortController());
  stops.forEach(({ signal }, i) => void turn(signal).then(() => signal.aborted || begun.push(i)));
  await settle();
  assert.deepEqual(begun, [0, 1, 2]);
  stops[3]!.abort();
  stops[5]!.abort();
  mock.timers.tick(12);
  await settle();
  assert.deepEqual(begun, [0, 1, 2, 4, 6, 7]);
  mock.timers.tick(12);
  await settle();
  assert.deepEqual(begun, [0, 1, 2, 4, 6, 7, 8]);
  mock.timers.tick(12);
  void turn(new AbortController().signal).then(() => begun.push(9));
  await settle();
  assert.equal(begun.at(-1), 9);
  mock.timers.reset();
});
