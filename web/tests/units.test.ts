import assert from "node:assert/strict";
import { test } from "node:test";
import { scaleOf } from "../src/colours.js";
import type { Layer } from "../src/types.js";
import { read } from "../src/units.js";

const SQUARED = { name: "levels", power: 2, size: 1 / 255 };
const STYLE = { colourmap: "magma" as const, gain: 1, threshold: 0 };
const layer = (items: Partial<Layer>): Layer => ({
  id: "a",
  role: "map",
  label: "Advantage of psnr",
  width: 1,
  height: 1,
  kind: "map",
  signed: true,
  low: -1,
  high: 1,
  vmax: (30 / 255) ** 2,
  source: { type: "inline", url: "" },
  ...items,
});

test("values of squared errors are read as levels, with their sign", () => {
  assert.ok(Math.abs(read((25 / 255) ** 2, SQUARED) - 25) < 1e-9);
  assert.ok(Math.abs(read(-((2 / 255) ** 2), SQUARED) + 2) < 1e-9);
  assert.ok(Math.abs(read(-7 / 255, { ...SQUARED, power: 1 }) + 7) < 1e-9);
  assert.equal(read(0.25, null), 0.25);
});

test("the scale of a map of errors is labelled in its unit", () => {
  assert.equal(scaleOf([layer({ errors: SQUARED })], [], STYLE).label, "\u221230 \u2026 30 levels");
  assert.equal(scaleOf([layer({ vmax: 0.5 })], [], STYLE).label, "\u22120.5 \u2026 0.5");
  assert.equal(scaleOf([layer({ errors: SQUARED })], [], { ...STYLE, gain: 4 }).label, "\u221215 \u2026 15 levels");
});
