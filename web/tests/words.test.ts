import assert from "node:assert/strict";
import { test } from "node:test";
import { decimalsOf, fixed, labelOf, nameOf, signedNumber, wordOf } from "../src/words.js";

test("a single image cannot be tested", () => {
  const of = (n: number) => wordOf({ word: "no difference shown", paired: { n } });
  assert.equal(of(1), "1 image: not testable");
  assert.equal(of(0), "0 images: not testable");
  assert.equal(of(2), "no difference shown");
});

test("a metric has the name of tables and figures, or else its spec", () => {
  const luma = { spec: "psnr@basicsr-y", label: "PSNR-Y", higher_is_better: true, unit: "dB" };
  assert.equal(nameOf(luma), "PSNR-Y");
  assert.equal(labelOf({ metrics: [luma] }, "psnr@basicsr-y"), "PSNR-Y");
  assert.equal(labelOf({ metrics: [luma] }, "lpips"), "lpips");
});

test("a column has as many decimals as its typical score needs", () => {
  assert.equal(decimalsOf([31.2, 28.123, NaN, 40]), 2);
  assert.equal(decimalsOf([0.91, 0.88, 1]), 4);
  assert.equal(decimalsOf([12345, 20000]), 0);
  assert.equal(decimalsOf([]), 0);
  assert.equal(decimalsOf([0, Infinity]), 0);
});

test("scores have fixed decimals and a proper sign", () => {
  assert.equal(fixed(31.2, 2), "31.20");
  assert.equal(fixed(-0.5, 2), "\u22120.50");
  assert.equal(fixed(-0.001, 2), "0.00");
  assert.equal(fixed(Infinity, 2), "\u221e");
  assert.equal(fixed(NaN, 2), "\u2013");
  assert.equal(signedNumber(0.25, 3, "dB"), "+0.250 dB");
  assert.equal(signedNumber(null, 2), "");
});
