/** Decisions about the pairs of a run: the files that they change, and the request to the server. */

import type { Decision } from "./states.js";
import type { Acceptance, Entry } from "./types.js";

export type Verb = "accept" | "reject" | "clear";

/** The entries that can be accepted on the server. */
export function acceptable(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ accept, decision }) => accept !== undefined && decision !== "accepted");
}

/** Return the changes of files that a confirmation names. */
export function changes(entries: readonly Entry[]): { copies: [string, string][]; removes: string[] } {
  return {
    copies: entries.flatMap(({ accept }) => accept?.copies ?? []),
    removes: entries.flatMap(({ accept }) => accept?.removes ?? []),
  };
}

/** Return the commands of entries, one on each line. */
export function commands(entries: readonly Entry[]): string {
  return entries.flatMap(({ command }) => (command ? [`${command}\n`] : [])).join("");
}

/** The items of an entry that a decision changes. */
export interface Decided {
  decision: Decision;
  accept?: Acceptance | undefined;
}

/** Send a decision to the server; return the new items of the entry. */
export async function decide(entry: Entry, verb: Verb, headers: Record<string, string> = {}): Promise<Decided> {
  const answer = await fetch(`./decision/${encodeURIComponent(entry.id ?? "")}`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify({ decision: verb, digest: entry.accept?.digest ?? null }),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim() || `the server answered ${answer.status}`);
  const { decision, accept } = (await answer.json()) as Decided;
  return { decision, accept };
}
