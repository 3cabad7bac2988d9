/** The dialog that lists the keys. */

import { html, type TemplateResult } from "lit";
import { helpRows } from "./actions.js";
import type { PageDocument } from "./types.js";

export function help(embedded: boolean, run: PageDocument["run"]): TemplateResult {
  const rows = helpRows({ isRun: run !== undefined, writable: run?.writable ?? false });
  return html`<dialog class="help" aria-labelledby="keys">
    <h2 id="keys">Keys</h2>
    <dl>${rows.map(([key, action]) => html`<dt><kbd>${key}</kbd></dt><dd>${action}</dd>`)}</dl>
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
