/** The names of the images of a document: which of them a search finds, and their order. */

import type { PageDocument } from "./types.js";

/** How many names are sorted at once, before the sorted parts are merged. */
const RUN = 1024;

/** How long names may be sorted at a time before their order is needed, in milliseconds. */
const SLICE = 6;

const collator = new Intl.Collator("en", { numeric: true });

type Compare = (a: number, b: number) => number;

/** Sort the numbers from 0 to `count` in small steps; return them in order. */
export function* sorting(count: number, compare: Compare, run = RUN): Generator<void, Uint32Array> {
  let from = Uint32Array.from({ length: count }, (_, i) => i);
  let to = new Uint32Array(count);
  for (let at = 0; at < count; at += run) {
    from.subarray(at, at + run).sort(compare);
    yield;
  }
  for (let size = run; size < count; size *= 2) {
    for (let at = 0; at < count; at += 2 * size) yield* merging(from, to, [at, Math.min(at + size, count), Math.min(at + 2 * size, count)], compare, run);
    [from, to] = [to, from];
  }
  return from;
}

/** Merge two sorted parts that lie beside each other, with a pause after every `run` numbers. */
function* merging(from: Uint32Array, to: Uint32Array, [begin, middle, end]: readonly [number, number, number], compare: Compare, run: number): Generator<void, void> {
  if (middle === end || compare(from[middle - 1]!, from[middle]!) <= 0) {
    to.set(from.subarray(begin, end), begin);
    return;
  }
  for (let at = begin, left = begin, right = middle; at < end; at++) {
    const first = right === end || (left < middle && compare(from[left]!, from[right]!) <= 0);
    to[at] = from[first ? left++ : right++]!;
    if ((at - begin) % run === run - 1) yield;
  }
}

export class NameIndex {
  private texts: string[] | null = null;
  private sorted: Uint32Array | null = null;
  private work: Generator<void, Uint32Array> | null = null;
  private preparing = false;

  constructor(private readonly source: Pick<PageDocument, "entries" | "groups">) {}

  /** Return the function that tells whether the name of an image and its group have all words of a search; null for no words. */
  finder(search: string): ((image: number) => boolean) | null {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    const { entries, groups } = this.source;
    const texts = (this.texts ??= entries.map(({ name }, i) => `${name} ${groups?.[i] ?? ""}`.toLowerCase()));
    const [only] = words;
    return words.length === 1 ? (image) => texts[image]!.includes(only!) : (image) => words.every((word) => texts[image]!.includes(word));
  }

  /** The images in the order of their names, with numbers in them by their value. */
  get order(): Uint32Array {
    while (!this.sorted) this.sort(Infinity);
    return this.sorted;
  }

  /** Sort the names in slices of time, before their order is needed. */
  async prepare(): Promise<void> {
    if (this.preparing) return;
    this.preparing = true;
    while (!this.sorted) {
      await new Promise((after) => setTimeout(after));
      this.sort(SLICE);
    }
  }

  /** Sort further for some milliseconds. */
  private sort(milliseconds: number): void {
    const { entries } = this.source;
    const work = (this.work ??= sorting(entries.length, (a, b) => collator.compare(entries[a]!.name, entries[b]!.name) || a - b));
    const end = performance.now() + milliseconds;
    while (!this.sorted && performance.now() < end) {
      const step = work.next();
      if (step.done) this.sorted = step.value;
    }
  }
}
