/** The statistics in the record of a study, which the page shows and does not compute. */

import type { Outcome, PageDocument, Score } from "./types.js";

type Interval = [number, number] | null;

export interface Mean {
  metric: string;
  method: string;
  mean: number | null;
  best: boolean;
  n: number;
  missing: number;
  infinite: number;
}

/** The mean of each method on its worst images. */
interface Worst {
  percent: number;
  means: { metric: string; method: string; mean: number | null; n: number; best: boolean }[];
}

/** The images with low, middle or high content of high frequencies of the reference. */
export interface Third {
  name: string;
  least: number;
  most: number;
  images: number;
  means: Mean[];
}

/** The comparison of each method with each other one in one metric; tables are in the order of `methods`. */
export interface Pairs {
  metric: string;
  methods: string[];
  n: number;
  data_sets: number | null;
  mean_ranks: (number | null)[];
  friedman_p: number | null;
  post_hoc: string;
  level: number;
  critical_difference: number | null;
  p: (number | null)[][];
  cliques: string[][];
  improvement: (number | null)[][];
  improvement_intervals: Interval[][];
  confidence: number;
  /** The outcome of the method of each row against the one of each column. */
  words?: string[][];
  /** Mean differences, positive if the method of the row is better; null without a smallest relevant one. */
  equivalence?: { margin: number; differences: (number | null)[][]; intervals: Interval[][]; p: (number | null)[][] } | null;
}

/** The ranks of all methods in one metric, in the order of `methods` of the verdict. */
export interface Ranks {
  n: number;
  mean_rank: (number | null)[];
  first_shares: number[] | null;
  friedman_p: number | null;
}

/** The comparison of ours with a rival on one data set; p is not corrected. */
export interface DataSetOutcome {
  data_set: string;
  n: number;
  mean: Score;
  interval: Interval;
  wins: number;
  ties: number;
  losses: number;
  uncorrected_p: number | null;
}

export interface Verdict {
  text: string;
  ours: string;
  level: number;
  unit: string;
  outcomes: Outcome[];
  methods?: string[];
  correction?: string;
  /** The metrics that are tested first; empty if all are one family. */
  primary?: string[];
  caveats?: string[];
  ranks?: Record<string, Ranks>;
}

interface Statistics {
  means?: Mean[];
  worst?: Worst | null;
  difficulty?: { measure: string; thirds: Third[] } | null;
  /** The comparisons of all pairs in each metric; null if they were not asked for. */
  all_pairs?: Record<string, Pairs> | null;
}

/** Return the statistics of a study, as far as its record has them. */
export const statisticsOf = (source: PageDocument): Statistics => source.record as Statistics;
