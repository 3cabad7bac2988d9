/** The state of the view, and its form in the address, so that a link opens the same view. */

import { COLOURMAPS, EXTENTS, type Colourmap, type Extent } from "./colours.js";
import { ONLY, type Only } from "./states.js";
import { GAMMAS, MOST_STOPS, NEUTRAL, type Tone } from "./tones.js";
import { ERROR_KINDS, type ErrorKind } from "./values.js";
import { WHOLE, type Box, type Place } from "./viewport.js";

export const MODES = ["side", "flip", "slider", "blink", "overlay", "difference"] as const;
export type Mode = (typeof MODES)[number];

export const TABS = ["images", "places", "plots", "methods", "errors", "about"] as const;
export type Tab = (typeof TABS)[number];

export const FILTERS = ["all", "ahead", "behind", "missing"] as const;
export type Filter = (typeof FILTERS)[number];

export const THEMES = ["", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export interface State extends Tone {
  entry: number;
  mode: Mode;
  /** The indices of the layers shown side by side; null for the default. */
  shown: number[] | null;
  /** Whether error maps stand below the images. */
  errors: boolean;
  /** The index of the layer that is shown alone, or on a narrow screen below the first. */
  flip: number;
  first: number;
  second: number;
  split: number;
  opacity: number;
  speed: number;
  signed: boolean;
  /** The errors of error maps, and how far their scale reaches. */
  error: ErrorKind;
  extent: Extent;
  gain: number;
  threshold: number;
  colourmap: Colourmap;
  shared: boolean;
  boxes: boolean;
  tab: Tab;
  metric: number;
  sort: string;
  down: boolean;
  filter: Filter;
  search: string;
  /** The state or the decision of the shown pairs of a run; "" for all. */
  only: Only;
  /** The kind of change of the shown regions, and of the shown pairs of a run; "" for all. */
  kind: string;
  /** Whether the lists are open, and their width in pixels; 0 for the one that suits the list. */
  lists: boolean;
  width: number;
  /** Whether the table of images shows all metrics, and whether images are shown as a gallery. */
  metrics: boolean;
  gallery: boolean;
  /** Whether the inspector is open, and whether a loupe follows the pointer. */
  inspector: boolean;
  loupe: boolean;
  /** Whether the verdict is shown in full. */
  verdict: boolean;
  /** The unfolded sections of statistics, joined by points. */
  unfolded: string;
  /** The theme; "" is the one of the system. */
  theme: Theme;
}

export const LEAST_WIDTH = 200;
export const MOST_WIDTH = 900;

/** The width of the lists unless the reader chooses one; tables of statistics take a share of the page. */
const LISTS_WIDTH = 300;
const TABLES_WIDTH = 520;
const TABLES_SHARE = 0.36;

/** Return the width of the lists in a page of a width, in pixels. */
export function listWidth({ width, tab }: State, page: number, narrow: boolean): number {
  if (narrow) return page;
  const tables = tab === "methods" ? Math.min(TABLES_WIDTH, Math.round(TABLES_SHARE * page)) : 0;
  return width || Math.max(LISTS_WIDTH, tables);
}

export const START: State = {
  ...NEUTRAL,
  entry: 0,
  mode: "side",
  shown: null,
  errors: false,
  flip: 0,
  first: 0,
  second: 1,
  split: 0.5,
  opacity: 0.5,
  speed: 1.5,
  signed: false,
  error: "absolute",
  extent: "recorded",
  gain: 1,
  threshold: 0,
  colourmap: "magma",
  shared: true,
  boxes: true,
  tab: "images",
  metric: 0,
  sort: "",
  down: true,
  filter: "all",
  search: "",
  only: "",
  kind: "",
  lists: false,
  width: 0,
  metrics: false,
  gallery: false,
  inspector: false,
  loupe: false,
  verdict: false,
  unfolded: "rivals",
  theme: "",
};

/** The view in which a document opens. */
export interface Start {
  state: State;
  /** The place that is shown in the entry of `state`; other entries are shown whole. */
  place: Place;
}

/** The value of a setting; null is "none". */
export type Setting = string | number | boolean | readonly number[] | null;

/** Return every setting that differs from the start, by its name in the address. */
export function settingsOf(state: State, place: Place, { state: start, place: first }: Start): Record<string, Setting> {
  const found: Record<string, Setting> = {};
  for (const key of Object.keys(start) as (keyof State)[]) {
    const value = state[key];
    if (String(value) !== String(start[key])) found[key] = typeof value === "number" ? rounded(value) : value;
  }
  const base = state.entry === start.entry ? first : WHOLE;
  if (place.zoom !== null) {
    for (const key of ["zoom", "x", "y"] as const) found[key] = rounded(place[key] ?? 0);
    if (place.filled) found.filled = true;
  } else if (!sameBox(place.framed, base.framed)) found.frame = numbersOf(place.framed);
  if (!sameBox(place.marked, base.marked)) found.mark = numbersOf(place.marked);
  return found;
}

/** Return the text of a setting in the address. */
export function textOf(key: string, value: Setting): string {
  if (Array.isArray(value)) return value.join(key === "shown" ? "." : " ");
  return value === null ? "none" : String(value);
}

/** Return the fragment of the address: every setting that differs from the start. */
export function formatFragment(state: State, place: Place, start: Start): string {
  const settings = Object.entries(settingsOf(state, place, start));
  return new URLSearchParams(settings.map(([key, value]) => [key, textOf(key, value)])).toString();
}

const windowOf = (black: number, white: number): Pick<Tone, "black" | "white"> => (white > black ? { black, white } : { black: NEUTRAL.black, white: NEUTRAL.white });

const numbersOf = (box: Box | null): number[] | null => (box ? [box.x, box.y, box.width, box.height].map(rounded) : null);

const sameBox = (one: Box | null, other: Box | null): boolean => String(numbersOf(one)) === String(numbersOf(other));

function parseBox(text: string | null, otherwise: Box | null): Box | null {
  if (text === "none") return null;
  const values = (text ?? "").split(" ").map(Number);
  const [x, y, width, height] = values as [number, number, number, number];
  const valid = text !== null && values.length === 4 && values.every((value) => Number.isFinite(value) && Math.abs(value) < 1e9) && width > 0 && height > 0;
  return valid ? { x, y, width, height } : otherwise;
}

/** Digits that restore the same pixels. */
const rounded = (value: number): number => Number(value.toPrecision(10));

/** Read a fragment of the address; invalid settings are ignored. */
export function parseFragment(hash: string, { state: start, place: first }: Start): { state: State; place: Place } {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (key: string, least: number, most: number, otherwise: number) => {
    const text = parts.get(key);
    const value = Number(text);
    return text === null || text === "" || !Number.isFinite(value) || value < least || value > most ? otherwise : value;
  };
  const integer = (key: string, otherwise: number) => Math.floor(number(key, 0, 1e9, otherwise));
  const one = <T extends string>(key: string, known: readonly T[], otherwise: T): T =>
    known.find((value) => value === parts.get(key)) ?? otherwise;
  const flag = (key: string, otherwise: boolean) =>
    ({ true: true, false: false })[parts.get(key) ?? ""] ?? otherwise;
  const shown = parts.get("shown");
  const state: State = {
    entry: integer("entry", start.entry),
    mode: one("mode", MODES, start.mode),
    shown: shown && /^\d{1,6}(\.\d{1,6})*$/.test(shown) ? shown.split(".").map(Number) : start.shown,
    errors: flag("errors", start.errors),
    flip: integer("flip", start.flip),
    first: integer("first", start.first),
    second: integer("second", start.second),
    split: number("split", 0, 1, start.split),
    opacity: number("opacity", 0, 1, start.opacity),
    speed: number("speed", 0.2, 10, start.speed),
    signed: flag("signed", start.signed),
    error: one("error", ERROR_KINDS, start.error),
    extent: one("extent", EXTENTS, start.extent),
    exposure: number("exposure", -MOST_STOPS, MOST_STOPS, start.exposure),
    gamma: number("gamma", ...GAMMAS, start.gamma),
    ...windowOf(number("black", -1e6, 1e6, start.black), number("white", -1e6, 1e6, start.white)),
    channel: Math.floor(number("channel", -1, 99, start.channel)),
    tint: one("tint", COLOURMAPS, start.tint),
    gain: number("gain", 0.01, 1000, start.gain),
    threshold: number("threshold", 0, 1, start.threshold),
    colourmap: one("colourmap", COLOURMAPS, start.colourmap),
    shared: flag("shared", start.shared),
    boxes: flag("boxes", start.boxes),
    tab: one("tab", TABS, start.tab),
    metric: integer("metric", start.metric),
    sort: (parts.get("sort") ?? start.sort).slice(0, 40),
    down: flag("down", start.down),
    filter: one("filter", FILTERS, start.filter),
    only: one("only", ONLY, start.only),
    kind: (parts.get("kind") ?? start.kind).slice(0, 60),
    search: (parts.get("search") ?? start.search).slice(0, 200),
    lists: flag("lists", start.lists),
    width: number("width", LEAST_WIDTH, MOST_WIDTH, start.width),
    metrics: flag("metrics", start.metrics),
    gallery: flag("gallery", start.gallery),
    inspector: flag("inspector", start.inspector),
    loupe: flag("loupe", start.loupe),
    verdict: flag("verdict", start.verdict),
    unfolded: (parts.get("unfolded") ?? start.unfolded).slice(0, 100),
    theme: one("theme", THEMES, start.theme),
  };
  const base = state.entry === start.entry ? first : WHOLE;
  const zoom = number("zoom", 1e-4, 64, 0) || null;
  const framed = zoom ? null : parseBox(parts.get("frame"), base.framed);
  const place: Place = {
    zoom,
    x: number("x", 0, 1e9, 0),
    y: number("y", 0, 1e9, 0),
    framed,
    filled: zoom ? flag("filled", false) : framed !== null,
    marked: parseBox(parts.get("mark"), base.marked),
  };
  return { state, place };
}

/** The settings of pictures, which change with every movement of the pointer and which no list shows. */
const PICTORIAL: ReadonlySet<string> = new Set(["gain", "threshold", "exposure", "gamma", "black", "white", "split", "opacity", "speed"]);

/** Tell whether a list shows the change of a state. */
export function altersLists(now: State, before?: State): boolean {
  return !before || (Object.keys(now) as (keyof State)[]).some((key) => !PICTORIAL.has(key) && now[key] !== before[key]);
}
