/** A list of rows of one height, of which only the visible ones are drawn: keys, scrolling and thumbnails. */

import { LitElement, type PropertyValues } from "lit";
import { addressOf } from "./picture_sources.js";
import { altersLists, type State } from "./state.js";
import type { Entry } from "./types.js";

/** Place an element of a list; most of them keep their place when the list is scrolled. */
function setTop({ style }: HTMLElement, pixels: number): void {
  const top = `${pixels}px`;
  if (style.top !== top) style.top = top;
}

export abstract class RowList extends LitElement {
  declare state: State;
  declare top: number;
  declare visibleHeight: number;
  declare visibleWidth: number;
  private watcher: ResizeObserver | null = null;
  private watched: HTMLElement | null = null;

  static properties = {
    state: { attribute: false, hasChanged: altersLists },
    top: { state: true },
    visibleHeight: { state: true },
    visibleWidth: { state: true },
  };

  /** The height of a row in pixels, the rows of the head, and the rows that are drawn above and below. */
  protected abstract readonly layout: { row: number; head: number; spare: number };

  /** The indices of the listed entries, in order. */
  abstract get order(): Uint32Array | readonly number[];

  protected abstract get entries(): readonly Entry[];

  constructor() {
    super();
    this.top = 0;
    this.visibleHeight = 600;
    this.visibleWidth = 300;
  }

  /** The entries in a row. */
  protected get perRow(): number {
    return 1;
  }

  /** The number of rows. */
  protected get rowCount(): number {
    return Math.ceil(this.order.length / this.perRow);
  }

  /** The first row to draw, and the row after the last. */
  protected drawn(): [number, number] {
    const { row, spare } = this.layout;
    const last = Math.ceil((this.top + this.visibleHeight) / row) + spare;
    return [Math.max(0, Math.floor(this.top / row) - spare), Math.min(this.rowCount, last)];
  }

  /** Measure the element that scrolls; another one may have taken its place. */
  private watch(): void {
    const { scroller } = this;
    if (scroller === this.watched) return;
    this.watcher?.disconnect();
    this.watcher = new ResizeObserver(() => {
      this.visibleHeight = scroller.clientHeight;
      this.visibleWidth = scroller.clientWidth;
    });
    this.watcher.observe(scroller);
    this.watched = scroller;
    this.top = scroller.scrollTop;
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
    this.watched = null;
  }

  protected get scroller(): HTMLElement {
    return this.renderRoot.querySelector(".scroll")!;
  }

  updated(changes: PropertyValues): void {
    this.watch();
    const { row, head } = this.layout;
    for (const element of this.renderRoot.querySelectorAll<HTMLElement>(".row[data-at]")) {
      setTop(element, (Number(element.dataset["at"]) + head) * row);
    }
    setTop(this.renderRoot.querySelector<HTMLElement>(".end")!, (this.rowCount + head) * row - 1);
    const before = changes.get("state") as State | undefined;
    if (changes.has("state") && before) this.follow(before);
    if (changes.has("state") && before?.entry !== this.state.entry) this.reveal();
    for (const image of this.renderRoot.querySelectorAll<HTMLImageElement>("img")) {
      if (image.dataset["shown"] !== image.dataset["thumb"]) void this.thumbnail(image);
    }
  }

  /** Show the top after sorting, and an entry of the list after filtering. */
  private follow(before: State): void {
    const changed = (keys: readonly (keyof State)[]) => keys.some((key) => before[key] !== this.state[key]);
    const filtered = changed(["search", "filter", "only", "kind"]);
    if (filtered || changed(["sort", "down"])) this.scroller.scrollTop = 0;
    const { order } = this;
    if (filtered && order.length && !order.includes(this.state.entry)) this.change({ entry: order[0]! });
  }

  private async thumbnail(image: HTMLImageElement): Promise<void> {
    const index = image.dataset["thumb"] ?? "";
    image.dataset["shown"] = index;
    image.removeAttribute("src");
    const small = this.entries[Number(index)]?.thumbnail;
    const url = small ? await addressOf(small.id, small.source).catch(() => "") : "";
    if (image.dataset["thumb"] === index && url) image.src = url;
  }

  protected scrolled(): void {
    const { scrollTop } = this.scroller;
    if (Math.abs(scrollTop - this.top) > this.layout.row / 2) this.top = scrollTop;
  }

  /** Scroll to the chosen row. */
  private reveal(): void {
    const { row, head } = this.layout;
    const place = this.order.indexOf(this.state.entry);
    const scroll = this.scroller;
    if (place < 0) return;
    const at = Math.floor(place / this.perRow);
    if (at * row < scroll.scrollTop) scroll.scrollTop = at * row;
    const bottom = (at + 1 + head) * row;
    if (bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = bottom - scroll.clientHeight;
  }

  protected key(event: KeyboardEvent): void {
    const { row, head } = this.layout;
    const { perRow } = this;
    const page = perRow * Math.max(1, Math.floor(this.visibleHeight / row) - 1 - head);
    const across: Record<string, number> = perRow > 1 ? { ArrowRight: 1, ArrowLeft: -1 } : {};
    const steps: Record<string, number> = { ...across, ArrowDown: perRow, ArrowUp: -perRow, PageDown: page, PageUp: -page, Home: -1e9, End: 1e9 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(step);
  }

  /** Open the entry `by` rows further down. */
  abstract step(by: number): void;

  focusFilter(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  protected change(change: Partial<State>): void {
    this.tell("change-state", change);
  }

  protected tell(what: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(what, { detail, bubbles: true, composed: true }));
  }
}
