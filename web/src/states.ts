/** The states of the pairs of a run, and the decisions about them. */

import { hasKind } from "./kinds.js";
import type { State } from "./state.js";
import type { Entry } from "./types.js";

/** All states, worst first. */
export const STATES = ["failed", "size", "changed", "deleted", "new", "same"] as const;
export type RunState = (typeof STATES)[number];

export const DECISIONS = ["accepted", "rejected"] as const;
export type Decision = (typeof DECISIONS)[number] | "";

/** What the list of a run can be limited to. */
export const ONLY = ["", ...STATES, ...DECISIONS] as const;
export type Only = (typeof ONLY)[number];

export const MEANINGS: Record<Exclude<Only, "">, string> = {
  failed: "could not be compared",
  size: "the images have different sizes",
  changed: "beyond the limits, or not identical if there are none",
  deleted: "only among the first images",
  new: "only among the second images",
  same: "within the limits, or identical if there are none",
  accepted: "the new picture is the baseline now",
  rejected: "marked as wrong",
};

/** The part of an entry that the list of a run shows. */
export type Row = Pick<Entry, "name" | "state" | "decision" | "regions">;

/** What limits the list of a run. */
export type Limits = Pick<State, "search" | "only" | "kind">;

/** Return the number of rows in each state and with each decision, without those that have none. */
export function counts(rows: readonly Row[]): [Exclude<Only, "">, number][] {
  const found = new Map<string, number>();
  for (const { state, decision } of rows) {
    for (const key of [state, decision]) if (key) found.set(key, (found.get(key) ?? 0) + 1);
  }
  return [...STATES, ...DECISIONS].flatMap((key) => (found.has(key) ? [[key, found.get(key)!] as [Exclude<Only, "">, number]] : []));
}

const collator = new Intl.Collator("en", { numeric: true });

/** Return the indices of the rows that match, in their order or by name. */
export function matching(rows: readonly Row[], { search, only, kind }: Limits, byName: boolean): number[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.flatMap((row, i) => {
    const text = row.name.toLowerCase();
    const wanted = (only === "" || only === row.state || only === row.decision) && hasKind(row, kind);
    return wanted && words.every((word) => text.includes(word)) ? [i] : [];
  });
  return byName ? found.sort((a, b) => collator.compare(rows[a]!.name, rows[b]!.name) || a - b) : found;
}

/** Return the row `by` places after another; the nearest one if the other is not listed. */
export function neighbour(order: readonly number[], now: number, by: number): number | undefined {
  const at = order.indexOf(now);
  if (at >= 0) return order[Math.max(0, Math.min(order.length - 1, at + by))];
  const after = order.findIndex((row) => row > now);
  return by > 0 ? (order[after] ?? order.at(-1)) : (order[after < 0 ? order.length - 1 : Math.max(0, after - 1)] ?? order[0]);
}
