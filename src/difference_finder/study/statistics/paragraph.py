"""A verdict as one paragraph of plain English."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from difference_finder.study.statistics.caveats import cautions, count

if TYPE_CHECKING:
    from difference_finder.study.statistics.outcome import Outcome, Verdict

__all__ = ["amount", "paragraph", "probability"]


def paragraph(verdict: Verdict) -> str:
    """Say who wins, by how much, how sure and on what share of the units; then what the data cannot tell."""
    metrics = dict.fromkeys(outcome.metric for outcome in verdict.outcomes)
    details = [
        _detail(verdict, [outcome for outcome in verdict.outcomes if outcome.metric == metric])
        for metric in metrics
    ]
    places = [_places(verdict, metric) for metric in metrics]
    return " ".join(
        sentence for sentence in (_lead(verdict), *details, *places, *cautions(verdict)) if sentence
    )


def _lead(verdict: Verdict) -> str:
    """Count the outcomes and name the tests."""
    words = [outcome.word for outcome in verdict.outcomes]
    tested = [outcome.paired for outcome in verdict.outcomes if outcome.paired.n]
    if not tested:
        return ""
    low, high = min(pair.n for pair in tested), max(pair.n for pair in tested)
    over = count(high, verdict.unit) if low == high else f"{low} to {count(high, verdict.unit)}"
    names = {"sign flip": "sign-flip permutation test of the mean", "wilcoxon": "Wilcoxon's signed ranks"}
    tests = " or ".join(name for key, name in names.items() if any(pair.decided_by == key for pair in tested))
    level = f"level {verdict.level:g}"
    if len(words) == 1:
        rival = verdict.outcomes[0].rival
        how = f" ({tests}, {level})" if high > 1 else ""
        return f"{verdict.ours} and {rival} were compared on {over}{how}."
    found = [f"{word} in {words.count(word)}" for word in ("better", "worse") if word in words]
    unshown = sum(not outcome.shown for outcome in verdict.outcomes)
    said = [f"{verdict.ours} is {' and '.join(found)}"] if found else []
    said += [f"no difference is shown in {unshown}"] if unshown else []
    corrected = f"corrected by Holm for {verdict.n_tests} comparisons, {level} for all together"
    how = f" ({tests}, {corrected})" if high > 1 else ""
    return f"Of {len(words)} comparisons on {over}, {', and '.join(said)}{how}."


def _detail(verdict: Verdict, outcomes: list[Outcome]) -> str:
    """Tell about one metric against each rival, those with one outcome together."""
    direction = "higher" if outcomes[0].paired.higher_is_better else "lower"
    parts = []
    for word in dict.fromkeys(outcome.word for outcome in outcomes if outcome.shown):
        against = [o for o in outcomes if o.word == word]
        told = [f"than {o.rival} {_shown(verdict, o)}" for o in against]
        parts.append(f"{verdict.ours} is {word} {', '.join(told)}")
    parts += [_unshown(verdict, outcome) for outcome in outcomes if not outcome.shown]
    return f"In {outcomes[0].metric} ({direction} is better), {'; '.join(parts)}."


def _shown(verdict: Verdict, outcome: Outcome) -> str:
    """Tell by how much, how sure and how often; a mean without the infinite differences comes last."""
    pair = outcome.paired
    facts = [_p(verdict, outcome), *_tally(verdict, outcome)]
    if not pair.n_infinite:
        size = f"{_size(verdict, outcome, pair.direction)} on average"
        return f"{size} ({', '.join([*_interval(verdict, outcome), *facts])})"
    if not pair.n_finite:
        return f"({', '.join(facts)})"
    rest = ", ".join([_side(verdict, outcome), *_interval(verdict, outcome)])
    return f"({', '.join(facts)}; where the difference is finite, {rest})"


def _unshown(verdict: Verdict, outcome: Outcome) -> str:
    """Tell what there is, where it shows no difference."""
    pair, ours, rival, unit = outcome.paired, verdict.ours, outcome.rival, verdict.unit
    if not pair.n:
        return f"{ours} and {rival} have no {unit} in common"
    where = f"the one {unit}" if pair.n == 1 else f"all {count(pair.n, unit)}"
    if pair.n == pair.ties:
        return f"{ours} and {rival} score alike on {where}"
    if pair.n == 1:
        size = f" {_size(verdict, outcome, pair.direction)}" if pair.n_finite else ""
        return f"{ours} {'wins over' if pair.wins else 'loses to'} {rival}{size} on {where}"
    facts = [*_interval(verdict, outcome), _p(verdict, outcome), *_tally(verdict, outcome)]
    side = f": {_side(verdict, outcome)}" if pair.n_finite else ""
    return f"no difference is shown between {ours} and {rival}{side} ({', '.join(facts)})"


def _side(verdict: Verdict, outcome: Outcome) -> str:
    """Tell which of the two the mean favours, whatever the test says, and by how much."""
    side = _sign(outcome.paired.mean)
    if side == 0:
        return f"{verdict.ours} is neither ahead nor behind"
    return f"{verdict.ours} is {'ahead' if side > 0 else 'behind'} {_size(verdict, outcome, side)} on average"


def _size(verdict: Verdict, outcome: Outcome, side: int) -> str:
    """Tell the mean, seen from the side that the sentence takes."""
    pair = outcome.paired
    return f"by {amount([side * pair.mean], pair.interval)[0]}{_unit(verdict, outcome)}"


def _interval(verdict: Verdict, outcome: Outcome) -> list[str]:
    """Tell the interval, if there is one, seen from the side that the mean favours."""
    pair, side = outcome.paired, _sign(outcome.paired.mean) or 1
    if pair.interval is None:
        return []
    low, high = amount(sorted(side * end for end in pair.interval), pair.interval)
    return [f"{100 * pair.confidence:g} % interval {low} to {high}{_unit(verdict, outcome)}"]


def _tally(verdict: Verdict, outcome: Outcome) -> list[str]:
    """Tell the share of wins, and of ties where there are some."""
    pair = outcome.paired
    wins = f"wins on {pair.wins} of {count(pair.n, verdict.unit)}, {100 * pair.win_rate:.0f} %"
    return [wins, f"ties on {pair.ties}"] if pair.ties else [wins]


def _p(verdict: Verdict, outcome: Outcome) -> str:
    return f"{'adjusted ' if verdict.n_tests > 1 else ''}{probability(outcome.adjusted_p)}"


def _unit(verdict: Verdict, outcome: Outcome) -> str:
    unit = verdict.metric_units.get(outcome.metric, "")
    return f" {unit}" if unit else ""


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _places(verdict: Verdict, metric: str) -> str:
    """Tell the mean rank among at least three methods, and how stable the first place is."""
    placed = verdict.ranks[metric]
    if len(verdict.methods) < 3 or placed.place_shares is None:
        return ""
    own = verdict.methods.index(verdict.ours)
    best = min(placed.mean_rank)
    leaders = [name for name, rank in zip(verdict.methods, placed.mean_rank, strict=True) if rank == best]
    share = placed.place_shares[own][0]
    return (
        f"By mean rank in {metric}, {' and '.join(leaders)} {'are' if len(leaders) > 1 else 'is'} first of"
        f" {len(verdict.methods)}; {verdict.ours} has mean rank {placed.mean_rank[own]:.2f} and is first in"
        f" {100 * share:.0f} % of bootstrap resamples (Friedman's test over {count(placed.n, verdict.unit)}:"
        f" {probability(placed.friedman_p)})."
    )


def probability(p: float) -> str:
    """Write a p value: as a bound below 0.0001, else with up to three digits."""
    if math.isnan(p):
        return "no p"
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.1g}" if p < 0.001 else f"p = {p:.3g}"


def amount(values: list[float], interval: tuple[float, float] | None) -> list[str]:
    """Write numbers with two digits of the half width of their interval, or without one with three digits."""
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
