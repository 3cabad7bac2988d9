/** The zoom, the centre and the pointer that all panes share. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const CLOSEST = 64;

export class Viewport extends EventTarget {
  /** The size of the largest layer, in pixels; the others are stretched to it. */
  world = { width: 1, height: 1 };
  /** Screen pixels per image pixel; null shows the whole image. */
  zoom: number | null = null;
  x = 0.5;
  y = 0.5;
  pointer: { x: number; y: number } | null = null;
  /** The box that the pointer is drawing, to zoom to. */
  box: Box | null = null;
  /** The box that was chosen in a list. */
  marked: Box | null = null;
  pane = { width: 300, height: 300 };

  /** The scale that shows the whole image; an enlargement is by a whole factor. */
  get fitScale(): number {
    const fit = Math.min(this.pane.width / this.world.width, this.pane.height / this.world.height);
    return fit >= 1 ? Math.min(Math.floor(fit), CLOSEST) : fit;
  }

  get scale(): number {
    return this.zoom ?? this.fitScale;
  }

  /** The zoom in words. */
  get words(): string {
    return this.zoom === null ? "whole image" : `${Math.round(100 * this.scale)} %`;
  }

  /** Return the corner of the image on a pane, in screen pixels. */
  origin(): { x: number; y: number } {
    const { scale } = this;
    const middle = this.zoom === null ? { x: this.world.width / 2, y: this.world.height / 2 } : this;
    return {
      x: Math.round(this.pane.width / 2 - middle.x * scale),
      y: Math.round(this.pane.height / 2 - middle.y * scale),
    };
  }

  at(x: number, y: number): { x: number; y: number } {
    const corner = this.origin();
    return { x: (x - corner.x) / this.scale, y: (y - corner.y) / this.scale };
  }

  changed(what: "view" | "pointer" = "view"): void {
    this.dispatchEvent(new Event(what));
  }

  open(width: number, height: number): void {
    if (width === this.world.width && height === this.world.height) return;
    this.world = { width, height };
    this.changed();
  }

  /** Take the size of the largest layer for the world. */
  openLargest(layers: readonly { width: number; height: number }[]): void {
    const [first, ...others] = layers;
    if (!first) return;
    const largest = others.reduce((most, layer) => (layer.width * layer.height > most.width * most.height ? layer : most), first);
    this.open(largest.width, largest.height);
  }

  resize(width: number, height: number): void {
    if (width === this.pane.width && height === this.pane.height) return;
    this.pane = { width, height };
    this.changed();
  }

  fit(): void {
    this.zoom = null;
    this.x = this.world.width / 2;
    this.y = this.world.height / 2;
    this.changed();
  }

  /** Zoom around a point of the pane. */
  zoomTo(zoom: number, x = this.pane.width / 2, y = this.pane.height / 2): void {
    const fixed = this.at(x, y);
    const least = Math.min(this.fitScale, 1) / 4;
    this.zoom = Math.max(least, Math.min(CLOSEST, zoom));
    this.x = fixed.x + (this.pane.width / 2 - x) / this.zoom;
    this.y = fixed.y + (this.pane.height / 2 - y) / this.zoom;
    this.keepInside();
    this.changed();
  }

  pan(dx: number, dy: number): void {
    if (this.zoom === null) {
      this.zoom = this.fitScale;
      this.x = this.world.width / 2;
      this.y = this.world.height / 2;
    }
    this.x -= dx / this.zoom;
    this.y -= dy / this.zoom;
    this.keepInside();
    this.changed();
  }

  /** Show a box with a margin around it. */
  show(box: Box, margin = 1.6): void {
    const fit = Math.min(this.pane.width / (box.width * margin), this.pane.height / (box.height * margin));
    this.zoom = Math.min(fit >= 1 ? Math.floor(fit) : fit, CLOSEST);
    this.x = box.x + box.width / 2;
    this.y = box.y + box.height / 2;
    this.keepInside();
    this.changed();
  }

  private keepInside(): void {
    this.x = Math.max(0, Math.min(this.world.width, this.x));
    this.y = Math.max(0, Math.min(this.world.height, this.y));
  }
}
