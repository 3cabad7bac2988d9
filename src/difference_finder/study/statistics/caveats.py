"""What the scores of a study cannot tell, said in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from difference_finder.study.statistics.outcome import Outcome, Verdict

__all__ = ["cautions", "count"]

SKEWED = 2.0
"""Few normal differences are as skewed; of lognormal ones, which are, 95 % intervals of 60 cover in 92 %."""
FEW = 10
"""Of fewer units no resampling makes up for what they do not show: of 5, 95 % intervals cover in 91 %."""


def cautions(verdict: Verdict) -> list[str]:
    """Return the sentences that keep a reader from taking the numbers for more than they are.

    A sentence that holds for some of the comparisons alone says for which.
    """
    said: dict[str, list[Outcome]] = {}
    for outcome in verdict.outcomes:
        for about in (_about_reach, _about_units, _about_result):
            for text in about(verdict, outcome):
                said.setdefault(text, []).append(outcome)
    total = len(verdict.outcomes)
    sentences = [f"{text}{_where(outcomes, total)}." for text, outcomes in said.items()]
    return [*sentences, *_closing(verdict)]


def count(number: int, unit: str) -> str:
    """Write a number of units."""
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _where(about: list[Outcome], total: int) -> str:
    if len(about) == total:
        return ""
    return f" ({', '.join(f'{outcome.rival} in {outcome.metric}' for outcome in about)})"


def _about_reach(verdict: Verdict, outcome: Outcome) -> Iterator[str]:
    """Tell that no result, however clear, would have shown a difference, and what it takes."""
    pair, level, tests = outcome.paired, verdict.level, verdict.n_tests
    if pair.ties == pair.n:
        return
    least = pair.decision.smallest_p
    best = min(o.paired.decision.smallest_p for o in verdict.outcomes if o.paired.n)
    # Holm corrects the clearest comparison for all, and the last one for none.
    if least <= level and best * tests <= level:
        return
    needed = math.ceil(1 + math.log2(tests / level))
    if pair.n == 1:
        yield f"One {verdict.unit} tells nothing about others: to show a difference takes at least {needed}"
        return
    if pair.decision.exact:
        start = f"With {_that_differ(pair.n, pair.ties, verdict.unit)}"
        end = f", however large it is; it takes at least {needed}"
    else:
        start, end = f"With {pair.resamples} random choices of signs", "; it takes more"
    corrected = f" ({min(1.0, least * tests):.3g} corrected for {tests} comparisons)" if tests > 1 else ""
    yield (
        f"{start} no p below {least:.3g}{corrected} can be reached, so no difference can be shown at level"
        f" {level:g}{end}"
    )


def _that_differ(n: int, ties: int, unit: str) -> str:
    if not ties:
        return count(n, unit)
    return f"{count(n - ties, unit)} that {'differs' if n - ties == 1 else 'differ'}"


def _about_units(verdict: Verdict, outcome: Outcome) -> Iterator[str]:
    """Tell what was counted otherwise than one would think, or not at all."""
    pair, unit = outcome.paired, verdict.unit
    if pair.n > 1 and pair.ties == pair.n:
        yield "Scores that are equal everywhere may be those of the same files"
    if pair.left_out.images:
        yield f"Left out for want of a score: {count(pair.left_out.images, 'image')}"
    if pair.left_out.opposed:
        opposed = count(pair.left_out.opposed, unit)
        yield f"Left out, as each method has an infinite score where the other has none: {opposed}"
    if pair.n_infinite:
        yield (
            f"In {count(pair.n_infinite, unit)} one score alone is infinite; that counts as a win or a loss,"
            " and in Wilcoxon's test, but not in the mean"
        )
    if pair.n_both_infinite:
        infinite = count(pair.n_both_infinite, unit)
        yield f"In {infinite} both scores are infinite; that counts as a tie, but not in the mean"


def _about_result(verdict: Verdict, outcome: Outcome) -> Iterator[str]:
    """Tell where mean, interval, majority and tests do not agree."""
    pair, unit, tests = outcome.paired, verdict.unit, verdict.n_tests
    if pair.interval is not None:
        low, high = pair.interval
        if not outcome.shown and (low > 0 or high < 0):
            corrected = f", corrected for {tests} comparisons," if tests > 1 else ""
            yield f"The interval lies on one side of zero, yet the test{corrected} does not confirm it"
        if outcome.shown and low <= 0 <= high and not pair.n_infinite:
            yield "The test shows a difference although the interval includes zero, so its size is uncertain"
        if high - low <= 1e-9 * max(abs(low), abs(high)) and pair.ties < pair.n:
            yield "All finite differences are equal, so the interval has no width"
        elif abs(pair.skewness) > SKEWED:
            yield f"A few {unit}s differ far more than the rest: the interval may be too narrow, p too small"
        if pair.n_finite < FEW:
            what = "Intervals" if len(verdict.methods) < 3 else "Intervals and shares of resamples"
            yield f"{what} from fewer than {FEW} {unit}s look surer than they are"
    if outcome.shown and pair.direction * (pair.wins - pair.losses) < 0:
        yield f"A minority of {unit}s decides: the better method loses more often than it wins"
    if pair.n_finite > 1 and not pair.n_infinite:
        flips, ranked = pair.sign_flip.p, pair.wilcoxon.p
        if (flips <= verdict.level) != (ranked <= verdict.level):
            yield (
                "The tests disagree before correction: Wilcoxon's signed ranks, in which large differences"
                f" weigh less, give p = {ranked:.2g}, the sign flips p = {flips:.2g}"
            )


def _closing(verdict: Verdict) -> Iterator[str]:
    """Tell what holds of any study."""
    if any(o.paired.n_finite > 1 and o.paired.ties < o.paired.n for o in verdict.outcomes if not o.shown):
        yield "No difference shown does not mean equal: the interval tells what may remain."
    if any(outcome.paired.n > 1 for outcome in verdict.outcomes):
        yield f"All this speaks of {verdict.unit}s like these, taken as independent of one another."
