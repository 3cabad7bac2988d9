/** The dialog that lists the keys. */

import { html, type TemplateResult } from "lit";
import type { PageDocument } from "./types.js";

/** The keys that step through images and places, and those of a run. */
const STEPS: readonly (readonly [string, string])[] = [
  ["n  p", "next image; previous image"],
  ["j  k", "next place in the list; previous place"],
];
const RUN_STEPS: readonly (readonly [string, string])[] = [
  ["j  k", "next pair; previous pair"],
  ["n  p", "next region; previous region"],
];
const REVIEW: readonly [string, string] = ["a  d", "accept, after a confirmation; reject, or take it back"];

const KEYS: readonly (readonly [string, string])[] = [
  ["1 \u2026 9", "show one image alone, and flip between images"],
  [",  .", "previous image alone; next image alone"],
  ["h w b v u", "side by side, slider, blink, overlay, difference"],
  ["i", "open or close the lists"],
  ["+  \u2212", "zoom; also the wheel and two fingers"],
  ["\u2190 \u2191 \u2192 \u2193", "move; also by dragging"],
  ["Shift + drag", "zoom to a box"],
  ["f  o", "whole image; actual pixels (double click: zoom in, and back)"],
  ["x", "swap A and B"],
  ["Space", "pause or resume blinking"],
  ["e  s", "error maps; signed error maps"],
  ["g  G", "higher gain; lower gain"],
  ["t  T", "higher threshold; lower threshold"],
  ["c", "next colour map"],
  ["r", "boxes of the regions"],
  ["l", "light or dark theme"],
  ["/", "filter images"],
  ["?", "this list"],
];

export function help(embedded: boolean, run: PageDocument["run"]): TemplateResult {
  const own = run ? (run.writable ? [...RUN_STEPS, REVIEW] : RUN_STEPS) : STEPS;
  const keys = [...own, ...KEYS];
  return html`<dialog class="help" aria-labelledby="keys">
    <h2 id="keys">Keys</h2>
    <dl>${keys.map(([key, action]) => html`<dt><kbd>${key}</kbd></dt><dd>${action}</dd>`)}</dl>
    <p>${embedded ? "Keys and the wheel work after a click on the images." : "The address of the page reopens exactly this view."}</p>
    <form method="dialog"><button autofocus @click=${(event: Event) => {
      event.preventDefault();
      (event.target as HTMLElement).closest("dialog")?.close();
    }}>Close</button></form>
  </dialog>`;
}

/** Open the dialog, or close it. */
export function toggleHelp(root: ParentNode): void {
  const dialog = root.querySelector<HTMLDialogElement>("dialog.help");
  if (dialog?.open) dialog.close();
  else dialog?.showModal();
}
