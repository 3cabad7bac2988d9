/** The review of a run: accepts and rejects its pairs, and copies commands. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ConfirmDialog } from "./confirm_dialog.js";
import { acceptable, decide, type Verb } from "./decisions.js";
import type { Entry, PageDocument } from "./types.js";

interface Host extends ReactiveControllerHost {
  readonly document: PageDocument | null;
  readonly headers: Record<string, string>;
  readonly entry: Entry | null;
  readonly renderRoot: HTMLElement | DocumentFragment;
}

export class Review implements ReactiveController {
  constructor(private readonly host: Host) {
    host.addController(this);
  }

  hostConnected(): void {}

  private get dialog(): ConfirmDialog | null {
    return this.host.renderRoot.querySelector("difference-confirm");
  }

  get asking(): boolean {
    return this.dialog?.open ?? false;
  }

  /** Accept entries after a confirmation that names their files. */
  async accept(entries: readonly Entry[]): Promise<void> {
    const open = acceptable(entries);
    if (!open.length || this.asking || !(await this.dialog?.ask(open))) return;
    for (const entry of open) await this.send(entry, "accept");
  }

  async reject(entry: Entry, verb: Verb): Promise<void> {
    if (entry.accept) await this.send(entry, verb);
  }

  /** Send a decision and keep its result, or the reason why it failed. */
  private async send(entry: Entry, verb: Verb): Promise<void> {
    let items: Partial<Entry>;
    try {
      items = { problem: "", ...(await decide(entry, verb, this.host.headers)) };
    } catch (error) {
      items = { accept: entry.accept, problem: error instanceof Error ? error.message : "the decision was not carried out" };
    }
    this.keep(entry, items);
    this.host.requestUpdate();
  }

  /** Replace an entry by one with new items; it may have been completed meanwhile. */
  private keep(entry: Entry, items: Partial<Entry>): void {
    const entries = this.host.document?.entries ?? [];
    const index = entries.findIndex(({ id }) => id === entry.id);
    if (index < 0) return;
    const { accept: _, ...rest } = entries[index]!;
    entries[index] = { ...rest, ...items };
  }

  /** Copy a text to the clipboard. */
  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.announce("Copied.");
    } catch {
      this.announce("The browser does not allow this page to copy; select the command and copy it.");
    }
  }

  private announce(text: string): void {
    const live = this.host.renderRoot.querySelector(".live");
    if (live) live.textContent = text;
  }
}
