/** Pictures as tiles: whole from the document, in parts from a server, or as the difference of two pictures. */

import { COUNTS, valueOf, type Scale } from "./colours.js";
import type { Level } from "./decoding.js";
import { ExactValues } from "./exact_values.js";
import { codeColours, errorBrush, imageBrush, mapBrush, scaleKey, type Brush } from "./painting.js";
import { decodeBeside } from "./picture_decoder.js";
import { addressOf } from "./picture_sources.js";
import { sizesOfCodes, sizesOfErrors, type Sizes } from "./sizes.js";
import { StoredValues } from "./stored_values.js";
import { TileStore } from "./tile_store.js";
import { decode, halved, pixelsOf, strongest, strongestErrors, type Tile } from "./tiles.js";
import { isPlain, lookOf, type Look, type Tone } from "./tones.js";
import type { Layer } from "./types.js";
import { errorsOf, inUnitsOf, isRounded, pictureValues, pixelOf, type Values } from "./values.js";

/** How pictures are drawn: maps by a scale, images by a tone. */
export interface Style {
  scale: Scale | null;
  tone: Tone | null;
  /** Whether the picture is moving, and is soon drawn again: pixels are then mixed from four, which takes half as long. */
  moving?: boolean;
}

/** The pixels of pictures of the document that are decoded in a worker. */
const LARGE = 2 ** 20;

/** What pictures need of the library that holds them. */
export interface Shelf {
  readonly headers: Record<string, string>;
  picture: (layer: Layer) => Picture;
  changed: () => void;
}

export class Picture {
  error = "";
  readonly size: number;
  readonly levels: number;
  readonly tiles: TileStore<Tile>;
  readonly stored: StoredValues;
  private cachedSizes: Sizes | null = null;
  private readonly server: ExactValues | null = null;
  private look: { key: string; look: Look } | null = null;

  constructor(
    readonly layer: Layer,
    private readonly shelf: Shelf,
  ) {
    const tiled = this.tiled;
    this.size = tiled ? tiled.tile : Math.max(layer.width, layer.height, 1);
    const halvings = Math.ceil(Math.log2(Math.max(layer.width, layer.height) / 128));
    this.levels = tiled ? tiled.levels : Math.max(1, 1 + halvings);
    this.tiles = new TileStore((error) => {
      this.error = error || this.error;
      shelf.changed();
    });
    this.stored = new StoredValues(layer, () => shelf.headers, () => shelf.changed());
    if (layer.source.type === "tiles") this.server = new ExactValues(layer.source.base, () => shelf.headers, () => shelf.changed());
  }

  private get tiled(): { base: string; tile: number; levels: number } | null {
    const { source } = this.layer;
    if (source.type === "tiles") return source;
    return source.type === "difference" && source.first.source.type === "tiles" ? source.first.source : null;
  }

  get ready(): boolean {
    return Boolean(this.tiles.known(`${this.levels - 1}/0_0`) ?? this.tiles.known("0/0_0"));
  }

  /** Whether a thumbnail is waiting for tiles of this picture. */
  set awaited(awaited: boolean) {
    this.tiles.awaited = awaited;
  }

  /** Return a tile; null until it is loaded. */
  tile(level: number, x: number, y: number): Tile | null {
    const key = `${level}/${x}_${y}`;
    const computed = !this.tiled && level > 0;
    if (this.layer.source.type === "difference") return this.tiles.computed(key, () => (computed ? this.coarser(level) : this.difference(level, x, y)));
    return computed ? this.tiles.computed(key, () => this.coarser(level)) : this.tiles.loaded(key, (signal) => this.fetch(level, x, y, signal));
  }

  /** Drop server tiles that are out of sight and abort their requests; keep the coarsest tile. */
  prune(): void {
    if (!this.tiled) return;
    this.tiles.prune(`${this.levels - 1}/0_0`);
    this.stored.tiles.prune("");
  }

  /** Return the values of a tile of an image as they are stored; null until they are loaded. */
  numbers(level: number, x: number, y: number): Values | null {
    if (this.layer.stored && !this.stored.error) return this.stored.at(level, x, y);
    const tile = this.tile(level, x, y);
    return tile && pictureValues(pixelsOf(tile), this.layer, tile.columns, tile.rows);
  }

  /** Whether values are those of the file, not of its 8-bit picture. */
  get isExact(): boolean {
    return this.layer.kind === "map" || (!isRounded(this.layer) && !this.stored.error);
  }

  /** Return the values at a pixel, and whether they are exact; null until they are loaded. */
  values(x: number, y: number): { values: number[]; exact: boolean } | null {
    const { layer } = this;
    if (x < 0 || y < 0 || x >= layer.width || y >= layer.height) return null;
    const told = this.isExact ? null : this.server?.at(x, y);
    if (told) return { values: told, exact: true };
    const known = this.known(x, y);
    if (known) return { values: known, exact: this.isExact };
    const shown = layer.kind === "image" ? this.shown(x, y) : null;
    return shown && { values: shown, exact: false };
  }

  /** Return the values at a pixel as far as the page has them; null until they are loaded. */
  known(x: number, y: number): number[] | null {
    const { layer, size } = this;
    const [column, row] = [Math.floor(x / size), Math.floor(y / size)];
    const [left, top] = [x - column * size, y - row * size];
    if (layer.kind === "image") {
      const numbers = this.numbers(0, column, row);
      return numbers && pixelOf(numbers, left, top);
    }
    const tile = this.tile(0, column, row);
    if (!tile) return null;
    const at = top * tile.columns + left;
    return [tile.errors ? tile.errors[at]! : tile.flags![at] === COUNTS ? valueOf(layer, tile.codes![at]!) : NaN];
  }

