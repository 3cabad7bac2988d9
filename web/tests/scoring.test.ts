import assert from "node:assert/strict";
import { test } from "node:test";
import { gatherable, gathered, planeOf, visibleBox, withoutBorder, tooLarge } from "../src/region.js";
import { fits, reflected, scoring, windowWeights, type Job, type Plane, type RegionScores } from "../src/scoring.js";
import type { Layer, Measure, SsimSettings } from "../src/types.js";
import type { Values } from "../src/values.js";

const SSIM: SsimSettings = { window: "gaussian", window_size: 11, sigma: 1.5, padding: "valid", covariance: "population", k1: 0.01, k2: 0.03, data_range: null };
const MEASURE: Measure = { black: 0, white: 1, data_range: 1, protocol: "default", colour: "as given", rounded: false, quantise: null, crop_border: 0, ssim: SSIM, ssim_missing: "" };
const plane = (data: Float32Array, channels = 1): Plane => ({ data, channels, stride: channels, factor: 1, offset: 0, eight: false, level: null });

function scores(job: Partial<Job> & Pick<Job, "reference" | "candidate">): RegionScores {
  const steps = scoring({ width: 16, height: 16, measure: MEASURE, ssim: true, ...job });
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

const noise = (count: number, seed: number): Float32Array => {
  let state = seed;
  return Float32Array.from({ length: count }, () => (state = (state * 16807) % 2147483647) / 2147483647);
};

test("a constant error has the PSNR and the mean error of its size", () => {
  const found = scores({ reference: plane(new Float32Array(256)), candidate: plane(new Float32Array(256).fill(0.5)) });
  assert.ok(Math.abs(found.psnr! - 20 * Math.log10(2)) < 1e-12);
  assert.equal(found.mae, 0.5);
});

test("equal images have infinite PSNR and similarity 1", () => {
  const image = plane(noise(256, 3));
  assert.deepEqual(scores({ reference: image, candidate: image }), { psnr: Infinity, ssim: 1, mae: 0 });
});

test("the similarity agrees with its definition in one window", () => {
  const [a, b] = [noise(121, 5), noise(121, 9)];
  const weights = windowWeights(SSIM);
  const mean = (value: (i: number) => number) => a.reduce((sum, _, i) => sum + weights[i % 11]! * weights[Math.floor(i / 11)]! * value(i), 0);
  const [x, y] = [mean((i) => a[i]!), mean((i) => b[i]!)];
  const [xx, yy, xy] = [mean((i) => a[i]! ** 2) - x * x, mean((i) => b[i]! ** 2) - y * y, mean((i) => a[i]! * b[i]!) - x * y];
  const wanted = ((2 * x * y + 1e-4) * (2 * xy + 9e-4)) / ((x * x + y * y + 1e-4) * (xx + yy + 9e-4));
  const found = scores({ reference: plane(a), candidate: plane(b), width: 11, height: 11 });
  assert.ok(Math.abs(found.ssim! - wanted) < 1e-12);
});

test("a part smaller than a window has no similarity", () => {
  assert.ok(!fits(10, 40, SSIM));
  assert.equal(scores({ reference: plane(noise(100, 1)), candidate: plane(noise(100, 2)), width: 10, height: 10 }).ssim, null);
});

test("edges are mirrored or repeated", () => {
  assert.deepEqual([-2, -1, 0, 4, 5, 6].map((at) => reflected(at, 5, "same")), [1, 0, 0, 4, 4, 3]);
  assert.deepEqual([-2, -1, 5, 6].map((at) => reflected(at, 5, "reflect")), [2, 1, 3, 2]);
  assert.deepEqual([-2, 6].map((at) => reflected(at, 5, "replicate")), [0, 4]);
});

test("luma has the weights of its standard, and one channel is taken as it is", () => {
  const measure: Measure = { ...MEASURE, colour: "luma" };
  const candidate = plane(Float32Array.from({ length: 768 }, (_, i) => (i % 3 === 1 ? 0.5 : 0)), 3);
  const found = scores({ reference: plane(new Float32Array(768), 3), candidate, measure });
  assert.ok(Math.abs(found.mae - (0.5 * 128.553) / 255) < 1e-12);
  assert.equal(scores({ reference: plane(new Float32Array(256)), candidate: plane(new Float32Array(256).fill(0.5)), measure }).mae, 0.5);
});

test("the visible part has whole pixels inside the image", () => {
  assert.deepEqual(visibleBox({ x: 1.2, y: -3 }, { x: 4.1, y: 2 }, { width: 10, height: 8 }), { x: 1, y: 0, width: 4, height: 2 });
  assert.equal(visibleBox({ x: 12, y: 0 }, { x: 20, y: 5 }, { width: 10, height: 8 }), null);
  assert.deepEqual(withoutBorder({ x: 0, y: 3, width: 10, height: 5 }, 2, { width: 10, height: 8 }), { x: 2, y: 3, width: 6, height: 3 });
  assert.equal(withoutBorder({ x: 0, y: 0, width: 2, height: 8 }, 2, { width: 10, height: 8 }), null);
});

test("values are gathered over tiles, once all are loaded", () => {
  const tile = (x: number, y: number): Values => ({ data: Uint8Array.of(0, 1, 2, 3).map((at) => at + 10 * x + 100 * y), columns: 2, rows: 2, channels: 1, stride: 1, factor: 1, offset: 0 });
  let missing = true;
  const picture = { size: 2, numbers: (_: number, x: number, y: number) => (missing && x === 1 ? null : tile(x, y)) };
  const box = { x: 1, y: 1, width: 2, height: 2 };
  assert.ok(!gatherable(picture, box));
  assert.equal(gathered(picture, box), null);
  missing = false;
  assert.deepEqual([...gathered(picture, box)!.data], [3, 12, 101, 110]);
});

test("8-bit codes come to the common scale exactly", () => {
  const layer = { low: 0, high: 255, depth: 8 } as Layer;
  const found = planeOf({ data: Uint8ClampedArray.of(255), columns: 1, rows: 1, channels: 1, stride: 4, factor: 1, offset: 0 }, layer, MEASURE);
  assert.equal(found.offset + found.factor * 255, 1);
  assert.ok(found.eight);
});

test("a part that is too large to be scored says so, with both sizes and the remedy", () => {
  assert.equal(tooLarge({ width: 4096, height: 2048 }), "");
  assert.equal(tooLarge({ width: 8192, height: 8192 }), "The visible part has 67.1 megapixels; up to 8.4 are scored here. Zoom in, or choose a part by Shift and a drag.");
});
