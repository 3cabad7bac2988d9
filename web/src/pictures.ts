/** Pictures as tiles: whole from the document, in parts from a server, or as the difference of two pictures. */

import { COUNTS, lookup, paint, valueOf, type Scale } from "./colours.js";
import type { Layer, Source } from "./types.js";

/** A rectangle of a layer at one resolution. */
export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
  bitmap: CanvasImageSource | null;
  columns: number;
  rows: number;
  codes?: Uint16Array;
  flags?: Uint8Array;
  pixels?: Uint8ClampedArray;
  painted?: { key: string; canvas: HTMLCanvasElement };
}

type Entry = { tile: Tile | null; failed: boolean; used: number; stop?: AbortController };

let frame = 0;
export const nextFrame = (): number => ++frame;

/** The data: addresses that scripts have delivered, by layer id. */
const delivered = new Map<string, string>();
const scripts = new Map<string, Promise<void>>();

declare global {
  interface Window {
    differencePictures?: (pictures: Record<string, string>) => void;
  }
}
window.differencePictures = (pictures) => {
  for (const [id, url] of Object.entries(pictures)) delivered.set(id, url);
};

function runScript(address: string): Promise<void> {
  if (!/^data\/[\w-]+\.js$/.test(address)) return Promise.reject(new Error("not a file of this report"));
  let running = scripts.get(address);
  if (!running) {
    running = new Promise<void>((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => {
        script.remove();
        resolve();
      };
      script.onerror = () => {
        scripts.delete(address);
        reject(new Error(`${address} is missing; keep the folder beside the page`));
      };
      document.head.append(script);
    });
    scripts.set(address, running);
  }
  return running;
}

async function element(id: string): Promise<HTMLElement> {
  const there = () => document.getElementById(id);
  // The pictures follow the page in its file, and the page is used before all of them are loaded.
  while (!there() && document.readyState === "loading") await new Promise((after) => setTimeout(after, 30));
  const found = there();
  if (!found) throw new Error("the file of this page is incomplete");
  return found;
}

/** The addresses of small pictures on a server. */
const THUMBNAIL = /^\.\/thumbnail\/[\w-]+\.jpg$/;

/** Return the address of a picture: data:, or on a server the address of a small picture. */
export async function addressOf(id: string, source: Source): Promise<string> {
  let url: string | undefined;
  if (source.type === "address" && THUMBNAIL.test(source.url)) return source.url;
  if (source.type === "inline") url = source.url;
  if (source.type === "element") url = (await element(source.id)).textContent ?? "";
  if (source.type === "shard") {
    if (!delivered.has(id)) await runScript(source.script);
    url = delivered.get(id);
  }
  if (!url?.startsWith("data:image/png;base64,") && !url?.startsWith("data:image/jpeg;base64,")) {
    throw new Error("the image is missing");
  }
  return url;
}

function canvasOf(width: number, height: number, read = false): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: read });
  if (!context) throw new Error("the browser has no memory for the image");
  return [canvas, context];
}

function pixelsOf(tile: Tile): Uint8ClampedArray {
  if (!tile.pixels && tile.bitmap) {
    const [, context] = canvasOf(tile.columns, tile.rows, true);
    context.drawImage(tile.bitmap, 0, 0);
    tile.pixels = context.getImageData(0, 0, tile.columns, tile.rows).data;
  }
  return tile.pixels ?? new Uint8ClampedArray(4 * tile.columns * tile.rows);
}

/** Decode a map from the pixels that carry its codes. */
function decode(tile: Tile, depth: number): void {
  const pixels = pixelsOf(tile);
  const count = tile.columns * tile.rows;
  tile.codes = new Uint16Array(count);
  tile.flags = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    tile.codes[i] = depth === 16 ? pixels[4 * i]! * 256 + pixels[4 * i + 1]! : pixels[4 * i]! * 257;
    tile.flags[i] = depth === 16 ? pixels[4 * i + 2]! : COUNTS;
  }
  delete tile.pixels;
  tile.bitmap = null;
}

