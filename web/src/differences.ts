/** The differences of images that the page computes. */

import type { Layer } from "./types.js";
import { ERROR_KINDS, isRounded, type ErrorKind } from "./values.js";

/** What is shown of the errors of an image. */
export interface Errors {
  kind: ErrorKind;
  /** Whether errors have their signs; squares have none. */
  signed: boolean;
}

const labelOf = (first: Layer, second: Layer, { kind, signed }: Errors): string => {
  const difference = `${second.label} \u2212 ${first.label}`;
  if (kind === "squared") return `(${difference})\u00b2`;
  const error = signed ? difference : `|${difference}|`;
  return kind === "relative" ? `${signed ? `(${error})` : error} / ${first.label}` : error;
};

/** Return the layer of the errors of the second image, computed from the values that the page has. */
export function differenceLayer(first: Layer, second: Layer, { kind, signed }: Errors): Layer {
  const span = first.high - first.low;
  const withSign = signed && kind !== "squared";
  const rounded = [first, second].some(isRounded);
  const range = { absolute: span, squared: span * span, relative: null }[kind];
  const unit = first.unit ?? "";
  return {
    id: `${first.id}~${second.id}${"~".repeat(2 * ERROR_KINDS.indexOf(kind) + Number(withSign))}`,
    role: "difference",
    label: labelOf(first, second, { kind, signed: withSign }),
    width: Math.min(first.width, second.width),
    height: Math.min(first.height, second.height),
    kind: "map",
    signed: withSign,
    unit: kind === "relative" ? "of the reference + 1 % of the range" : kind === "squared" && unit ? `${unit}\u00b2` : unit,
    low: withSign ? -span : 0,
    high: span,
    depth: 16,
    unit_range: range,
    note: rounded ? ", from 8-bit images" : "",
    positive: withSign ? `${second.label} is brighter` : "",
    source: { type: "difference", first, second, signed: withSign, kind },
  };
}
