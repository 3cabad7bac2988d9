"""The squared error of bytes is a sum of whole numbers."""

import numpy as np
import pytest

from difference_finder import Finder, score

SHAPES = [(1, 1), (5, 3), (33, 47), (33, 17, 2), (65, 31, 3), (3, 40, 4), (4, 20, 300, 3), (1, 800_000, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_it_is_exact(shape: tuple[int, ...]) -> None:
    random = np.random.default_rng(2)
    first, second = random.integers(0, 256, (2, *shape), dtype=np.uint8)
    second[0, :1] = 255 - second[0, :1] // 9
    axes = tuple(range(1, len(shape))) if len(shape) == 4 else None
    whole = ((first.astype(np.int64) - second) ** 2).sum(axis=axes)
    count = np.prod(shape[1:] if len(shape) == 4 else shape)
    np.testing.assert_allclose(score("mse", first, second), whole / count / 255**2, rtol=4e-16)


def test_extremes_do_not_overflow() -> None:
    black = np.zeros((2, 900_000, 3), np.uint8)
    assert score("mse", black, 255 - black) == 1


def test_views_are_the_same_as_copies() -> None:
    first, second = np.random.default_rng(3).integers(0, 256, (2, 41, 50, 3), dtype=np.uint8)
    for view in (np.s_[::-1], np.s_[:, ::-1], np.s_[::2, 1::3], np.s_[..., ::-1], np.s_[3:20, 5:9]):
        one, other = first[view], second[view]
        assert score("mse", one, other) == pytest.approx(score("mse", one.copy(), other.copy()), rel=1e-14)


def test_the_gradient_has_the_same_score_and_ranges_may_differ() -> None:
    first, second = np.random.default_rng(4).integers(0, 256, (2, 30, 40, 3), dtype=np.uint8)
    whole = score("mse", first, second)
    assert Finder(metric="mse").run(first, second, return_metric=True)[1] == pytest.approx(whole, rel=1e-13)
    deep = second.astype(np.uint16) * 257
    assert score("mse", first, deep) == pytest.approx(whole, rel=1e-13)
