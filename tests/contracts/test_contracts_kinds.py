"""Every registered kind of change keeps the promises of its kind of part."""

import math

import numpy as np
import pytest

from difference_finder.kinds.place import Place, Typical
from difference_finder.kinds.ranking import rank_kinds
from difference_finder.parts.registry import kinds
from pictures import photograph

UNITS = {"%", "levels", "px", "ΔE", ""}
SHAPES = [(1, 1), (1, 40), (37, 1), (2, 2), (5, 3), (12, 13), (64, 48)]


QUIET = Typical()


def place(first: np.ndarray, second: np.ndarray, typical: Typical = QUIET) -> Place:
    """Return the place of two pictures (H, W, C) of 8 bits, all of it inside the region."""
    images = [np.float32(image).transpose(2, 0, 1) for image in (first, second)]
    for image in images:
        image.setflags(write=False)
    return Place(*images, np.ones(first.shape[:2], bool), typical)


def flat(shape: tuple[int, int], channels: int, value: int) -> np.ndarray:
    return np.full((*shape, channels), value, np.uint8)


def pairs(shape: tuple[int, int], channels: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return equal, unrelated and flat pictures."""
    one, other = (photograph(*shape, seed, channels) for seed in (1, 2))
    grey, white = (flat(shape, channels, value) for value in (128, 255))
    return [(one, one), (one, other), (grey, white), (white, one), (one, grey), (grey, grey)]


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", kinds.names())
def test_findings_are_finite_and_have_a_sign_for_each_weight(name, shape, channels) -> None:
    part = kinds.get(name)
    for first, second in pairs(shape, channels):
        for typical in (QUIET, Typical(30.0, 25.0, 3.0, 0.5, 40.0)):
            finding = part(place(first, second, typical))
            if finding is not None:
                assert len(finding.signs) == len(part.weights)
                assert all(map(math.isfinite, (finding.strength, *finding.signs)))
                assert finding.strength >= 0
                assert finding.text
                assert "\n" not in finding.text


@pytest.mark.parametrize("name", kinds.names())
def test_facts_of_a_kind(name) -> None:
    part = kinds.get(name)
    assert part.unit in UNITS
    assert part.weights
    assert all(map(math.isfinite, (*part.weights, part.bias)))


@pytest.mark.parametrize("name", kinds.names())
def test_a_kind_depends_on_nothing_but_its_place(name) -> None:
    first, second = photograph(seed=1), photograph(seed=1)
    second[20:60, 30:70] = photograph(seed=3)[20:60, 30:70]
    part = kinds.get(name)
    assert part(place(first, second)) == part(place(first, second))


@pytest.mark.parametrize("name", kinds.names())
def test_position_in_the_image_matters_only_for_blocks(name) -> None:
    first, second = photograph(seed=1), photograph(seed=1)
    second[20:60, 30:70] = np.clip(second[20:60, 30:70].astype(int) + 12, 0, 255)
    part = kinds.get(name)
    moved = Place(
        *(np.float32(i).transpose(2, 0, 1) for i in (first, second)), np.ones(first.shape[:2], bool), top=3
    )
    if name not in ("blocks", "noisier"):
        assert part(moved) == part(place(first, second))


def test_confidences_are_probabilities() -> None:
    for first, second in pairs((40, 40), 3):
        ranked = rank_kinds(place(first, second))
        assert [kind.confidence for kind in ranked] == sorted(
            (kind.confidence for kind in ranked), reverse=True
        )
        assert 0 < sum(kind.confidence for kind in ranked) <= 1 + 1e-9
