"""How large the values of a map are, against numpy's own answer."""

from __future__ import annotations

import numpy as np
import pytest

from difference_finder.arrays.percentiles import (
    count_above,
    count_below,
    median,
    quantile,
    robust_maximum,
)

RNG = np.random.default_rng(0)
N = 250_003


def sparse(share: float) -> np.ndarray:
    return np.where(RNG.random(N) < share, RNG.random(N), 0)


CASES = {
    "one": np.array([3.0]),
    "few": RNG.normal(size=(30, 40)),
    "noise": RNG.normal(size=(500, 501)),
    "positive": RNG.random(N),
    "zero": np.zeros(N),
    "constant": np.full(N, -0.25),
    "nearly zero": sparse(0.001),
    "at the edge": np.r_[np.zeros(N - 1251), np.ones(1251)],
    "over the edge": np.r_[np.zeros(N - 1252), np.linspace(1, 2, 1252)],
    "half": sparse(0.5),
    "two levels": np.where(RNG.random(N) < 0.01, 2.0, 1.0),
    "sample misled": np.where(np.arange(N) % (N // 10_000) == 0, 5.0, RNG.random(N)),
    "sample misled downwards": np.where(np.arange(N) % (N // 10_000) == 0, 0.0, RNG.random(N)),
}


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", CASES)
def test_typical_size(name: str, kind: type) -> None:
    values = CASES[name].astype(kind)
    # The share of the way between two neighbours is rounded on another scale.
    expected = float(np.percentile(np.abs(values), 99.5))
    assert robust_maximum(values) == pytest.approx(expected, rel=2 * float(np.finfo(kind).eps))


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("limit", [0.1, -0.1, 0.0, 1.0, 1e-300, -1e-300, 1e300, -1e300])
def test_counts_do_not_round_the_limit(limit: float, kind: type) -> None:
    near = kind(0.1)
    values = np.array(
        [0, 1, -1, near, -near, np.nextafter(near, kind(1)), -np.nextafter(near, kind(0))], dtype=kind
    )
    wide = values.astype(np.float64)
    assert count_above(values, limit) == np.count_nonzero(wide > limit)
    assert count_below(values, limit) == np.count_nonzero(wide < limit)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6, 7, 1000, 1001, 1002, 1003])
def test_a_quantile_is_exactly_the_one_of_numpy(size: int) -> None:
    for scale in (1e-9, 1.0, 1e9):
        values = scale * RNG.normal(size=size)
        for share in (0.0, 0.3, 0.5, 0.75, 1.0):
            assert quantile(values, share) == np.quantile(values, share)


@pytest.mark.parametrize("shape", [(1,), (2,), (7,), (30, 41), (4, 5, 6)])
def test_median_is_the_median_of_numpy(shape: tuple[int, ...]) -> None:
    values = RNG.normal(size=shape).astype(np.float32)
    assert median(values) == pytest.approx(float(np.median(values)), rel=1e-6)
