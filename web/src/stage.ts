/** The pictures of one entry: side by side, one alone, behind a slider, blinking, overlaid or subtracted. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { arrange, HEADING, type Slot } from "./arrangement.js";
import { Blinking } from "./blinking.js";
import { scaleOf, type Scale } from "./colours.js";
import { controlStyles } from "./control_styles.js";
import { regionsOf } from "./kinds.js";
import { drawScales, legend } from "./legend.js";
import type { Library } from "./library.js";
import "./pane.js";
import type { Pane } from "./pane.js";
import { scoreOf } from "./scores.js";
import { flipped, partsOf, type Part } from "./shown_layers.js";
import { chips, handle, pairBar } from "./stage_bars.js";
import { stageStyles } from "./stage_styles.js";
import { nextFrame } from "./tile_store.js";
import { dragged, toneOf } from "./tones.js";
import type { State } from "./state.js";
import type { Entry, Layer, PageDocument } from "./types.js";
import type { Size, Viewport } from "./viewport.js";

export class Stage extends LitElement {
  declare document_: PageDocument;
  declare entry: Entry | null;
  declare state: State;
  declare library: Library;
  declare viewport: Viewport;
  /** Whether the page is narrow and scrolls. */
  declare narrow: boolean;
  readonly blinking = new Blinking(this);
  private scales = new Map<string, Scale>();
  private parts: Part[] = [];
  /** The panes that were placed, and what their places depend on. */
  private panes: Pane[] = [];
  private placed = "";
  private world: Size | null = null;
  private filled = false;
  private watcher: ResizeObserver | null = null;
  private pruning = 0;
  /** Whether something was loaded since the panes were painted. */
  private loaded = false;
  private updating = 0;
  private readonly onLibrary = () => {
    this.loaded = true;
    this.updating ||= requestAnimationFrame(() => {
      this.updating = 0;
      this.requestUpdate();
    });
  };
  private readonly onView = () => {
    nextFrame();
    const { world, filled } = this.viewport;
    if (world !== this.world || filled !== this.filled) this.place();
    cancelAnimationFrame(this.pruning);
    this.pruning = requestAnimationFrame(() => requestAnimationFrame(() => this.library.prune()));
  };

  static properties = {
    document_: { attribute: false },
    entry: { attribute: false },
    state: { attribute: false },
    library: { attribute: false },
    viewport: { attribute: false },
    narrow: { attribute: false },
  };

  static styles = [controlStyles, stageStyles];

  connectedCallback(): void {
    super.connectedCallback();
    this.library.addEventListener("change", this.onLibrary);
    this.viewport.addEventListener("view", this.onView);
    this.watcher = new ResizeObserver(() => this.place());
    this.watcher.observe(this);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.library.removeEventListener("change", this.onLibrary);
    this.viewport.removeEventListener("view", this.onView);
    this.watcher?.disconnect();
  }

  /** Choose the scales of the maps: one for each kind of map, or one for each map. */
  private rescale(layers: readonly Layer[]): void {
    const groups = new Map<string, Layer[]>();
    for (const layer of layers) {
      if (layer.kind !== "map") continue;
      const kind = ["difference", "error"].includes(layer.role) ? `${layer.role} ${layer.unit_range}` : layer.label;
      const key = this.state.shared ? `${kind} ${layer.unit} ${layer.signed}` : layer.id;
      groups.set(key, [...(groups.get(key) ?? []), layer]);
    }
    this.scales = new Map();
    for (const group of groups.values()) {
      const sizes = group.map((layer) => this.library.picture(layer).sizes()).filter((size) => size !== null);
      const scale = scaleOf(group, sizes, this.state);
      for (const layer of group) this.scales.set(layer.id, scale);
    }
  }

  render() {
    const { entry, state } = this;
    if (!entry) return nothing;
    if (!entry.layers.length) {
      const { errors, load, opening } = entry;
      const message = errors?.join(" ") || (load || opening ? "Opening \u2026" : "The pictures of this image are not in this report.");
      return html`<div class="panes"><p class="empty">${message}</p></div>`;
    }
    this.parts = partsOf(entry, state, this.narrow, this.blinking.showSecond);
    const layers = this.parts.flatMap(({ layer, over }) => (over ? [layer, over] : [layer]));
    this.rescale(layers);
    const change = (change: Partial<State>) => this.change(change);
    const alone = state.mode === "side" || state.mode === "flip";
    return html`
      <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom" @pointerup=${this.takeFocus} @swipe-image=${(event: CustomEvent<number>) => this.step(event.detail)} @drag-window=${(event: CustomEvent<[number, number]>) => this.change(dragged(this.state, ...event.detail))}>
        ${this.parts.map((part) => this.pane(part))}
        ${state.mode === "slider" ? handle(entry.layers, state, change) : nothing}
      </div>
      <div class="foot" @input=${this.hold} @change=${this.release}>
        ${alone ? chips(entry, state, this.narrow, change) : pairBar(entry.layers, state, this.blinking, change)}
        ${legend(layers, this.scales, state, change)}
      </div>
    `;
  }

  /** Keep the focus after a drag: JupyterLab takes it to its cell when Shift is held. */
  private readonly takeFocus = ({ target, currentTarget }: PointerEvent) => {
    if ((target as Element).localName === "difference-pane") (currentTarget as HTMLElement).focus({ preventScroll: true });
  };

  /** Keep the height of the bars while a slider is dragged, so that the panes are not laid out anew for each text, and draw fast. */
  private readonly hold = ({ currentTarget }: Event) => {
    this.viewport.move();
    const foot = currentTarget as HTMLElement;
    foot.style.minHeight = `${foot.offsetHeight}px`;
  };

  private readonly release = ({ currentTarget }: Event) => {
    (currentTarget as HTMLElement).style.minHeight = "";
  };

  private pane({ layer, over, split, opacity }: Part): TemplateResult {
    const { document_, entry, state } = this;
    return html`<difference-pane
      .library=${this.library}
      .viewport=${this.viewport}
      .layer=${layer}
      .over=${over ?? null}
      .split=${split ?? null}
      .opacity=${opacity ?? 1}
      .scales=${new Map([layer, ...(over ? [over] : [])].flatMap(({ id }) => (this.scales.has(id) ? [[id, this.scales.get(id)!]] : [])))}
      .regions=${state.boxes ? regionsOf(entry, state.kind) : []}
      .heading=${over ? `A: ${layer.label}  |  B: ${over.label}` : layer.label}
      .score=${over ? null : scoreOf(document_, layer, state)}
      .tone=${toneOf(state)}
      .loupe=${state.loupe}
      .scrolls=${this.narrow}
    ></difference-pane>`;
  }

  /** Show the next image alone, or below the first. */
  step(by: number): void {
    this.change({ flip: flipped(this.entry, this.state, by, this.narrow) });
  }

  /** Lay out the panes anew if the room, the images or the panes have changed. */
  private place(): void {
    ({ world: this.world, filled: this.filled } = this.viewport);
    const room = this.renderRoot.querySelector<HTMLElement>(".panes");
    if (!room || !this.entry?.layers.length || !this.hasUpdated) return;
    const { clientWidth: width, clientHeight: height } = room;
    const { world, filled } = this.viewport;
    const maps = this.parts.some(({ layer }) => layer.kind === "map");
    const isFree = ({ kind, role }: Layer) => (maps ? kind === "map" : role === "reference");
    const items = this.parts.map(({ layer, above }) => ({ free: isFree(layer), above: above ?? -1 }));
    const panes = [...room.querySelectorAll<Pane>("difference-pane")];
    const key = JSON.stringify([width, height, world, items, devicePixelRatio, filled]);
    const same = panes.length === this.panes.length && panes.every((pane, i) => pane === this.panes[i]);
    if ((same && key === this.placed) || !width || !height) return;
    this.placed = key;
    this.panes = panes;
    const slots = arrange(items, { width, height }, world, filled);
    slots.forEach((slot, i) => panes[i] && move(panes[i], slot));
    const most = (side: (slot: Slot) => number) => Math.max(1, Math.floor(Math.min(...slots.map((slot) => (side(slot) * devicePixelRatio) / slot.ratio))));
    this.viewport.resize(
      most(({ x, width }) => Math.round(x + width) - Math.round(x)),
      most(({ y, height }) => Math.round(y + height) - Math.round(y) - HEADING),
    );
  }

  updated(changes: PropertyValues): void {
    this.place();
    drawScales(this.renderRoot, [...this.scales.values()]);
    const { mode, speed, split } = this.state;
    this.blinking.set(mode === "blink" && this.isConnected, speed);
    const { renderRoot } = this;
    const percent = 100 * split;
    renderRoot.querySelectorAll<HTMLElement>(".handle, .side.b").forEach((part) => (part.style.left = `${percent}%`));
    renderRoot.querySelectorAll<HTMLElement>(".side.a").forEach((part) => (part.style.right = `${100 - percent}%`));
    if (this.loaded || changes.size === 0) renderRoot.querySelectorAll<Pane>("difference-pane").forEach((pane) => pane.requestUpdate());
    this.loaded = false;
  }

  private change(change: Partial<State>): void {
    this.dispatchEvent(new CustomEvent("change-state", { detail: change, bubbles: true, composed: true }));
  }
}

/** Move a pane to whole pixels. */
function move(pane: Pane, { x, y, width, height, ratio }: Slot): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  Object.assign(pane.style, { left: `${left}px`, top: `${top}px`, width: `${Math.round(x + width) - left}px`, height: `${Math.round(y + height) - top}px` });
  pane.ratio = ratio;
}

customElements.define("difference-stage", Stage);
