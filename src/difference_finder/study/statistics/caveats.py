"""The caveats of a verdict, as sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from difference_finder.study.plan.statistics_settings import DATA_SETS
from difference_finder.study.statistics.outcome import NOT_SHOWN, UNDECIDED
from difference_finder.text import count_of

if TYPE_CHECKING:
    from difference_finder.study.statistics.outcome import Outcome, Verdict

__all__ = ["format_count", "list_caveats"]

SKEWED = 2.0
"""Skewness that normal differences rarely reach. Lognormal differences exceed it: their 95 % intervals of 60
units cover the mean in 92 % of studies."""
FEW = 10
"""Number of units below which resampling cannot make up for the small sample: 95 % intervals of 5 units cover
the mean in 91 % of studies."""


FEW_DATA_SETS = 5
"""Number of data sets below which intervals over data sets depend much on each of them."""
FEW_IN_DATA_SET = 5
"""Number of units of one data set below which the interval depends much on their differences: 95 % intervals
of data sets with 2 and 50 units cover the mean of normal values in 95 % of studies, and that of exponential
values in 92 %."""


def list_caveats(verdict: Verdict, named: bool = True) -> list[str]:
    """Return the sentences that qualify the numbers of a verdict.

    Parameters
    ----------
    verdict
        Verdict to qualify.
    named
        Whether a sentence that holds for some of the comparisons names them, rather than their number.
    """
    outcomes_of: dict[str, list[Outcome]] = {}
    for outcome in verdict.outcomes:
        for check in (_sample_size_caveats, _exclusion_caveats, _agreement_caveats):
            for text in check(verdict, outcome):
                outcomes_of.setdefault(text, []).append(outcome)
    total = len(verdict.outcomes)
    sentences = [f"{text}{_comparisons(outcomes, total, named)}." for text, outcomes in outcomes_of.items()]
    return [*verdict.remarks, *sentences, *_closing_caveats(verdict)]


def format_count(number: int, unit: str) -> str:
    """Format a number of units."""
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _comparisons(outcomes: list[Outcome], total: int, named: bool) -> str:
    if len(outcomes) == total:
        return ""
    if not named:
        return f" ({len(outcomes)} of {total} comparisons)"
    return f" ({', '.join(f'{outcome.rival} in {outcome.metric}' for outcome in outcomes)})"


def _sample_size_caveats(verdict: Verdict, outcome: Outcome) -> Iterator[str]:
    """Yield that the sample is too small for any significant result, and the required size."""
    pair, level = outcome.paired, verdict.level
    # If all signs agree in all comparisons, max-T adjusts the smallest p to itself.
    tests = verdict.n_tests if verdict.correction == "holm" else 1
    if pair.ties == pair.n:
        return
    least = pair.decision.smallest_p
    # Holm's method multiplies the smallest p by the number of comparisons, and the largest by 1.
    if least <= level and verdict.smallest_p * tests <= level:
        return
    needed = math.ceil(1 + math.log2(tests / level))
    required = f"at least {needed} {verdict.unit}s are required for a significant difference"
    if pair.n == 1:
        yield f"One {verdict.unit} does not support a conclusion about others; {required}"
        return
    corrected = f" ({min(1.0, least * tests):.3g} corrected for {tests} comparisons)" if tests > 1 else ""
    yield (
        f"With {_count_differing(pair.n, pair.ties, verdict.unit)} the smallest attainable p is"
        f" {least:.3g}{corrected}, so no difference can be significant at level {level:g}, however large it"
        f" is; {required}"
    )


def _count_differing(n: int, ties: int, unit: str) -> str:
    if not ties:
        return format_count(n, unit)
    return f"{format_count(n - ties, unit)} that {'differs' if n - ties == 1 else 'differ'}"


def _exclusion_caveats(verdict: Verdict, outcome: Outcome) -> Iterator[str]:
    """Yield which units are excluded, or enter only some of the numbers."""
    pair, unit = outcome.paired, verdict.unit
    if pair.n > 1 and pair.ties == pair.n:
        yield f"Scores that are equal on every {unit} may come from identical files"
    if pair.left_out.images:
        yield f"Excluded because a score is missing: {format_count(pair.left_out.images, 'image')}"
    if pair.left_out.opposed:
        opposed = format_count(pair.left_out.opposed, unit)
        yield f"Excluded because each method has an infinite score where the other has none: {opposed}"
    if pair.data_sets is not None and pair.n and pair.data_sets < len(verdict.data_sets):
        left = count_of(len(verdict.data_sets) - pair.data_sets, "data set")
        yield f"The mean leaves out {left} without finite scores of both methods"
    if pair.n_infinite:
        yield (
            f"On {format_count(pair.n_infinite, unit)} exactly one score is infinite: counted as a win or a"
            f" loss"
            " and in the Wilcoxon signed-rank test, but not in the mean"
        )
    if pair.n_both_infinite:
        infinite = format_count(pair.n_both_infinite, unit)
        yield f"On {infinite} both scores are infinite: counted as a tie, but not in the mean"


def _agreement_caveats(verdict: Verdict, outcome: Outcome) -> Iterator[str]:
    """Yield where mean, interval, number of wins and tests disagree."""
    pair, unit, tests = outcome.paired, verdict.unit, verdict.n_tests
    if pair.interval is not None:
        low, high = pair.interval
        if outcome.word in (NOT_SHOWN, UNDECIDED) and (low > 0 or high < 0):
            corrected = f", corrected for {tests} comparisons," if tests > 1 else ""
            yield f"The confidence interval excludes zero although the test{corrected} is not significant"
        if outcome.shown and low <= 0 <= high and not pair.n_infinite:
            yield (
                "The test is significant although the confidence interval includes zero, so the size of the"
                " difference is uncertain"
            )
        if high - low <= 1e-9 * max(abs(low), abs(high)) and pair.ties < pair.n:
            of_each = " of each data set" if (pair.data_sets or 0) > 1 else ""
            yield f"All finite differences{of_each} are equal, so the confidence interval has zero width"
        elif abs(pair.skewness) > SKEWED:
            yield (
                f"A few {unit}s differ far more than the others: the confidence interval may be too narrow"
                f" and p"
                " too small"
            )
        yield from _few_caveats(verdict, outcome)
    elif pair.n_finite > 1 and pair.data_sets is not None:
        yield "There is no confidence interval, since " + (
            "data sets cannot be drawn from a single one"
            if verdict.over == DATA_SETS
            else f"a data set has a single {unit} with finite scores of both methods"
        )
    if outcome.shown and pair.direction * (pair.wins - pair.losses) < 0:
        yield f"The better method scores worse on most {unit}s: a minority of {unit}s determines the result"
    if pair.n_finite > 1 and not pair.n_infinite:
        flips, ranked = pair.sign_flip.p, pair.wilcoxon.p
        if (flips <= verdict.level) != (ranked <= verdict.level):
            yield (
                "The tests disagree before correction: the Wilcoxon signed-rank test, which gives large"
                f" differences less weight, yields p = {ranked:.2g}, the sign-flip test p = {flips:.2g}"
            )


def _few_caveats(verdict: Verdict, outcome: Outcome) -> Iterator[str]:
    """Yield that an interval comes from too few units or data sets."""
    pair, unit = outcome.paired, verdict.unit
    if verdict.over == DATA_SETS:
        if pair.drawn < FEW_DATA_SETS:
            yield f"Confidence intervals from only {count_of(pair.drawn, 'data set')} are rough"
        return
    if pair.n_finite < FEW:
        numbers = "intervals" if len(verdict.methods) < 3 else "intervals and bootstrap shares"
        yield f"Confidence {numbers} from fewer than {FEW} {unit}s understate the uncertainty"
    elif pair.smallest_data_set is not None and pair.smallest_data_set < FEW_IN_DATA_SET:
        yield (
            f"Confidence intervals are rough, since a data set has only"
            f" {format_count(pair.smallest_data_set, unit)} with finite scores of both methods"
        )


def _closing_caveats(verdict: Verdict) -> Iterator[str]:
    """Yield the caveats that hold for any study."""
    unshown = [o.paired for o in verdict.outcomes if o.word in (NOT_SHOWN, UNDECIDED)]
    if any(pair.n_finite > 1 and pair.ties < pair.n for pair in unshown):
        yield (
            "A difference that is not significant does not imply equality: the confidence interval shows"
            " which"
            " differences remain plausible."
        )
    if any(outcome.paired.n > 1 for outcome in verdict.outcomes):
        yield (
            f"The results apply to {verdict.unit}s from the same population, and assume that they are"
            f" independent."
        )
