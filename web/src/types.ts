/** The document that the page shows; ../README.md describes it. */

import type { Decision, RunState } from "./states.js";
import type { DataSetOutcome, Verdict } from "./study_record.js";
import type { ErrorUnit } from "./units.js";
import type { ErrorKind } from "./values.js";

export type Source =
  | { type: "inline"; url: string }
  | { type: "element"; id: string }
  | { type: "address"; url: string }
  | { type: "shard"; script: string }
  | { type: "tiles"; base: string; tile: number; levels: number }
  | { type: "difference"; first: Layer; second: Layer; signed: boolean; kind: ErrorKind };

/** The stored values of an image, of which its picture is an 8-bit copy. */
export interface Stored {
  type: "uint8" | "uint16" | "float32";
  channels: number;
  /** Number that they are multiplied by to be in the units of `low` and `high`. */
  factor: number;
  source: Source;
}

/** How a part of the images is scored, or why it is not. */
export interface Measure {
  unsupported?: string;
  /** Values of `low` and `high` of all images on the scale on which they are compared, and the data range. */
  black: number;
  white: number;
  data_range: number | null;
  protocol: string;
  colour: "as given" | "luma" | "grey";
  rounded: boolean;
  quantise: "round" | "truncate" | null;
  crop_border: number;
  ssim: SsimSettings | null;
  ssim_missing: string;
}

export interface SsimSettings {
  window: "gaussian" | "uniform";
  window_size: number;
  sigma: number;
  padding: "valid" | "same" | "reflect" | "replicate";
  covariance: "population" | "sample";
  k1: number;
  k2: number;
  data_range: number | null;
}

export interface Layer {
  id: string;
  role: string;
  label: string;
  width: number;
  height: number;
  kind: "image" | "map";
  signed?: boolean;
  unit?: string;
  low: number;
  high: number;
  channels?: number;
  depth?: number;
  source: Source;
  stored?: Stored | null;
  /** Whether stored values were left out, because they would be too large. */
  omitted?: boolean;
  /** Whether values are linear, and shown with the curve of sRGB. */
  light?: boolean;
  /** The value of the last colour, as the record says. */
  vmax?: number | null;
  /** The greatest possible difference; gains are stated relative to it. */
  unit_range?: number | null;
  /** The meaning of values above 0. */
  positive?: string;
  /** The unit of a map of errors. */
  errors?: ErrorUnit | null;
  /** The method of an error map. */
  method?: string | null;
  /** A remark for the reader. */
  note?: string;
}

/** A kind of change of a region, with the estimated probability that it is the right one. */
export interface RegionKind {
  name: string;
  strength: number;
  unit: string;
  confidence: number;
  text: string;
}

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
  area?: number;
  peak?: number;
  mean?: number;
  /** The kinds of change, most probable first. */
  kinds?: RegionKind[];
  /** What changed, in one sentence. */
  text?: string;
  /** The image that is nearer to the reference here. */
  advantage?: { better: "first" | "second" | null; text: string };
}

/** The files that an acceptance changes. */
export interface Acceptance {
  /** Pairs of paths: the new picture, and the baseline that becomes a copy of it. */
  copies: [string, string][];
  removes: string[];
  digest: string;
}

export interface Entry {
  /** The id of the entry on a server. */
  id?: string;
  name: string;
  /** The state of a pair of a run, and the reason for it. */
  state?: RunState;
  reason?: string;
  /** The command that accepts the new picture. */
  command?: string;
  /** The files that the server changes if the new picture is accepted. */
  accept?: Acceptance | undefined;
  decision?: Decision;
  /** The reason why the last decision was not carried out. */
  problem?: string;
  layers: Layer[];
  /** The address of the complete entry, which is fetched when the entry is opened. */
  load?: string;
  /** Whether the complete entry is being fetched. */
  opening?: boolean;
  /** The reasons why images or maps are missing. */
  errors?: string[];
  regions?: Region[];
  regions_dropped?: number;
  /** Sentences about the whole pair: the change that explains it, and which image is better where. */
  statements?: string[];
  notes?: string[];
  facts?: [string, string][];
  measure?: Measure | null;
  thumbnail?: { id: string; source: Source } | null;
}

export type Score = number | "Infinity" | "-Infinity" | null;

export interface Metric {
  spec: string;
  /** The name under which tables and figures show it, such as "PSNR-Y"; absent without one. */
  label?: string;
  higher_is_better: boolean | null;
  unit: string;
}

export interface ErrorRow {
  name: string;
  method?: string | null;
  metric?: string | null;
  stage: string;
  error: string;
  cause: string;
}

export interface Crop {
  image: string;
  x: number;
  y: number;
  size: number;
  rival: string;
  gaps: { crop: number; image: number; dataset: number };
  percentile: number;
  percentile_error: number;
  candidates: number;
  rival_share: number;
  errors: Record<string, number>;
  disclosure?: string;
}

export const CROP_LISTS = ["best", "rival_best", "median", "random"] as const;

export interface Crops {
  settings: { ours: string; metric: string };
  images: number;
  candidates: number;
  rival_share: number;
  tied_share: number;
  disclosure?: string;
  best: Crop[];
  rival_best: Crop[];
  median: Crop[];
  random: Crop[];
}

export interface Outcome {
  metric: string;
  rival: string;
  word: string;
  adjusted_p: number | null;
  /** Whether the metric is tested first. */
  primary?: boolean;
  /** The interval that covers the mean together with those of all other comparisons. */
  simultaneous?: [number, number] | null;
  /** The smallest relevant difference, and the p value of the test whether the difference is smaller. */
  margin?: number | null;
  equivalence_p?: number | null;
  by_data_set?: DataSetOutcome[];
  paired: {
    n: number;
    n_finite?: number;
    mean: number | null;
    interval: [number, number] | null;
    wins: number;
    ties: number;
    losses: number;
    higher_is_better: boolean;
    confidence: number;
  };
}

export interface PageDocument {
  schema: 2;
  kind: "comparison" | "study";
  title: string;
  summary?: string;
  /** The folder of a study, where the page knows it: in the viewer. */
  folder?: string;
  record: Record<string, unknown>;
  ours?: string | null;
  methods: string[];
  metrics: Metric[];
  scores: Record<string, Score[][]>;
  groups: string[] | null;
  errors: ErrorRow[];
  verdicts: Verdict | null;
  crops: Crops | null;
  /** The number of pairs in each state of a run, and whether its pictures can be accepted here. */
  run?: { states: Partial<Record<RunState, number>>; writable: boolean };
  entries: Entry[];
}
