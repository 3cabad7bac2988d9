/** The open list beside the pictures. */

import { html, type TemplateResult } from "lit";
import { cropLists } from "./crop_list.js";
import "./image_table.js";
import { facts, failedRows, metricChoice } from "./panels.js";
import type { Library } from "./library.js";
import { distributions, pairedDifferences } from "./plots.js";
import { regionList } from "./region_list.js";
import "./run_list.js";
import type { Tables } from "./scores.js";
import type { State } from "./state.js";
import { methodMeans, statisticsSections } from "./statistics.js";
import type { Entry, PageDocument } from "./types.js";
import type { Box } from "./viewport.js";

export interface ListContext {
  source: PageDocument;
  state: State;
  library: Library;
  entry: Entry | null;
  tables: Tables;
  /** The indices of the entries by their names. */
  byName: ReadonlyMap<string, number>;
  /** The chosen box. */
  marked: Box | null;
  /** The width of the list in pixels. */
  width: number;
  change: (change: Partial<State>) => void;
  show: (entry: number, box: Box) => void;
  accept: (entries: Entry[]) => void;
  copy: (text: string) => void;
}

/** The padding of a panel at both sides, with a scroll bar, in pixels. */
const PADDING = 40;

/** Return the list of the open tab. */
export function openList(context: ListContext): TemplateResult {
  const { source, state, tables } = context;
  if (state.tab !== "images") return html`<div class="panel" role="tabpanel" tabindex="0" aria-label="List">${content(context)}</div>`;
  if (source.run) {
    return html`<difference-run role="tabpanel" .rows=${source.entries.slice()} .state=${state} @accept-entries=${(event: CustomEvent<Entry[]>) => context.accept(event.detail)} @copy-text=${(event: CustomEvent<string>) => context.copy(event.detail)}></difference-run>`;
  }
  return html`<difference-table role="tabpanel" .table=${tables.of(state.metric)} .others=${state.metrics ? tables.others(state.metric) : []} .state=${state}></difference-table>`;
}

function content(context: ListContext): unknown {
  const { source, state, entry, change, show } = context;
  const { tab } = state;
  const table = context.tables.of(state.metric);
  if (tab === "places" && source.crops) return cropLists(context);
  if (tab === "places") return regionList(entry, { ...context, show: (region) => show(state.entry, region), choose: (kind) => change({ kind }) });
  if (tab === "plots") return [metricChoice(source, state.metric, (metric) => change({ metric })), distributions(table), pairedDifferences(table, (image) => change({ entry: image }))];
  if (tab === "methods") {
    const statistics = { source, unfolded: state.unfolded, change, width: context.width - PADDING };
    return [methodMeans(statistics), statisticsSections(statistics)];
  }
  if (tab === "errors") return failedRows(source, (name) => change({ entry: context.byName.get(name) ?? state.entry }));
  return facts(source, entry);
}
