import assert from "node:assert/strict";
import { test } from "node:test";
import { curve, dragged, isPlain, lookOf, NEUTRAL, paintValues } from "../src/tones.js";
import type { Layer } from "../src/types.js";
import type { Values } from "../src/values.js";

const layer = (items: Partial<Layer> = {}): Layer => ({ id: "a", role: "first", label: "a", width: 4, height: 1, kind: "image", low: 0, high: 65535, channels: 1, source: { type: "inline", url: "" }, ...items });
const values = (data: Values["data"], channels = 1): Values => ({ data, columns: data.length / channels, rows: 1, channels, stride: channels, factor: 1, offset: 0 });
const red = (painted: Uint32Array): number[] => [...painted].map((colour) => colour & 255);

test("a neutral tone shows stored values as their picture does", () => {
  const shown = paintValues(values(Uint16Array.of(0, 128, 32768, 65535)), lookOf(NEUTRAL, layer(), 1), 0, 0, 4, 1);
  assert.deepEqual(red(shown), [0, 0, 128, 255]);
  assert.ok(isPlain(NEUTRAL, layer()));
  assert.ok(!isPlain({ ...NEUTRAL, exposure: 1 }, layer()));
  assert.ok(!isPlain({ ...NEUTRAL, tint: "viridis" }, layer()));
  assert.ok(isPlain({ ...NEUTRAL, tint: "viridis" }, layer({ channels: 3 })), "three channels have their own colours");
});

test("exposure multiplies by a power of two, in both directions", () => {
  const data = Uint16Array.of(1000, 8000, 16000, 65535);
  const codes = (exposure: number) => red(paintValues(values(data), lookOf({ ...NEUTRAL, exposure }, layer(), 1), 0, 0, 4, 1));
  const wanted = (exposure: number) => [...data].map((value) => Math.round(255 * Math.min(1, (value / 65535) * 2 ** exposure)));
  for (const exposure of [-3, -1, 1, 2, 5]) {
    codes(exposure).forEach((code, i) => assert.ok(Math.abs(code - wanted(exposure)[i]!) <= 1, `${exposure} ${i}`));
  }
});

test("a window separates values that 8 bits merge", () => {
  const data = Uint16Array.of(30000, 30010, 30020, 30040);
  assert.equal(new Set(red(paintValues(values(data), lookOf(NEUTRAL, layer(), 1), 0, 0, 4, 1))).size, 1);
  const window = { ...NEUTRAL, black: 30000 / 65535, white: 30040 / 65535 };
  assert.deepEqual(red(paintValues(values(data), lookOf(window, layer(), 1), 0, 0, 4, 1)), [0, 64, 128, 255]);
});

test("floats beyond white return with a lower exposure, and NaN is black", () => {
  const data = Float32Array.of(0.5, 2, 4, NaN);
  const shown = (exposure: number) => red(paintValues(values(data), lookOf({ ...NEUTRAL, exposure }, layer({ high: 1 }), 1), 0, 0, 4, 1));
  assert.deepEqual(shown(0), [128, 255, 255, 0]);
  assert.deepEqual(shown(-2).slice(0, 2), [32, 128]);
});

test("one channel alone is grey or has false colours", () => {
  const data = Uint8ClampedArray.of(10, 200, 30);
  const eight = layer({ high: 255, channels: 3 });
  const [all] = paintValues(values(data, 3), lookOf(NEUTRAL, eight, 3), 0, 0, 1, 1);
  assert.equal(all, 0xff1ec80a);
  const [green] = paintValues(values(data, 3), lookOf({ ...NEUTRAL, channel: 1 }, eight, 3), 0, 0, 1, 1);
  assert.equal(green, 0xffc8c8c8);
  const [false_] = paintValues(values(data, 3), lookOf({ ...NEUTRAL, channel: 1, tint: "magma" }, eight, 3), 0, 0, 1, 1);
  assert.notEqual(false_, green);
});

test("gamma and the curve of sRGB keep black and white", () => {
  for (const light of [false, true]) {
    const codes = curve({ ...NEUTRAL, gamma: 2.2 }, light);
    assert.deepEqual([codes[0], codes[65535]], [0, 255]);
  }
  assert.equal(curve({ ...NEUTRAL, gamma: 2 }, false)[16384], 128);
  assert.equal(curve(NEUTRAL, true)[Math.round(0.2158605 * 65535)], 128);
});

test("a drag across widens the window, a drag up raises its level", () => {
  const wide = dragged(NEUTRAL, 0.5, 0);
  assert.ok(Math.abs(wide.black + 0.5) < 1e-12 && Math.abs(wide.white - 1.5) < 1e-12);
  const raised = dragged(NEUTRAL, 0, 0.25);
  assert.deepEqual(raised, { black: 0.25, white: 1.25 });
});
