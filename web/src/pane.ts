/** A pane: one picture, or two behind a divider, drawn on a canvas as the viewport says. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { short, type Scale } from "./colours.js";
import { Gestures } from "./gestures.js";
import type { NumberedRegion } from "./kinds.js";
import { drawLoupe } from "./loupe.js";
import { drawMarks } from "./marks.js";
import { PixelNumbers } from "./pixel_numbers.js";
import { Sheets } from "./sheets.js";
import { drawPicture } from "./tile_drawing.js";
import { latestFrame } from "./tile_store.js";
import { paneStyles } from "./pane_styles.js";
import type { Library } from "./library.js";
import type { Layer } from "./types.js";
import { NEUTRAL, type Tone } from "./tones.js";
import { read } from "./units.js";
import type { Area, Frame, Viewport } from "./viewport.js";

/** Tell whether two properties differ: the stage makes equal ones anew, and a pane that shows the same is not painted. */
const differ = (now: unknown, before: unknown): boolean => JSON.stringify(now) !== JSON.stringify(before);

type Regions = readonly NumberedRegion[];

export class Pane extends LitElement {
  declare library: Library;
  declare viewport: Viewport;
  declare layer: Layer;
  /** A second layer, drawn over the first: right of `split`, or everywhere with `opacity`. */
  declare over: Layer | null;
  declare split: number | null;
  declare opacity: number;
  declare scales: ReadonlyMap<string, Scale>;
  declare regions: Regions;
  declare heading: string;
  /** The metric, the score and its unit. */
  declare score: readonly [string, string, string] | null;
  /** The size of the picture relative to the main panes. */
  declare ratio: number;
  /** The tone of images, and whether a loupe follows the pointer. */
  declare tone: Tone;
  declare loupe: boolean;
  /** Whether the page scrolls, so that the wheel and a finger move it. */
  declare scrolls: boolean;
  private drawing = 0;
  private watcher: ResizeObserver | null = null;
  private readonly gestures = new Gestures(this);
  private readonly numbers = new PixelNumbers(() => this.draw());
  private readonly sheets = new Sheets();
  private readonly redraw = () => this.draw();

  static properties = {
    library: { attribute: false },
    viewport: { attribute: false },
    layer: { attribute: false },
    over: { attribute: false },
    split: { attribute: false },
    opacity: { attribute: false },
    scales: { attribute: false, hasChanged: (now: Pane["scales"], before?: Pane["scales"]) => differ([...now], before && [...before]) },
    regions: { attribute: false, hasChanged: (now: Regions, before?: Regions) => now.length !== before?.length || now.some(({ region }, i) => region !== before[i]!.region) },
    heading: { attribute: false },
    score: { attribute: false, hasChanged: differ },
    ratio: { attribute: false },
    tone: { attribute: false, hasChanged: differ },
    loupe: { attribute: false },
    scrolls: { attribute: false },
  };

  constructor() {
    super();
    this.ratio = 1;
    this.tone = NEUTRAL;
    this.loupe = false;
    this.scrolls = false;
  }

  static styles = paneStyles;

