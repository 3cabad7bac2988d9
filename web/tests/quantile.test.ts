import assert from "node:assert/strict";
import { test } from "node:test";
import { quantile } from "../src/quantile.js";

test("quantiles lie between two numbers, as those of numpy do", () => {
  assert.equal(quantile([1, 2, 3, 10], 0.5), 2.5);
  assert.equal(quantile([1, 2, 3, 10], 0.25), 1.75);
  assert.equal(quantile([1, 2, 3, 10], 0), 1);
  assert.equal(quantile([1, 2, 3, 10], 1), 10);
  assert.equal(quantile([4], 0.5), 4);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});