  /** Return the values of a pixel of the 8-bit picture, which come before the stored ones. */
  private shown(x: number, y: number): number[] | null {
    const tile = this.tile(0, Math.floor(x / this.size), Math.floor(y / this.size));
    return tile && pixelOf(pictureValues(pixelsOf(tile), this.layer, tile.columns, tile.rows), x % this.size, y % this.size);
  }

  /** Return the greatest and the typical absolute value; null until they are known. */
  sizes(): Sizes | null {
    if (this.cachedSizes) return this.cachedSizes;
    const tile = this.tiled ? this.tile(this.levels - 1, 0, 0) : this.tile(0, 0, 0);
    if (tile?.errors) this.cachedSizes = sizesOfErrors(tile.errors);
    else if (tile?.codes) this.cachedSizes = sizesOfCodes(tile, this.layer);
    return this.cachedSizes;
  }

  /** Return the brush of a tile; the picture of an image without a tone; null if it cannot be drawn yet. */
  brush(tile: Tile, { scale, tone }: Style): Brush | CanvasImageSource | null {
    if (this.layer.kind === "map") {
      if (!scale) return null;
      if (tile.errors) return errorBrush(tile, scale);
      return tile.codes ? mapBrush(tile, codeColours(this.layer, scale), scaleKey(scale)) : null;
    }
    if (!tone || isPlain(tone, this.layer)) return tile.bitmap;
    const stored = this.layer.stored ? this.numbers(...tile.at) : null;
    const values = stored ?? pictureValues(pixelsOf(tile), this.layer, tile.columns, tile.rows);
    return imageBrush(values, this.lookOf(tone, values), `${JSON.stringify(tone)} ${stored !== null}`);
  }

  /** Return the look of values; it changes when stored values take the place of 8-bit ones. */
  private lookOf(tone: Tone, { channels, factor, data }: Values): Look {
    const key = `${JSON.stringify(tone)} ${channels} ${factor} ${data.BYTES_PER_ELEMENT}`;
    if (this.look?.key !== key) this.look = { key, look: lookOf(tone, this.layer, channels) };
    return this.look.look;
  }

  private async fetch(level: number, x: number, y: number, signal: AbortSignal): Promise<Tile> {
    const { layer, tiled } = this;
    const large = !tiled && layer.width * layer.height >= LARGE;
    if (large && (await this.decodeBeside())) return this.tiles.known("0/0_0")!;
    const bitmap = await this.bitmap(level, x, y, signal);
    const tile = this.tileOf({ columns: bitmap.width, rows: bitmap.height, bitmap }, level, x, y);
    if (layer.kind === "map") decode(tile, layer.depth ?? 16);
    return tile;
  }

  private tileOf(pixels: Level, level: number, x: number, y: number): Tile {
    const { layer, tiled, size } = this;
    const step = 2 ** level;
    const [width, height] = tiled ? [pixels.columns * step, pixels.rows * step] : [layer.width, layer.height];
    return { at: [level, x, y], x: x * size * step, y: y * size * step, width, height, ...pixels };
  }

  /** How pictures are decoded: opaque ones are drawn faster if their pixels need not be multiplied by alpha each time. */
  private get exact(): ImageBitmapOptions {
    return { colorSpaceConversion: "none", premultiplyAlpha: this.layer.kind === "image" ? "premultiply" : "none" };
  }

  /** Decode a picture of the document, with all of its resolutions, in a worker; return whether there is one. */
  private async decodeBeside(): Promise<boolean> {
    const { id, source, kind, low, high, depth } = this.layer;
    const job = { url: await addressOf(id, source), layer: { kind, low, high, depth }, levels: this.levels };
    const found = await decodeBeside(job, this.exact);
    this.cachedSizes ??= found?.sizes ?? null;
    found?.levels.forEach((pixels, level) => this.tiles.computed(`${level}/0_0`, () => this.tileOf(pixels, level, 0, 0)));
    return found !== null;
  }

  private async bitmap(level: number, x: number, y: number, signal: AbortSignal): Promise<ImageBitmap> {
    const { source } = this.layer;
    if (source.type === "tiles") {
      const address = `${source.base}${level}/${x}_${y}.png`;
      const answer = await fetch(address, { headers: this.shelf.headers, signal });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      return createImageBitmap(await answer.blob(), this.exact);
    }
    const image = new Image();
    image.src = await addressOf(this.layer.id, source);
    await image.decode();
    return createImageBitmap(image, this.exact);
  }

  private coarser(level: number): Tile | null {
    const fine = this.tile(level - 1, 0, 0);
    if (!fine) return null;
    const at = [level, 0, 0] as const;
    if (fine.errors) return { ...strongestErrors(fine), at };
    return { ...(this.layer.kind === "map" ? strongest(fine, this.layer) : halved(fine)), at };
  }

  private difference(level: number, x: number, y: number): Tile | null {
    const { source } = this.layer;
    if (source.type !== "difference") return null;
    const { first, second, kind, signed } = source;
    const pictures = [first, second].map((layer) => this.shelf.picture(layer));
    this.error = pictures.map((picture) => picture.error || picture.stored.error).find(Boolean) ?? "";
    const tile = pictures[0]!.tile(level, x, y);
    const [one, other] = pictures.map((picture) => picture.numbers(level, x, y));
    if (!tile || !one || !other) return null;
    const errors = errorsOf(one, other, inUnitsOf(first, second), kind, signed, first.high - first.low);
    return { ...tile, errors, bitmap: null, pixels: undefined, painted: undefined };
  }
}