  render() {
    const picture = this.layer ? this.library.picture(this.layer) : null;
    const message = picture?.error || (picture?.ready ? "" : "Loading \u2026");
    return html`
      <header>${this.roleName()}<b title=${this.heading}>${this.heading}</b>${this.score ? html`<span><i>${this.score[0]} </i>${this.score[1]}<i> ${this.score[2]}</i></span>` : nothing}</header>
      <div
        @wheel=${this.gestures.wheel}
        @pointerdown=${this.gestures.down}
        @pointermove=${this.gestures.move}
        @pointerup=${this.gestures.up}
        @pointercancel=${this.gestures.up}
        @pointerleave=${this.gestures.leave}
        @dblclick=${this.gestures.doubleClick}
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
    this.numbers.stop();
    this.sheets.keep([]);
    this.viewport?.removeEventListener("view", this.redraw);
    this.viewport?.removeEventListener("pointer", this.redraw);
  }

  firstUpdated(): void {
    this.viewport.addEventListener("view", this.redraw);
    this.viewport.addEventListener("pointer", this.redraw);
    this.watcher?.observe(this.canvas);
    this.measure();
  }

  updated(_: PropertyValues): void {
    this.draw();
  }

  get canvas(): HTMLCanvasElement {
    return this.renderRoot.querySelector("canvas")!;
  }

  private measure(): void {
    const box = this.canvas.getBoundingClientRect();
    if (!box.width) return; // it is hidden while the page is printed
    const width = Math.max(1, Math.round(box.width * devicePixelRatio));
    const height = Math.max(1, Math.round(box.height * devicePixelRatio));
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.paint();
  }

  get area(): Area {
    const { width, height } = this.canvas;
    return { width, height, ratio: this.ratio };
  }

  /** The place of the picture on the canvas. */
  get frame(): Frame {
    return this.viewport.frame(this.area);
  }

  /** Ask for the image `by` places further. */
  swiped(by: number): void {
    this.dispatchEvent(new CustomEvent("swipe-image", { detail: by, bubbles: true, composed: true }));
  }

  /** Ask for another window of the images. */
  windowed(across: number, up: number): void {
    this.dispatchEvent(new CustomEvent("drag-window", { detail: [across, up], bubbles: true, composed: true }));
  }

  draw(): void {
    if (!this.drawing) {
      this.drawing = requestAnimationFrame(() => {
        this.drawing = 0;
        this.paint();
        this.showValues();
      });
    }
  }

  private paint(): void {
    if (!this.hasUpdated || !this.layer) return;
    const context = this.canvas.getContext("2d", { alpha: false });
    if (!context) return;
    const { width, height } = this.canvas;
    // A finger scrolls the page over an image that fits, and moves an enlarged image.
    this.canvas.parentElement!.style.touchAction = this.viewport.zoom === null ? "pan-y" : "none";
    const ground = getComputedStyle(this).backgroundColor;
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
    const { frame } = this;
    this.sheets.keep([this.layer.id, this.over?.id ?? ""]);
    this.pictures(context, frame, ground);
    const style = { scale: this.scales.get(this.layer.id) ?? null, tone: this.tone };
    if (!this.over) this.numbers.draw(context, this.library.picture(this.layer), frame, this.tone.channel, JSON.stringify(style));
    drawMarks(context, this.viewport, frame, this.regions);
    const { pointer } = this.viewport;
    if (this.loupe && pointer) drawLoupe(context, frame, pointer, (enlarged) => this.pictures(context, enlarged));
  }

  /** Draw the picture, or both: beside the line, or over each other; from sheets, if they lie on a ground of one colour. */
  private pictures(context: CanvasRenderingContext2D, frame: Frame, ground?: string): void {
    const { over, split } = this;
    const { width } = this.canvas;
    const line = over && split !== null ? Math.round(split * width) : width;
    this.picture(context, this.layer, frame, [0, line], ground);
    if (!over) return;
    context.globalAlpha = split === null ? this.opacity : 1;
    this.picture(context, over, frame, [split === null ? 0 : line, width], split === null ? undefined : ground);
    context.globalAlpha = 1;
  }

  private picture(context: CanvasRenderingContext2D, layer: Layer, frame: Frame, [left, right]: readonly [number, number], ground?: string): void {
    if (right <= left) return;
    const draw = (to: CanvasRenderingContext2D, from: number, end: number) => this.layerOn(to, layer, frame, from, end);
    if (ground === undefined) return draw(context, left, right);
    const { width, height } = this.canvas;
    const scale = this.scales.get(layer.id);
    const key = JSON.stringify([frame, width, height, this.library.version, latestFrame(), this.viewport.moving, scale, this.tone, ground]);
    this.sheets.draw(context, layer.id, key, ground, [left, right], draw);
  }

  /** Draw a layer at its own size between two columns of the pane. */
  private layerOn(context: CanvasRenderingContext2D, layer: Layer, frame: Frame, left: number, right: number): void {
    const { x: scale, y: scaleY } = this.viewport.scalesOf(layer, frame.scale);
    const style = { scale: this.scales.get(layer.id) ?? null, tone: this.tone, moving: this.viewport.moving };
    context.save();
    context.beginPath();
    context.rect(left, 0, right - left, this.canvas.height);
    context.clip();
    drawPicture(context, this.library.picture(layer), { ...frame, scale, scaleY }, [left, right], style);
    context.restore();
  }

  /** Show the values under the pointer. */
  private showValues(): void {
    const output = this.renderRoot.querySelector("output");
    if (!output || !this.layer) return;
    const { pointer, world } = this.viewport;
    const inside = pointer && pointer.x >= 0 && pointer.y >= 0 && pointer.x < world.width && pointer.y < world.height;
    const text = inside ? [this.layer, this.over].map((layer) => this.valuesOf(layer, pointer)).join("") : "";
    if (output.textContent !== text) output.textContent = text;
  }

  private valuesOf(layer: Layer | null, pointer: { x: number; y: number }): string {
    if (!layer) return "";
    const { x: across, y: along } = this.viewport.scalesOf(layer, 1);
    const [x, y] = [Math.floor(pointer.x / across), Math.floor(pointer.y / along)];
    if (x >= layer.width || y >= layer.height) return this.over ? "" : `${x}, ${y}  no pixel`;
    const found = this.library.picture(layer).values(x, y);
    const values = found?.values.map((value) => (Number.isNaN(value) ? "\u2013" : short(read(value, layer.errors), 5)));
    const text = values ? [...values, ...(layer.errors ? [layer.errors.name] : [])].join(" ") : "\u2026";
    const prefix = found && !found.exact ? "\u2248 " : "";
    const name = this.over ? `${layer.label} ` : `${x}, ${y}  `;
    return `${this.over && layer === this.over ? "   " : ""}${name}${prefix}${text}`;
  }
}

customElements.define("difference-pane", Pane);
