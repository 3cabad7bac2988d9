/** The differences of images that the page computes. */

import type { Layer } from "./types.js";

/** Return the layer of the difference of two images, in their unit. */
export function differenceLayer(first: Layer, second: Layer, signed: boolean): Layer {
  const span = first.high - first.low;
  return {
    id: `${first.id}~${second.id}${signed ? "~" : ""}`,
    role: "difference",
    label: signed ? `${second.label} \u2212 ${first.label}` : `|${second.label} \u2212 ${first.label}|`,
    width: first.width,
    height: first.height,
    kind: "map",
    signed,
    unit: first.unit ?? "",
    low: signed ? (-span * 32768) / 32767 : 0,
    high: span,
    depth: 16,
    unit_range: span,
    note: (first.depth ?? 8) > 8 || (second.depth ?? 8) > 8 ? ", from 8-bit images" : "",
    positive: signed ? `${second.label} is brighter` : "",
    source: { type: "difference", first, second, signed },
  };
}
