/** The stored values of an image: from the document, or in tiles from a server. */

import { packedOf } from "./picture_sources.js";
import { TileStore } from "./tile_store.js";
import type { Layer } from "./types.js";
import { halvedValues, valuesOf, type Values } from "./values.js";

export class StoredValues {
  error = "";
  readonly tiles: TileStore<Values>;

  constructor(
    private readonly layer: Layer,
    private readonly headers: () => Record<string, string>,
    changed: () => void,
  ) {
    this.tiles = new TileStore((error) => {
      this.error ||= error;
      changed();
    });
  }

  /** Return the values of a tile; null until they are loaded. */
  at(level: number, x: number, y: number): Values | null {
    const key = `${level}/${x}_${y}`;
    const { stored } = this.layer;
    if (!stored || this.error) return null;
    if (stored.source.type === "tiles") return this.tiles.loaded(key, (signal) => this.fetch(level, x, y, signal));
    if (level > 0) {
      const fine = this.at(level - 1, 0, 0);
      return fine && this.tiles.computed(key, () => halvedValues(fine));
    }
    return this.tiles.loaded(key, () => this.whole());
  }

  private async whole(): Promise<Values> {
    const { id, width, height } = this.layer;
    const stored = this.layer.stored!;
    return valuesOf(await packedOf(`${id}-values`, stored.source), stored, width, height);
  }

  private async fetch(level: number, x: number, y: number, signal: AbortSignal): Promise<Values> {
    const { width, height } = this.layer;
    const stored = this.layer.stored!;
    if (stored.source.type !== "tiles") throw new Error("the stored values are missing");
    const { base, tile } = stored.source;
    const answer = await fetch(`${base}${level}/${x}_${y}.bin`, { headers: this.headers(), signal });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const side = (length: number, at: number) => Math.min(tile, Math.ceil(length / 2 ** level) - at * tile);
    return valuesOf(new Uint8Array(await answer.arrayBuffer()), stored, side(width, x), side(height, y));
  }
}
