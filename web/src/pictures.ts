/** Pictures as tiles: whole from the document, in parts from a server, or as the difference of two pictures. */

import { COUNTS, lookup, paint, valueOf, type Scale } from "./colours.js";
import { addressOf, forget, forgetScripts } from "./picture_sources.js";
import { canvasOf, decode, halved, pixelsOf, strongest, subtracted, type Tile } from "./tiles.js";
import type { Layer } from "./types.js";

type Entry = { tile: Tile | null; failed: boolean; used: number; stop?: AbortController };

/** The frames for which tiles of a thumbnail are kept, so that they are loaded before they are dropped. */
const KEPT = 120;

let frame = 0;
export const nextFrame = (): number => ++frame;

export class Picture {
  error = "";
  /** Whether a thumbnail is waiting for tiles of this picture. */
  awaited = false;
  readonly size: number;
  readonly levels: number;
  private readonly tiles = new Map<string, Entry>();
  private exact = { at: "", values: [] as number[] };
  private asking = 0;
  private cachedSizes: { peak: number; typical: number } | null = null;
  private readonly colours = new Map<string, Uint32Array>();

  constructor(
    readonly layer: Layer,
    private readonly library: Library,
  ) {
    const tiled = this.tiled;
    this.size = tiled ? tiled.tile : Math.max(layer.width, layer.height, 1);
    const halvings = Math.ceil(Math.log2(Math.max(layer.width, layer.height) / 128));
    this.levels = tiled ? tiled.levels : Math.max(1, 1 + halvings);
  }

  private get tiled(): { base: string; tile: number; levels: number } | null {
    const { source } = this.layer;
    if (source.type === "tiles") return source;
    return source.type === "difference" && source.first.source.type === "tiles" ? source.first.source : null;
  }

  get ready(): boolean {
    return Boolean(this.tiles.get(`${this.levels - 1}/0_0`)?.tile ?? this.tiles.get("0/0_0")?.tile);
  }

  /** Return a tile; null until it is loaded. */
  tile(level: number, x: number, y: number): Tile | null {
    const key = `${level}/${x}_${y}`;
    const known = this.tiles.get(key);
    const entry = known ?? { tile: null, failed: false, used: 0 };
    entry.used = this.awaited ? frame + KEPT : frame;
    if (entry.tile || entry.failed) return entry.tile;
    if (this.layer.source.type === "difference") entry.tile = this.difference(level, x, y);
    else if (!this.tiled && level > 0) entry.tile = this.coarser(level);
    else if (!known) {
      this.tiles.set(key, entry);
      void this.fetch(entry, key, level, x, y);
    }
    if (entry.tile) this.tiles.set(key, entry);
    return entry.tile;
  }

  /** Drop server tiles that are out of sight and abort their requests; keep the coarsest tile. */
  prune(): void {
    if (!this.tiled) return;
    for (const [key, entry] of this.tiles) {
      if (entry.used >= frame - 2 || key === `${this.levels - 1}/0_0`) continue;
      entry.stop?.abort();
      this.tiles.delete(key);
    }
  }

  /** Return the values at a pixel, and whether they are exact; null until they are loaded. */
  values(x: number, y: number): { values: number[]; exact: boolean } | null {
    const { layer } = this;
    if (x < 0 || y < 0 || x >= layer.width || y >= layer.height) return null;
    const deep = layer.kind === "image" && (layer.depth ?? 8) > 8;
    if (deep && layer.source.type === "tiles") {
      if (this.exact.at === `${x} ${y}`) return { values: this.exact.values, exact: true };
      this.ask(layer.source.base, x, y);
    }
    const values = this.shownValues(x, y);
    return values && { values, exact: !deep };
  }

  /** Ask the server for the exact values of an image with more than 8 bits, once the pointer rests. */
  private ask(base: string, x: number, y: number): void {
    clearTimeout(this.asking);
    this.asking = window.setTimeout(async () => {
      const answer = await fetch(`${base}values?x=${x}&y=${y}`, { headers: this.library.headers }).catch(() => null);
      const values: unknown = answer?.ok ? await answer.json() : null;
      if (!Array.isArray(values)) return;
      this.exact = { at: `${x} ${y}`, values: values.map((value) => (value === null ? NaN : Number(value))) };
      this.library.changed();
    }, 60);
  }

  private shownValues(x: number, y: number): number[] | null {
    const { layer } = this;
    const tile = this.tile(0, Math.floor(x / this.size), Math.floor(y / this.size));
    if (!tile) return null;
    const at = (y - tile.y) * tile.columns + (x - tile.x);
    if (layer.kind === "map") return tile.flags![at] === COUNTS ? [valueOf(layer, tile.codes![at]!)] : [NaN];
    const pixels = pixelsOf(tile);
    const span = layer.high - layer.low;
    const channels = layer.channels === 1 ? 1 : 3;
    return Array.from({ length: channels }, (_, i) => layer.low + (pixels[4 * at + i]! / 255) * span);
  }

