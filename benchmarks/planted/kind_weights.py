"""The weights of the signs of each kind, fitted on tuning photographs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from difference_finder.kinds.ranking import EXCHANGED, UNEXPLAINED
from difference_finder.parts.registry import kinds
from planted.artefacts import ARTEFACTS, NOISE
from planted.named import REVERSED, Candidate, Named

Array = Any

TIED = {"darker": "brighter"}
"""Kinds that have the weights of another kind."""

DECAY = 0.1
"""Factor of half the sum of the squares of all weights, a penalty that is added to the loss."""

WEIGHTS, FURTHER, ADDED = {"noise": 1.0, "upsamplers": 1.4}, 0.5, 0.1
"""Weights of cases by their background, of which there are fewer between upsamplers; of further kinds; and of
added noise and of changes of whole photographs, which are no part of the goals."""


@dataclass(frozen=True)
class Case:
    """The candidates of one case: rows of signs, evidence that is fixed, the true row, and the weight."""

    rows: Array
    fixed: Array
    truth: int
    weight: float


class Columns:
    """The columns of the weights: the signs of each kind, then its bias."""

    def __init__(self, names: list[str]) -> None:
        self.starts: dict[str, int] = {}
        self.sizes: dict[str, int] = {}
        total = 0
        for name in names:
            self.starts[name], self.sizes[name] = total, len(kinds.get(name).weights)
            total += self.sizes[name] + 1
        self.total = total

    def row(self, candidate: Candidate) -> Array:
        """Return the signs of a candidate in their columns."""
        row = np.zeros(self.total)
        name = TIED.get(candidate.part, candidate.part)
        if name in self.starts:
            start = self.starts[name]
            row[start : start + self.sizes[name]] = candidate.signs
            row[start + self.sizes[name]] = 1
        return row

    def fixed(self, candidate: Candidate) -> float:
        """Return the evidence of a candidate that does not depend on the weights."""
        name = TIED.get(candidate.part, candidate.part)
        known = 0.0 if name in self.starts else kinds.get(candidate.part).evidence(candidate.signs)
        return known - EXCHANGED * candidate.exchanged


def fitted(named: list[Named], only: Sequence[str] = ()) -> str:
    """Return the weights that make the true kinds most probable, one line for each kind.

    Parameters
    ----------
    named
        The cases.
    only
        Names of the kinds whose weights are fitted, while the others keep theirs; all if empty.
    """
    found = [one for one in named if one.found]
    names = list(only) or sorted(
        {TIED.get(c.part, c.part) for one in found for c in one.candidates if _is_true(one, c)}
    )
    columns = Columns(names)
    weights = fit([case for one in found if (case := _case(one, columns)) is not None], columns)
    lines = []
    for name in names:
        start, size = columns.starts[name], columns.sizes[name]
        values = ", ".join(f"{value:.2f}" for value in weights[start : start + size])
        lines.append(f"{name}: weights ({values}), bias {weights[start + size]:.2f}")
    return "\n".join(lines)


def fit(cases: list[Case], columns: Columns) -> Array:
    """Return the weights of the greatest likelihood, with decay."""

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = DECAY * float(weights @ weights) / 2, DECAY * weights
        for case in cases:
            evidence = np.append(case.rows @ weights + case.fixed, UNEXPLAINED)
            shares = np.exp(evidence - evidence.max())
            shares /= shares.sum()
            total -= case.weight * float(np.log(max(shares[case.truth], 1e-300)))
            shares[case.truth] -= 1
            slope = slope + case.weight * (case.rows.T @ shares[:-1])
        return total, slope

    return minimize(loss, np.zeros(columns.total), jac=True, method="L-BFGS-B").x


def _is_true(one: Named, candidate: Candidate) -> bool:
    return candidate.name == one.truth and candidate.exchanged == (one.truth in REVERSED)


def _case(one: Named, columns: Columns) -> Case | None:
    """Return the rows of a case; None if the true kind found nothing."""
    true = [number for number, candidate in enumerate(one.candidates) if _is_true(one, candidate)]
    if not true:
        return None
    kind, background = one.plan.kind, one.plan.background
    if kind in NOISE or background == "whole":
        weight = ADDED
    else:
        weight = WEIGHTS[background] if kind in ARTEFACTS else FURTHER
    rows = np.array([columns.row(candidate) for candidate in one.candidates])
    fixed = np.array([columns.fixed(candidate) for candidate in one.candidates])
    return Case(rows, fixed, true[0], weight)
