import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, HEADING, pictured, type Item, type Slot } from "../src/arrangement.js";

const ROOM = { width: 1440, height: 800 };
const image: Item = { free: false, above: -1 };
const map: Item = { free: true, above: -1 };
const errorOf = (above: number): Item => ({ free: true, above });

const shareOf = (slots: readonly Slot[], world: { width: number; height: number }) => pictured(slots, world) / (1440 * 900);

test("two images and their map fill 60 % of a window of 1440x900 in every shape", () => {
  for (let aspect = 0.45; aspect < 6; aspect *= 1.04) {
    const world = { width: 1000 * aspect, height: 1000 };
    const slots = arrange([image, image, map], ROOM, world);
    assert.ok(shareOf(slots, world) >= 0.6, `${aspect}: ${shareOf(slots, world)}`);
    assert.equal(slots[0]!.ratio, 1);
    assert.equal(slots[1]!.ratio, 1);
  }
});

test("a reference that leads two methods may have another size; the methods have one size", () => {
  const world = { width: 3000, height: 1000 };
  const slots = arrange([map, image, image], ROOM, world);
  assert.ok(shareOf(slots, world) >= 0.6);
  assert.equal(slots[0]!.y, 0);
  assert.deepEqual([slots[1]!.ratio, slots[2]!.ratio], [1, 1]);
});

test("wide images with a reference and a map fill 60 % as well", () => {
  for (const aspect of [1.5, 2, 3, 4]) {
    const world = { width: 1000 * aspect, height: 1000 };
    const share = shareOf(arrange([image, image, image, map], ROOM, world), world);
    assert.ok(share >= 0.6, `${aspect}: ${share}`);
  }
});

test("images are larger than their map where that fills the window", () => {
  const slots = arrange([image, image, map], ROOM, { width: 600, height: 400 });
  assert.ok(slots[2]!.ratio < 1);
  assert.equal(slots[0]!.width, 720);
});

test("places fill the room and do not overlap", () => {
  for (const count of [1, 2, 3, 5, 7, 8]) {
    for (const items of [Array<Item>(count).fill(image), [image, ...Array<Item>(count).fill(map)]]) {
      const slots = arrange(items, ROOM, { width: 640, height: 480 });
      const area = slots.reduce((sum, { width, height }) => sum + width * height, 0);
      assert.ok(Math.abs(area - 1440 * 800) < 1e-3);
      slots.forEach((one, i) => slots.slice(i + 1).forEach((other) => {
        const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
        const along = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
        assert.ok(Math.min(across, along) < 1e-6);
      }));
    }
  }
});

test("in a filled room error maps stand below their images, and no cell is empty", () => {
  const items = [image, image, image, image, errorOf(1), errorOf(2), errorOf(3)];
  const slots = arrange(items, ROOM, { width: 256, height: 264 }, true);
  for (const [error, of] of [[4, 1], [5, 2], [6, 3]] as const) {
    assert.equal(slots[error]!.x, slots[of]!.x);
    assert.equal(slots[error]!.y, slots[of]!.height);
  }
  assert.equal(slots[0]!.height, ROOM.height); // the reference has no error map
  assert.ok(slots.every(({ ratio }) => ratio === 1));
});

test("a tiny room does not break", () => {
  const slots = arrange([image, map], { width: 40, height: HEADING }, { width: 10, height: 10 });
  assert.equal(slots.length, 2);
  assert.ok(slots.every(({ width, height }) => width > 0 && height > 0));
  assert.deepEqual(arrange([], ROOM, { width: 1, height: 1 }), []);
});
