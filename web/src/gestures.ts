/** The gestures on a pane: wheel, dragging, two fingers, boxes and swipes. */

import type { Area, Viewport } from "./viewport.js";

interface Point {
  x: number;
  y: number;
}

interface Host {
  readonly viewport: Viewport;
  readonly area: Area;
  readonly canvas: HTMLCanvasElement;
  /** Whether the page scrolls: the wheel and a finger then scroll it, and a finger swipes to other images. */
  readonly scrolls: boolean;
  swiped: (by: number) => void;
  /** Change the window of the images, by shares of the pane across and up. */
  windowed: (across: number, up: number) => void;
}

/** How far a finger moves in a swipe, in pixels of the page. */
const SWIPE = 40;

export class Gestures {
  private drag: (Point & { box: boolean; window: boolean; from: Point; start: Point; swipes: boolean }) | null = null;
  private readonly fingers = new Map<number, Point>();

  constructor(private readonly host: Host) {}

  private place(event: { clientX: number; clientY: number }): Point {
    const box = this.host.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * devicePixelRatio, y: (event.clientY - box.top) * devicePixelRatio };
  }

  private at({ x, y }: Point): Point {
    return this.host.viewport.at(x, y, this.host.area);
  }

  readonly wheel = (event: WheelEvent): void => {
    const { viewport, area } = this.host;
    if (this.host.scrolls && !event.ctrlKey) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    const at = this.place(event);
    const strength = event.ctrlKey ? 0.01 : 0.002;
    const by = Math.max(-0.7, Math.min(0.7, -event.deltaY * lines * strength));
    viewport.move();
    viewport.zoomTo(viewport.scale * Math.exp(by), at.x, at.y, area);
  };

  readonly down = (event: PointerEvent): void => {
    if (event.button > 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const at = this.place(event);
    this.fingers.set(event.pointerId, at);
    const swipes = this.host.scrolls && event.pointerType === "touch" && this.host.viewport.zoom === null;
    this.drag = { ...at, box: event.shiftKey, window: event.altKey, from: this.at(at), start: at, swipes };
  };

  readonly move = (event: PointerEvent): void => {
    const { viewport, area } = this.host;
    const at = this.place(event);
    const before = this.fingers.get(event.pointerId);
    if (before && this.fingers.size === 2) this.pinch(event.pointerId, at);
    if (before) this.fingers.set(event.pointerId, at);
    if (this.drag && this.fingers.size === 1) {
      if (this.drag.box) this.stretch(at);
      else if (this.drag.window) this.host.windowed((at.x - this.drag.x) / area.width, (this.drag.y - at.y) / area.height);
      else if (!this.drag.swipes) {
        viewport.move();
        viewport.pan(at.x - this.drag.x, at.y - this.drag.y, area.ratio);
      }
      this.drag = { ...this.drag, ...at };
    }
    viewport.pointer = this.at(at);
    viewport.changed("pointer");
  };

  private pinch(id: number, at: Point): void {
    const { viewport, area } = this.host;
    const before = this.fingers.get(id)!;
    const other = [...this.fingers].find(([key]) => key !== id)![1];
    viewport.move();
    const span = (one: Point) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
    viewport.pan((at.x - before.x) / 2, (at.y - before.y) / 2, area.ratio);
    viewport.zoomTo((viewport.scale * span(at)) / span(before), (at.x + other.x) / 2, (at.y + other.y) / 2, area);
    if (this.drag) this.drag.swipes = false;
  }

  private stretch(at: Point): void {
    const { from } = this.drag!;
    const to = this.at(at);
    this.host.viewport.box = {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
  }

  readonly up = (event: PointerEvent): void => {
    const { viewport } = this.host;
    this.fingers.delete(event.pointerId);
    const { box } = viewport;
    viewport.box = null;
    if (box && box.width > 1 && box.height > 1) viewport.choose(box);
    if (this.drag?.swipes && event.type === "pointerup") this.swipe(this.drag);
    this.drag = null;
    if (this.fingers.size === 1) {
      const rest = [...this.fingers.values()][0]!;
      this.drag = { ...rest, box: false, window: false, from: this.at(rest), start: rest, swipes: false };
    }
  };

  private swipe({ x, y, start }: Point & { start: Point }): void {
    const across = (x - start.x) / devicePixelRatio;
    if (Math.abs(across) >= SWIPE && Math.abs(across) > Math.abs(y - start.y) / devicePixelRatio) this.host.swiped(across < 0 ? 1 : -1);
  }

  readonly leave = (event: PointerEvent): void => {
    if (this.fingers.has(event.pointerId)) return;
    this.host.viewport.pointer = null;
    this.host.viewport.changed("pointer");
  };

  readonly doubleClick = (event: MouseEvent): void => {
    const { viewport, area } = this.host;
    const at = this.place(event);
    if (viewport.zoom === null) viewport.zoomTo(Math.max(1, viewport.fitScale * 2), at.x, at.y, area);
    else viewport.fit();
  };
}
