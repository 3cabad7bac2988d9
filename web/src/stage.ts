/** The pictures of one entry: side by side, behind a slider, blinking, overlaid or subtracted. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { arrange } from "./arrangement.js";
import { scaleOf, short, type Scale } from "./colours.js";
import { controlStyles } from "./control_styles.js";
import { checked } from "./events.js";
import { regionsOf } from "./kinds.js";
import { drawScales, legend } from "./legend.js";
import { differenceLayer, nextFrame, type Library } from "./pictures.js";
import "./pane.js";
import type { Pane } from "./pane.js";
import { chips, handle, pairBar } from "./stage_bars.js";
import { stageStyles } from "./stage_styles.js";
import { MODES, type Mode, type State } from "./state.js";
import type { Entry, Layer, PageDocument } from "./types.js";
import type { Viewport } from "./viewport.js";

const NAMES: Record<Mode, string> = {
  side: "Side by side",
  slider: "Slider",
  blink: "Blink",
  overlay: "Overlay",
  difference: "Difference",
};

interface Part {
  layer: Layer;
  over?: Layer;
  split?: number;
  opacity?: number;
}

export class Stage extends LitElement {
  declare document_: PageDocument;
  declare entry: Entry | null;
  declare state: State;
  declare library: Library;
  declare viewport: Viewport;
  declare blinking: boolean;
  private showSecond = false;
  private timer = 0;
  private scales = new Map<string, Scale>();
  private readonly onLibrary = () => this.requestUpdate();
  private readonly onView = () => {
    nextFrame();
    this.showZoom();
    cancelAnimationFrame(this.pruning);
    this.pruning = requestAnimationFrame(() => requestAnimationFrame(() => this.library.prune()));
  };
  private pruning = 0;

  static properties = {
    document_: { attribute: false },
    entry: { attribute: false },
    state: { attribute: false },
    library: { attribute: false },
    viewport: { attribute: false },
    blinking: { state: true },
  };

  constructor() {
    super();
    this.blinking = true;
  }

  static styles = [controlStyles, stageStyles];

  connectedCallback(): void {
    super.connectedCallback();
    this.library.addEventListener("change", this.onLibrary);
    this.viewport.addEventListener("view", this.onView);
  }

  disconnectedCallback(): void {
    super.disconnectedCallback();
    this.library.removeEventListener("change", this.onLibrary);
    this.viewport.removeEventListener("view", this.onView);
    clearInterval(this.timer);
  }

  /** The layers that are shown: the chosen ones, or at first up to eight. */
  get shown(): number[] {
    const layers = this.entry?.layers ?? [];
    const wanted = this.state.shown?.filter((index) => index < layers.length);
    return wanted?.length ? wanted : layers.flatMap((layer, i) => (layer.role === "error" ? [] : [i])).slice(0, 8);
  }

  private layer(index: number): Layer | null {
    const layers = this.entry?.layers ?? [];
    return layers[Math.min(index, layers.length - 1)] ?? null;
  }

  get images(): Layer[] {
    return this.entry?.layers.filter((layer) => layer.kind === "image") ?? [];
  }

  /** The image that errors are measured against. */
  private get base(): Layer | null {
    const { images } = this;
    return images.find((layer) => layer.role === "reference") ?? images[0] ?? null;
  }

  private errorsOf(layers: readonly Layer[]): (Layer | null)[] {
    const { base } = this;
    return layers.map((layer) => {
      if (!base || layer.kind !== "image" || layer.id === base.id) return null;
      return this.errorMap(layer) ?? differenceLayer(base, layer, this.state.signed);
    });
  }

  /** Return the error map of the document for an image; it is more precise than the difference of 8-bit images. */
  private errorMap(image: Layer): Layer | null {
    if (this.state.signed) return null;
    return this.entry?.layers.find((layer) => layer.role === "error" && layer.method === image.label) ?? null;
  }

  /** Return the difference of two images; of more than 8 bits, their error map if the document has it. */
  private differenceOf(first: Layer, second: Layer): Layer {
    const { base } = this;
    const deep = Math.max(first.depth ?? 8, second.depth ?? 8) > 8;
    const image = first.id === base?.id ? second : second.id === base?.id ? first : null;
    const known = deep && image ? this.errorMap(image) : null;
    return known ?? differenceLayer(first, second, this.state.signed);
  }

  /** Return the parts of each pane, row by row. */
  private content(): Part[][] {
    const { state } = this;
    const [first, second] = [this.layer(state.first), this.layer(state.second)];
    if (state.mode === "side") {
      const layers = this.shown.map((index) => this.layer(index)).filter((layer) => layer !== null);
      const rows = [layers.map((layer) => ({ layer }))];
      if (state.errors) {
        const errors = this.errorsOf(layers).filter((layer) => layer !== null);
        if (errors.length) rows.push(errors.map((layer) => ({ layer })));
      }
      return rows;
    }
    if (!first || !second) return [];
    if (state.mode === "slider") return [[{ layer: first, over: second, split: state.split }]];
    if (state.mode === "overlay") return [[{ layer: first, over: second, opacity: state.opacity }]];
    if (state.mode === "blink") return [[{ layer: this.showSecond ? second : first }]];
    const difference = this.differenceOf(first, second);
    return [[{ layer: first }, { layer: difference }, { layer: second }]];
  }

  /** Choose the scales of the maps: one for each kind of map, or one for each map. */
  private rescale(layers: readonly Layer[]): void {
    const groups = new Map<string, Layer[]>();
    for (const layer of layers) {
      if (layer.kind !== "map") continue;
      const kind = ["difference", "error"].includes(layer.role) ? `${layer.role} ${layer.unit_range}` : layer.label;
      const key = this.state.shared ? `${kind} ${layer.unit} ${layer.signed}` : layer.id;
      groups.set(key, [...(groups.get(key) ?? []), layer]);
    }
    this.scales = new Map();
    for (const group of groups.values()) {
      const sizes = group.map((layer) => this.library.picture(layer).sizes()).filter((size) => size !== null);
      const scale = scaleOf(group, sizes, this.state);
      for (const layer of group) this.scales.set(layer.id, scale);
    }
  }

  render() {
    if (!this.entry) return nothing;
    if (!this.entry.layers.length) {
      const { errors, load, opening } = this.entry;
      const message = errors?.join(" ") || (load || opening ? "Opening \u2026" : "The pictures of this image are not in this report.");
      return html`<div class="panes"><p class="empty">${message}</p></div>`;
    }
    nextFrame();
    const rows = this.content();
    const layers = rows.flat().flatMap(({ layer, over }) => (over ? [layer, over] : [layer]));
    this.rescale(layers);
    const change = (change: Partial<State>) => this.change(change);
    return html`
      ${this.toolbar()}
      ${this.state.mode === "side" ? chips(this.entry.layers, this.shown, change) : pairBar(this.entry.layers, this.state, this.blinking, () => this.toggleBlink(), change)}
      <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom">
        ${rows.flatMap((row, number) => row.map((part) => this.pane(part, number, rows[0]!)))}
        ${this.state.mode === "slider" ? handle(this.state, change) : nothing}
      </div>
      ${legend(layers, this.scales, this.state, change)}
    `;
  }

  private pane(part: Part, row: number, first: readonly Part[]): TemplateResult {
    const { layer, over } = part;
    const { source } = layer;
    const of = source.type === "difference" ? source.second.label : (layer.method ?? layer.label);
    const above = row ? first.findIndex((one) => one.layer.label === of) : -1;
    const heading = over ? `${layer.label}  |  ${over.label}` : layer.label;
    const boxes = this.state.boxes ? regionsOf(this.entry, this.state.kind) : [];
    return html`<difference-pane
      .library=${this.library}
      .viewport=${this.viewport}
      .layer=${layer}
      .over=${over ?? null}
      .split=${part.split ?? null}
      .opacity=${part.opacity ?? 1}
      .scales=${this.scales}
      .regions=${boxes}
      .heading=${heading}
      .score=${over ? null : this.scoreOf(layer)}
      data-column=${above + 1}
    ></difference-pane>`;
  }

  /** Return the score of a method in the metric that the table shows. */
  private scoreOf(layer: Layer): [string, string, string] | null {
    const metric = this.document_.metrics[this.state.metric];
    const row = this.document_.kind === "study" ? this.document_.methods.indexOf(layer.label) : -1;
    if (!metric || row < 0 || layer.kind !== "image" || layer.role === "reference") return null;
    const score = this.document_.scores[metric.spec]?.[row]?.[this.state.entry];
    return [metric.spec, short(score === null || score === undefined ? null : Number(score)), metric.unit];
  }

  private toolbar(): TemplateResult {
    const { state } = this;
    return html`<div class="bar" role="toolbar" aria-label="Display">
      <span class="group">
        ${MODES.map(
          (mode) => html`<button
            aria-pressed=${state.mode === mode}
            @click=${() => this.change({ mode })}
            data-mode=${mode}
          >${NAMES[mode]}</button>`,
        )}
      </span>
      <span class="group">
        <button @click=${() => this.viewport.fit()} title="Whole image (f)">Fit</button>
        <button @click=${() => this.viewport.zoomTo(1)} title="Actual pixels (o)">1:1</button>
        <button aria-label="Zoom out" title="Zoom out (\u2212)" @click=${() => this.viewport.zoomTo(this.viewport.scale / 1.5)}>\u2212</button>
        <button aria-label="Zoom in" title="Zoom in (+)" @click=${() => this.viewport.zoomTo(this.viewport.scale * 1.5)}>+</button>
        <span class="zoom" aria-label="Zoom"></span>
      </span>
      ${this.entry?.regions?.length
        ? html`<label><input type="checkbox" .checked=${state.boxes} @change=${(event: Event) => this.change({ boxes: checked(event) })} /> Boxes</label>`
        : nothing}
      ${state.mode === "side" && this.images.length > 1
        ? html`<label><input type="checkbox" data-control="errors" .checked=${state.errors} @change=${(event: Event) => this.change({ errors: checked(event) })} /> Errors</label>`
        : nothing}
      ${(state.mode === "side" && state.errors) || state.mode === "difference"
        ? html`<label><input type="checkbox" data-control="signed" .checked=${state.signed} @change=${(event: Event) => this.change({ signed: checked(event) })} /> Signed</label>`
        : nothing}
    </div>`;
  }

  /** Show the zoom factor; zooming redraws only this and the panes. */
  private showZoom(): void {
    const zoom = this.renderRoot.querySelector(".zoom");
    const percent = 100 * this.viewport.scale;
    if (zoom) zoom.textContent = `${percent >= 10 ? Math.round(percent) : short(percent, 2)} %`;
  }

  updated(changes: PropertyValues): void {
    const room = this.renderRoot.querySelector<HTMLElement>(".panes");
    if (room) arrange(room, this.viewport.world);
    this.showZoom();
    drawScales(this.renderRoot, [...this.scales.values()]);
    this.blink();
    const handle = this.renderRoot.querySelector<HTMLElement>(".handle");
    if (handle) handle.style.left = `${100 * this.state.split}%`;
    if (changes.size === 0) this.renderRoot.querySelectorAll<Pane>("difference-pane").forEach((pane) => pane.requestUpdate());
  }

  toggleBlink(): void {
    this.blinking = !this.blinking;
  }

  private blink(): void {
    clearInterval(this.timer);
    if (this.state.mode !== "blink" || !this.blinking) return;
    this.timer = window.setInterval(() => {
      this.showSecond = !this.showSecond;
      this.requestUpdate();
    }, 1000 / this.state.speed);
  }

  private change(change: Partial<State>): void {
    this.dispatchEvent(new CustomEvent("change-state", { detail: change, bubbles: true, composed: true }));
  }
}

customElements.define("difference-stage", Stage);
