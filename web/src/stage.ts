/** The pictures of one entry: side by side, behind a slider, blinking, overlaid or subtracted. */

import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { COLOURMAPS, scaleOf, short, tableOf, type Scale } from "./colours.js";
import { controlStyles } from "./control_styles.js";
import { differenceLayer, nextFrame, type Library } from "./pictures.js";
import "./pane.js";
import type { Pane } from "./pane.js";
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
    return html`
      ${this.toolbar()} ${this.state.mode === "side" ? this.chips() : this.pairBar()}
      <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom">
        ${rows.flatMap((row, number) => row.map((part) => this.pane(part, number, rows[0]!)))}
        ${this.state.mode === "slider" ? this.handle() : nothing}
      </div>
      ${this.legend(layers)}
    `;
  }

  private pane(part: Part, row: number, first: readonly Part[]): TemplateResult {
    const { layer, over } = part;
    const { source } = layer;
    const of = source.type === "difference" ? source.second.label : (layer.method ?? layer.label);
    const above = row ? first.findIndex((one) => one.layer.label === of) : -1;
    const heading = over ? `${layer.label}  |  ${over.label}` : layer.label;
    const boxes = this.state.boxes ? (this.entry?.regions ?? []) : [];
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

  private chips(): TemplateResult | typeof nothing {
    const layers = this.entry?.layers ?? [];
    if (layers.length < 3) return nothing;
    const { shown } = this;
    return html`<div class="bar chips" role="group" aria-label="Shown images">
      ${layers.map((layer, index) => {
        if (layer.role === "error") return nothing;
        const on = shown.includes(index);
        const rest = on ? shown.filter((one) => one !== index) : [...shown, index].sort((a, b) => a - b);
        return html`<button class="chip" aria-pressed=${on} ?disabled=${on && shown.length === 1} @click=${() => this.change({ shown: rest })}>${layer.label}</button>`;
      })}
    </div>`;
  }

  private pairBar(): TemplateResult {
    const { state } = this;
    const layers = this.entry?.layers ?? [];
    const usable = layers.map((layer, index) => ({ layer, index }));
    const choice = (key: "first" | "second", label: string) => html`<label>${label}
      <select data-control=${key} @change=${(event: Event) => this.change({ [key]: Number(chosen(event)) })}>
        ${usable
          .filter(({ layer }) => state.mode !== "difference" || layer.kind === "image")
          .map(({ layer, index }) => html`<option value=${index} ?selected=${Math.min(state[key], layers.length - 1) === index}>${layer.label}</option>`)}
      </select></label>`;
    const range = (key: "split" | "opacity" | "speed", label: string, min: number, max: number, step: number, text: string) =>
      html`<label>${label} <input type="range" data-control=${key} min=${min} max=${max} step=${step} .value=${String(state[key])} @input=${(event: Event) => this.change({ [key]: Number(chosen(event)) })} /> ${text}</label>`;
    return html`<div class="bar" role="group" aria-label="Images to compare">
      ${choice("first", "A")}
      <button @click=${() => this.change({ first: state.second, second: state.first })} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
      ${choice("second", "B")}
      ${state.mode === "overlay" ? range("opacity", "B", 0, 1, 0.01, `${Math.round(100 * state.opacity)} %`) : nothing}
      ${state.mode === "blink"
        ? html`${range("speed", "Speed", 0.2, 10, 0.1, `${state.speed} per second`)}
            <button data-control="blink" aria-pressed=${this.blinking} @click=${() => this.toggleBlink()}>${this.blinking ? "Pause" : "Resume"}</button>`
        : nothing}
    </div>`;
  }

  private handle(): TemplateResult {
    const percent = Math.round(100 * this.state.split);
    const move = (event: PointerEvent) => {
      const target = event.currentTarget as HTMLElement;
      if (event.type === "pointerdown") target.setPointerCapture(event.pointerId);
      if (!target.hasPointerCapture(event.pointerId)) return;
      const box = target.parentElement!.getBoundingClientRect();
      this.change({ split: Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) });
    };
    const key = (event: KeyboardEvent) => {
      const step = { ArrowLeft: -0.02, ArrowRight: 0.02, Home: -1, End: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.change({ split: Math.max(0, Math.min(1, this.state.split + step)) });
    };
    return html`<button
      class="handle"
      role="slider"
      aria-label="Divider between A and B"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
      @pointerdown=${move}
      @pointermove=${move}
      @keydown=${key}
    ></button>`;
  }

  private legend(layers: readonly Layer[]): TemplateResult | typeof nothing {
    const kinds = new Map<Scale, Layer[]>();
    for (const layer of layers) {
      const scale = this.scales.get(layer.id);
      if (scale) kinds.set(scale, [...(kinds.get(scale) ?? []), layer]);
    }
    if (!kinds.size) return nothing;
    const maps = layers.filter((layer) => layer.kind === "map").length;
    const { state } = this;
    const slide = (key: "gain" | "threshold", label: string, value: number, max: number, text: string, of: (at: number) => number) =>
      html`<label>${label} <input type="range" data-control=${key} min=${key === "gain" ? -2 : 0} max=${max} step="0.01" .value=${String(value)} aria-valuetext=${text} @input=${(event: Event) => this.change({ [key]: of(Number(chosen(event))) })} /> ${text}</label>`;
    const gain = `${short(state.gain, 3)}\u00d7`;
    const cut = state.threshold ? short(state.threshold * [...kinds.keys()][0]!.vmax, 3) : "off";
    return html`<div class="legend" role="group" aria-label="Scale of the maps">
      ${[...kinds].slice(0, 6).map(
        ([scale, group]) => html`<span class="scale" data-scale=${scale.label}>
          <span>${short(scale.vmin)}</span><canvas width="150" height="1" role="img" aria-label=${`Colours from ${scale.label}`}></canvas><span>${short(scale.vmax)}</span>
          <small>${kindOf(group)}: ${scale.label}${group[0]!.positive && scale.vmin < 0 ? `, above 0: ${group[0]!.positive}` : ""}</small>
        </span>`,
      )}
      ${slide("gain", "Gain", Math.log10(state.gain), 2, gain, (at) => 10 ** at)}
      ${slide("threshold", "Threshold", state.threshold, 1, cut, (at) => at)}
      <label>Colours <select data-control="colourmap" @change=${(event: Event) => this.change({ colourmap: chosen(event) as State["colourmap"] })}>
        ${COLOURMAPS.map((name) => html`<option ?selected=${name === state.colourmap}>${name}</option>`)}
      </select></label>
      ${maps > 1 ? html`<label><input type="checkbox" data-control="shared" .checked=${state.shared} @change=${(event: Event) => this.change({ shared: checked(event) })} /> One scale for all</label>` : nothing}
    </div>`;
  }

  updated(changes: PropertyValues): void {
    this.arrange();
    this.showZoom();
    this.drawScales();
    this.blink();
    const handle = this.renderRoot.querySelector<HTMLElement>(".handle");
    if (handle) handle.style.left = `${100 * this.state.split}%`;
    if (changes.size === 0) this.renderRoot.querySelectorAll<Pane>("difference-pane").forEach((pane) => pane.requestUpdate());
  }

  /** Arrange the panes in the number of columns that shows the images largest. */
  private arrange(): void {
    const room = this.renderRoot.querySelector<HTMLElement>(".panes");
    if (!room) return;
    const panes = [...room.querySelectorAll<HTMLElement>("difference-pane")];
    const { width, height } = room.getBoundingClientRect();
    const { world } = this.viewport;
    const sizeOf = (columns: number) => {
      const rows = Math.ceil(panes.length / columns);
      return Math.min(width / columns / world.width, Math.max(20, height / rows - 26) / world.height);
    };
    let best = { columns: 1, size: 0 };
    for (let columns = 1; columns <= panes.length; columns++) {
      if (sizeOf(columns) > best.size * 1.02) best = { columns, size: sizeOf(columns) };
    }
    // Each error map stands below its image, unless that makes all panes much smaller.
    const above = panes.filter((pane) => pane.dataset["column"] === "0").length;
    const aligned = above < panes.length && sizeOf(above) > 0.75 * best.size;
    if (aligned) best = { columns: above, size: 0 };
    for (const pane of panes) {
      const column = Number(pane.dataset["column"]);
      pane.style.gridColumn = aligned && column ? String(column) : "";
      pane.style.gridRow = aligned && column ? "2" : "";
    }
    room.style.gridTemplateColumns = `repeat(${best.columns}, minmax(0, 1fr))`;
    room.style.gridAutoRows = "minmax(0, 1fr)";
  }

  private drawScales(): void {
    this.renderRoot.querySelectorAll<HTMLElement>(".scale").forEach((part) => {
      const scale = [...this.scales.values()].find((one) => one.label === part.dataset["scale"]);
      const context = part.querySelector("canvas")?.getContext("2d");
      if (!scale || !context) return;
      const table = tableOf(scale.colourmap);
      const last = table.length / 3 - 1;
      const image = context.createImageData(150, 1);
      for (let x = 0; x < 150; x++) {
        let value = scale.vmin + (x / 149) * (scale.vmax - scale.vmin);
        if (Math.abs(value) < scale.threshold) value = 0;
        const at = 3 * Math.round(((value - scale.vmin) / (scale.vmax - scale.vmin)) * last);
        image.data.set([table[at]!, table[at + 1]!, table[at + 2]!, 255], 4 * x);
      }
      context.putImageData(image, 0, 0);
    });
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

/** Return the name of maps that share a scale. */
function kindOf([first, ...others]: readonly Layer[]): string {
  const note = first!.note ?? "";
  if (!others.length) return `${first!.label}${note}`;
  const kinds: Record<string, string> = { error: "error maps", difference: `difference of images, mean of channels${note}` };
  return kinds[first!.role] ?? first!.label;
}

const checked = (event: Event): boolean => (event.target as HTMLInputElement).checked;
const chosen = (event: Event): string => (event.target as HTMLInputElement).value;

customElements.define("difference-stage", Stage);
