/** The zoom, the centre and the pointer that all panes share. */

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

/** The size of a pane in screen pixels, and the size of its picture relative to the main panes. */
export interface Area extends Size {
  ratio: number;
}

/** The corner of a picture on a pane in screen pixels, and screen pixels per image pixel. */
export interface Frame {
  x: number;
  y: number;
  scale: number;
}

/** The part of the image that is shown. */
export interface Place {
  /** Pixels of the page per image pixel; null shows all of `framed`. */
  zoom: number | null;
  x: number;
  y: number;
  /** The box that fills the panes if there is no zoom; null is the whole image. */
  framed: Box | null;
  /** Whether panes are laid out for a part of the image that fills them; zooming keeps the layout. */
  filled: boolean;
  /** The box that was chosen in a list. */
  marked: Box | null;
}

export const WHOLE: Place = { zoom: null, x: 0, y: 0, framed: null, filled: false, marked: null };

const CLOSEST = 64;

/** How long a view rests, in milliseconds, until a gesture is over. */
const REST = 100;

/** Room around a chosen box, relative to its size; its frame stays visible. */
const MARGIN = 1.06;

/** Return the place that shows a box. */
export const placeOf = (box: Box): Place => ({ ...WHOLE, framed: around(box, MARGIN), filled: true, marked: box });

function around({ x, y, width, height }: Box, margin: number): Box {
  const more = margin - 1;
  return { x: x - (width * more) / 2, y: y - (height * more) / 2, width: width * margin, height: height * margin };
}

export class Viewport extends EventTarget {
  /** The size of the largest layer, in pixels. */
  world: Size = { width: 1, height: 1 };
  /** The size of the part that all images have. */
  private common: Size = { width: 1, height: 1 };
  /** Screen pixels per image pixel; null shows all of the frame. */
  zoom: number | null = null;
  x = 0.5;
  y = 0.5;
  framed: Box | null = null;
  filled = false;
  pointer: { x: number; y: number } | null = null;
  /** The box that the pointer is drawing, to zoom to. */
  box: Box | null = null;
  marked: Box | null = null;
  /** The size of the main panes in screen pixels. */
  pane: Size = { width: 300, height: 300 };
  /** Whether a gesture is changing the view: pictures are then drawn with less care, and well once it rests. */
  moving = false;
  private rest: ReturnType<typeof setTimeout> | null = null;

  private get shown(): Box {
    return this.framed ?? { x: 0, y: 0, ...this.world };
  }

  /** The scale that shows all of the frame. */
  get fitScale(): number {
    return this.scaleFor(this.shown);
  }

  private scaleFor({ width, height }: Size): number {
    return Math.min(this.pane.width / width, this.pane.height / height, CLOSEST);
  }

  get scale(): number {
    return this.zoom ?? this.fitScale;
  }

  /** The zoom in words. */
  get words(): string {
    return this.zoom !== null ? `${Math.round(100 * this.scale)} %` : this.framed ? "chosen part" : "whole image";
  }

  /** The point in the middle of the panes. */
  private get middle(): { x: number; y: number } {
    const { x, y, width, height } = this.shown;
    return this.zoom === null ? { x: x + width / 2, y: y + height / 2 } : { x: this.x, y: this.y };
  }

  /** Return the place of the image on a pane. */
  frame({ width, height, ratio }: Area = { ...this.pane, ratio: 1 }): Frame {
    const scale = this.scale * ratio;
    const { x, y } = this.middle;
    return { x: Math.round(width / 2 - x * scale), y: Math.round(height / 2 - y * scale), scale };
  }

  /** Return the point of the image at a point of a pane. */
  at(x: number, y: number, area?: Area): { x: number; y: number } {
    const frame = this.frame(area);
    return { x: (x - frame.x) / frame.scale, y: (y - frame.y) / frame.scale };
  }

  /**
   * Return the screen pixels per pixel of a layer.
   *
   * Images are drawn at their own size, from the same corner, as they were compared; maps of another shape, which
   * were computed at another resolution, cover all images.
   */
  scalesOf({ kind, width, height }: Size & { kind: string }, scale: number): { x: number; y: number } {
    const coarse = kind === "map" && (width * 2 <= this.world.width || height * 2 <= this.world.height) && !this.cropped({ width, height });
    return coarse ? { x: (scale * this.world.width) / width, y: (scale * this.world.height) / height } : { x: scale, y: scale };
  }