/** Halve a map; each pixel keeps the strongest of its four values. */
function strongest(fine: Tile, zero: number): Tile {
  const columns = Math.ceil(fine.columns / 2);
  const rows = Math.ceil(fine.rows / 2);
  const codes = new Uint16Array(columns * rows);
  const flags = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let best = -1;
      for (let dy = 0; dy < 2 && 2 * y + dy < fine.rows; dy++) {
        for (let dx = 0; dx < 2 && 2 * x + dx < fine.columns; dx++) {
          const from = (2 * y + dy) * fine.columns + 2 * x + dx;
          const flag = fine.flags![from]!;
          const size = flag === COUNTS ? Math.abs(fine.codes![from]! - zero) + 1 : 0;
          if (size <= best) continue;
          best = size;
          codes[y * columns + x] = fine.codes![from]!;
          flags[y * columns + x] = flag;
        }
      }
    }
  }
  return { ...fine, columns, rows, codes, flags, bitmap: null, painted: undefined };
}

function halved(fine: Tile): Tile {
  const columns = Math.ceil(fine.columns / 2);
  const rows = Math.ceil(fine.rows / 2);
  const [canvas, context] = canvasOf(columns, rows);
  context.imageSmoothingQuality = "high";
  context.drawImage(fine.bitmap!, 0, 0, columns, rows);
  return { ...fine, columns, rows, bitmap: canvas, pixels: undefined, painted: undefined };
}

export class Picture {
  error = "";
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
    const entry = this.tiles.get(key) ?? { tile: null, failed: false, used: 0 };
    const fresh = !this.tiles.has(key);
    entry.used = frame;
    this.tiles.set(key, entry);
    if (entry.tile || entry.failed) return entry.tile;
    if (this.layer.source.type === "difference") entry.tile = this.difference(level, x, y);
    else if (!this.tiled && level > 0) entry.tile = this.coarser(level);
    else if (fresh) void this.fetch(entry, key, level, x, y);
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

/** Return the difference of two tiles, averaged over channels, as codes. */
function subtracted(first: Tile, second: Tile, signed: boolean): Tile {
  const [one, other] = [pixelsOf(first), pixelsOf(second)];
  const { columns, rows } = first;
  const codes = new Uint16Array(columns * rows);
  const flags = new Uint8Array(columns * rows).fill(COUNTS);
  const same = second.columns === columns && second.rows === rows;
  for (let y = 0; y < rows; y++) {
    const line = same ? y : Math.floor(((y + 0.5) * second.rows) / rows);
    for (let x = 0; x < columns; x++) {
      const column = same ? x : Math.floor(((x + 0.5) * second.columns) / columns);
      const i = 4 * (y * columns + x);
      const j = 4 * (line * second.columns + column);
      const red = other[j]! - one[i]!;
      const green = other[j + 1]! - one[i + 1]!;
      const blue = other[j + 2]! - one[i + 2]!;
      codes[i >> 2] = signed
        ? 32768 + Math.round(((red + green + blue) * 32767) / 765)
        : Math.round(((Math.abs(red) + Math.abs(green) + Math.abs(blue)) * 65535) / 765);
    }
  }
  return { ...first, codes, flags, bitmap: null, pixels: undefined, painted: undefined };
}

/** Return the layer of the difference of two images, in their unit. */
export function differenceLayer(first: Layer, second: Layer, signed: boolean): Layer {
  const span = first.high - first.low;
  return {
    id: `${first.id}~${second.id}${signed ? "~" : ""}`,
    role: "difference",
    label: signed ? `${second.label} \u2212 ${first.label}` : `|${second.label} \u2212 ${first.label}|`,
    width: first.width,
    height: first.height,
    kind: "map",
    signed,
    unit: first.unit ?? "",
    low: signed ? (-span * 32768) / 32767 : 0,
    high: span,
    depth: 16,
    unit_range: span,
    note: (first.depth ?? 8) > 8 || (second.depth ?? 8) > 8 ? ", from 8-bit images" : "",
    positive: signed ? `${second.label} is brighter` : "",
    source: { type: "difference", first, second, signed },
  };
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
      if (picture.layer.source.type === "shard") delivered.delete(id);
    }
    for (const id of scripts.keys()) if (!id.includes("thumb")) scripts.delete(id);
  }

  prune(): void {
    for (const picture of this.pictures.values()) picture.prune();
  }

  changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
