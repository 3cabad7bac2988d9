/** The kinds of change of regions: their counts, and the filter by kind. */

import { short } from "./colours.js";
import type { Entry, Region, RegionKind } from "./types.js";

/** A region with its number in the list of all regions of its pair. */
export interface NumberedRegion {
  number: number;
  region: Region;
}

/** Return the most probable kind of a region; "" if it was not measured. */
export const kindOf = (region: Region): string => region.kinds?.[0]?.name ?? "";

/** Return the name of a kind as people read it. */
export const spelled = (kind: string): string => kind.replaceAll("_", " ");

/** Return the regions of a kind, or all for "", with their numbers. */
export function regionsOf(entry: Entry | null | undefined, kind: string): NumberedRegion[] {
  const all = (entry?.regions ?? []).map((region, i) => ({ number: i + 1, region }));
  return kind ? all.filter(({ region }) => kindOf(region) === kind) : all;
}

/** Tell whether a pair has a region of a kind; every pair fits "". */
export const hasKind = (entry: Pick<Entry, "regions">, kind: string): boolean =>
  kind === "" || (entry.regions ?? []).some((region) => kindOf(region) === kind);

/** Return the number of regions of each kind, the most frequent kinds first. */
export const regionCounts = (regions: readonly Region[]): [string, number][] => counted(regions.map((region) => [kindOf(region)]));

/** Return the number of pairs that have a region of each kind, the most frequent kinds first. */
export const pairCounts = (entries: readonly Pick<Entry, "regions">[]): [string, number][] =>
  counted(entries.map(({ regions }) => [...new Set((regions ?? []).map(kindOf))]));

function counted(lists: readonly (readonly string[])[]): [string, number][] {
  const found = new Map<string, number>();
  for (const kind of lists.flat()) if (kind) found.set(kind, (found.get(kind) ?? 0) + 1);
  return [...found].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Return a kind in short: its name, its strength and its confidence. */
export function inShort({ name, strength, unit, confidence }: RegionKind): string {
  const size = unit ? ` ${short(strength, 3)} ${unit}` : "";
  return `${spelled(name)}${size}, confidence ${confidence < 0.995 ? confidence.toFixed(2) : "over 0.99"}`;
}
