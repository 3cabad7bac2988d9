/** One zoom, one place and one pointer for all panes. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const CLOSEST = 64;

export class Viewport extends EventTarget {
  /** The pixels of the picture that the others are laid over. */
  world = { width: 1, height: 1 };
  /** Pixels of the screen for each pixel of the picture; null shows the whole picture. */
  zoom: number | null = null;
  x = 0.5;
  y = 0.5;
  pointer: { x: number; y: number } | null = null;
  /** What is being drawn with the pointer to zoom to. */
  box: Box | null = null;
  /** The place that the list has chosen. */
  marked: Box | null = null;
  pane = { width: 300, height: 300 };

  /** How a whole picture is shown: by whole factors where it is enlarged. */
  get whole(): number {
    const fit = Math.min(this.pane.width / this.world.width, this.pane.height / this.world.height);
    return fit >= 1 ? Math.min(Math.floor(fit), CLOSEST) : fit;
  }

  get scale(): number {
    return this.zoom ?? this.whole;
  }

  /** Where on a pane the corner of the picture lies, in pixels of the screen. */
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

  /** Zoom so that what lies under a point of the pane stays there. */
  zoomTo(zoom: number, x = this.pane.width / 2, y = this.pane.height / 2): void {
    const fixed = this.at(x, y);
    const least = Math.min(this.whole, 1) / 4;
    this.zoom = Math.max(least, Math.min(CLOSEST, zoom));
    this.x = fixed.x + (this.pane.width / 2 - x) / this.zoom;
    this.y = fixed.y + (this.pane.height / 2 - y) / this.zoom;
    this.keepInside();
    this.changed();
  }

  pan(dx: number, dy: number): void {
    if (this.zoom === null) {
      this.zoom = this.whole;
      this.x = this.world.width / 2;
      this.y = this.world.height / 2;
    }
    this.x -= dx / this.zoom;
    this.y -= dy / this.zoom;
    this.keepInside();
    this.changed();
  }

  /** Show a box with some room around it. */
  show(box: Box, room = 1.6): void {
    const fit = Math.min(this.pane.width / (box.width * room), this.pane.height / (box.height * room));
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
