/** The pictures of the entries opened last. */

import { forget, forgetScripts } from "./picture_sources.js";
import { Picture } from "./pictures.js";
import type { Layer } from "./types.js";

export class Library extends EventTarget {
  headers: Record<string, string> = {};
  /** How often something was loaded. */
  version = 0;
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
      if (picture.layer.source.type === "shard") for (const one of [id, `${id}-values`]) forget(one);
    }
    forgetScripts();
  }

  prune(): void {
    for (const picture of this.pictures.values()) picture.prune();
  }

  changed(): void {
    this.version++;
    this.dispatchEvent(new Event("change"));
  }
}
