/** The list of the regions of a pair: what changed in each, its kinds, and the filter by kind. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { short } from "./colours.js";
import { kindFilter } from "./kind_filter.js";
import { inShort, regionCounts, regionsOf, spelled, type NumberedRegion } from "./kinds.js";
import type { Library } from "./library.js";
import type { State } from "./state.js";
import "./strip.js";
import type { Entry, Region } from "./types.js";
import type { Box } from "./viewport.js";

/** Room around a region in its thumbnail, relative to its size, and its least side in pixels. */
const AROUND = 1.5;
const LEAST_SIDE = 16;

interface Context {
  library: Library;
  state: State;

  show: (region: Region) => void;
  choose: (kind: string) => void;
}

export function regionList(entry: Entry | null, context: Context): TemplateResult {
  const { kind } = context.state;
  if (entry?.opening && !entry.regions) return html`<p class="note" role="status">Comparing \u2026</p>`;
  const all = entry?.regions ?? [];
  const shown = regionsOf(entry, kind);
  return html`<p class="note" role="status">${summary(all, shown.length, kind, entry?.regions_dropped ?? 0)}</p>
    ${kindFilter(regionCounts(all), all.length, all.length ? kind : "", context.choose)}
    <ol class="regions">${repeat(shown, ({ number }) => `${entry?.name} ${number}`, (one) => row(one, entry!, context))}</ol>`;
}

function summary(all: readonly Region[], shown: number, kind: string, dropped: number): string {
  if (!all.length) return "No region was found.";
  const noun = `region${all.length === 1 ? "" : "s"}`;
  const measured = all.filter(({ kinds }) => kinds?.length).length;
  return [
    kind ? `${shown} of ${all.length} ${noun}: ${spelled(kind)}.` : `${all.length} ${noun}, strongest first.`,
    !kind && measured && measured < all.length ? `What changed is known of ${measured} of them.` : "",
    dropped ? `${dropped} small or weak regions are not listed.` : "",
  ].filter(Boolean).join(" ");
}

/** Return the part of a region's surroundings that its thumbnails show. */
function surroundings({ x, y, width, height }: Region): Box {
  const side = Math.max(AROUND * width, AROUND * height, LEAST_SIDE);
  return { x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side };
}

function row({ number, region }: NumberedRegion, entry: Entry, { library, state, show }: Context): TemplateResult {
  const { kinds, text, advantage } = region;
  const layers = entry.layers.filter(({ role }) => role !== "error");
  const place = `${region.width}\u00d7${region.height} at (${region.x}, ${region.y})`;
  return html`<li value=${number}>
    <button class="item" @click=${() => show(region)}>
      ${layers.length ? html`<difference-strip .library=${library} .layers=${layers} .box=${surroundings(region)} .colourmap=${state.colourmap}></difference-strip>` : nothing}
      ${text ? html`<b>${text}</b><small>${place}</small>` : html`<b>${place}</b>${kinds?.length ? nothing : html`<small>${values(region)}</small>`}`}
      ${advantage ? html`<small class="advantage">${advantage.text}</small>` : nothing}
    </button>
    ${kinds?.length
      ? html`<details>
          <summary>${inShort(kinds[0]!)}</summary>
          <ul>
            ${kinds.slice(1).map((one) => html`<li>${inShort(one)}: ${one.text}</li>`)}
            <li>${values(region)}</li>
          </ul>
        </details>`
      : nothing}
  </li>`;
}

function values({ area, peak, mean }: Region): string {
  return `${area === undefined ? "" : `${area} pixels, `}peak ${short(peak)}, mean ${short(mean)}`;
}
