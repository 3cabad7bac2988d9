/** The methods of a study: their means, and the folded sections of its statistics. */

import { html, nothing, type TemplateResult } from "lit";
import { short } from "./colours.js";
import { rankDiagram } from "./rank_diagram.js";
import type { State } from "./state.js";
import { dataSetsTable, difficultyTable, meansTable, pairsTable, ranksTable, rivalsTable } from "./statistics_tables.js";
import { statisticsOf, type Pairs } from "./study_record.js";
import { tableView } from "./table_view.js";
import type { Outcome, PageDocument } from "./types.js";
import { labelOf, nameOf, unitOf } from "./words.js";

export interface StatisticsContext {
  source: PageDocument;
  /** The names of the unfolded sections, joined by points. */
  unfolded: string;
  change: (change: Partial<State>) => void;
  /** The width of the panel in pixels. */
  width: number;
  /** Whether all sections are printed; diagrams stand for the tables of pairs. */
  printed?: boolean;
}

interface Section {
  id: string;
  title: string;
  content: () => unknown;
}

/** The width of diagrams in pixels. */
const LEAST_WIDTH = 240;
const MOST_WIDTH = 640;

const MEANS = "Means over the images for which every method has a finite score";

/** Return the means of all methods, and which metrics are primary. */
export function methodMeans({ source, printed }: StatisticsContext): TemplateResult {
  const worst = statisticsOf(source).worst?.means.length;
  const caption = `${MEANS}${worst ? "; beneath them, the means of the worst images of each method" : ""}`;
  return html`${tableView(meansTable(source), caption, printed)}${families(source)}${specs(source)}`;
}

/** Tell which specs of the study the displayed names of metrics stand for. */
function specs({ metrics }: PageDocument): TemplateResult | typeof nothing {
  const renamed = metrics.filter((metric) => nameOf(metric).toLowerCase() !== metric.spec.toLowerCase());
  return renamed.length ? html`<p class="note" data-note="specs">${renamed.map((metric) => `${nameOf(metric)}: ${metric.spec}`).join("; ")}.</p>` : nothing;
}

/** Return the sections of statistics; a folded one is drawn when it is opened. */
export const statisticsSections = (context: StatisticsContext): TemplateResult => html`${sectionsOf(context).map((section) => folded(section, context))}`;

function folded({ id, title, content }: Section, { unfolded, change, printed }: StatisticsContext): TemplateResult {
  const names = unfolded.split(".").filter(Boolean);
  const open = printed || names.includes(id);
  const toggle = (event: Event) => {
    const now = (event.target as HTMLDetailsElement).open;
    if (now !== open) change({ unfolded: (now ? [...names, id] : names.filter((name) => name !== id)).join(".") });
  };
  return html`<details class="section" data-section=${id} ?open=${open} @toggle=${toggle}><summary><h3>${title}</h3></summary>${open ? content() : nothing}</details>`;
}

function sectionsOf(context: StatisticsContext): Section[] {
  const { source } = context;
  const { verdicts } = source;
  const { difficulty } = statisticsOf(source);
  const caveats = verdicts?.caveats ?? [];
  const has = (found: unknown, section: Section) => (found ? [section] : []);
  return [
    ...has(verdicts?.outcomes.length, { id: "rivals", title: `${verdicts?.ours} against each rival`, content: () => rivals(context) }),
    ...has(caveats.length, { id: "caveats", title: `Caveats (${caveats.length})`, content: () => html`<ul class="caveats">${caveats.map((text) => html`<li>${text}</li>`)}</ul>` }),
    ...has(verdicts, { id: "pairs", title: "All pairs of methods", content: () => allPairs(context) }),
    ...has(Object.keys(verdicts?.ranks ?? {}).length, { id: "ranks", title: "Mean ranks", content: () => ranks(context) }),
    ...has(difficulty?.thirds.length, { id: "difficulty", title: "By difficulty of the images", content: () => byDifficulty(context) }),
    ...has(verdicts?.outcomes.some(({ by_data_set }) => by_data_set?.length), { id: "sets", title: "On each data set", content: () => onDataSets(context) }),
  ];
}

/** Return the metrics that have outcomes. */
const metricsOf = ({ verdicts }: PageDocument): string[] => [...new Set(verdicts?.outcomes.map(({ metric }) => metric))];

const outcomeIn = ({ verdicts }: PageDocument, metric: string): Outcome | undefined => verdicts?.outcomes.find((one) => one.metric === metric);

/** Tell which metrics are primary and which are secondary. */
function families(source: PageDocument): TemplateResult | typeof nothing {
  const primary = source.verdicts?.primary ?? [];
  const others = metricsOf(source).filter((metric) => !primary.includes(metric));
  if (!primary.length || !others.length) return nothing;
  const named = (metrics: readonly string[]) => metrics.map((metric) => labelOf(source, metric)).join(", ");
  return html`<p class="note">Primary: ${named(primary)}. Secondary: ${named(others)}, tested only if all primary comparisons are significant.</p>`;
}

const CORRECTIONS: Record<string, string> = { "max-t": "max-T", holm: "Holm" };

