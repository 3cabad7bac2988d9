/** The view as data, for programs around the page: the settings of the address, with the open image by its name. */

import { parseFragment, settingsOf, textOf, type Setting, type Start, type State } from "./state.js";
import type { Box, Place } from "./viewport.js";

/** Settings by their names in the address, except that `image` is the name of the open image and the mark is apart. */
export type View = Record<string, Setting>;

/** Return every setting that differs from the start, and the name of the open image. */
export function viewOf(state: State, place: Place, start: Start, image: string | undefined): View {
  const { entry, mark, ...settings } = settingsOf(state, place, start);
  return { ...(image === undefined ? {} : { image }), ...settings };
}

/** Return the state and the place of a view; a view without an image is one of the open entry. */
export function parseView(view: View, start: Start, byName: ReadonlyMap<string, number>, open: number): { state: State; place: Place } {
  const parts = new URLSearchParams({ entry: String(byName.get(String(view.image)) ?? open) });
  for (const [key, value] of Object.entries(view)) if (key !== "image") parts.set(key, textOf(key, value));
  return parseFragment(parts.toString(), start);
}

/** A chosen box as data: X, Y, WIDTH, HEIGHT in whole pixels. */
export type Selection = readonly [number, number, number, number] | null;

export const selectionOf = (box: Box | null): Selection => (box ? [box.x, box.y, box.width, box.height] : null);

export function boxOfSelection(selection: Selection): Box | null {
  if (!selection) return null;
  const [x, y, width, height] = selection;
  return { x, y, width, height };
}
