"""Mixture of the channels by a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform
from difference_finder.transforms._tone import fit_robustly

Array = Any

PROMISING = 0.85
"""Least share of the energy of the difference of some pixels that a matrix explains."""


@transform(
    "colour_matrix",
    free=9,
    example={"matrix": ((0.9, 0.1, 0.0), (0.05, 0.85, 0.1), (0.0, 0.15, 0.85))},
)
def colour_matrix(pair: PatchPair) -> Iterator[Estimate]:
    """A matrix that mixes red, green and blue.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The matrix of shape (3, 3). The strength is the greatest change of a coefficient.
    """
    import numpy as np

    if pair.channels != 3:
        return
    x, y = pair.pixels
    kept = pair.open_pixels.all(axis=0)
    if kept.sum() < 100 or np.linalg.cond(x[:, kept] @ x[:, kept].T) > 1e6:
        return

    def solve(used: Array) -> Array:
        a, b = x[:, used].astype(np.float64), y[:, used].astype(np.float64)
        return np.linalg.solve(a @ a.T, a @ b.T).T

    enough = (1 - PROMISING) * float(np.square((y - x)[:, kept]).sum())

    def left_by(matrix: Array) -> float:
        return float(np.square((y - matrix.astype(np.float32) @ x)[:, kept]).sum())

    if left_by(solve(kept)) > enough:  # the least squares; a fit without outliers leaves more
        return
    matrix = fit_robustly(solve, lambda found: np.abs(y - found.astype(np.float32) @ x).max(axis=0), kept)
    if left_by(matrix) > enough:
        return
    change = float(np.abs(matrix - np.eye(3)).max())
    rows = "; ".join(", ".join(f"{value:.2f}" for value in row) for row in matrix)
    known = tuple(tuple(map(float, row)) for row in matrix)
    yield Estimate({"matrix": known}, 9, change, f"with its channels mixed by the matrix [{rows}]")


@colour_matrix.apply
def apply_colour_matrix(images: Array, *, matrix: tuple[tuple[float, ...], ...]) -> Array:
    """Return the images with each pixel multiplied by the matrix."""
    import numpy as np

    weights = np.array(matrix, images.dtype)
    return np.einsum("ij,njhw->nihw", weights, images, optimize=True)
