/** The dialog that lists the keys. */

import { html, type TemplateResult } from "lit";

const KEYS: readonly (readonly [string, string])[] = [
  ["1 \u2026 5", "side by side, slider, blink, overlay, difference"],
  ["+  \u2212", "zoom; also the wheel and two fingers"],
  ["\u2190 \u2191 \u2192 \u2193", "move; also by dragging"],
  ["Shift + drag", "zoom to a box"],
  ["f  o", "whole picture; a pixel for a pixel (double click: closer, and back)"],
  ["n  p", "next image; image before"],
  ["j  k", "next place of the list; place before"],
  ["x", "swap A and B"],
  ["Space", "stop and go on blinking"],
  ["e  s", "errors of the methods; with their sign"],
  ["g  G", "more gain; less"],
  ["t  T", "higher threshold; lower"],
  ["c", "next colours"],
  ["r", "boxes of the regions"],
  ["l", "light or dark"],
  ["/", "filter images"],
  ["?", "this list"],
];

export function help(embedded: boolean): TemplateResult {
  return html`<dialog aria-labelledby="keys">
    <h2 id="keys">Keys</h2>
    <dl>${KEYS.map(([key, what]) => html`<dt><kbd>${key}</kbd></dt><dd>${what}</dd>`)}</dl>
    <p>${embedded ? "Keys and the wheel count after a click on the pictures." : "The address of the page always leads back to exactly this view."}</p>
    <form method="dialog"><button autofocus @click=${(event: Event) => {
      event.preventDefault();
      (event.target as HTMLElement).closest("dialog")?.close();
    }}>Close</button></form>
  </dialog>`;
}
