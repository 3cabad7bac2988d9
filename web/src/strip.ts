/** A strip of thumbnails: the same part of several pictures. */

import { LitElement, css, html } from "lit";
import { scaleOf, type Colourmap, type Scale } from "./colours.js";
import type { Library } from "./library.js";
import { drawPicture } from "./tile_drawing.js";
import type { Layer } from "./types.js";
import type { Box } from "./viewport.js";

/** The greatest side of a thumbnail in pixels of the page. */
const SIDE = 64;

export class Strip extends LitElement {
  declare library: Library;
  declare layers: readonly Layer[];
  declare box: Box;
  declare colourmap: Colourmap;
  private visible = false;
  private drawn = "";
  private watcher: IntersectionObserver | null = null;
  private readonly onLibrary = () => this.draw();

  static properties = {
    library: { attribute: false },
    layers: { attribute: false },
    box: { attribute: false },
    colourmap: { attribute: false },
  };

  static styles = css`
    :host {
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: minmax(0, ${SIDE}px);
      gap: 2px;
      min-height: 24px;
    }
    canvas {
      width: 100%;
      aspect-ratio: 1;
      background: var(--stage);
      image-rendering: pixelated;
    }
  `;

  connectedCallback(): void {
    super.connectedCallback();
    this.library.addEventListener("change", this.onLibrary);
    this.watcher = new IntersectionObserver(([change]) => {
      this.visible = change?.isIntersecting ?? false;
      this.draw();
    });
    this.watcher.observe(this);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.library.removeEventListener("change", this.onLibrary);
    this.watcher?.disconnect();
  }

  render() {
    return this.layers.map(({ label }) => html`<canvas aria-hidden="true" title=${label}></canvas>`);
  }

  updated(): void {
    this.draw();
  }

  /** Draw the thumbnails that are visible and not drawn yet. */
  private draw(): void {
    const { box, layers, colourmap } = this;
    const key = JSON.stringify([layers.map(({ id }) => id), box.x, box.y, box.width, box.height, colourmap, devicePixelRatio]);
    if (!this.visible || !this.hasUpdated || key === this.drawn) return;
    const scale = this.scale();
    const done = layers.map((layer, i) => this.thumbnail(layer, i, scale));
    if (done.every(Boolean)) this.drawn = key;
  }

  /** Return the common scale of the maps; null until their values are known. */
  private scale(): Scale | null {
    const maps = this.layers.filter(({ kind }) => kind === "map");
    const sizes = maps.map((layer) => this.library.picture(layer).sizes());
    const known = sizes.filter((size) => size !== null);
    return known.length < maps.length ? null : scaleOf(maps, known, { colourmap: this.colourmap, gain: 1, threshold: 0 });
  }

  /** Draw a thumbnail; return whether it is complete, or will never be. */
  private thumbnail(layer: Layer, index: number, colours: Scale | null): boolean {
    const canvas = this.renderRoot.querySelectorAll("canvas")[index];
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return false;
    const picture = this.library.picture(layer);
    if (picture.error) return true;
    const side = Math.round(SIDE * devicePixelRatio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const world = this.layers[0]!;
    const { x, y, width, height } = this.box;
    const scale = Math.min(side / width, side / height);
    const left = Math.round(side / 2 - (x + width / 2) * scale);
    const top = Math.round(side / 2 - (y + height / 2) * scale);
    const [across, along] = [(scale * world.width) / layer.width, (scale * world.height) / layer.height];
    picture.awaited = true;
    const complete = drawPicture(context, picture, { x: left, y: top, scale: across, scaleY: along }, [0, side], { scale: colours, tone: null });
    picture.awaited = !complete;
    return complete;
  }
}

customElements.define("difference-strip", Strip);
