"""Correction for several comparisons by common sign flips."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from difference_finder.study.statistics.corrections import JointFlips, holm
from difference_finder.study.statistics.significance import sign_flip


def dependent(n: int, k: int, seed: int, shared: float = 0.8) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return shared * generator.normal(size=(n, 1)) + (1 - shared) * generator.normal(size=(n, k))


def ps_of(columns: np.ndarray) -> np.ndarray:
    return np.array([sign_flip(column).p for column in columns.T])


def test_enumerated_step_down_by_hand() -> None:
    columns = dependent(7, 3, 0) + 0.4
    ps = ps_of(columns)
    order = np.argsort(ps, kind="stable")
    signs = np.array(list(itertools.product((-1, 1), repeat=7)))
    sums = np.abs(signs @ columns)
    own = (sums[:, None, :] <= sums[None, :, :] + 1e-12).mean(axis=1)  # p of each assignment
    expected, least = np.empty(3), 0.0
    for place, comparison in enumerate(order):
        smallest = own[:, order[place:]].min(axis=1)
        share = float(np.mean(smallest <= ps[comparison] + 1e-12))
        least = max(least, min(share, ps[comparison] * (3 - place)))
        expected[comparison] = least
    np.testing.assert_allclose(JointFlips(columns, 9999, 0).adjust(ps), expected, rtol=1e-9)


@pytest.mark.parametrize(("n", "k"), [(6, 4), (20, 6), (60, 12), (6000, 5)])
@pytest.mark.parametrize("shared", [0.0, 0.5, 0.95])
def test_power_is_at_least_holms(n, k, shared) -> None:
    for seed in range(3):
        columns = dependent(n, k, seed, shared) + np.linspace(0, 2.5 / np.sqrt(n), k)
        ps = ps_of(columns)
        adjusted = JointFlips(columns, 4999, 0).adjust(ps)
        assert ((adjusted <= 0.05) >= (holm(ps) <= 0.05)).all()
        # Four standard errors of a share of 4,999 draws; without draws, none.
        assert (adjusted <= holm(ps) + 4 * np.sqrt(holm(ps) * (1 - holm(ps)) / 4999) + 1e-12).all()
        assert (adjusted >= ps).all()


@pytest.mark.parametrize("n", [7, 30, 6000])
def test_a_copy_of_a_metric_changes_nothing(n) -> None:
    columns = dependent(n, 4, 1) + 1.2 / np.sqrt(n)
    ps = ps_of(columns)
    before = JointFlips(columns, 999, 0).adjust(ps)
    copied = np.concatenate([columns, columns[:, 1:3]], axis=1)
    after = JointFlips(copied, 999, 0).adjust(np.concatenate([ps, ps[1:3]]))
    np.testing.assert_allclose(after, [*before, *before[1:3]], rtol=1e-12)


def test_dependence_makes_the_correction_milder() -> None:
    columns = dependent(40, 20, 0, 0.95) + 0.33
    ps = ps_of(columns)
    assert JointFlips(columns, 1999, 0).adjust(ps).min() < holm(ps).min() / 3


def test_excluded_units_and_missing_tests() -> None:
    columns = dependent(30, 3, 2)
    columns[5:, 1] = 0
    columns[:, 2] = 0
    ps = np.array([sign_flip(columns[:, 0]).p, sign_flip(columns[:5, 1]).p, np.nan])
    adjusted = JointFlips(columns, 999, 0).adjust(ps)
    assert np.isnan(adjusted[2])
    both_zero = JointFlips(np.column_stack([columns[:, 0], np.zeros(30)]), 999, 0)
    np.testing.assert_array_equal(both_zero.adjust([ps[0], 1.0]), [ps[0], 1.0])
    assert (adjusted[:2] >= ps[:2]).all() and (adjusted[:2] <= holm(ps)[:2]).all()


@pytest.mark.slow
def test_few_studies_of_equal_methods_have_a_significant_difference() -> None:
    # 300 studies of 24 images, 3 rivals and 4 dependent metrics with heavy tails.
    generator, found = np.random.default_rng(5), 0
    for study in range(300):
        shared = generator.laplace(size=(24, 3, 1)) + generator.normal(size=(24, 1, 1))
        columns = (shared + 0.5 * generator.laplace(size=(24, 3, 4))).reshape(24, 12)
        found += (JointFlips(columns, 499, study).adjust(ps_of(columns)) <= 0.05).any()
    assert found <= 24  # 5 % are 15; 3 standard errors more are 26
    assert found >= 5


def test_the_level_of_simultaneous_intervals() -> None:
    alike = np.repeat(dependent(40, 1, 0), 5, axis=1)
    assert JointFlips(alike, 1999, 0).smallest_quantile(0.05) == 0.05
    apart = JointFlips(dependent(200, 10, 0, 0.0), 9999, 0).smallest_quantile(0.05)
    assert apart == pytest.approx(1 - 0.95**0.1, rel=0.15)
