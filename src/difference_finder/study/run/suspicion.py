"""Signs of a wrong reference, a misregistration or a wrong border in one image of a study."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.gaussian import blur
from difference_finder.images.pair import Pair

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MOST_METHODS", "ImageCheck"]

JUMP = 4.0
"""Least gain in dB by which another border or a shift is suspected."""

NEARER = 6.0
"""Least gain in dB by which another image than the reference is suspected."""

ADDED = (0.1, 0.8)
"""Bounds of the correlation between what a method adds and the detail of the reference. Noise, JPEG and lost
detail have correlations up to 0.07, results measured against an enlargement of their input 0.10 to 0.57, and
results that are merely sharpened over 0.85."""

STRUCTURED = 0.6
"""Least correlation, over blocks, of the strengths of the detail of the reference and of what a method adds
beside sharpening: 0.74 to 0.92 for results measured against an enlargement of their input, mostly below 0.4
for noise."""

BLOCK = 8
"""Side of these blocks in pixels."""

UNLIKE, LIKE = 0.5, 0.9
"""Greatest correlation of reduced images of different scenes, and least correlation of the same scene."""

SIDE, LEAST_SIDE, REDUCED = 256, 24, 24
"""Side of the part in the middle that is looked at, least side of an image, and side of a reduced image."""

BLURS = (0.0, 1.5, 3.0)
"""Standard deviations in pixels of the blur of images whose shift is looked for."""

MARGIN = 8
"""Pixels at the edge of the part that smoothing spoils."""

MOST = 99.0
"""Greatest gain in dB that is told; an error may vanish altogether."""

MOST_METHODS = 64
"""Maximum number of methods that are looked at."""


class ImageCheck:
    """Looks for signs in one image, method by method.

    Parameters
    ----------
    border
        Width of the border that no metric of the study measures, in pixels.

    Attributes
    ----------
    signs
        Signs of each method that was looked at, by its number: kind, gain in dB, and a detail in words.
    """

    def __init__(self, border: int) -> None:
        self.border = border
        self.signs: dict[int, list[list[Any]]] = {}
        self._small: dict[int, tuple[NDArray[Any], NDArray[Any]]] = {}

    def add(self, method: int, pair: Pair) -> None:
        """Look at a prepared pair of a method, unless pixels of it are masked."""
        height, width = (int(side) for side in pair.second.shape[-2:])
        if pair.mask is not None or min(height, width) - 2 * self.border < LEAST_SIDE:
            return
        if method >= MOST_METHODS:
            return
        reference, candidate = (_part(pair, place, height, width) for place in (0, 1))
        found = [_border(pair, self.border), _shift(reference, candidate), _smoothed(reference, candidate)]
        self.signs[method] = [sign for sign in found if sign is not None]
        self._small[method] = _reduced(pair, 0), _reduced(pair, 1)

    def result(self) -> dict[str, list[list[Any]]]:
        """Return the signs by the number of the method, as JSON has it.

        A method may also show another scene than the reference, and the same one as another method.
        """
        for method, (reference, candidate) in self._small.items():
            if not abs(_correlation(reference, candidate)) < UNLIKE:
                continue
            others = [
                (_error(candidate, other), name) for name, (_, other) in self._small.items() if name != method
            ]
            if not others:
                continue
            error, nearest = min(others)
            gain = _gain(_error(reference, candidate), error)
            if gain >= NEARER and _correlation(candidate, self._small[nearest][1]) > LIKE:
                self.signs[method].append(["scene", gain, nearest])
        return dict(sorted((str(method), signs) for method, signs in self.signs.items()))


def _values(pair: Pair, place: int, rows: Any, columns: Any) -> NDArray[Any]:
    """Return pixels of an image of a pair, (C, h, w), of its middle sample."""
    import numpy as np

    image = (pair.first, pair.second)[place]
    divisor = 1.0 if pair.divisors is None else pair.divisors[place]
    pixels = to_numpy(image[image.shape[0] // 2, :, rows, columns])
    values: NDArray[Any] = pixels.astype(np.float64) / divisor
    return values


def _part(pair: Pair, place: int, height: int, width: int) -> NDArray[Any]:
    """Return the middle of an image in grey, (h, w)."""
    top, left = max(0, (height - SIDE) // 2), max(0, (width - SIDE) // 2)
    grey: NDArray[Any] = _values(pair, place, slice(top, top + SIDE), slice(left, left + SIDE)).mean(axis=0)
    return grey


def _reduced(pair: Pair, place: int) -> NDArray[Any]:
    """Return an image in grey, averaged over REDUCED x REDUCED blocks of a sample of its pixels."""
    height, width = (int(side) for side in pair.second.shape[-2:])
    steps = max(1, height // (8 * REDUCED)), max(1, width // (8 * REDUCED))
    image = _values(pair, place, slice(None, None, steps[0]), slice(None, None, steps[1])).mean(axis=0)
    h, w = (side // REDUCED for side in image.shape)
    blocks = image[: h * REDUCED, : w * REDUCED].reshape(REDUCED, h, REDUCED, w)
    small: NDArray[Any] = blocks.mean(axis=(1, 3))
    return small


def _error(first: NDArray[Any], second: NDArray[Any]) -> float:
    return float(((first - second) ** 2).mean())


def _gain(before: float, after: float) -> float:
    """Return by how many dB an error is smaller than another one."""
    if not before > 0:
        return 0.0
    return min(MOST, 10 * math.log10(before / after)) if after > 0 else MOST


def _correlation(first: NDArray[Any], second: NDArray[Any]) -> float:
    """Return the correlation of two images; NaN if one of them is flat."""
    first, second = first - first.mean(), second - second.mean()
    scale = math.sqrt(float((first**2).sum() * (second**2).sum()))
    return float((first * second).sum()) / scale if scale > 0 else math.nan


def _border(pair: Pair, border: int) -> list[Any] | None:
    """Return the gain without the outermost pixels of the measured part."""
    import numpy as np

    height, width = (int(side) for side in pair.second.shape[-2:])
    low, bottom, right = border, height - border - 1, width - border - 1
    whole, inner = slice(low, right + 1), slice(low + 1, bottom)
    ring = [(slice(row, row + 1), whole) for row in (low, bottom)]
    ring += [(inner, slice(column, column + 1)) for column in (low, right)]
    edges = np.concatenate([_squares(pair, *place).ravel() for place in ring])
    steps = max(1, height // (2 * SIDE)), max(1, width // (2 * SIDE))
    inside = _squares(pair, slice(low + 1, bottom, steps[0]), slice(low + 1, right, steps[1])).mean()
    share = edges.size / (pair.second.shape[1] * (bottom - low + 1) * (right - low + 1))
    gain = _gain(share * edges.mean() + (1 - share) * inside, inside)
    return ["border", gain, ""] if gain >= JUMP else None


def _squares(pair: Pair, rows: Any, columns: Any) -> NDArray[Any]:
    squares: NDArray[Any] = (_values(pair, 0, rows, columns) - _values(pair, 1, rows, columns)) ** 2
    return squares


def _shift(reference: NDArray[Any], candidate: NDArray[Any]) -> list[Any] | None:
    """Return the gain by the best shift of the candidate by one pixel, and its direction.

    Noise and lost detail may hide a shift of the pixels, but not of blurred images.
    """
    found = []
    for sigma in BLURS:
        images = (blur(image, sigma) if sigma else image for image in (reference, candidate))
        found.append((*_best_shift(*images), ", both blurred" if sigma else ""))
    gain, direction, words = max(found)
    return ["shift", gain, direction + words] if gain >= JUMP else None


def _best_shift(reference: NDArray[Any], candidate: NDArray[Any]) -> tuple[float, str]:
    height, width = reference.shape
    inner = reference[1:-1, 1:-1]

    def moved(down: int, right: int) -> float:
        return _error(inner, candidate[1 - down : height - 1 - down, 1 - right : width - 1 - right])

    steps = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]
    error, down, right = min((moved(*step), *step) for step in steps)
    words = [{-1: "up", 1: "down"}.get(down, ""), {-1: "left", 1: "right"}.get(right, "")]
    return _gain(moved(0, 0), error), " and ".join(filter(None, words))


def _smoothed(reference: NDArray[Any], candidate: NDArray[Any]) -> list[Any] | None:
    """Return the gain by smoothing the candidate, if it adds detail that belongs to the reference."""
    if not _adds_detail(candidate - reference, reference - blur(reference, 1.0)):
        return None
    inner = slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN)
    ways = {f"reduced {factor} times and enlarged again": factor for factor in (2, 3, 4)}
    smooth = {words: _enlarged_again(candidate, factor) for words, factor in ways.items()}
    smooth |= {f"blurred (sigma {sigma})": blur(candidate, sigma) for sigma in (1, 2)}
    errors = [(_error(image[inner], reference[inner]), words) for words, image in smooth.items()]
    error, words = min(errors)
    gain = _gain(_error(candidate[inner], reference[inner]), error)
    return ["smooth", gain, words] if gain >= NEARER else None


def _adds_detail(added: NDArray[Any], detail: NDArray[Any]) -> bool:
    """Tell whether a method adds structure at the edges of a reference, and not just noise or sharpening."""
    if not ADDED[0] <= _correlation(added, detail) <= ADDED[1]:
        return False
    beside = added - detail * ((added * detail).sum() / (detail**2).sum())
    return _correlation(_strengths(beside), _strengths(detail)) >= STRUCTURED


def _strengths(values: NDArray[Any]) -> NDArray[Any]:
    """Return the root of the mean square of each block."""
    h, w = (side // BLOCK for side in values.shape)
    blocks = values[: h * BLOCK, : w * BLOCK].reshape(h, BLOCK, w, BLOCK)
    strengths: NDArray[Any] = (blocks**2).mean(axis=(1, 3)) ** 0.5
    return strengths


def _enlarged_again(image: NDArray[Any], factor: int) -> NDArray[Any]:
    from difference_finder.pipeline.resizing import resize

    height, width = image.shape
    small = resize(image[None, None], max(1, width // factor), max(1, height // factor))
    enlarged: NDArray[Any] = resize(small, width, height)[0, 0]
    return enlarged