function rivals({ source, printed }: StatisticsContext): unknown {
  const { ours, level, correction = "" } = source.verdicts!;
  const primary = source.verdicts?.primary ?? [];
  const caption = (metric: string) => {
    const { margin } = outcomeIn(source, metric)!;
    const unit = unitOf(source, metric);
    const family = primary.length ? `, ${primary.includes(metric) ? "primary" : "secondary"}` : "";
    return `${labelOf(source, metric)}${family}${typeof margin === "number" ? `; smallest relevant difference ${short(margin)}${unit && ` ${unit}`}` : ""}`;
  };
  return html`<p class="note">Differences above 0 favour ${ours}. p values are corrected for all comparisons${CORRECTIONS[correction] ? ` (${CORRECTIONS[correction]})` : ""}; a difference is significant if p is at most ${level}. Simultaneous intervals cover the differences of all comparisons together.</p>
    ${metricsOf(source).map((metric) => tableView(rivalsTable(source, metric), caption(metric), printed))}`;
}

function allPairs({ source, width, printed }: StatisticsContext): unknown {
  const { all_pairs: pairs } = statisticsOf(source);
  if (!pairs) return html`<p class="note">This study did not compare all pairs. Repeat <code>rank</code> with <code>--post-hoc nemenyi</code>, or with <code>post_hoc</code> in its study file: it scores no image again.</p>`;
  const all = Object.values(pairs);
  const drawn = Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, width));
  return html`${all[0] ? html`<p class="note">${testNote(all[0])}</p>` : nothing}
    ${all.map((own) => html`<figure><figcaption><b>${labelOf(source, own.metric)}</b>, ${pairsNote(own, source.verdicts?.unit ?? "image")}</figcaption>${rankDiagram(own, source.ours, drawn)}</figure>
      ${printed ? nothing : pairTable(own, source)}`)}`;
}

function pairTable(pairs: Pairs, source: PageDocument): TemplateResult {
  const metric = labelOf(source, pairs.metric);
  const unit = unitOf(source, pairs.metric);
  const table = pairsTable(pairs, unit);
  const margin = pairs.equivalence ? `; methods are equivalent within ${short(pairs.equivalence.margin)}${unit && ` ${unit}`}` : "";
  return html`<details class="pairs"><summary>${table.rows.length} ${table.rows.length === 1 ? "pair" : "pairs"} in ${metric}</summary>
    ${tableView(table, `All pairs in ${metric}; p is corrected for the pairs of this metric${margin}`)}</details>`;
}

/** Tell how pairs are tested. */
function testNote({ post_hoc, level, data_sets }: Pairs): string {
  const name = `${post_hoc.charAt(0).toUpperCase()}${post_hoc.slice(1)}\u2019s test`;
  const test = post_hoc === "nemenyi" ? "their mean ranks differ by less than the critical difference (CD)" : "by this test with Holm\u2019s correction, which has no single critical difference";
  return `Mean ranks; 1 is the best${data_sets === null ? "" : ", and each data set weighs the same"}. Thick bars join methods without a significant difference (${name} at the family-wise level ${level} over all pairs of a metric): ${test}.`;
}

/** Tell what the ranks of a metric cover, and whether any differ. */
function pairsNote({ n, friedman_p, level }: Pairs, unit: string): string {
  const units = `${n} ${unit}${n === 1 ? "" : "s"} with a score of every method`;
  if (n < 2) return `${units}: a test needs at least 2.`;
  if (friedman_p === null) return `${units}. Friedman\u2019s test needs at least 3 methods.`;
  return `${units}. Friedman\u2019s test: p = ${short(friedman_p, 2)}${friedman_p <= level ? "" : ", not significant, so that differences of pairs should not be relied on"}.`;
}

function ranks({ source, printed }: StatisticsContext): unknown {
  const found = Object.entries(source.verdicts?.ranks ?? {});
  const tests = found.flatMap(([metric, { friedman_p }]) => (friedman_p === null ? [] : [`${labelOf(source, metric)} p = ${short(friedman_p, 2)}`]));
  return html`<p class="note">Rank 1 is the best. First in: the share of bootstrap resamples in which the mean rank is the first.${tests.length ? ` Friedman\u2019s test: ${tests.join(", ")}.` : ""}</p>
    ${tableView(ranksTable(source), "Mean ranks of all methods", printed)}`;
}

function byDifficulty({ source, printed }: StatisticsContext): unknown {
  const { measure, thirds } = statisticsOf(source).difficulty!;
  const counts = thirds.map(({ name, least, most, images }) => `${name}: ${short(least, 2)} to ${short(most, 2)} (${images} ${images === 1 ? "image" : "images"})`).join("; ");
  const sets = Object.keys(source.record["data_sets"] ?? {}).length > 1 ? " Each data set is divided by itself." : "";
  const left = source.entries.length - thirds.reduce((sum, { images }) => sum + images, 0);
  return html`<p class="note">Means in thirds of the images by the high-frequency content of the reference: ${measure}.${sets} ${counts.charAt(0).toUpperCase()}${counts.slice(1)}.${left > 0 ? ` ${left} left out: the content is unknown, or a data set has fewer than 3 images or groups.` : ""}</p>
    ${source.metrics.map(({ spec, unit }) => tableView(difficultyTable(source, spec), `${labelOf(source, spec)}${unit ? ` (${unit})` : ""}, in parentheses the number of images`, printed))}`;
}

function onDataSets({ source, printed }: StatisticsContext): unknown {
  return html`<p class="note">Differences above 0 favour ${source.ours}. These p values are not corrected for other comparisons.</p>
    ${metricsOf(source).map((metric) => tableView(dataSetsTable(source, metric), labelOf(source, metric), printed))}`;
}
