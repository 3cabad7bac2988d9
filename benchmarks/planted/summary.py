"""Statistics of the cases for the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from planted.evaluate import WIDTHS, Measured
from planted.maps import CONSENSUS, PLAIN, REFERENCE
from planted.nulls import Silence

ACCEPTED = ("noise", "upsamplers")
"""The backgrounds that the goals are about."""


@dataclass(frozen=True)
class Line:
    """How well one map locates the artefacts on one background.

    Parameters
    ----------
    name
        The map.
    width
        The blur with the best mean AUC on these cases; None without a choice.
    mean, worst, kind
        Mean over kinds of the mean AUC of a kind; the lowest of these, and its kind.
    hits
        The share of cases whose strongest window of 16 pixels lies in the artefact.
    """

    name: str
    width: int | None
    mean: float
    worst: float
    kind: str
    hits: float


@dataclass(frozen=True)
class Check:
    """A goal and the measured number."""

    about: str
    wanted: str
    measured: str
    met: bool


def backgrounds(cases: list[Measured]) -> list[str]:
    """Return the backgrounds, in order."""
    return list(dict.fromkeys(case.plan.background for case in cases))


def on(cases: list[Measured], background: str) -> list[Measured]:
    """Return the cases on one background."""
    return [case for case in cases if case.plan.background == background]


def lines(cases: list[Measured]) -> dict[str, Line]:
    """Return all maps on the cases of one background, best first."""
    found = [_line(name, cases) for name in cases[0].aucs]
    return {line.name: line for line in sorted(found, key=lambda line: -line.mean)}


def _line(name: str, cases: list[Measured]) -> Line:
    number = len(cases[0].aucs[name])
    kinds = [by(cases, _kind, lambda case, k=k: case.aucs[name][k]) for k in range(number)]
    best = max(range(number), key=lambda k: fmean(kinds[k].values()))
    worst = min(kinds[best], key=kinds[best].__getitem__)
    return Line(
        name,
        WIDTHS[best] if number > 1 else None,
        fmean(kinds[best].values()),
        kinds[best][worst],
        worst,
        fmean(case.hits[name][best] for case in cases),
    )


def _kind(case: Measured) -> str:
    return case.plan.kind


def by(
    cases: Iterable[Measured], key: Callable[[Measured], Any], value: Callable[[Measured], float]
) -> dict[Any, float]:
    """Return the mean of a value by a key."""
    groups = defaultdict(list)
    for case in cases:
        groups[key(case)].append(value(case))
    return {name: fmean(values) for name, values in groups.items()}


def best_single(found: dict[str, Line]) -> Line:
    """Return the best single map that uses no reference."""
    return next(line for line in found.values() if line.name != CONSENSUS and REFERENCE not in line.name)


def checks(cases: list[Measured]) -> list[Check]:
    """Return the goals of consensus for planted artefacts."""
    on_each = {name: lines(on(cases, name)) for name in ACCEPTED}
    rows = []
    for name, found in on_each.items():
        plain, ours, best = found[PLAIN], found[CONSENSUS], best_single(found)
        with_reference = found[CONSENSUS + REFERENCE]
        calibrated = 0.95 <= round(plain.mean, 3) <= 0.96
        rows += [
            Check(
                f"{name}: mean AUC of {PLAIN} at its best width", "0.95 to 0.96", _n(plain.mean), calibrated
            ),
            Check(
                f"{name}: mean AUC of consensus",
                f"at least {_n(best.mean)}, as the best single map ({_titled(best)})",
                f"{_n(ours.mean)}, {_error(on(cases, name), best)}",
                ours.mean >= best.mean,
            ),
            Check(f"{name}: its worst kind", "at least 0.900", _worst(ours), ours.worst >= 0.9),
            Check(f"{name}: its strongest window", "at least 95 %", _p(ours.hits), ours.hits >= 0.95),
            Check(
                f"{name}: mean with the reference",
                "at least 0.985",
                _n(with_reference.mean),
                with_reference.mean >= 0.985,
            ),
            Check(
                f"{name}: worst with the reference",
                "at least 0.950",
                _worst(with_reference),
                with_reference.worst >= 0.95,
            ),
        ]
    return [*rows, _over_both(on_each)]


def _over_both(on_each: dict[str, dict[str, Line]]) -> Check:
    """Compare with each single map over both backgrounds; it has its best width on each."""
    mean = {name: fmean(found[name].mean for found in on_each.values()) for name in on_each[ACCEPTED[0]]}
    singles = {name: v for name, v in mean.items() if name != CONSENSUS and REFERENCE not in name}
    best = max(singles, key=singles.__getitem__)
    return Check(
        "both: mean AUC of consensus",
        f"at least {_n(singles[best] + 0.01)}, 0.01 over the best single map ({best}, {_n(singles[best])})",
        _n(mean[CONSENSUS]),
        mean[CONSENSUS] >= singles[best] + 0.01,
    )


def null_checks(silences: dict[str, Silence]) -> list[Check]:
    """Return the goals of consensus for pairs without an artefact."""
    noise = [found for cause, found in silences.items() if "noise" in cause]
    groups = {"noise of 1 to 8 grey levels": noise, "JPEG 90 to 98": [silences["JPEG"]]}
    groups["all null pairs"] = list(silences.values())
    rows = []
    for name, group in groups.items():
        silent, pairs = sum(found.silent for found in group), sum(found.pairs for found in group)
        measured = f"{_p(silent / pairs)} ({silent} of {pairs})"
        rows.append(
            Check(f"{name}: pairs without a region", "at least 99 %", measured, silent >= 0.99 * pairs)
        )
    return rows


def _error(cases: list[Measured], best: Line) -> str:
    """Return the lead of consensus, with the standard error of the mean over cases."""
    width = 0 if best.width is None else WIDTHS.index(best.width)
    gaps = np.array([case.aucs[CONSENSUS][0] - case.aucs[best.name][width] for case in cases])
    return f"{gaps.mean():+.3f} ± {gaps.std() / np.sqrt(len(gaps)):.3f}"


def _worst(line: Line) -> str:
    return f"{_n(line.worst)} ({line.kind})"


def _titled(line: Line) -> str:
    return line.name if line.width is None else f"{line.name}, width {line.width}"


def _n(number: float) -> str:
    return f"{number:.3f}"


def _p(share: float) -> str:
    return f"{100 * share:.1f} %"
