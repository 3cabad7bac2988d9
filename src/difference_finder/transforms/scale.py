"""Another scale about the centre of the image."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform
from difference_finder.transforms._registration import is_still, similar, whole_shift
from difference_finder.transforms._resampling import kernel

Array = Any

INTERPOLATIONS = ("linear", "cubic", "lanczos")

REDUCED = 384
"""Greatest side of the reduced images on which the scale is first estimated, in pixels."""

WINDOW = 96
"""Side of the windows whose shifts are measured in the reduced images, in pixels."""

SMALLEST = 32
"""Least side of such a window; the images are too narrow for smaller ones."""

ROUNDS = 6
"""Number of steps of Gauss and Newton."""

ENOUGH = 24
"""Number of patches that suffice for a step."""

FAINTEST = 0.15
"""Least displacement of the corners that is named, in pixels."""

GREATEST = 1.2
"""Greatest scale, and reciprocal of the least."""

PROMISING = 0.5
"""Least share of the energy of the difference that the scale explains."""


@transform(
    "scale",
    free=3,
    unit="times",
    example={"scale": 1.03, "x": 0.0, "y": 0.0, "interpolation": "cubic"},
    least=0.85,
)
def scale(pair: PatchPair) -> Iterator[Estimate]:
    """Another scale about the centre of the image, with a shift.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The scale, which is the strength, and the shift of the centre, with each interpolation that it may
        have been made with.
    """
    import numpy as np

    if is_still(pair):
        return
    found = _coarse(pair)
    if found is None:
        return
    reach = float(np.hypot(*pair.whole_first.stored.shape[-2:])) / 2
    for _ in range(ROUNDS):
        step = _remaining(pair, found)
        found = found + step
        if abs(found[0] - 1) * reach < FAINTEST or not 1 / GREATEST < found[0] < GREATEST:
            return
        if np.abs(step * (reach, 1, 1)).max() < 0.005:
            break
    factor, y, x = map(float, found)
    for interpolation in INTERPOLATIONS:
        known = {"scale": factor, "x": x, "y": y, "interpolation": interpolation}
        predicted, valid = _patches(pair, known, np.arange(len(pair.corners)))
        left = float(np.square((pair.second - predicted)[valid]).sum())
        if valid.any() and left < (1 - PROMISING) * float(np.square(pair.difference[valid]).sum()):
            moved = f" and moved by x={x:+.3g}, y={y:+.3g} pixels" * bool(np.hypot(x, y) >= FAINTEST)
            words = f"scaled by {factor:.4g}{moved}"
            yield Estimate(known, 3, factor, words, predicted, valid)


def _coarse(pair: PatchPair) -> Array | None:
    """Return scale and shift (rows, columns) of reduced images; None if their windows disagree."""
    import numpy as np

    divisor = -(-max(pair.whole_first.stored.shape[-2:]) // REDUCED)
    first, second = (
        _reduced(planes.stored, divisor) / planes.divisor for planes in (pair.whole_first, pair.whole_second)
    )
    height, width = first.shape
    side = min(WINDOW, height // 2, width // 2) // 2 * 2
    if side < SMALLEST:
        return None
    tops, lefts = (np.linspace(0, length - side, 3).astype(int) for length in (height, width))
    places, shifts = [], []
    for top in tops:
        for left in lefts:
            window = (None, slice(top, top + side), slice(left, left + side))
            places.append((top + side / 2 - height / 2, left + side / 2 - width / 2))
            shifts.append(whole_shift(first[window], second[window]))
    return _common_scale(np.array(places), np.array(shifts, float), divisor)


def _common_scale(places: Array, shifts: Array, divisor: int) -> Array | None:
    """Return the scale and the shift that most of the windows agree on."""
    import numpy as np

    best: tuple[int, Array | None] = (5, None)
    for i in range(len(places)):
        for j in range(i):
            apart = places[i] - places[j]
            grown = float((shifts[i] - shifts[j]) @ apart / (apart @ apart))
            shift = shifts[i] - grown * places[i]
            left = np.abs(shifts - grown * places - shift).max(axis=1)
            near = left <= 1.6
            if near.sum() > best[0]:
                best = int(near.sum()), np.array([1 + grown, *(shift * divisor)])
    return best[1]


def _reduced(image: Array, divisor: int) -> Array:
    """Return a channel of an image (C, H, W), the green one of three, as means of blocks."""
    import numpy as np

    height, width = (side // divisor * divisor for side in image.shape[-2:])
    plane = image[len(image) // 2, :height, :width]
    # Sums of rows first: numpy adds these quickly, and they leave little to add along the rows.
    rows = plane.reshape(height // divisor, divisor, width).sum(axis=1, dtype=np.float32)
    total: Array = rows.reshape(len(rows), width // divisor, divisor).sum(axis=2)
    return total / divisor**2


def _remaining(pair: PatchPair, found: Array) -> Array:
    """Return a step of Gauss and Newton from a scale and a shift (rows, columns)."""
    import numpy as np

    known = {"scale": found[0], "y": found[1], "x": found[2], "interpolation": "cubic"}
    few = np.arange(0, len(pair.corners), 1 + len(pair.corners) // ENOUGH)
    moved, valid = _patches(pair, known, few)
    if not valid.any():
        return np.zeros(3)
    few, moved = few[valid], moved[valid].mean(axis=1)
    gap = pair.second[few].mean(axis=1) - moved
    slopes = [-np.gradient(moved, axis=axis) for axis in (1, 2)]
    steps = np.arange(pair.side)
    centre = np.array(pair.whole_first.stored.shape[-2:]) / 2
    rows, columns = (pair.corners[few][:, axis, None] + steps + 0.5 - centre[axis] for axis in (0, 1))
    grown = slopes[0] * rows[:, :, None] + slopes[1] * columns[:, None, :]
    near = similar(gap, slopes)
    columns_of = np.stack([values[near] for values in (grown / found[0], *slopes)]).astype(np.float64)
    matrix = columns_of @ columns_of.T
    if np.linalg.cond(matrix) > 1e14:
        return np.zeros(3)
    return np.linalg.solve(matrix, columns_of @ gap[near])


def _positions(length: int, known: dict[str, Any], axis: str) -> Array:
    """Return the position in the first image of each row or column of the second."""
    import numpy as np

    centre = length / 2 - 0.5
    return (np.arange(length) - centre - known[axis]) / known["scale"] + centre


def _taps(positions: Array, length: int, known: dict[str, Any]) -> tuple[Array, Array]:
    """Return the pixels that each position depends on, (n, k), and their weights."""
    import numpy as np

    narrowed = min(1.0, known["scale"])  # a smaller image is averaged over more pixels
    reach = int(np.ceil({"linear": 1, "cubic": 2, "lanczos": 3}[known["interpolation"]] / narrowed))
    pixels = np.floor(positions).astype(int)[:, None] + np.arange(1 - reach, reach + 1)
    weights = kernel(known["interpolation"], (pixels - positions[:, None]) * narrowed)
    weights /= weights.sum(axis=1, keepdims=True)
    return np.clip(pixels, 0, length - 1), weights.astype(np.float32)


def _patches(pair: PatchPair, known: dict[str, Any], chosen: Array) -> tuple[Array, Array]:
    """Return chosen patches of the scaled first image, and which of them are known as a whole."""
    import numpy as np

    stored, divisor = pair.whole_first.stored, pair.whole_first.divisor
    sides = stored.shape[-2:]
    axes = []
    for axis, length in zip("yx", sides, strict=True):
        positions = _positions(length, known, axis)
        axes.append((positions, *_taps(positions, length, known)))
    predicted = np.zeros((len(chosen), *pair.second.shape[1:]), np.float32)
    valid = np.ones(len(chosen), bool)
    for number, corner in enumerate(pair.corners[chosen]):
        cuts, matrices = [], []
        for (positions, pixels, weights), start, length in zip(axes, corner, sides, strict=True):
            part = slice(start, start + pair.side)
            low, high = int(pixels[part].min()), int(pixels[part].max()) + 1
            valid[number] &= positions[part][0] >= 0 and positions[part][-1] <= length - 1
            matrix = np.zeros((pair.side, high - low), np.float32)
            np.add.at(matrix, (np.arange(pair.side)[:, None], pixels[part] - low), weights[part])
            cuts.append(slice(low, high))
            matrices.append(matrix)
        if valid[number]:
            cut = np.divide(stored[:, cuts[0], cuts[1]], divisor, dtype=np.float32)
            predicted[number] = matrices[0] @ cut @ matrices[1].T
    return predicted, valid


@scale.apply
def apply_scale(images: Array, *, scale: float, x: float, y: float, interpolation: str) -> Array:
    """Return the images scaled about their centre and moved; the values at the edges are repeated."""
    import numpy as np

    known = {"scale": scale, "x": x, "y": y, "interpolation": interpolation}
    for axis, name in ((2, "y"), (3, "x")):
        length = images.shape[axis]
        pixels, weights = _taps(_positions(length, known, name), length, known)
        total = np.zeros_like(images)
        for column, weight in zip(pixels.T, weights.T, strict=True):
            shape = [1] * 4
            shape[axis] = length
            total += images.take(column, axis=axis) * weight.reshape(shape)
        images = total
    return images


@scale.border
def border_of_scale(
    *, scale: float, x: float, y: float, interpolation: str, height: int, width: int
) -> tuple[int, int, int, int]:
    """Return the width of the border that the scaled image does not know: top, bottom, left, right."""
    import numpy as np

    known = {"scale": scale, "x": x, "y": y, "interpolation": interpolation}
    border: list[int] = []
    for axis, length in (("y", height), ("x", width)):
        positions = _positions(length, known, axis)
        border += [int(np.sum(positions < 0)), int(np.sum(positions > length - 1))]
    return border[0], border[1], border[2], border[3]
