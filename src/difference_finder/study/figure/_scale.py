"""The common scale of the error maps of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.percentiles import robust_maximum
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.text import option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COLORMAPS", "GAINS", "ErrorScale", "check_colormap", "check_gain", "coloured", "shared_scale"]

GAINS = (1, 2, 5, 10, 20)

COLORMAPS = {"magma": "magma", "viridis": "viridis", "grey": "gray"}
"""Colormaps and their names in matplotlib; none diverges, since errors have no sign."""

LEFT_OUT = (128, 128, 128)

TOLERANCE = 1e-6
"""Relative tolerance, so that rounding does not lower the gain: 0.1 as a difference of float32 is
0.1000000015."""


@dataclass(frozen=True)
class ErrorScale:
    """The scale that maps errors to colours.

    Parameters
    ----------
    gain
        Factor that amplifies errors.
    saturated
        Share of the pixels, 0 to 1, that exceed the scale.
    """

    gain: float
    saturated: float

    @property
    def vmax(self) -> float:
        """The error at the end of the scale, as a share of the data range."""
        return 1 / self.gain


def shared_scale(planes: Sequence[NDArray[np.floating]], gain: float | None = None) -> ErrorScale:
    """Return the common scale of the error maps of a figure.

    Parameters
    ----------
    planes
        Error maps as shares of the data range; NaN does not count.
    gain
        Gain that the user has chosen; None for the largest of 1, 2, 5, 10 and 20 at which the 99.5th
        percentile of all errors does not exceed the scale.

    Examples
    --------
    >>> import numpy as np
    >>> shared_scale([np.full((8, 8), 0.04), np.full((8, 8), 0.15)]).gain
    5
    """
    import numpy as np

    pooled = np.concatenate([plane[np.isfinite(plane)] for plane in planes]) if planes else np.zeros(0)
    if gain is None:
        high = (robust_maximum(pooled) or float(pooled.max())) if pooled.size else 0.0
        gain = max(step for step in GAINS if step == 1 or step * high <= 1 + TOLERANCE)
    beyond = int(np.count_nonzero(pooled > (1 + TOLERANCE) / gain))
    return ErrorScale(gain, beyond / pooled.size if pooled.size else 0.0)


def coloured(plane: NDArray[np.floating], scale: ErrorScale, colormap: str) -> NDArray[np.uint8]:
    """Return an error map (H, W) as colours (H, W, 3); NaN is grey."""
    import matplotlib
    import numpy as np

    table = matplotlib.colormaps[COLORMAPS[colormap]](np.arange(256), bytes=True)[:, :3]
    empty = ~np.isfinite(plane)
    codes = np.rint(np.clip(np.where(empty, 0, plane) * scale.gain, 0, 1) * 255).astype(np.uint8)
    pixels: NDArray[np.uint8] = table[codes]
    pixels[empty] = LEFT_OUT
    return pixels


def check_colormap(name: Any) -> None:
    """Raise an error for an unknown colormap."""
    if name not in COLORMAPS:
        raise UnknownNameError.among("colormap", str(name), COLORMAPS)


def check_gain(gain: Any) -> None:
    """Raise an error if a gain is neither None nor a positive number."""
    number = isinstance(gain, int | float) and not isinstance(gain, bool)
    if gain is not None and not (number and 1e-6 <= gain <= 1e6):
        raise InputError(f"{option('gain')} must be a positive number such as 5, not {gain!r}")
