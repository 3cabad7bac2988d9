"""Saturation, and grey images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from difference_finder.arrays.luma import BT601, BT709
from difference_finder.images.patches import PatchPair
from difference_finder.images.transform import Estimate
from difference_finder.parts.registry import transform

Array = Any

WEIGHTS = {"BT.601": BT601, "BT.709": BT709, "mean": (1 / 3, 1 / 3, 1 / 3)}
"""Weights of red, green and blue in the grey value."""

PROMISING = 0.85
"""Least share of the energy of the difference of some pixels that a factor explains."""

GREY = 0.01
"""Greatest saturation of an image that is called grey."""


@transform("saturation", free=0, unit="times", example={"saturation": 0.6, "weights": "BT.601"})
def saturation(pair: PatchPair) -> Iterator[Estimate]:
    """A factor of the distance of each pixel to its grey value; 0 for a conversion to grey.

    Parameters
    ----------
    pair
        Patches of the two images.

    Yields
    ------
    Estimate
        The factor, which is the strength, for each of the usual grey values.
    """
    import numpy as np

    if pair.channels != 3:
        return
    x, y = pair.pixels
    kept = pair.open_pixels.all(axis=0)
    x, y = x[:, kept], y[:, kept]
    total = float(np.square(y - x).sum())
    for name, weights in WEIGHTS.items():
        grey = np.array(weights, np.float32) @ x
        colour = x - grey
        energy = float(np.square(colour).sum())
        if energy <= 1e-6 * x.size:
            return
        factor = float(((y - grey) * colour).sum()) / energy
        if np.square(y - grey - factor * colour).sum() > (1 - PROMISING) * total or factor < -GREY:
            continue
        if factor < GREY:
            words = f"converted to grey ({name})"
            yield Estimate({"saturation": 0.0, "weights": name}, 0, 0.0, words)
        else:
            words = f"with saturation {factor:.3g}"
            yield Estimate({"saturation": factor, "weights": name}, 1, factor, words)


@saturation.apply
def apply_saturation(images: Array, *, saturation: float, weights: str) -> Array:
    """Return the images with the distance of each pixel to its grey value times a factor."""
    import numpy as np

    grey = np.einsum("j,njhw->nhw", np.array(WEIGHTS[weights], images.dtype), images)[:, None]
    return grey + saturation * (images - grey)
