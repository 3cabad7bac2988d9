/** The actions of the page: keys, buttons and the help come from this one list. */

import { COLOURMAPS } from "./colours.js";
import type { Mode, State } from "./state.js";
import { exposed, NEUTRAL } from "./tones.js";
import type { Viewport } from "./viewport.js";

/** What actions act on. */
export interface Controls {
  readonly state: State;
  readonly viewport: Viewport;
  /** Whether the page shows a run, of which the most frequent keys step through the pairs. */
  readonly isRun: boolean;
  /** The indices of the layers that number keys show alone. */
  readonly layers: readonly number[];
  change: (change: Partial<State>) => void;
  /** Open another entry. */
  other: (by: number) => void;
  /** Show another place of the open list. */
  step: (by: number) => void;
  accept: () => void;
  reject: () => void;
  /** Show the next layer alone. */
  flip: (by: number) => void;
  /** Save the view as a picture. */
  save: () => void;
  /** Copy the view as a picture. */
  copy: () => Promise<void>;
  toggleLists: () => void;
  toggleBlink: () => void;
  toggleTheme: () => void;
  filter: () => void;
  help: () => void;
}

export interface Action {
  id: string;
  /** The keys; only the first is shown. Actions without keys are gestures. */
  keys: readonly string[];
  /** The words of the help. */
  words: string;
  run: (controls: Controls, key: string) => void;
  /** The text of its button, and its name if the text is a sign. */
  button?: string;
  name?: string;
  /** Actions of one row stand together in the help. */
  row?: string;
  /** The pages that have the action; all if not given. */
  only?: "run" | "other" | "writable";
}

const bounded = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

const mode = (id: Mode, key: string, button: string): Action => ({ id, keys: [key], button, words: button.toLowerCase(), row: "modes", run: ({ change }) => change({ mode: id }) });

const pan = (key: string, x: number, y: number): Action => ({
  id: key,
  keys: [key],
  words: key === "ArrowDown" ? "move; also by dragging" : "",
  row: "move",
  run: ({ viewport }) => viewport.pan(x * 60 * devicePixelRatio, y * 60 * devicePixelRatio),
});

const gesture = (id: string, words: string): Action => ({ id, keys: [], words, run: () => {} });

const cut = ({ state, change }: Controls, by: number): void => change({ threshold: bounded(Math.round(100 * (state.threshold + by)) / 100, 0, 1) });

const gain = ({ state, change }: Controls, by: number): void => change({ gain: bounded(state.gain * by, 0.01, 100) });

const next = <T>(all: readonly T[], now: T): T => all[(all.indexOf(now) + 1) % all.length]!;

