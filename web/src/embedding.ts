/** The embedded page and the page around it: its theme, and the view as data that programs read and set. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Start, State, Theme } from "./state.js";
import { themeOfPage, WATCHED } from "./surroundings.js";
import { boxOfSelection, parseView, selectionOf, viewOf, type Selection, type View } from "./view.js";
import { placeOf, type Place, type Viewport } from "./viewport.js";

interface Host extends ReactiveControllerHost, HTMLElement {
  readonly document: object | null;
  readonly embedded: boolean;
  readonly state: State;
  readonly start: Start;
  readonly viewport: Viewport;
  readonly entry: { name: string } | null;
  readonly byName: ReadonlyMap<string, number>;
  restore: (state: State, place: Place) => void;
}

export class Embedding implements ReactiveController {
  /** The theme of the page around; "" is the one of the system. */
  theme: Theme = "";
  private readonly watcher = new MutationObserver(() => this.follow());

  constructor(private readonly host: Host) {
    host.addController(this);
  }

  hostConnected(): void {
    if (!this.host.embedded) return;
    for (const element of [document.documentElement, document.body]) this.watcher.observe(element, { attributes: true, attributeFilter: WATCHED });
    this.follow();
  }

  hostDisconnected(): void {
    this.watcher.disconnect();
  }

  private follow(): void {
    const { google } = globalThis as { google?: { colab?: unknown } };
    const theme = themeOfPage(document.body, document.documentElement, google?.colab !== undefined);
    if (theme === this.theme) return;
    this.theme = theme;
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.host.viewport.changed()); // canvases are drawn in colours of the theme
  }

  /** The settings that differ from the view in which the document opens. */
  get view(): View {
    const { state, viewport, start, entry } = this.host;
    return viewOf(state, viewport.place, start, entry?.name);
  }

  /** The chosen box. */
  get selection(): Selection {
    return selectionOf(this.host.viewport.marked);
  }

  /** Show a view with a chosen box. */
  show(view: View, selection: Selection): void {
    const { host } = this;
    if (!host.document) return;
    const { state, place } = parseView(view, host.start, host.byName, host.state.entry);
    host.restore(state, { ...place, marked: boxOfSelection(selection) });
  }

  /** Show a box of the open image, or take the frame away. */
  select(selection: Selection): void {
    const { viewport } = this.host;
    const box = boxOfSelection(selection);
    viewport.place = box ? placeOf(box) : { ...viewport.place, marked: null };
    this.host.requestUpdate();
  }

  /** Tell the page around that the view has changed. */
  tell(): void {
    this.host.dispatchEvent(new Event("change-view"));
  }
}
