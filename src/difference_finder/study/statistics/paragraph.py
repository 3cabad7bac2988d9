"""The paragraph that reports a verdict, in the style of a results section."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from textwrap import wrap
from typing import TYPE_CHECKING

from difference_finder.study.metric_labels import join_words
from difference_finder.study.plan.statistics_settings import DATA_SETS
from difference_finder.study.statistics.caveats import format_count, list_caveats
from difference_finder.study.statistics.outcome import BETTER, EQUIVALENT, NOT_SHOWN, UNDECIDED, WORSE
from difference_finder.text import count_of, join_names

if TYPE_CHECKING:
    from difference_finder.study.statistics.outcome import Outcome, Verdict
    from difference_finder.study.statistics.paired import Paired

__all__ = [
    "MOST_LINES",
    "WIDTH",
    "count_lines",
    "describe_correction",
    "format_amounts",
    "format_p",
    "write_paragraph",
]

WIDTH, MOST_LINES = 80, 12
"""Width of a line in characters, and maximum number of lines of a paragraph."""

MOST_DETAILED, MOST_NAMED = 24, 8
"""Maximum number of comparisons with numbers, and of metrics that a sentence names."""

CUT = "Further caveats are in the record."
"""Sentence that ends a paragraph from which caveats are left out."""

COUNTED = {
    BETTER: "significantly better than",
    WORSE: "significantly worse than",
    EQUIVALENT: "equivalent to",
    NOT_SHOWN: "not significantly different from",
    UNDECIDED: "neither significantly different from nor equivalent to",
}

TESTS = {
    "sign flip": "sign-flip permutation test of the mean difference",
    "wilcoxon": "Wilcoxon signed-rank test",
}

CORRECTED = {"max-t": "max-T correction", "holm": "Holm correction"}

PAIRED = {
    "case": "Files were paired by name, without regard to upper and lower case.",
    "stem": "Files were paired by name, without what all names of a folder start and end with.",
    "number": "Files were paired by the numbers in their names, without regard to leading zeros.",
    "order": "Files were paired by their order, not by name.",
}
"""Sentence for each rule that paired files of different names."""


def write_paragraph(verdict: Verdict) -> str:
    """Report the outcome, size, interval and p value of each comparison, then the pairing and the caveats.

    Beyond 12 lines, ranks and names in caveats are left out, then p values and counts of won units, and then
    the sizes of the differences. The record and the tables of the summary contain all of these.
    """
    metrics = dict.fromkeys(outcome.metric for outcome in verdict.outcomes)
    start = [_lead(verdict), _family_sentence(verdict), _over_sentence(verdict)]
    paired = PAIRED.get(verdict.paired_by, "")
    if len(verdict.outcomes) <= MOST_DETAILED:
        by_metric = [
            [outcome for outcome in verdict.outcomes if outcome.metric == metric] for metric in metrics
        ]
        details = [_detail(verdict, outcomes) for outcomes in by_metric]
        ranks = [_rank_sentence(verdict, metric) for metric in metrics]
        for placed in (ranks, []):
            text = _joined([*start, *details, *placed, paired, *list_caveats(verdict)])
            if count_lines(text) <= MOST_LINES:
                return text
        brief = [_detail(verdict, outcomes, brief=True) for outcomes in by_metric]
        for found in (details, brief):
            if count_lines(_joined([*start, *found])) < MOST_LINES - 3:
                return _fitted([*start, *found, paired, *list_caveats(verdict, named=False)])
    counts = _counts(verdict, list(metrics))
    return _fitted([*start, *counts, paired, *list_caveats(verdict, named=False)])


def _joined(sentences: list[str]) -> str:
    return " ".join(filter(None, sentences))


def count_lines(text: str) -> int:
    """Return the number of lines of a paragraph."""
    return len(wrap(text, WIDTH, break_on_hyphens=False))


def _fitted(sentences: list[str]) -> str:
    """Join as many of the sentences as fit."""
    text, left_out = "", 0
    for sentence in filter(None, sentences):
        longer = f"{text} {sentence}".strip()
        if count_lines(f"{longer} {CUT}") <= MOST_LINES:
            text = longer
        else:
            left_out += 1
    return f"{text} {CUT}" if left_out else text


def _counts(verdict: Verdict, metrics: list[str]) -> list[str]:
    """Return sentences with the number of outcomes of each kind, each for the metrics that share them."""
    alike: dict[str, list[str]] = {}
    for metric in metrics:
        words = Counter(outcome.word for outcome in verdict.outcomes if outcome.metric == metric)
        kinds = join_words([f"{COUNTED[word]} {count_of(n, 'rival')}" for word, n in words.items()])
        alike.setdefault(kinds, []).append(metric)
    return [
        f"In {join_names(names, MOST_NAMED)}, {verdict.ours} was {kinds}." for kinds, names in alike.items()
    ]


def _family_sentence(verdict: Verdict) -> str:
    """Name the primary metrics."""
    if not verdict.primary or all(outcome.primary for outcome in verdict.outcomes):
        return ""
    return (
        f"Primary: {', '.join(verdict.primary)}; the other metrics are secondary, and were tested only if all"
        " primary comparisons were significant."
    )


def _lead(verdict: Verdict) -> str:
    """Count the outcomes and name the tests."""
    words = [outcome.word for outcome in verdict.outcomes]
    tested = [outcome.paired for outcome in verdict.outcomes if outcome.paired.n]
    if not tested:
        return ""
    low, high = min(pair.n for pair in tested), max(pair.n for pair in tested)
    sample = format_count(high, verdict.unit)
    sample = f"{sample if low == high else f'{low} to {sample}'}{_in_data_sets(tested)}"
    tests = " or ".join(name for key, name in TESTS.items() if any(pair.decided_by == key for pair in tested))
    if len(words) == 1:
        rival = verdict.outcomes[0].rival
        method = f" ({tests}, significance level {verdict.level:g})" if high > 1 else ""
        method = f"{sample}{method}".replace(") (", "; ")
        return f"{verdict.ours} was compared with {rival} on {method}."
    found = [f"significantly {word} in {words.count(word)}" for word in ("better", "worse") if word in words]
    clauses = [f"{verdict.ours} was {' and '.join(found)}"] if found else []
    if EQUIVALENT in words:
        clauses.append(f"it was equivalent in {words.count(EQUIVALENT)}")
    if unshown := sum(word in (NOT_SHOWN, UNDECIDED) for word in words):
        clauses.append(f"the difference was not significant in {unshown}")
    correction = _counted_correction(verdict)
    method = f" ({tests}, {correction}, family-wise significance level {verdict.level:g})" if high > 1 else ""
    return f"Of {len(words)} comparisons on {sample}, {', and '.join(clauses)}{method}."


def _in_data_sets(tested: list[Paired]) -> str:
    """Return the number of data sets, and their weight."""
    counts = [pair.data_sets for pair in tested if pair.data_sets]
    if not counts:
        return ""
    low, high = min(counts), max(counts)
    number = count_of(high, "data set") if low == high else f"{low} to {count_of(high, 'data set')}"
    return f" in {number}{' (each data set weighs the same)' if high > 1 else ''}"


def _over_sentence(verdict: Verdict) -> str:
    """State that intervals hold for other data sets."""
    if verdict.over != DATA_SETS:
        return ""
    return (
        "Intervals are those of a hierarchical bootstrap, which draws data sets and then their"
        f" {verdict.unit}s: they hold for data sets like these, and p values for these data sets."
    )


def _detail(verdict: Verdict, outcomes: list[Outcome], brief: bool = False) -> str:
    """Report one metric against each rival, by outcome; ``brief`` leaves out p and counts of units."""
    direction = "higher" if outcomes[0].paired.higher_is_better else "lower"
    parts = []
    for word in dict.fromkeys(outcome.word for outcome in outcomes if outcome.shown):
        against = [f"than {o.rival} {_significant(verdict, o, brief)}" for o in outcomes if o.word == word]
        parts.append(f"{verdict.ours} was significantly {word} {', '.join(against)}")
    parts += [_equivalent(verdict, outcome) for outcome in outcomes if outcome.word == EQUIVALENT]
    unshown = [outcome for outcome in outcomes if outcome.word in (NOT_SHOWN, UNDECIDED)]
    parts += [_not_significant(verdict, outcome, brief) for outcome in unshown]
    return f"In {outcomes[0].metric} ({direction} is better), {'; '.join(parts)}."


def _significant(verdict: Verdict, outcome: Outcome, brief: bool) -> str:
    """Report size, interval, p and tally; a mean that leaves out infinite differences comes last."""
    pair = outcome.paired
    facts = [_p(verdict, outcome), *_tally(verdict, outcome)]
    if not pair.n_infinite:
        size, interval = _size(verdict, outcome, pair.direction), _interval(verdict, outcome)
        if brief and interval:
            return f"{size} ({interval[0]})"
        return f"{size} on average ({', '.join([*interval, *facts])})"
    if not pair.n_finite:
        return f"({', '.join(facts)})"
    finite = ", ".join([_mean(verdict, outcome), *_interval(verdict, outcome)])
    return f"({', '.join(facts)}; among finite differences, {finite})"


def _not_significant(verdict: Verdict, outcome: Outcome, brief: bool) -> str:
    """Report a comparison without a significant difference."""
    pair, ours, rival, unit = outcome.paired, verdict.ours, outcome.rival, verdict.unit
    if not pair.n:
        return f"no {unit} has scores of both {ours} and {rival}"
    sample = f"the only {unit}" if pair.n == 1 else f"all {format_count(pair.n, unit)}"
    if pair.n == pair.ties:
        return f"{ours} and {rival} had equal scores on {sample}"
    if pair.n == 1:
        size = f" {_size(verdict, outcome, pair.direction)}" if pair.n_finite else ""
        return f"{ours} scored {'better' if pair.wins else 'worse'} than {rival}{size} on {sample}"
    facts = _interval(verdict, outcome)
    if not (brief and facts):
        facts += [_p(verdict, outcome), *_tally(verdict, outcome)]
    mean = f": {_mean(verdict, outcome)}" if pair.n_finite else ""
    undecided = ""
    if outcome.word == UNDECIDED:
        undecided = f", and equivalence within {outcome.margin:g}{_unit(verdict, outcome)} was not shown"
    shown = "not significant"
    if outcome.depends_on_runs and outcome.adjusted_p <= verdict.level:
        shown = "significant for these runs, and not for other runs"
    words = f"the difference between {ours} and {rival} was {shown}{undecided}"
    return f"{words}{mean} ({', '.join(facts)})"


def _equivalent(verdict: Verdict, outcome: Outcome) -> str:
    """Report a difference that is smaller than the smallest relevant one."""
    unit = _unit(verdict, outcome)
    facts = [_mean(verdict, outcome), *_interval(verdict, outcome)]
    p = math.nan if outcome.equivalence_p is None else outcome.equivalence_p
    tested = f"two one-sided tests: {format_p(p)}"
    return (
        f"{verdict.ours} and {outcome.rival} were equivalent within {outcome.margin:g}{unit}"
        f" ({', '.join(facts)}, {tested})"
    )


def _mean(verdict: Verdict, outcome: Outcome) -> str:
    """Report which method the mean favours, and by how much."""
    side = _sign(outcome.paired.mean)
    if side == 0:
        return "the mean difference was zero"
    word = "better" if side > 0 else "worse"
    return f"{verdict.ours} scored {word} {_size(verdict, outcome, side)} on average"


def _size(verdict: Verdict, outcome: Outcome, side: int) -> str:
    """Return the mean difference in the direction that the sentence states."""
    pair = outcome.paired
    return f"by {format_amounts([side * pair.mean], pair.interval)[0]}{_unit(verdict, outcome)}"


def _interval(verdict: Verdict, outcome: Outcome) -> list[str]:
    """Return the confidence interval, if any, in the direction that the mean favours."""
    pair, side = outcome.paired, _sign(outcome.paired.mean) or 1
    if pair.interval is None:
        return []
    low, high = format_amounts(sorted(side * end for end in pair.interval), pair.interval)
    return [f"{100 * pair.confidence:g} % CI {low} to {high}{_unit(verdict, outcome)}"]


def _tally(verdict: Verdict, outcome: Outcome) -> list[str]:
    """Return the number of units on which ours is better, and on which both are equal if there are any."""
    pair = outcome.paired
    better = f"better on {pair.wins} of {format_count(pair.n, verdict.unit)}, {100 * pair.win_rate:.0f} %"
    facts = [better, f"equal on {pair.ties}"] if pair.ties else [better]
    if len(outcome.by_data_set) > 1:
        won = sum(own.paired.direction > 0 for own in outcome.by_data_set)
        facts.append(f"on average better in {won} of {len(outcome.by_data_set)} data sets")
    return facts


def _p(verdict: Verdict, outcome: Outcome) -> str:
    return f"{'adjusted ' if verdict.n_tests > 1 else ''}{format_p(outcome.adjusted_p)}"


def _unit(verdict: Verdict, outcome: Outcome) -> str:
    unit = verdict.metric_units.get(outcome.metric, "")
    return f" {unit}" if unit else ""


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _rank_sentence(verdict: Verdict, metric: str) -> str:
    """Report the mean rank among three or more methods, and the stability of the first rank."""
    placed = verdict.ranks[metric]
    if len(verdict.methods) < 3 or placed.first_shares is None:
        return ""
    own = verdict.methods.index(verdict.ours)
    best = min(placed.mean_rank)
    leaders = [name for name, rank in zip(verdict.methods, placed.mean_rank, strict=True) if rank == best]
    share = placed.first_shares[own]
    return (
        f"By mean rank in {metric}, {' and '.join(leaders)} ranked first of {len(verdict.methods)} methods;"
        f" {verdict.ours} had mean rank {placed.mean_rank[own]:.2f} and ranked first in {100 * share:.0f} %"
        f" of"
        f" bootstrap resamples (Friedman test on {format_count(placed.n, verdict.unit)}:"
        f" {format_p(placed.friedman_p)})."
    )


def _counted_correction(verdict: Verdict) -> str:
    return f"{CORRECTED[verdict.correction]} for {count_of(verdict.n_tests, 'comparison')}"


def describe_correction(verdict: Verdict, called: Callable[[str], str] = str) -> str:
    """Return the correction for several comparisons and the primary metrics; "" for one comparison.

    Parameters
    ----------
    verdict
        Verdict of the study.
    called
        Function that returns the displayed name of a metric.
    """
    if verdict.n_tests < 2:
        return ""
    counted = _counted_correction(verdict)
    if not verdict.primary or all(outcome.primary for outcome in verdict.outcomes):
        return counted
    first = ", ".join(map(called, verdict.primary))
    return (
        f"{counted}; {first} primary, the other metrics secondary: tested if all primary ones are significant"
    )


def format_p(p: float) -> str:
    """Format a p value: as a bound below 0.0001, else with up to three digits."""
    if math.isnan(p):
        return "no p"
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.1g}" if p < 0.001 else f"p = {p:.3g}"


def format_amounts(values: list[float], interval: tuple[float, float] | None) -> list[str]:
    """Format numbers with two digits of the half width of their interval, else with three digits."""
    half = (interval[1] - interval[0]) / 2 if interval else 0.0
    if not (math.isfinite(half) and half > 0):
        return [f"{value:.3g}" for value in values]
    largest = max(abs(end) for end in interval or ())
    # Never more than four digits in all, however narrow the interval is.
    decimals = min(1 - math.floor(math.log10(half)), 3 - math.floor(math.log10(largest)))
    rounded = [round(value, decimals) + 0.0 for value in values]  # -0.0 becomes 0.0
    if 0 <= decimals <= 6:
        return [f"{value:.{decimals}f}" for value in rounded]
    return [f"{value:.6g}" for value in rounded]
