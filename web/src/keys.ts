/** The keys of the page. */

import { COLOURMAPS } from "./colours.js";
import type { Mode, State } from "./state.js";
import type { Viewport } from "./viewport.js";

/** What the keys of the page act on. */
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
  toggleLists: () => void;
  toggleBlink: () => void;
  toggleTheme: () => void;
  filter: () => void;
  help: () => void;
}

/** Carry out the action of a key, unless the element under the focus takes the key for itself. */
export function handleKey(event: KeyboardEvent, controls: Controls): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0] as HTMLElement;
  if (target.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea")) {
    if (event.key === "Escape") target.blur();
    return;
  }
  const ranged = target.matches?.("input[type=range]") && event.key.startsWith("Arrow");
  const pressed = event.key === " " && target.matches?.("button, input, a");
  const action = actions(controls)[event.key];
  if (!action || ranged || pressed) return;
  event.preventDefault();
  action();
}

/** Return the action of each key; the help dialog lists them. */
function actions(controls: Controls): Record<string, () => void> {
  const { state, viewport, isRun, change } = controls;
  const pan = (x: number, y: number) => () => viewport.pan(x * 60 * devicePixelRatio, y * 60 * devicePixelRatio);
  const gain = (by: number) => () => change({ gain: Math.max(0.01, Math.min(100, state.gain * by)) });
  const cut = (by: number) => () => change({ threshold: Math.max(0, Math.min(1, Math.round(100 * (state.threshold + by)) / 100)) });
  const mode = (mode: Mode) => () => change({ mode });
  const alone = controls.layers.slice(0, 9).map((flip, i) => [String(i + 1), () => change({ mode: "flip", flip })]);
  const next = COLOURMAPS[(COLOURMAPS.indexOf(state.colourmap) + 1) % COLOURMAPS.length]!;
  const [entry, place] = [controls.other, controls.step];
  return {
    ...Object.fromEntries(alone),
    ",": () => controls.flip(-1),
    ".": () => controls.flip(1),
    h: mode("side"),
    w: mode("slider"),
    b: mode("blink"),
    v: mode("overlay"),
    u: mode("difference"),
    i: controls.toggleLists,
    ArrowLeft: pan(1, 0),
    ArrowRight: pan(-1, 0),
    ArrowUp: pan(0, 1),
    ArrowDown: pan(0, -1),
    "+": () => viewport.zoomTo(viewport.scale * 1.5),
    "=": () => viewport.zoomTo(viewport.scale * 1.5),
    "-": () => viewport.zoomTo(viewport.scale / 1.5),
    f: () => viewport.fit(),
    "0": () => viewport.fit(),
    o: () => viewport.zoomTo(1),
    n: () => (isRun ? place : entry)(1),
    p: () => (isRun ? place : entry)(-1),
    j: () => (isRun ? entry : place)(1),
    k: () => (isRun ? entry : place)(-1),
    ...(isRun ? { a: controls.accept, d: controls.reject } : {}),
    x: () => change({ first: state.second, second: state.first }),
    e: () => change({ errors: !state.errors }),
    s: () => change({ signed: !state.signed }),
    r: () => change({ boxes: !state.boxes }),
    " ": controls.toggleBlink,
    g: gain(1.25),
    G: gain(0.8),
    t: cut(0.02),
    T: cut(-0.02),
    c: () => change({ colourmap: next }),
    l: controls.toggleTheme,
    "/": controls.filter,
    "?": controls.help,
  };
}