  /** Tell whether a size is the common part of the images. */
  private cropped({ width, height }: Size): boolean {
    return width === this.common.width && height === this.common.height;
  }

  changed(what: "view" | "pointer" = "view"): void {
    this.dispatchEvent(new Event(what));
  }

  /** Tell that a gesture is about to change the view; a single change is drawn well at once. */
  move(): void {
    this.moving = this.rest !== null;
    if (this.rest) clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.rest = null;
      if (!this.moving) return;
      this.moving = false;
      this.changed();
    }, REST);
  }

  open(width: number, height: number): void {
    if (width === this.world.width && height === this.world.height) return;
    this.world = { width, height };
    this.changed();
  }

  /** Take the size of the largest layer for the world. */
  openLargest(layers: readonly (Size & { kind: string })[]): void {
    const images = layers.filter(({ kind }) => kind === "image");
    const [first, ...others] = images.length ? images : layers;
    if (!first) return;
    const least = (side: "width" | "height") => Math.min(first[side], ...others.map((layer) => layer[side]));
    this.common = { width: least("width"), height: least("height") };
    const largest = others.reduce((most, layer) => (layer.width * layer.height > most.width * most.height ? layer : most), first);
    this.open(largest.width, largest.height);
  }

  resize(width: number, height: number): void {
    if (width === this.pane.width && height === this.pane.height) return;
    this.pane = { width, height };
    this.changed();
  }

  /** The part of the image that is shown, independent of the density of the screen. */
  get place(): Place {
    const { zoom, x, y, framed, filled, marked } = this;
    return { zoom: zoom === null ? null : zoom / devicePixelRatio, x, y, framed, filled, marked };
  }

  set place({ zoom, x, y, framed, filled, marked }: Place) {
    Object.assign(this, { zoom: zoom === null ? null : zoom * devicePixelRatio, x, y, framed, filled, marked });
    this.changed();
  }

  /** Show the whole image. */
  fit(): void {
    this.place = { ...WHOLE, marked: this.marked };
  }

  /** Zoom around a point of a pane. */
  zoomTo(zoom: number, x = this.pane.width / 2, y = this.pane.height / 2, area: Area = { ...this.pane, ratio: 1 }): void {
    const fixed = this.at(x, y, area);
    const least = Math.min(this.scaleFor(this.world), 1) / 4;
    const next = Math.max(least, Math.min(CLOSEST, zoom));
    this.moveTo(next, fixed.x + (area.width / 2 - x) / (next * area.ratio), fixed.y + (area.height / 2 - y) / (next * area.ratio));
  }

  pan(dx: number, dy: number, ratio = 1): void {
    const { scale, middle } = this;
    this.moveTo(scale, middle.x - dx / (scale * ratio), middle.y - dy / (scale * ratio));
  }

  private moveTo(zoom: number, x: number, y: number): void {
    this.zoom = zoom;
    this.framed = null;
    this.x = Math.max(0, Math.min(this.world.width, x));
    this.y = Math.max(0, Math.min(this.world.height, y));
    this.changed();
  }

  /** Fill the panes with the whole pixels of a drawn box, and mark those that all images have. */
  choose(box: Box): void {
    const [x, y] = [Math.max(0, Math.floor(box.x)), Math.max(0, Math.floor(box.y))];
    const right = Math.min(this.common.width, Math.ceil(box.x + box.width));
    const bottom = Math.min(this.common.height, Math.ceil(box.y + box.height));
    if (right > x && bottom > y) this.place = placeOf({ x, y, width: right - x, height: bottom - y });
    else this.show(box, 1);
  }

  /** Take the frame of the chosen box away. */
  unmark(): void {
    this.place = { ...this.place, marked: null };
  }

  /** Fill the panes with a box. */
  show(box: Box, margin = MARGIN): void {
    this.zoom = null;
    this.framed = around(box, margin);
    this.filled = true;
    this.changed();
  }
}
