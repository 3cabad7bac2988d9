/** A pane: one picture, or two behind a divider, drawn on a canvas as the viewport says. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { short, type Scale } from "./colours.js";
import type { NumberedRegion } from "./kinds.js";
import { drawMarks } from "./marks.js";
import { drawTile } from "./tile_drawing.js";
import { paneStyles } from "./pane_styles.js";
import type { Library } from "./pictures.js";
import type { Layer } from "./types.js";
import { read } from "./units.js";
import type { Viewport } from "./viewport.js";

export class Pane extends LitElement {
  declare library: Library;
  declare viewport: Viewport;
  declare layer: Layer;
  /** A second layer, drawn over the first: right of `split`, or everywhere with `opacity`. */
  declare over: Layer | null;
  declare split: number | null;
  declare opacity: number;
  declare scales: ReadonlyMap<string, Scale>;
  declare regions: readonly NumberedRegion[];
  declare heading: string;
  /** The metric, the score and its unit. */
  declare score: readonly [string, string, string] | null;
  private frame = 0;
  private watcher: ResizeObserver | null = null;
  private drag: { x: number; y: number; box: boolean; from: { x: number; y: number } } | null = null;
  private readonly fingers = new Map<number, { x: number; y: number }>();
  private readonly onView = () => this.draw();
  private readonly onPointer = () => {
    this.draw();
    this.showValues();
  };

  static properties = {
    library: { attribute: false },
    viewport: { attribute: false },
    layer: { attribute: false },
    over: { attribute: false },
    split: { attribute: false },
    opacity: { attribute: false },
    scales: { attribute: false },
    regions: { attribute: false },
    heading: { attribute: false },
    score: { attribute: false },
  };

  static styles = paneStyles;

  render() {
    const picture = this.layer ? this.library.picture(this.layer) : null;
    const message = picture?.error || (picture?.ready ? "" : "Loading \u2026");
    return html`
      <header>${this.roleName()}<b title=${this.heading}>${this.heading}</b>${this.score ? html`<span><i>${this.score[0]} </i>${this.score[1]}<i> ${this.score[2]}</i></span>` : nothing}</header>
      <div
        @wheel=${this.wheel}
        @pointerdown=${this.down}
        @pointermove=${this.move}
        @pointerup=${this.up}
        @pointercancel=${this.up}
        @pointerleave=${this.leave}
        @dblclick=${this.doubleClick}
      >
        <canvas role="img" aria-label=${this.description()}></canvas>
        ${message ? html`<p>${message}</p>` : nothing}
        <output aria-hidden="true"></output>
      </div>
    `;
  }

  /** Return the role of an image in the sentences about a pair, unless its label tells. */
  private roleName(): TemplateResult | typeof nothing {
    const { role, label } = this.layer ?? {};
    const told = this.over || label?.toLowerCase() === role || (role !== "first" && role !== "second");
    return told ? nothing : html`<small>${role}</small>`;
  }

  private description(): string {
    const { layer, over } = this;
    if (!layer) return "";
    return `${this.heading}, ${layer.width} by ${layer.height} pixels${over ? `, with ${over.label}` : ""}`;
  }

  connectedCallback(): void {
    super.connectedCallback();
    this.watcher = new ResizeObserver(() => this.measure());
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher?.disconnect();
    this.viewport?.removeEventListener("view", this.onView);
    this.viewport?.removeEventListener("pointer", this.onPointer);
  }

  firstUpdated(): void {
    this.viewport.addEventListener("view", this.onView);
    this.viewport.addEventListener("pointer", this.onPointer);
    this.watcher?.observe(this.canvas);
    this.measure();
  }

  updated(_: PropertyValues): void {
    this.draw();
    this.showValues();
  }

  private get canvas(): HTMLCanvasElement {
    return this.renderRoot.querySelector("canvas")!;
  }

  private measure(): void {
    const box = this.canvas.getBoundingClientRect();
    const width = Math.max(1, Math.round(box.width * devicePixelRatio));
    const height = Math.max(1, Math.round(box.height * devicePixelRatio));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.viewport.resize(width, height);
    this.paint();
  }

  draw(): void {
    if (!this.frame) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.paint();
      });
    }
  }

  private paint(): void {
    if (!this.hasUpdated || !this.layer) return;
    const context = this.canvas.getContext("2d", { alpha: false });
    if (!context) return;
    const { width, height } = this.canvas;
    // A finger scrolls the page over a whole image, and moves an enlarged image.
    this.canvas.parentElement!.style.touchAction = this.viewport.zoom === null ? "pan-y" : "none";
    context.fillStyle = getComputedStyle(this).backgroundColor;
    context.fillRect(0, 0, width, height);
    const { over } = this;
    const line = over && this.split !== null ? Math.round(this.split * width) : width;
    this.picture(context, this.layer, 0, over && this.split !== null ? line : width);
    if (over) {
      context.globalAlpha = this.split === null ? this.opacity : 1;
      this.picture(context, over, this.split === null ? 0 : line, width);
      context.globalAlpha = 1;
    }
    drawMarks(context, this.viewport, this.regions);
  }

  /** Draw a layer between two columns of the pane. */
  private picture(context: CanvasRenderingContext2D, layer: Layer, left: number, right: number): void {
    if (right <= left) return;
    const { viewport } = this;
    const picture = this.library.picture(layer);
    const scale = (viewport.scale * viewport.world.width) / layer.width;
    const scaleY = (viewport.scale * viewport.world.height) / layer.height;
    const corner = viewport.origin();
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, this.canvas.height);
    context.clip();
    const level = Math.max(0, Math.min(picture.levels - 1, Math.floor(Math.log2(1 / scale) + 1e-9)));
    context.imageSmoothingEnabled = scale * 2 ** level < 0.999;
    context.imageSmoothingQuality = "high";
    const step = picture.size * 2 ** level;
    const first = { x: (left - corner.x) / scale / step, y: -corner.y / scaleY / step };
    const last = { x: (right - corner.x) / scale / step, y: (this.canvas.height - corner.y) / scaleY / step };
    const columns = Math.ceil(layer.width / step);
    const rows = Math.ceil(layer.height / step);
    for (let y = Math.max(0, Math.floor(first.y)); y < Math.min(rows, last.y); y++) {
      for (let x = Math.max(0, Math.floor(first.x)); x < Math.min(columns, last.x); x++) {
        drawTile(context, picture, level, x, y, { ...corner, scale, scaleY }, this.scales.get(layer.id) ?? null);
      }
    }
    context.restore();
  }

  /** Show the values under the pointer. */
  private showValues(): void {
    const output = this.renderRoot.querySelector("output");
    if (!output || !this.layer) return;
    const { pointer, world } = this.viewport;
    const inside = pointer && pointer.x >= 0 && pointer.y >= 0 && pointer.x < world.width && pointer.y < world.height;
    output.textContent = inside ? [this.layer, this.over].map((layer) => this.valuesOf(layer, pointer)).join("") : "";
  }

  private valuesOf(layer: Layer | null, pointer: { x: number; y: number }): string {
    if (!layer) return "";
    const { world } = this.viewport;
    const x = Math.floor((pointer.x * layer.width) / world.width);
    const y = Math.floor((pointer.y * layer.height) / world.height);
    const found = this.library.picture(layer).values(x, y);
    const values = found?.values.map((value) => (Number.isNaN(value) ? "\u2013" : short(read(value, layer.errors), 5)));
    const text = values ? [...values, ...(layer.errors ? [layer.errors.name] : [])].join(" ") : "\u2026";
    const prefix = found && !found.exact ? "\u2248 " : "";
    const name = this.over ? `${layer.label} ` : `${x}, ${y}  `;
    return `${this.over && layer === this.over ? "   " : ""}${name}${prefix}${text}`;
  }

  private place(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * devicePixelRatio, y: (event.clientY - box.top) * devicePixelRatio };
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    const at = this.place(event);
    const strength = event.ctrlKey ? 0.01 : 0.002;
    const by = Math.max(-0.7, Math.min(0.7, -event.deltaY * lines * strength));
    this.viewport.zoomTo(this.viewport.scale * Math.exp(by), at.x, at.y);
  }

  private down(event: PointerEvent): void {
    if (event.button > 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const at = this.place(event);
    this.fingers.set(event.pointerId, at);
    this.drag = { ...at, box: event.shiftKey, from: this.viewport.at(at.x, at.y) };
  }

  private move(event: PointerEvent): void {
    const { viewport } = this;
    const at = this.place(event);
    const before = this.fingers.get(event.pointerId);
    if (before && this.fingers.size === 2) this.pinch(event.pointerId, at);
    if (before) this.fingers.set(event.pointerId, at);
    if (this.drag && this.fingers.size === 1) {
      if (this.drag.box) this.stretch(at);
      else viewport.pan(at.x - this.drag.x, at.y - this.drag.y);
      this.drag = { ...this.drag, ...at };
    }
    viewport.pointer = viewport.at(at.x, at.y);
    viewport.changed("pointer");
  }

  private pinch(id: number, at: { x: number; y: number }): void {
    const before = this.fingers.get(id)!;
    const other = [...this.fingers].find(([key]) => key !== id)![1];
    const span = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    this.viewport.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.viewport.zoomTo((this.viewport.scale * span(at)) / span(before), middle.x, middle.y);
  }

  private stretch(at: { x: number; y: number }): void {
    const { from } = this.drag!;
    const to = this.viewport.at(at.x, at.y);
    this.viewport.box = {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
  }

  private up(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    const { box } = this.viewport;
    this.viewport.box = null;
    if (box && box.width > 1 && box.height > 1) this.viewport.show(box, 1);
    this.drag = null;
    if (this.fingers.size === 1) {
      const rest = [...this.fingers.values()][0]!;
      this.drag = { ...rest, box: false, from: this.viewport.at(rest.x, rest.y) };
    }
  }

  private leave(event: PointerEvent): void {
    if (this.fingers.has(event.pointerId)) return;
    this.viewport.pointer = null;
    this.viewport.changed("pointer");
  }

  private doubleClick(event: MouseEvent): void {
    const at = this.place(event);
    if (this.viewport.zoom === null) this.viewport.zoomTo(Math.max(1, this.viewport.fitScale * 2), at.x, at.y);
    else this.viewport.fit();
  }
}

customElements.define("difference-pane", Pane);
