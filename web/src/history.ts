/** The address of the page: it follows the view, and opening an image or a place makes a step of the history. */

import type { ReactiveController, ReactiveControllerHost } from "lit";
import { formatFragment, parseFragment, type Start, type State } from "./state.js";
import type { Place, Viewport } from "./viewport.js";

interface Host extends ReactiveControllerHost {
  readonly document: object | null;
  readonly embedded: boolean;
  readonly isConnected: boolean;
  readonly state: State;
  readonly start: Start;
  readonly viewport: Viewport;
  readonly entry: { name: string } | null;
  /** The indices of the entries by their names. */
  readonly byName: ReadonlyMap<string, number>;
  restore: (state: State, place: Place) => void;
  announce: () => void;
  /** Tells the page around, which has the address. */
  readonly embedding: { tell: () => void };
}

const DELAY = 200;

export class History implements ReactiveController {
  private timer = 0;
  private opening = false;
  /** The view that the next document keeps. */
  private kept: { state: State; place: Place; name: string } | null = null;

  constructor(private readonly host: Host) {
    host.addController(this);
  }

  hostConnected(): void {
    if (!this.host.embedded) addEventListener("hashchange", this.read);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    removeEventListener("hashchange", this.read);
  }

  /** Show the view of the address. */
  readonly read = (): void => {
    const { host } = this;
    if (!host.document) return;
    clearTimeout(this.timer);
    this.opening = false;
    if (this.kept) {
      const { state, place: shown, name } = this.kept;
      this.kept = null;
      host.restore({ ...state, entry: host.byName.get(name) ?? state.entry }, shown);
      return;
    }
    const { state, place } = parseFragment(host.embedded ? "" : location.hash, host.start);
    host.restore(state, place);
  };

  /** Keep the view, and the open entry, when the document is replaced. */
  keep(): void {
    const { state, viewport, entry } = this.host;
    if (entry) this.kept = { state, place: viewport.place, name: entry.name };
  }

  /** Make the next view a step of the history, so that going back returns to this one. */
  open(): void {
    if (!this.opening) this.write();
    this.opening = true;
  }

  /** Write the view into the address once it rests. */
  save(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (!this.host.document || !this.host.isConnected) return;
      this.write();
      this.host.announce();
    }, DELAY);
  }

  private write(): void {
    const { host, opening } = this;
    this.opening = false;
    if (host.embedded) {
      host.embedding.tell();
      return;
    }
    const text = formatFragment(host.state, host.viewport.place, host.start);
    if (text === location.hash.slice(1)) return;
    const address = text ? `#${text}` : location.pathname + location.search;
    if (opening) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}
