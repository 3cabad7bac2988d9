/** The document that a page shows. Its form is described in ../README.md; the server and the report write it. */

export type Source =
  | { type: "inline"; url: string }
  | { type: "element"; id: string }
  | { type: "shard"; script: string }
  | { type: "tiles"; base: string; tile: number; levels: number }
  | { type: "difference"; first: Layer; second: Layer; signed: boolean };

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
  /** The value of the last colour as the record chose it. */
  vmax?: number | null;
  /** The greatest possible difference, by which a gain is stated. */
  unit_range?: number | null;
  /** What a value above 0 says. */
  positive?: string;
  /** Of an error map: the method whose it is. */
  method?: string | null;
  /** What a reader should know of it. */
  note?: string;
}

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
  area?: number;
  peak?: number;
  mean?: number;
}

export interface Entry {
  name: string;
  layers: Layer[];
  /** Where the entry is with all its layers; it is fetched when the entry is opened. */
  load?: string;
  /** Whether it is being fetched. */
  opening?: boolean;
  /** Why pictures or maps are missing. */
  errors?: string[];
  regions?: Region[];
  regions_dropped?: number;
  notes?: string[];
  facts?: [string, string][];
  thumbnail?: { id: string; source: Source } | null;
}

export type Score = number | "Infinity" | "-Infinity" | null;

export interface Metric {
  spec: string;
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
  paired: {
    n: number;
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
  schema: 1;
  kind: "comparison" | "study";
  title: string;
  summary?: string;
  record: Record<string, unknown>;
  ours?: string | null;
  methods: string[];
  metrics: Metric[];
  scores: Record<string, Score[][]>;
  groups: string[] | null;
  errors: ErrorRow[];
  verdicts: { text: string; ours: string; level: number; unit: string; outcomes: Outcome[] } | null;
  crops: Crops | null;
  entries: Entry[];
}
