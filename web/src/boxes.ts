/** The boxes of the open list: crops of a study, or regions of a pair. */

import { regionsOf } from "./kinds.js";
import type { State } from "./state.js";
import { CROP_LISTS, type Crop, type PageDocument } from "./types.js";
import type { Box } from "./viewport.js";

/** A box with the index of its entry. */
export interface PlacedBox {
  entry: number;
  box: Box;
}

/** Return the box of a crop; none if its image is not an entry. */
export function boxOf(crop: Crop, byName: ReadonlyMap<string, number>): PlacedBox[] {
  const entry = byName.get(crop.image);
  return entry === undefined ? [] : [{ entry, box: { x: crop.x, y: crop.y, width: crop.size, height: crop.size } }];
}

export function boxesOf(source: PageDocument, { entry, kind }: State, byName: ReadonlyMap<string, number>): PlacedBox[] {
  const { crops, entries } = source;
  if (crops) return CROP_LISTS.flatMap((list) => crops[list]).flatMap((crop) => boxOf(crop, byName));
  return regionsOf(entries[entry], kind).map(({ region }) => ({ entry, box: region }));
}

export function hasPlaces({ crops, kind, entries }: PageDocument): boolean {
  return Boolean(crops) || (kind === "comparison" && entries.some(({ regions, load, opening }) => regions ?? load ?? opening));
}
