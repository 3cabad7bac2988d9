/** The document of the page, and the parts of entries that the document leaves out. */

import { START, type State, type Tab } from "./state.js";
import type { Entry, PageDocument } from "./types.js";

/** The schema of documents that the page reads. */
export const SCHEMA = 2;

const FEWEST_TO_HIDE_ERRORS = 6;

async function fetchJson(address: string, headers: Record<string, string>): Promise<unknown> {
  const answer = await fetch(address, { headers });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
}

/** Return the document from an address, or from the element #difference-document; null if there is none. */
export async function readDocument(address: string, headers: Record<string, string>): Promise<PageDocument | null> {
  if (address) return (await fetchJson(address, headers)) as PageDocument;
  const text = document.getElementById("difference-document")?.textContent;
  return text ? (JSON.parse(text) as PageDocument) : null;
}

/** Fetch the parts of an entry that the document leaves out; return whether there were any. */
export async function completeEntry(source: PageDocument, index: number, headers: Record<string, string>): Promise<boolean> {
  const { entries } = source;
  const entry = entries[index];
  if (!entry?.load) return false;
  const { load, ...known } = entry;
  entries[index] = { ...known, opening: true }; // so that it is requested once
  try {
    const { record, ...found } = (await fetchJson(load, headers)) as Entry & { record?: Record<string, unknown> };
    const { decision, accept } = entries[index]!; // the entry may have been decided meanwhile
    entries[index] = { ...known, ...found, ...(decision === known.decision ? {} : { decision, accept }) };
    if (record && entries.length === 1) source.record = record;
  } catch (error) {
    entries[index] = { ...known, errors: [error instanceof Error ? error.message : "the entry cannot be opened"] };
  }
  return true;
}

/** Return the state in which a document opens. */
export function startOf(source: PageDocument): State {
  const few = source.kind === "study" && source.methods.length < FEWEST_TO_HIDE_ERRORS;
  const many = source.entries.length > 1;
  const first = source.crops?.best[0] ?? source.crops?.rival_best[0];
  const entry = first ? Math.max(0, source.entries.findIndex(({ name }) => name === first.image)) : 0;
  return { ...START, errors: few, entry, tab: many || source.run ? "images" : firstTab(source) };
}

/** Return the tab that opens beside a single image. */
function firstTab(source: PageDocument): Tab {
  const [entry] = source.entries;
  if (source.crops ?? entry?.regions ?? (source.kind === "comparison" && entry?.load)) return "places";
  return source.kind === "study" ? "methods" : "about";
}
