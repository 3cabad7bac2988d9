import assert from "node:assert/strict";
import { test } from "node:test";
import { sizesOfErrors } from "../src/sizes.js";
import { errorsOf, halvedValues, isRounded, pixelOf, unpack, valuesOf, type Values } from "../src/values.js";

const of = (data: Values["data"], columns: number, channels = 1): Values => ({ data, columns, rows: data.length / columns / channels, channels, stride: channels, factor: 1, offset: 0 });

test("packed bytes become the numbers that Python packed", () => {
  assert.deepEqual([...unpack(Uint8Array.of(2, 4, 1, 3), "uint16")], [258, 772]);
  const bytes = new Uint8Array(Float32Array.of(1.5, -2e-8).buffer);
  const planes = Uint8Array.from({ length: 8 }, (_, i) => bytes[(i % 2) * 4 + Math.floor(i / 2)]!);
  assert.deepEqual([...unpack(planes, "float32")], [...Float32Array.of(1.5, -2e-8)]);
});

test("the channels follow from the number of values, and damage is an error", () => {
  const stored = { type: "uint8", channels: 3, factor: 2, source: { type: "inline", url: "" } } as const;
  assert.deepEqual(pixelOf(valuesOf(Uint8Array.of(1, 2, 3, 4, 5, 6), stored, 2, 1), 1, 0), [8, 10, 12]);
  assert.throws(() => valuesOf(Uint8Array.of(1, 2, 3), stored, 2, 1), /damaged/);
});

test("halving takes the mean of squares, and of what is left at the edges", () => {
  const halved = halvedValues(of(Float32Array.of(1, 2, 5, 3, 4, 7), 3));
  assert.deepEqual([halved.columns, halved.rows, ...halved.data], [2, 1, 2.5, 6]);
});

test("errors are absolute, signed, squared or relative", () => {
  const [first, second] = [of(Float32Array.of(10, 100), 2), of(Float32Array.of(8, 104), 2)];
  const errors = (kind: "absolute" | "squared" | "relative", signed = false) => [...errorsOf(first, second, [1, 0], kind, signed, 100)];
  assert.deepEqual(errors("absolute"), [2, 4]);
  assert.deepEqual(errors("absolute", true), [-2, 4]);
  assert.deepEqual(errors("squared"), [4, 16]);
  assert.deepEqual(errors("relative", true), [...Float32Array.of(-2 / 11, 4 / 101)]);
});

test("errors are averaged over channels, and unknown where one image has no pixel", () => {
  const errors = errorsOf(of(Uint8Array.of(0, 0, 0, 9, 9, 9), 2, 3), of(Uint8Array.of(3, 0, 6), 1, 3), [1, 0], "absolute", false, 255);
  assert.equal(errors[0], 3);
  assert.ok(Number.isNaN(errors[1]));
});

test("the typical error is the 99.5th percentile, which one outlier does not move", () => {
  const errors = Float32Array.from({ length: 1000 }, (_, i) => i / 1000);
  assert.equal(sizesOfErrors(errors).typical, Math.fround(0.995));
  errors[0] = 1e6;
  const { peak, typical } = sizesOfErrors(errors);
  assert.equal(peak, 1e6);
  assert.ok(typical < 1);
});

test("copies of 8 bits or of three channels are known as such", () => {
  const stored = { type: "uint16", channels: 4, factor: 1, source: { type: "inline", url: "" } } as const;
  assert.ok(!isRounded({ depth: 8, channels: 3 }));
  assert.ok(isRounded({ depth: 16, channels: 3 }));
  assert.ok(!isRounded({ depth: 16, channels: 3, stored }));
  assert.ok(isRounded({ depth: 8, channels: 4, stored: null }));
  assert.ok(isRounded({ depth: 8, channels: 3, omitted: true }));
});
