/** The document of the page, and the parts of entries that the document leaves out. */

import { boxOf } from "./boxes.js";
import { START, type Start, type Tab } from "./state.js";
import type { Entry, PageDocument } from "./types.js";
import { placeOf, WHOLE } from "./viewport.js";

/** The schema of documents that the page reads. */
export const SCHEMA = 2;

const FEWEST_TO_HIDE_ERRORS = 6;

/** The width up to which the lists lie below the pictures, and the page scrolls. */
export const NARROW = 700;

async function fetchJson(address: string, headers: Record<string, string>): Promise<unknown> {
  const answer = await fetch(address, { headers });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
}

/** Return why a document cannot be shown; "" if it can. */
export function refusalOf({ schema }: PageDocument): string {
  return schema === SCHEMA ? "" : `This page reads documents of schema ${SCHEMA}; this document has schema ${String(schema)}.`;
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

/** The least width of a page whose lists are open beside the pictures at first. */
const WIDE = 1150;

/** Return the view in which a document opens in a page of a width: a study at its best crop. */
export function startOf(source: PageDocument, width: number): Start {
  const { entries, crops, run } = source;
  const few = source.kind === "study" && source.methods.length < FEWEST_TO_HIDE_ERRORS;
  const crop = crops?.best[0] ?? crops?.rival_best[0];
  const found = crop ? entries.findIndex(({ name }) => name === crop.image) : -1;
  const entry = Math.max(0, found);
  const [place] = crop && found >= 0 ? boxOf(crop, new Map([[crop.image, found]])) : [];
  const ours = entries[entry]?.layers.findIndex(({ label }) => label === source.ours) ?? -1;
  const state = {
    ...START,
    errors: few && width > NARROW,
    entry,
    flip: ours >= 0 ? ours : 1,
    tab: entries.length > 1 || run ? ("images" as const) : firstTab(source),
    lists: width <= NARROW || hasRoom(source, entry, width, place !== undefined),
  };
  return { state, place: place ? placeOf(place.box) : WHOLE };
}

/** Tell whether the lists leave the pictures enough room: those of a run, or a crop, which fills its panes. */
function hasRoom({ entries, run }: PageDocument, entry: number, width: number, zoomed: boolean): boolean {
  if (width < WIDE) return false;
  const empty = entries.length > 1 && !entries[entry]?.layers.length && !entries[entry]?.load;
  return run !== undefined || zoomed || empty;
}

/** Return the tab that opens beside a single image. */
function firstTab(source: PageDocument): Tab {
  const [entry] = source.entries;
  if (source.crops ?? entry?.regions ?? (source.kind === "comparison" && entry?.load)) return "places";
  return source.kind === "study" ? "methods" : "about";
}

/** Return a newer document with the entries that are complete already, and the number of its new entries. */
export function renewed(source: PageDocument, before: PageDocument | null): [PageDocument, number] {
  const known = new Map((before?.entries ?? []).flatMap((entry) => (entry.id ? [[entry.id, entry] as const] : [])));
  const entries = source.entries.map((entry) => (entry.id && known.get(entry.id)) || entry);
  const names = new Set(before?.entries.map(({ name }) => name));
  return [{ ...source, entries }, entries.filter(({ name }) => !names.has(name)).length];
}
