/** The dialog that names the files that an acceptance changes, and asks whether to change them. */

import { LitElement, css, html, nothing } from "lit";
import { controlStyles } from "./control_styles.js";
import { changes } from "./decisions.js";
import type { Entry } from "./types.js";

export class ConfirmDialog extends LitElement {
  declare entries: readonly Entry[];
  private answer: ((yes: boolean) => void) | null = null;

  static properties = { entries: { state: true } };

  constructor() {
    super();
    this.entries = [];
  }

  static styles = [
    controlStyles,
    css`
      dialog {
        color: var(--text);
        background: var(--panel);
        border: 1px solid var(--edge);
        border-radius: 10px;
        max-width: min(720px, 92vw);
        box-sizing: border-box;
        padding: 18px 22px;
      }
      dialog::backdrop {
        background: #0008;
      }
      h2 {
        font-size: 15px;
        margin: 0 0 8px;
      }
      h3 {
        font-size: 13px;
        margin: 10px 0 4px;
      }
      .files {
        max-height: 50vh;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: 6px;
        padding: 2px 12px 10px;
      }
      ul {
        margin: 0;
        padding-left: 18px;
        font: 12px/1.5 var(--mono);
        overflow-wrap: anywhere;
      }
      li + li {
        margin-top: 4px;
      }
      p {
        margin: 10px 0 0;
        font-size: 13px;
      }
      .primary {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      .buttons {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
        margin-top: 14px;
      }
    `,
  ];

  /** Whether the dialog is shown. */
  get open(): boolean {
    return this.dialog?.open ?? false;
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  /** Ask whether to accept entries; resolve to the answer. */
  async ask(entries: readonly Entry[]): Promise<boolean> {
    this.entries = entries;
    await this.updateComplete;
    this.dialog?.showModal();
    return new Promise((done) => (this.answer = done));
  }

  private close(yes: boolean): void {
    this.dialog?.close();
    this.answer?.(yes);
    this.answer = null;
  }

  render() {
    const { copies, removes } = changes(this.entries);
    const count = this.entries.length;
    const title = count === 1 ? `Accept ${this.entries[0]!.name}?` : `Accept ${count} pictures?`;
    return html`<dialog aria-labelledby="title" @cancel=${() => this.close(false)}>
      <h2 id="title">${title}</h2>
      <div class="files" tabindex="0" role="group" aria-label="Files">
        ${copies.length ? html`<h3>Copy the new picture over the baseline</h3><ul>${copies.map(([from, to]) => html`<li>${from}<br />\u2192 ${to}</li>`)}</ul>` : nothing}
        ${removes.length ? html`<h3>Remove</h3><ul>${removes.map((path) => html`<li>${path}</li>`)}</ul>` : nothing}
      </div>
      <p>The page cannot undo this.</p>
      <div class="buttons">
        <button autofocus data-answer="no" @click=${() => this.close(false)}>Cancel</button>
        <button data-answer="yes" class="primary" @click=${() => this.close(true)}>${count === 1 ? "Accept" : `Accept ${count}`}</button>
      </div>
    </dialog>`;
  }
}

customElements.define("difference-confirm", ConfirmDialog);
