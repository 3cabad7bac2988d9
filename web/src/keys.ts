/** The keys of the page. */

import { ACTIONS, applies, type Action, type Controls } from "./actions.js";

/** Return the action of a key; undefined if the page has none. */
export function actionOfKey(key: string, isRun: boolean): Action | undefined {
  return ACTIONS.find((action) => action.keys.includes(key) && applies(action, { isRun, writable: isRun }));
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
  const scrolled = /^Arrow(Left|Right)$/.test(event.key) && target.matches?.(".wide") && target.scrollWidth > target.clientWidth;
  const pressed = event.key === " " && target.matches?.("button, input, a, summary");
  const action = actionOfKey(event.key, controls.isRun);
  if (!action || ranged || scrolled || pressed) return;
  event.preventDefault();
  action.run(controls, event.key);
}
