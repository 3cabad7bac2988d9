"""Dice and Jaccard against SciPy's dissimilarities and by hand."""

import numpy as np
import pytest
from scipy.spatial import distance

from difference_finder import Finder, local_map, score
from difference_finder.errors import InputError

NAMES = ["dice", "jaccard"]


def masks(seed: int = 0, shape: tuple[int, ...] = (31, 40)) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.random(shape) < 0.3, generator.random(shape) < 0.6


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", NAMES)
def test_against_scipy(name: str, seed: int) -> None:
    first, second = masks(seed)
    expected = 1 - getattr(distance, name)(first.ravel(), second.ravel())
    assert score(name, first, second) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_masks_of_all_types_are_what_is_not_zero(name: str) -> None:
    first, second = masks()
    expected = score(name, first, second)
    for kind, most in (("uint8", 1), ("uint8", 255), ("uint16", 1), ("float32", 1), ("float64", 0.2)):
        assert score(name, (first * most).astype(kind), (second * most).astype(kind)) == expected
    assert score(name, first, (second * 255).astype("uint8")) == expected


@pytest.mark.parametrize(
    ("first", "second", "dice", "jaccard"),
    [
        ([[0, 0]], [[0, 0]], 1, 1),
        ([[1, 1]], [[1, 1]], 1, 1),
        ([[1, 0]], [[0, 1]], 0, 0),
        ([[0, 0]], [[0, 1]], 0, 0),
        ([[1, 1]], [[0, 1]], 2 / 3, 1 / 2),
    ],
)
def test_by_hand(first: list, second: list, dice: float, jaccard: float) -> None:
    pair = np.array(first, float), np.array(second, float)
    assert score("dice", *pair) == pytest.approx(dice)
    assert score("jaccard", *pair) == pytest.approx(jaccard)


@pytest.mark.parametrize("name", NAMES)
def test_the_threshold_is_on_the_scale_of_the_values(name: str) -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16)
    for level in (0.0, 0.25, 0.5, 0.999):
        assert score(f"{name}:threshold={level}", ramp, (ramp > 255 * level) * np.uint8(255)) == 1
    errors = np.random.default_rng(0).normal(0, 40, (20, 20))  # a map, of any range
    truth = np.where(errors > 25, 26.0, -26.0)
    assert score(f"{name}:threshold=25", truth, errors) == 1
    assert score(f"{name}:threshold=26", truth, errors) == 0  # nothing of the truth is left


@pytest.mark.parametrize("name", NAMES)
def test_the_map_shows_where_masks_agree(name: str) -> None:
    first, second = masks()
    _, places = local_map(name, first, second)
    np.testing.assert_array_equal(places, first == second)


@pytest.mark.parametrize("name", NAMES)
def test_counts_of_large_images_stay_whole(name: str) -> None:
    shape = (5000, 4000)  # 2e7 pixels: float32 counts up to 2**24
    first, second = np.ones(shape, np.float32), np.ones(shape, np.float32)
    second[0, 0] = 0
    n = first.size
    expected = (2 * n - 2) / (2 * n - 1) if name == "dice" else (n - 1) / n
    assert score(name, first, second) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_masked_pixels_do_not_count_on_tensors_either(name: str) -> None:
    torch = pytest.importorskip("torch")
    first, second = (mask.astype(float) for mask in masks())
    second[3:9, 5:20] = np.nan
    keep = np.isfinite(second)
    expected = score(name, first[keep][None], second[keep][None])
    assert score(name, first, second) == expected
    assert score(name, torch.from_numpy(first), torch.from_numpy(second)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_the_strategy_gradient_says_why_there_is_none(name: str) -> None:
    first, second = masks()
    with pytest.raises(InputError, match=f"metric '{name}' has no gradient: it counts pixels"):
        Finder(strategy="gradient", metric=name).run(first, second)
    assert Finder(strategy="difference", also=[name]).compare(first, second).scores[name] == score(
        name, first, second
    )