  /** Return the greatest and the typical absolute value; null until they are known. */
  sizes(): { peak: number; typical: number } | null {
    if (this.cachedSizes) return this.cachedSizes;
    const tile = this.tiled ? this.tile(this.levels - 1, 0, 0) : this.tile(0, 0, 0);
    if (!tile?.codes) return null;
    const bins = new Uint32Array(65536);
    let total = 0;
    for (let i = 0; i < tile.codes.length; i++) {
      if (tile.flags![i] !== COUNTS) continue;
      bins[tile.codes[i]!]!++;
      total++;
    }
    const sizes: [number, number][] = [];
    bins.forEach((count, code) => count && sizes.push([Math.abs(valueOf(this.layer, code)), count]));
    sizes.sort((a, b) => b[0] - a[0]);
    let above = 0;
    const typical = sizes.find(([, count]) => (above += count) >= 0.005 * total)?.[0] ?? 0;
    // In a signed map, codes close to zero stand for less than half a step.
    const least = (0.6 * (this.layer.high - this.layer.low)) / 65535;
    const real = (size: number) => (size > least ? size : 0);
    this.cachedSizes = { peak: real(sizes[0]?.[0] ?? 0), typical: real(typical) };
    return this.cachedSizes;
  }

  /** Return the pixels to draw for a tile: of an image as they are, of a map coloured. */
  drawable(tile: Tile, scale: Scale | null): CanvasImageSource | null {
    if (this.layer.kind === "image") return tile.bitmap;
    if (!scale || !tile.codes) return null;
    const key = `${scale.colourmap} ${scale.vmin} ${scale.vmax} ${scale.threshold}`;
    if (tile.painted?.key !== key) {
      if (!this.colours.has(key)) {
        this.colours.clear();
        this.colours.set(key, lookup(this.layer, scale));
      }
      const image = paint(tile.codes, tile.flags!, tile.columns, this.colours.get(key)!);
      const canvas = tile.painted?.canvas ?? canvasOf(tile.columns, tile.rows)[0];
      canvas.getContext("2d")!.putImageData(image, 0, 0);
      tile.painted = { key, canvas };
    }
    return tile.painted.canvas;
  }

  private async fetch(entry: Entry, key: string, level: number, x: number, y: number): Promise<void> {
    try {
      entry.stop = new AbortController();
      const bitmap = await this.bitmap(level, x, y, entry.stop.signal);
      const step = 2 ** level;
      const left = x * this.size * step;
      const top = y * this.size * step;
      const tile: Tile = {
        x: left,
        y: top,
        width: this.tiled ? bitmap.width * step : this.layer.width,
        height: this.tiled ? bitmap.height * step : this.layer.height,
        columns: bitmap.width,
        rows: bitmap.height,
        bitmap,
      };
      if (this.layer.kind === "map") decode(tile, this.layer.depth ?? 16);
      entry.tile = tile;
    } catch (error) {
      if (entry.stop?.signal.aborted) {
        if (this.tiles.get(key) === entry) this.tiles.delete(key);
        return;
      }
      entry.failed = true;
      this.error = error instanceof Error && error.message ? error.message : "the image cannot be shown";
    }
    this.library.changed();
  }

  private async bitmap(level: number, x: number, y: number, signal: AbortSignal): Promise<ImageBitmap> {
    const exact: ImageBitmapOptions = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
    const { source } = this.layer;
    if (source.type === "tiles") {
      const address = `${source.base}${level}/${x}_${y}.png`;
      const answer = await fetch(address, { headers: this.library.headers, signal });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      return createImageBitmap(await answer.blob(), exact);
    }
    const image = new Image();
    image.src = await addressOf(this.layer.id, source);
    await image.decode();
    return createImageBitmap(image, exact);
  }

  private coarser(level: number): Tile | null {
    const fine = this.tile(level - 1, 0, 0);
    if (!fine) return null;
    const span = this.layer.high - this.layer.low;
    return this.layer.kind === "map" ? strongest(fine, (-this.layer.low / span) * 65535) : halved(fine);
  }

  private difference(level: number, x: number, y: number): Tile | null {
    if (!this.tiled && level > 0) return this.coarser(level);
    const { source } = this.layer;
    if (source.type !== "difference") return null;
    const pictures = [source.first, source.second].map((layer) => this.library.picture(layer));
    const failed = pictures.find((picture) => picture.error);
    if (failed) this.error = failed.error;
    const [first, second] = pictures.map((picture) => picture.tile(level, x, y));
    return first && second ? subtracted(first, second, source.signed) : null;
  }
}

/** The pictures of the entries opened last. */
export class Library extends EventTarget {
  headers: Record<string, string> = {};
  private readonly pictures = new Map<string, Picture>();
  private recent: string[][] = [];

  picture(layer: Layer): Picture {
    let picture = this.pictures.get(layer.id);
    if (!picture || picture.layer.source.type !== layer.source.type) {
      picture = new Picture(layer, this);
      this.pictures.set(layer.id, picture);
    }
    return picture;
  }

  /** Keep the pictures of the three entries opened last, and drop the others. */
  opened(layers: readonly Layer[]): void {
    const ids = layers.map((layer) => layer.id);
    this.recent = [ids, ...this.recent.filter((one) => one[0] !== ids[0])].slice(0, 3);
    const retained = new Set(this.recent.flat());
    for (const [id, picture] of this.pictures) {
      if (id.split("~").every((part) => !part || retained.has(part))) continue;
      this.pictures.delete(id);
      if (picture.layer.source.type === "shard") forget(id);
    }
    forgetScripts();
  }

  prune(): void {
    for (const picture of this.pictures.values()) picture.prune();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
