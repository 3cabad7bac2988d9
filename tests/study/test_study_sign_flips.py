"""The distribution of sums with random signs: exact counts, and the tail down to 1e-12."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from difference_finder.study.statistics.sign_flips import FlipTail, count_extreme, flip_p


def sizes(kind: str, n: int) -> np.ndarray:
    generator = np.random.default_rng(3)
    drawn = {
        "normal": lambda: generator.normal(0, 1, n),
        "lognormal": lambda: generator.lognormal(0, 1, n),
        "outliers": lambda: np.append(generator.normal(0, 1, n - 2), [15.0, 25.0]),
        "rounded": lambda: np.maximum(np.round(np.abs(generator.normal(0, 1, n)), 1), 0.1),
    }[kind]()
    return np.abs(drawn)


@pytest.mark.parametrize("kind", ["normal", "lognormal", "outliers", "rounded"])
def test_counts_are_those_of_all_signs(kind) -> None:
    values = sizes(kind, 12)
    every = np.array([np.dot(signs, values) for signs in itertools.product((-1, 1), repeat=12)])
    for share in (0.0, 0.3, 0.6, 0.9, 1.0):
        reached = share * values.sum()
        expected = np.mean(np.abs(every) >= reached - 1e-9)
        assert flip_p(values, reached) == (pytest.approx(expected, rel=1e-12), True)
        upper = int((every >= reached - 1e-9).sum())
        assert count_extreme(values, reached - 1e-9, 10**6) == upper


@pytest.mark.parametrize("kind", ["normal", "lognormal", "outliers", "rounded"])
def test_the_tail_agrees_with_exact_enumeration_down_to_1e_12(kind) -> None:
    values, checked = sizes(kind, 56), []
    for reached in values.sum() * np.linspace(0.8, 0.99, 20):
        count = count_extreme(values, reached - 1e-9, 2**20)
        if count is None or count < 1000:  # too many to enumerate, or too few for a smooth tail
            continue
        exact = math.ldexp(count, -56)
        checked.append(exact)
        # Measured: at most 3 % where 1,000 assignments are as extreme.
        assert FlipTail(values).above(reached - 1e-9) == pytest.approx(exact, rel=0.05)
    assert min(checked) < 1e-12


@pytest.mark.parametrize("kind", ["normal", "lognormal", "outliers", "rounded"])
def test_the_tail_agrees_with_all_signs_of_28_sizes(kind) -> None:
    values = sizes(kind, 28)
    for reached in values.sum() * np.linspace(0.05, 0.8, 16):
        exact, is_exact = flip_p(values, reached)
        assert is_exact
        assert 2 * FlipTail(values).above(reached - 1e-9) == pytest.approx(exact, rel=0.02)


@pytest.mark.parametrize(("n", "heads"), [(60, 45), (60, 56), (1000, 600), (1000, 900), (50_000, 26_000)])
def test_equal_sizes_are_a_binomial_distribution(n, heads) -> None:
    exact = 2 * stats.binom.sf(heads - 1, n, 0.5)
    assert flip_p(np.ones(n), 2.0 * heads - n)[0] == pytest.approx(exact, rel=0.02)


def test_a_million_sizes_are_nearly_normal() -> None:
    values = np.abs(np.random.default_rng(0).normal(0, 0.2, 1_000_000))
    total = 7.5 * math.sqrt((values**2).sum())
    assert flip_p(values, total)[0] == pytest.approx(2 * stats.norm.sf(7.5), rel=0.01)
    assert flip_p(values, float(values.sum()))[0] > 0
