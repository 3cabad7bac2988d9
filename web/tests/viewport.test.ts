import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { placeOf, Viewport } from "../src/viewport.js";

Object.assign(globalThis, { devicePixelRatio: 2 });

const viewport = (): Viewport => {
  const made = new Viewport();
  made.open(300, 200);
  made.resize(450, 450);
  return made;
};

test("the whole image fits by any factor", () => {
  const shown = viewport();
  assert.equal(shown.scale, 1.5);
  assert.deepEqual(shown.frame(), { x: 0, y: 75, scale: 1.5 });
});

test("a chosen box fills its pane, also after the pane has changed", () => {
  const shown = viewport();
  shown.place = placeOf({ x: 10, y: 20, width: 64, height: 64 });
  assert.ok(64 * shown.scale > 0.9 * 450);
  shown.resize(900, 900);
  assert.ok(64 * shown.scale > 0.9 * 900);
  const { x, scale } = shown.frame();
  assert.ok(Math.abs(x + 42 * scale - 450) <= 1);
});

test("a pane with a smaller picture shows the same part", () => {
  const shown = viewport();
  shown.zoomTo(4);
  const small = shown.frame({ width: 225, height: 225, ratio: 0.5 });
  assert.equal(small.scale, 2);
  const [one, other] = [shown.at(0, 0, { width: 225, height: 225, ratio: 0.5 }), shown.at(0, 0)];
  assert.ok(Math.hypot(one.x - other.x, one.y - other.y) < 0.75); // corners lie on whole screen pixels
});

test("the point under the pointer stays while zooming", () => {
  const shown = viewport();
  const area = { width: 225, height: 225, ratio: 0.5 };
  const before = shown.at(60, 70, area);
  shown.zoomTo(6, 60, 70, area);
  const after = shown.at(60, 70, area);
  assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 0.5);
});

test("the zoom of a place does not depend on the density of the screen", () => {
  const shown = viewport();
  shown.zoomTo(4);
  assert.equal(shown.place.zoom, 2);
  const other = viewport();
  Object.assign(globalThis, { devicePixelRatio: 1 });
  other.place = shown.place;
  Object.assign(globalThis, { devicePixelRatio: 2 });
  assert.equal(other.zoom, 4);
});

test("moving leaves the chosen box, and fitting shows all", () => {
  const shown = viewport();
  shown.place = placeOf({ x: 10, y: 20, width: 64, height: 64 });
  shown.pan(5, 5);
  assert.equal(shown.framed, null);
  assert.ok(shown.zoom! > 6);
  shown.fit();
  assert.equal(shown.scale, 1.5);
  assert.deepEqual(shown.marked, { x: 10, y: 20, width: 64, height: 64 });
});

test("images of other sizes are not stretched; maps of another resolution cover them", () => {
  const shown = new Viewport();
  const image = (width: number, height: number) => ({ kind: "image", width, height });
  shown.openLargest([image(300, 200), image(200, 260), { kind: "map", width: 200, height: 200 }]);
  assert.deepEqual(shown.world, { width: 300, height: 200 });
  assert.deepEqual(shown.scalesOf(image(200, 260), 2), { x: 2, y: 2 });
  assert.deepEqual(shown.scalesOf({ kind: "map", width: 200, height: 200 }, 2), { x: 2, y: 2 });
  assert.deepEqual(shown.scalesOf({ kind: "map", width: 150, height: 100 }, 2), { x: 4, y: 4 });
});

test("a drawn box is chosen by whole pixels that all images have", () => {
  const shown = viewport();
  shown.openLargest([{ kind: "image", width: 300, height: 200 }, { kind: "image", width: 280, height: 200 }]);
  shown.choose({ x: 10.4, y: -3, width: 20.2, height: 9.5 });
  assert.deepEqual(shown.marked, { x: 10, y: 0, width: 21, height: 7 });
  assert.deepEqual(shown.place, placeOf(shown.marked!));
  shown.choose({ x: 270.5, y: 20, width: 20, height: 5 });
  assert.deepEqual(shown.marked, { x: 270, y: 20, width: 10, height: 5 });
  shown.choose({ x: 285, y: 20, width: 10, height: 5 }); // only one image has these pixels
  assert.deepEqual(shown.marked, { x: 270, y: 20, width: 10, height: 5 });
  assert.deepEqual(shown.framed, { x: 285, y: 20, width: 10, height: 5 });
  shown.unmark();
  assert.equal(shown.marked, null);
  assert.deepEqual(shown.framed, { x: 285, y: 20, width: 10, height: 5 });
});

test("a gesture moves the view from its second movement on, until it rests", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const shown = viewport();
  let views = 0;
  shown.addEventListener("view", () => views++);
  shown.move();
  assert.equal(shown.moving, false);
  mock.timers.tick(50);
  shown.move();
  assert.equal(shown.moving, true);
  mock.timers.tick(99);
  assert.equal(shown.moving, true);
  assert.equal(views, 0);
  mock.timers.tick(1);
  assert.equal(shown.moving, false);
  assert.equal(views, 1);
  shown.move();
  assert.equal(shown.moving, false);
  mock.timers.tick(100);
  assert.equal(views, 1);
  mock.timers.reset();
});
