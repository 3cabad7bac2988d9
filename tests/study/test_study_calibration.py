"""Simulated studies: intervals have their nominal coverage, and equal methods rarely differ significantly."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from difference_finder.study.statistics.paired import paired
from difference_finder.study.statistics.verdicts import verdict

STUDIES, IMAGES, MARGIN = 400, 60, 0.1


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    """Judge 400 studies of 60 images: A is better than B by 0.1 dB on average, C is as good as B."""
    counts: Counter[str] = Counter()
    for study in range(STUDIES):
        generator = np.random.default_rng(study)
        a, b, c = generator.normal(30, 3, IMAGES) + generator.normal(0, 0.5, (3, IMAGES))
        a += MARGIN
        low, high = paired(a, b, higher_is_better=True, resamples=1999).interval
        counts["covered"] += low <= MARGIN <= high
        direction = {"psnr": True}
        judged = verdict(
            {"psnr": [c, b, a]}, list("cba"), ours="c", higher_is_better=direction, resamples=1999
        )
        for outcome in judged.outcomes:
            counts[f"{outcome.word} than {outcome.rival}"] += 1
    return {name: count / STUDIES for name, count in counts.items()}


@pytest.mark.nightly
def test_the_interval_covers_the_truth(found) -> None:
    assert 0.93 <= found["covered"] <= 0.97


@pytest.mark.slow
def test_equal_methods_rarely_differ_significantly(found) -> None:
    assert found.get("better than b", 0) + found.get("worse than b", 0) <= 0.05
    assert found["worse than a"] > 0.05  # the margin is small, and yet it is not always missed


@pytest.mark.slow
@pytest.mark.parametrize(("n", "least"), [(5, 0.88), (10, 0.92)])
def test_few_images_are_covered_too(n: int, least: float) -> None:
    # Without the correction for few values these would be 84 % and 90 %.
    draws = np.random.default_rng(7).normal(MARGIN, 0.5, (1000, n))
    ends = np.array(
        [paired(row, np.zeros(n), higher_is_better=True, resamples=1999).interval for row in draws]
    )
    assert np.mean((ends[:, 0] <= MARGIN) & (ends[:, 1] >= MARGIN)) >= least