/** All actions, in the order of the help. */
export const ACTIONS: readonly Action[] = [
  { id: "next-image", keys: ["n"], words: "next image", row: "images", only: "other", run: ({ other }) => other(1) },
  { id: "previous-image", keys: ["p"], words: "previous image", row: "images", only: "other", run: ({ other }) => other(-1) },
  { id: "next-place", keys: ["j"], words: "next place in the list", row: "places", only: "other", run: ({ step }) => step(1) },
  { id: "previous-place", keys: ["k"], words: "previous place", row: "places", only: "other", run: ({ step }) => step(-1) },
  { id: "next-pair", keys: ["j"], words: "next pair", row: "pairs", only: "run", run: ({ other }) => other(1) },
  { id: "previous-pair", keys: ["k"], words: "previous pair", row: "pairs", only: "run", run: ({ other }) => other(-1) },
  { id: "next-region", keys: ["n"], words: "next region", row: "regions", only: "run", run: ({ step }) => step(1) },
  { id: "previous-region", keys: ["p"], words: "previous region", row: "regions", only: "run", run: ({ step }) => step(-1) },
  { id: "accept", keys: ["a"], words: "accept, after a confirmation", row: "review", only: "writable", run: ({ accept }) => accept() },
  { id: "reject", keys: ["d"], words: "reject, or take it back", row: "review", only: "writable", run: ({ reject }) => reject() },
  {
    id: "flip",
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    words: "show one image alone, and flip between images",
    button: "Flip",
    run: ({ layers, change }, key) => {
      const flip = layers[Number(key) - 1];
      if (flip !== undefined) change({ mode: "flip", flip });
    },
  },
  { id: "previous-alone", keys: [","], words: "previous image alone", row: "alone", run: ({ flip }) => flip(-1) },
  { id: "next-alone", keys: ["."], words: "next image alone", row: "alone", run: ({ flip }) => flip(1) },
  mode("side", "h", "Side by side"),
  mode("slider", "w", "Slider"),
  mode("blink", "b", "Blink"),
  mode("overlay", "v", "Overlay"),
  mode("difference", "u", "Difference"),
  { id: "lists", keys: ["i"], words: "open or close the lists", row: "panels", run: ({ toggleLists }) => toggleLists() },
  { id: "inspector", keys: ["z"], words: "open or close the inspector: tones, values, scores of the visible part", button: "Inspect", row: "panels", run: ({ state, change }) => change({ inspector: !state.inspector }) },
  { id: "zoom-in", keys: ["+", "="], words: "zoom; also the wheel and two fingers", button: "+", name: "Zoom in", row: "zoom", run: ({ viewport }) => viewport.zoomTo(viewport.scale * 1.5) },
  { id: "zoom-out", keys: ["-"], words: "", button: "\u2212", name: "Zoom out", row: "zoom", run: ({ viewport }) => viewport.zoomTo(viewport.scale / 1.5) },
  pan("ArrowLeft", 1, 0),
  pan("ArrowUp", 0, 1),
  pan("ArrowRight", -1, 0),
  pan("ArrowDown", 0, -1),
  gesture("Shift + drag", "choose a box, which fills the panes"),
  { id: "unmark", keys: ["Delete", "Backspace"], words: "no chosen box", run: ({ viewport }) => viewport.unmark() },
  { id: "fit", keys: ["f", "0"], words: "whole image", button: "Fit", row: "sizes", run: ({ viewport }) => viewport.fit() },
  { id: "actual", keys: ["o"], words: "actual pixels (double click: zoom in, and back)", button: "1:1", row: "sizes", run: ({ viewport }) => viewport.zoomTo(1) },
  { id: "swap", keys: ["x"], words: "swap A and B", run: ({ state, change }) => change({ first: state.second, second: state.first }) },
  { id: "pause", keys: [" "], words: "pause or resume blinking", run: ({ toggleBlink }) => toggleBlink() },
  { id: "errors", keys: ["e"], words: "error maps", row: "errors", run: ({ state, change }) => change({ errors: !state.errors }) },
  { id: "signed", keys: ["s"], words: "signed error maps", row: "errors", run: ({ state, change }) => change({ signed: !state.signed }) },
  { id: "more-gain", keys: ["g"], words: "higher gain", row: "gain", run: (controls) => gain(controls, 1.25) },
  { id: "less-gain", keys: ["G"], words: "lower gain", row: "gain", run: (controls) => gain(controls, 0.8) },
  { id: "higher-threshold", keys: ["t"], words: "higher threshold", row: "threshold", run: (controls) => cut(controls, 0.02) },
  { id: "lower-threshold", keys: ["T"], words: "lower threshold", row: "threshold", run: (controls) => cut(controls, -0.02) },
  { id: "colours", keys: ["c"], words: "next colour map", run: ({ state, change }) => change({ colourmap: next(COLOURMAPS, state.colourmap) }) },
  { id: "darker", keys: ["["], words: "darker images", row: "exposure", run: ({ state, change }) => change(exposed(state, -0.25)) },
  { id: "brighter", keys: ["]"], words: "brighter images, by a quarter of a stop", row: "exposure", run: ({ state, change }) => change(exposed(state, 0.25)) },
  gesture("Alt + drag", "window of the images: across its width, up and down its level"),
  { id: "reset", keys: ["y"], words: "images as they were stored: no exposure, gamma, window or channel", button: "Reset", run: ({ change }) => change(NEUTRAL) },
  { id: "loupe", keys: ["m"], words: "loupe at the pointer", run: ({ state, change }) => change({ loupe: !state.loupe }) },
  { id: "boxes", keys: ["r"], words: "boxes of the regions", run: ({ state, change }) => change({ boxes: !state.boxes }) },
  { id: "save", keys: ["S"], words: "save the view as a picture", button: "Save picture", run: ({ save }) => save() },
  { id: "theme", keys: ["l"], words: "light or dark theme", run: ({ toggleTheme }) => toggleTheme() },
  { id: "filter", keys: ["/"], words: "filter images", run: ({ filter }) => filter() },
  { id: "help", keys: ["?"], words: "this list", run: ({ help }) => help() },
];

export interface Kind {
  isRun: boolean;
  writable: boolean;
}

/** Tell whether a page has an action. */
export function applies({ only }: Action, { isRun, writable }: Kind): boolean {
  return only === undefined || { run: isRun, other: !isRun, writable }[only];
}

const SIGNS: Record<string, string> = { ArrowLeft: "\u2190", ArrowRight: "\u2192", ArrowUp: "\u2191", ArrowDown: "\u2193", " ": "Space", "-": "\u2212" };

/** Return the first key of an action as people read it. */
export function keyOf({ id, keys }: Action): string {
  if (keys.length > 2) return `${keys[0]} \u2026 ${keys.at(-1)}`;
  const [first] = keys;
  return first === undefined ? id : (SIGNS[first] ?? first);
}

const BY_ID = new Map(ACTIONS.map((action) => [action.id, action]));

export function actionOf(id: string): Action {
  const found = BY_ID.get(id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
}

/** Return the words of an action with its key, for the title of a control. */
export function titled(id: string, words = ""): string {
  const action = actionOf(id);
  const text = words || action.name || action.button || action.words;
  return `${text} (${keyOf(action)})`;
}

/** Return the rows of the help: keys and their words. */
export function helpRows(kind: Kind): [string, string][] {
  const rows = new Map<string, [string[], string[]]>();
  for (const action of ACTIONS) {
    if (!applies(action, kind)) continue;
    const key = action.row ?? action.id;
    const [keys, words] = rows.get(key) ?? rows.set(key, [[], []]).get(key)!;
    keys.push(keyOf(action));
    if (action.words) words.push(action.words);
  }
  return [...rows.values()].map(([keys, words]) => [keys.join("  "), words.join("; ")]);
}
