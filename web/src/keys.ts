/** The keys of the page. */

import { COLOURMAPS } from "./colours.js";
import { MODES, type State } from "./state.js";
import type { Viewport } from "./viewport.js";

/** What the keys of the page act on. */
export interface Controls {
  readonly state: State;
  readonly viewport: Viewport;
  /** Whether the page shows a run, of which the most frequent keys step through the pairs. */
  readonly isRun: boolean;
  change: (change: Partial<State>) => void;
  /** Open another entry. */
  other: (by: number) => void;
  /** Show another place of the open list. */
  step: (by: number) => void;
  accept: () => void;
  reject: () => void;
  toggleBlink: () => void;
  toggleTheme: () => void;
  filter: () => void;
  help: () => void;
}

/** Return whether an element takes the keys for itself. */
export function writes(target: HTMLElement): boolean {
  return target.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea");
}

/** Return the action of a key that was pressed on an element, if it has one. */
export function actionOf(key: string, target: HTMLElement, controls: Controls): (() => void) | undefined {
  const ranged = target.matches?.("input[type=range]") && key.startsWith("Arrow");
  const pressed = key === " " && target.matches?.("button, input, a");
  return ranged || pressed ? undefined : actions(controls)[key];
}

/** Return the action of each key; the help dialog lists them. */
function actions(controls: Controls): Record<string, () => void> {
  const { state, viewport, isRun, change } = controls;
  const pan = (x: number, y: number) => () => viewport.pan(x * 60 * devicePixelRatio, y * 60 * devicePixelRatio);
  const gain = (by: number) => () => change({ gain: Math.max(0.01, Math.min(100, state.gain * by)) });
  const cut = (by: number) => () => change({ threshold: Math.max(0, Math.min(1, Math.round(100 * (state.threshold + by)) / 100)) });
  const modes = Object.fromEntries(MODES.map((mode, i) => [String(i + 1), () => change({ mode })]));
  const next = COLOURMAPS[(COLOURMAPS.indexOf(state.colourmap) + 1) % COLOURMAPS.length]!;
  const [entry, place] = [controls.other, controls.step];
  return {
    ...modes,
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
