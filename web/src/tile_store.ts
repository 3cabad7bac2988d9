/** Tiles that are loaded once, and dropped when they are out of sight. */

import { turn } from "./turns.js";

/** What is known of a tile. */
interface Item<T> {
  tile: T | null;
  failed: boolean;
  used: number;
  stop?: AbortController;
}

/** The frames for which tiles of a thumbnail are kept, so that they are loaded before they are dropped. */
const KEPT = 120;

let frame = 0;
export const nextFrame = (): number => ++frame;
export const latestFrame = (): number => frame;

export class TileStore<T> {
  /** Whether a thumbnail is waiting for tiles. */
  awaited = false;
  private readonly items = new Map<string, Item<T>>();

  constructor(
    /** Called when a tile is loaded, or cannot be loaded. */
    private readonly changed: (error: string) => void,
  ) {}

  get size(): number {
    return this.items.size;
  }

  values(): Iterable<{ tile: T | null; failed: boolean }> {
    return this.items.values();
  }

  known(key: string): T | null {
    return this.items.get(key)?.tile ?? null;
  }

  /** Return a tile, or compute it; null until that is possible. */
  computed(key: string, compute: () => T | null): T | null {
    const item = this.used(key);
    if (!item.tile) item.tile = compute();
    if (item.tile) this.items.set(key, item);
    return item.tile;
  }

  /** Return a tile; null until it is loaded. */
  loaded(key: string, load: (signal: AbortSignal) => Promise<T>): T | null {
    const known = this.items.has(key);
    const item = this.used(key);
    if (!known) {
      this.items.set(key, item);
      void this.load(item, key, load);
    }
    return item.tile;
  }

  private used(key: string): Item<T> {
    const item = this.items.get(key) ?? { tile: null, failed: false, used: 0 };
    item.used = this.awaited ? frame + KEPT : frame;
    return item;
  }

  private async load(item: Item<T>, key: string, load: (signal: AbortSignal) => Promise<T>): Promise<void> {
    item.stop = new AbortController();
    try {
      await turn(item.stop.signal);
      item.stop.signal.throwIfAborted();
      item.tile = await load(item.stop.signal);
    } catch (error) {
      if (item.stop.signal.aborted) {
        if (this.items.get(key) === item) this.items.delete(key);
        return;
      }
      item.failed = true;
      this.changed(error instanceof Error && error.message ? error.message : "the image cannot be shown");
      return;
    }
    this.changed("");
  }

  /** Drop tiles that were not used lately and abort their requests, except one. */
  prune(kept: string): void {
    for (const [key, item] of this.items) {
      if (item.used >= frame - 2 || key === kept) continue;
      item.stop?.abort();
      this.items.delete(key);
    }
  }
}
