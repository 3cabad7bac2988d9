/** The layers that the stage shows, and how: a pure function of the entry and the state. */

import { differenceLayer, type Errors } from "./differences.js";
import type { State } from "./state.js";
import type { Entry, Layer } from "./types.js";

/** The content of a pane. */
export interface Part {
  layer: Layer;
  /** A second layer, drawn over the first: right of `split`, or everywhere with `opacity`. */
  over?: Layer;
  split?: number;
  opacity?: number;
  /** The index of the pane with the image of this error map. */
  above?: number;
}

const MOST_AT_FIRST = 8;

/** Return the indices of the layers that keys and buttons choose: error maps come with their images. */
export function choosable(entry: Entry | null): number[] {
  return (entry?.layers ?? []).flatMap(({ role }, i) => (role === "error" ? [] : [i]));
}

/** Return the indices of the layers side by side: the chosen ones, or at first up to eight. */
export function chosenLayers(entry: Entry | null, { shown }: State): number[] {
  const wanted = shown?.filter((index) => index < (entry?.layers.length ?? 0));
  return wanted?.length ? wanted : choosable(entry).slice(0, MOST_AT_FIRST);
}

/** Return the two layers of a narrow screen: the first, and the one that swipes change. */
export function narrowPair(entry: Entry | null, state: State): [number, number] | [number] {
  const [first, ...others] = chosenLayers(entry, state) as [number, ...number[]];
  if (!others.length) return [first];
  return [first, others.includes(state.flip) ? state.flip : others[0]!];
}

/** Return the layer after `by` swipes or steps among those that can be flipped. */
export function flipped(entry: Entry | null, state: State, by: number, narrow: boolean): number {
  const paired = narrow && state.mode === "side";
  const all = paired ? chosenLayers(entry, state).slice(1) : choosable(entry);
  if (!all.length) return state.flip;
  const now = paired ? narrowPair(entry, state)[1] ?? -1 : state.flip;
  return all[(Math.max(0, all.indexOf(now)) + by + all.length) % all.length]!;
}

const layerAt = (layers: readonly Layer[], index: number): Layer | null => layers[Math.min(index, layers.length - 1)] ?? null;

/** Return the image that errors are measured against. */
export function baseOf(layers: readonly Layer[]): Layer | null {
  const images = layers.filter((layer) => layer.kind === "image");
  return images.find((layer) => layer.role === "reference") ?? images[0] ?? null;
}

/** Return the error map of the document for an image; only absolute errors have one. */
function errorMap(layers: readonly Layer[], image: Layer, { kind, signed }: Errors): Layer | null {
  const known = kind === "absolute" && !signed;
  return (known && layers.find((layer) => layer.role === "error" && layer.method === image.label)) || null;
}

function errorsBelow(layers: readonly Layer[], images: readonly Layer[], errors: Errors): Part[] {
  const base = baseOf(layers);
  return images.flatMap((layer, above) => {
    if (!base || layer.kind !== "image" || layer.id === base.id) return [];
    return [{ layer: errorMap(layers, layer, errors) ?? differenceLayer(base, layer, errors), above }];
  });
}

/** Return the difference of two images; of more than 8 bits, their error map if the document has it. */
function differenceOf(layers: readonly Layer[], first: Layer, second: Layer, errors: Errors): Layer {
  const base = baseOf(layers);
  const deep = Math.max(first.depth ?? 8, second.depth ?? 8) > 8;
  const image = first.id === base?.id ? second : second.id === base?.id ? first : null;
  const known = deep && image ? errorMap(layers, image, errors) : null;
  return known ?? differenceLayer(first, second, errors);
}

/** Return the content of each pane. */
export function partsOf(entry: Entry, state: State, narrow: boolean, showSecond: boolean): Part[] {
  const { layers } = entry;
  const shown: Errors = { kind: state.error, signed: state.signed };
  if (state.mode === "side") {
    const indices = narrow ? narrowPair(entry, state) : chosenLayers(entry, state);
    const images = indices.flatMap((index) => layerAt(layers, index) ?? []);
    const errors = state.errors ? errorsBelow(layers, images, shown) : [];
    return [...images.map((layer) => ({ layer })), ...errors];
  }
  const alone = layerAt(layers, state.flip);
  if (state.mode === "flip") return alone ? [{ layer: alone }] : [];
  const [first, second] = [layerAt(layers, state.first), layerAt(layers, state.second)];
  if (!first || !second) return [];
  if (state.mode === "slider") return [{ layer: first, over: second, split: state.split }];
  if (state.mode === "overlay") return [{ layer: first, over: second, opacity: state.opacity }];
  if (state.mode === "blink") return [{ layer: showSecond ? second : first }];
  return [{ layer: first }, { layer: differenceOf(layers, first, second, shown) }, { layer: second }];
}

/** Return the pictures of a strip: the reference, some methods, and their error maps. */
export function comparedLayers({ layers }: Entry, methods: readonly string[]): Layer[] {
  const base = baseOf(layers);
  const images = methods.flatMap((name) => layers.find((layer) => layer.role === "method" && layer.label === name) ?? []);
  return [...(base ? [base] : []), ...images, ...errorsBelow(layers, images, { kind: "absolute", signed: false }).map(({ layer }) => layer)];
}
