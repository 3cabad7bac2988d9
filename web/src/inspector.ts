/** The inspector: tones of images, their histogram, the scores of the visible part, error maps and copies. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Controls } from "./actions.js";
import { EXTENTS, short } from "./colours.js";
import { controlStyles } from "./control_styles.js";
import { copySection } from "./copy_section.js";
import { checked, chosen } from "./events.js";
import { drawHistogram, histogramOf, type Histogram } from "./histogram.js";
import { inspectorStyles } from "./inspector_styles.js";
import type { Library } from "./library.js";
import { visibleBox } from "./region.js";
import { RegionMeasuring } from "./region_measuring.js";
import { scoreTable } from "./region_table.js";
import { chosenLayers } from "./shown_layers.js";
import type { State } from "./state.js";
import { toneSection, windowOf } from "./tone_section.js";
import type { Entry, Layer, PageDocument } from "./types.js";
import { ERROR_KINDS, type ErrorKind } from "./values.js";
import type { Viewport } from "./viewport.js";

const REST = 100;

export class Inspector extends LitElement {
  declare document_: PageDocument;
  declare entry: Entry | null;
  declare state: State;
  declare library: Library;
  declare viewport: Viewport;
  declare controls: Controls;
  /** What was copied last. */
  declare copied: string;
  readonly measuring = new RegionMeasuring(this);
  private timer = 0;
  private watched: Viewport | null = null;
  private readonly onView = () => {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.drawHistogram(), REST);
  };

  static properties = {
    document_: { attribute: false },
    entry: { attribute: false },
    state: { attribute: false },
    library: { attribute: false },
    viewport: { attribute: false },
    controls: { attribute: false },
    copied: { state: true },
  };

  static styles = [controlStyles, inspectorStyles];

  constructor() {
    super();
    this.copied = "";
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.watched?.removeEventListener("view", this.onView);
    this.library?.removeEventListener("change", this.onView);
    this.watched = null;
  }

  /** The image whose histogram is shown: the one alone, or the second of several. */
  private get image(): Layer | null {
    const layers = this.entry?.layers ?? [];
    const { state } = this;
    const indices = state.mode === "side" ? chosenLayers(this.entry, state) : state.mode === "flip" ? [state.flip] : [state.first, state.second];
    const images = indices.flatMap((index) => (layers[index]?.kind === "image" ? [layers[index]] : []));
    return images[1] ?? images[0] ?? layers.find(({ kind }) => kind === "image") ?? null;
  }

  render() {
    const { entry, document_: source, image } = this;
    if (!entry) return nothing;
    const change = (change: Partial<State>) => this.controls.change(change);
    return html`<aside aria-label="Inspector" tabindex="0">
      ${image ? html`<section aria-label="Tones"><h3>Tones</h3>${toneSection(image, this.controls)}</section>
        <section aria-label="Histogram"><h3>Histogram <small>${image.label}</small></h3>
          <canvas class="histogram" width="512" height="120" role="img"></canvas><p class="note facts"></p></section>` : nothing}
      <section aria-label="Visible part"><h3>Visible part</h3>${scoreTable(source, entry, this.measuring)}</section>
      <section aria-label="Error maps"><h3>Error maps</h3>${this.errors(change)}</section>
      <section aria-label="Copy and save"><h3>Copy and save</h3>${copySection(source, entry, this.measuring.box, this.controls, (told) => (this.copied = told))}
        <p class="note" role="status">${this.copied}</p></section>
    </aside>`;
  }

  private errors(change: (change: Partial<State>) => void): TemplateResult {
    const { state } = this;
    const kinds: Record<ErrorKind, string> = { absolute: "Absolute", squared: "Squared", relative: "Relative to the reference" };
    const extents = { recorded: "As recorded, or a round value", percentile: "99.5th percentile", greatest: "Greatest value" };
    return html`
      <label>Errors <select data-control="error" @change=${(event: Event) => change({ error: chosen(event) as ErrorKind, errors: true })}>
        ${ERROR_KINDS.map((kind) => html`<option value=${kind} ?selected=${kind === state.error}>${kinds[kind]}</option>`)}
      </select></label>
      <label><input type="checkbox" data-control="signed" .checked=${state.signed} ?disabled=${state.error === "squared"} @change=${(event: Event) => change({ signed: checked(event) })} /> Signed</label>
      <label>Last colour <select data-control="extent" @change=${(event: Event) => change({ extent: chosen(event) as State["extent"] })}>
        ${EXTENTS.map((extent) => html`<option value=${extent} ?selected=${extent === state.extent}>${extents[extent]}</option>`)}
      </select></label>
      <p class="note">One scale for all maps of a kind, unless the legend says otherwise.</p>`;
  }

  updated(_: PropertyValues): void {
    if (this.watched !== this.viewport) {
      this.watched?.removeEventListener("view", this.onView);
      this.viewport.addEventListener("view", this.onView);
      this.library.addEventListener("change", this.onView);
      this.watched = this.viewport;
    }
    this.onView();
  }

  /** Draw the histogram of the visible part, counted at the resolution in which it is shown. */
  private drawHistogram(): void {
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(".histogram");
    const told = this.renderRoot.querySelector(".facts");
    const found = canvas && this.counted();
    if (!canvas || !told || !found) return;
    const [black, white] = windowOf(this.state, this.image!);
    drawHistogram(canvas, found, [black, white], getComputedStyle(this).color);
    const words = `${short(found.least)} to ${short(found.greatest)}, mean ${short(found.mean)}`;
    canvas.setAttribute("aria-label", `Histogram of ${this.image!.label}: ${words}; window ${short(black)} to ${short(white)}`);
    told.textContent = `${words}${found.step > 1 ? `; one of ${found.step} rows and columns` : ""}`;
  }

  private counted(): Histogram | null {
    const { image, viewport, library, state } = this;
    if (!image) return null;
    const picture = library.picture(image);
    const level = Math.max(0, Math.min(picture.levels - 1, Math.floor(Math.log2(1 / viewport.scale) + 1e-9)));
    const box = visibleBox(viewport.at(0, 0), viewport.at(viewport.pane.width, viewport.pane.height), image);
    if (!box) return null;
    const step = 2 ** level;
    const middle = [box.x + box.width / 2, box.y + box.height / 2].map((at) => Math.floor(at / step / picture.size)) as [number, number];
    const values = picture.numbers(level, ...middle);
    const corner = middle.map((at) => at * picture.size);
    const part = { x: Math.max(0, Math.floor(box.x / step) - corner[0]!), y: Math.max(0, Math.floor(box.y / step) - corner[1]!), width: Math.ceil(box.width / step), height: Math.ceil(box.height / step) };
    return values && histogramOf(values, part, [image.low, image.high], state);
  }
}

customElements.define("difference-inspector", Inspector);
