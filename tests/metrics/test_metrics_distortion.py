"""Windows that differ by more than a small distortion: the kernel and the reference implementation."""

import numpy as np
import pytest

from difference_finder.metrics import _distortion
from difference_finder.metrics._distortion import REACH, differ_after_distortion
from pictures import photograph

SIDE = 90


def planes(name: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return two planes in [0, 1]."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE]
    first = photograph(SIDE, SIDE, 0, 3)[..., 1] / 255
    if name == "noise":
        return rng.random((SIDE, SIDE)), rng.random((SIDE, SIDE))
    if name == "moved by a part of a pixel":
        return first, 0.6 * first + 0.4 * np.roll(first, 1, axis=1)
    if name == "moved by two pixels":
        return first, np.roll(first, (2, -1), axis=(0, 1))
    if name == "impulses":
        return (rows % 9 == 4) * (columns % 7 == 3) * 1.0, (rows % 9 == 4) * (columns % 8 == 3) * 1.0
    return first, np.where(columns // 11 % 2, first, 1 - first)


@pytest.mark.parametrize("radius", [0, 1, 2])
@pytest.mark.parametrize(
    "name", ["noise", "moved by a part of a pixel", "moved by two pixels", "impulses", "inverted stripes"]
)
def test_kernel_and_reference_find_the_same(name: str, radius: int, rng, monkeypatch) -> None:
    images = planes(name, rng)
    reach = REACH + 1 + radius
    rows, columns = rng.integers(reach, SIDE - reach, (2, 400))
    contrast, limits = rng.uniform(0.2, 1, 400), rng.uniform(0.05, 8, 400)
    found = differ_after_distortion(images, rows, columns, contrast, limits, radius)
    monkeypatch.setattr(_distortion, "native", lambda: None)
    expected = differ_after_distortion(images, rows, columns, contrast, limits, radius)
    assert found.dtype == expected.dtype == bool
    assert np.array_equal(found, expected)


def test_a_distortion_explains_a_small_movement_and_no_other_letter(rng) -> None:
    first, moved = planes("moved by a part of a pixel", rng)
    other = first[::-1].copy()
    rows, columns = np.mgrid[10:80:5, 10:80:5].reshape(2, -1)
    contrast, limits = np.full(len(rows), 0.3), np.full(len(rows), 1.5)
    assert not differ_after_distortion((first, moved), rows, columns, contrast, limits, 1).any()
    assert differ_after_distortion((first, other), rows, columns, contrast, limits, 1).any()


def test_without_windows_nothing_differs(monkeypatch) -> None:
    plane, none, numbers = np.zeros((20, 20)), np.zeros(0, np.intp), np.zeros(0)
    assert differ_after_distortion((plane, plane), none, none, numbers, numbers, 1).shape == (0,)
    monkeypatch.setattr(_distortion, "native", lambda: None)
    assert differ_after_distortion((plane, plane), none, none, numbers, numbers, 1).shape == (0,)
