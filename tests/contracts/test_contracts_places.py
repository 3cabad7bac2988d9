"""The facts about the local map of every metric that has one are true."""

import numpy as np
import pytest

from difference_finder.errors import DifferenceFinderError
from difference_finder.finder import Finder
from difference_finder.parts.registry import metrics
from difference_finder.scoring import local_map
from missing import skipped
from pictures import waves

NAMES = [part.name for part in metrics.loaded() if part.local_function is not None]
NEAR = [name for name in NAMES if metrics.get(name).features_function is None]
"""Those whose places see what is near; networks see far, see test_contracts_learned.py."""
WITHOUT = [part.name for part in metrics.loaded() if part.local_function is None]


@pytest.fixture(autouse=True)
def _ready(request) -> None:
    with skipped():
        metrics.get(request.node.callspec.params["name"]).check_ready()


def pair(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two images that differ in a square of 9 pixels around (height // 3, 2 * width // 3).

    It is black in the second and nothing else is, so that metrics of masks see it as well.
    """
    first = 0.2 + 0.8 * waves(height, width)[0]
    second = first.copy()
    y, x = height // 3, 2 * width // 3
    second[y - 4 : y + 5, x - 4 : x + 5] = 0
    return first, second


@pytest.mark.parametrize("name", NAMES)
def test_identical_images_have_the_declared_value_everywhere(name: str) -> None:
    first, _ = pair(176, 180)
    places = local_map(name, first, first.copy())[1]
    np.testing.assert_array_equal(places, metrics.get(name).local_scale.identical)


@pytest.mark.parametrize("name", NAMES)
def test_the_declared_direction(name: str) -> None:
    facts, (first, second) = metrics.get(name).local_scale, pair(176, 180)
    mean = local_map(name, first, second)[1].mean()
    assert (mean < facts.identical) if facts.higher_is_better else (mean > facts.identical)


@pytest.mark.parametrize("size", [(176, 180), (177, 183), (200, 171)])
@pytest.mark.parametrize("name", NEAR)
def test_each_place_stands_for_the_pixels_where_it_lies(name: str, size: tuple[int, int]) -> None:
    map_ = Finder(strategy="local", metric=name).run(*pair(*size))
    assert map_.shape == size
    rows, columns = np.mgrid[: size[0], : size[1]]
    centre = [float((map_ * index).sum() / map_.sum()) for index in (rows, columns)]
    assert centre == pytest.approx([size[0] // 3, 2 * size[1] // 3], abs=2)


@pytest.mark.parametrize("name", NAMES)
def test_the_advantage_of_the_reference_itself_is_nowhere_negative(name: str) -> None:
    first, second = pair(176, 180)
    for sigma in (0, 3):
        finder = Finder(strategy=f"advantage:sigma={sigma}", metric=name)
        better = finder.run(first, second, reference=first)
        assert better.min() >= -1e-9
        assert better.max() > 0
        np.testing.assert_allclose(finder.run(second, first, reference=first), -better, atol=1e-12)


@pytest.mark.parametrize("name", WITHOUT)
@pytest.mark.parametrize(("strategy", "three"), [("local", False), ("advantage", True)])
def test_metrics_without_a_local_map_name_those_that_have_one(name: str, strategy: str, three: bool) -> None:
    first, second = pair(176, 180)
    with pytest.raises(DifferenceFinderError, match=r"has no local map; those that have: .*ssim"):
        Finder(strategy=strategy, metric=name).run(first, second, reference=first if three else None)
