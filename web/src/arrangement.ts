/** The arrangement of panes in a room, for the largest pictures. */

import type { Size } from "./viewport.js";

/** The height of the heading of a pane, in pixels. */
export const HEADING = 22;

/** A pane to arrange. */
export interface Item {
  /** Whether its picture may have another size than the others: maps, while images have one size. */
  free: boolean;
  /** The index of the image above an error map; -1 for other panes. */
  above: number;
}

/** The place of a pane in the room, and the size of its picture relative to images. */
export interface Slot extends Size {
  x: number;
  y: number;
  ratio: number;
}

interface Layout {
  slots: Slot[];
  /** The area of the pictures when the whole image is shown. */
  area: number;
}

/** Sizes of free panes relative to the others. */
const RATIOS = [...Array.from({ length: 27 }, (_, i) => 0.35 + 0.025 * i), 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** A simpler layout is kept if its pictures fill this share of the room, or of the best layout. */
const ENOUGH_OF_ROOM = 0.685;
const ENOUGH_OF_BEST = 0.97;

/** An error map stands below its image if the pictures then have at least this share of the area. */
const ENOUGH_ALIGNED = 0.85;

/**
 * Return the places of panes for the largest pictures; places fill the room.
 *
 * If a part of the image fills the panes, all layouts have the same area, and panes of one size are preferred.
 */
export function arrange(items: readonly Item[], room: Size, world: Size, filled = false): Slot[] {
  if (!items.length) return [];
  const grid = best(items.map((_, i) => uniform(items.length, i + 1, room, world)));
  const below = aligned(items, room, world);
  const equal = below && (filled || below.area >= ENOUGH_ALIGNED * grid.area) ? below : grid;
  const enough = ENOUGH_OF_ROOM * room.width * room.height;
  if (filled || equal.area >= enough) return equal.slots;
  const all = blocks(items, room, world);
  const smaller = all.filter(({ slots }) => slots.every(({ ratio }) => ratio <= 1));
  const found = largest(smaller.length ? smaller : [equal]);
  const chosen = found.area >= enough ? found : largest([...all, equal]);
  return (equal.area >= ENOUGH_OF_BEST * chosen.area ? equal : chosen).slots;
}

/** Return the area of the pictures of an arrangement when the whole image is shown. */
export function pictured(slots: readonly Slot[], world: Size): number {
  const scale = Math.min(...slots.map(({ width, height, ratio }) => scaleIn(width, height, world) / ratio));
  return slots.reduce((sum, { ratio }) => sum + world.width * world.height * (scale * ratio) ** 2, 0);
}

const best = (layouts: readonly Layout[]): Layout => layouts.reduce((most, one) => (one.area > 1.02 * most.area ? one : most));

const largest = (layouts: readonly Layout[]): Layout => layouts.reduce((most, one) => (one.area > most.area ? one : most));

const scaleIn = (width: number, height: number, world: Size): number =>
  Math.min(width / world.width, Math.max(8, height - HEADING) / world.height);

const laidOut = (slots: Slot[], world: Size): Layout => ({ slots, area: pictured(slots, world) });

/** Return a grid of cells of one height; the last row is as wide as the others. */
function cells(count: number, columns: number, at: { x: number; y: number } & Size, ratio: number): Slot[] {
  const rows = Math.ceil(count / columns);
  const height = at.height / rows;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const width = at.width / inRow;
    return { x: at.x + (i % columns) * width, y: at.y + row * height, width, height, ratio };
  });
}

function uniform(count: number, columns: number, room: Size, world: Size): Layout {
  return laidOut(cells(count, columns, { x: 0, y: 0, ...room }, 1), world);
}

/** Return two rows: images, and below them their error maps; an image without one is twice as high. */
function aligned(items: readonly Item[], room: Size, world: Size): Layout | null {
  const images = items.filter(({ above }) => above < 0).length;
  if (images === items.length) return null;
  const width = room.width / images;
  const height = room.height / 2;
  const taken = new Set(items.map(({ above }) => above));
  const slots = items.map(({ above }, i): Slot => ({
    x: (above < 0 ? i : above) * width,
    y: above < 0 ? 0 : height,
    width,
    height: above < 0 && !taken.has(i) ? room.height : height,
    ratio: 1,
  }));
  return laidOut(slots, world);
}

/** Return the layouts of free panes in one block and the others in another; none if there is one kind only. */
function blocks(items: readonly Item[], room: Size, world: Size): Layout[] {
  const places = [false, true].map((free) => items.flatMap((item, i) => (item.free === free ? [i] : [])));
  const [fixed, free] = places.map(({ length }) => length) as [number, number];
  if (!fixed || !free) return [];
  const freeFirst = items[0]!.free;
  const layouts: Layout[] = [];
  for (let columns = 1; columns <= fixed; columns++) {
    for (let others = 1; others <= free; others++) {
      for (const ratio of RATIOS) {
        for (const stacked of [true, false]) layouts.push(divided(places, { columns, others, ratio, stacked, freeFirst }, room, world));
      }
    }
  }
  return layouts;
}

interface Division {
  columns: number;
  others: number;
  ratio: number;
  stacked: boolean;
  freeFirst: boolean;
}

/** Return the layout in two blocks, one above the other or side by side. */
function divided([fixed, free]: readonly number[][], { columns, others, ratio, stacked, freeFirst }: Division, room: Size, world: Size): Layout {
  const [rows, below] = [Math.ceil(fixed!.length / columns), Math.ceil(free!.length / others)];
  const part = stacked
    ? share(rows * world.height, below * ratio * world.height, rows * HEADING, below * HEADING, room.height)
    : share(columns * world.width, others * ratio * world.width, 0, 0, room.width);
  const whole = stacked ? room.height : room.width;
  const block = (start: number, length: number) => (stacked ? { x: 0, y: start, width: room.width, height: length } : { x: start, y: 0, width: length, height: room.height });
  const first = cells(fixed!.length, columns, block(freeFirst ? whole - part : 0, part), 1);
  const second = cells(free!.length, others, block(freeFirst ? 0 : part, whole - part), ratio);
  const slots: Slot[] = [];
  fixed!.forEach((place, i) => (slots[place] = first[i]!));
  free!.forEach((place, i) => (slots[place] = second[i]!));
  return laidOut(slots, world);
}

/** Divide a length between two blocks in proportion to their pictures; headings have a fixed height. */
function share(first: number, second: number, heading: number, otherHeading: number, length: number): number {
  return heading + (Math.max(0, length - heading - otherHeading) * first) / (first + second);
}
