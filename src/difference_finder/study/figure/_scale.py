"""One scale for the error maps of all panels."""

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
"""What they are called here and in matplotlib; errors have no sign, so that none diverges."""

LEFT_OUT = (128, 128, 128)

TOLERANCE = 1e-6
"""0.1 as a difference of float32 is 0.1000000015: rounding must not lower the gain."""


@dataclass(frozen=True)
class ErrorScale:
    """How errors become colours, in all panels.

    Parameters
    ----------
    gain
        How many times stronger they are shown.
    saturated
        Which share of the pixels, 0 to 1, lies beyond the last colour.
    """

    gain: float
    saturated: float

    @property
    def vmax(self) -> float:
        """The error with the last colour, as a share of the data range."""
        return 1 / self.gain


def shared_scale(planes: Sequence[NDArray[np.floating]], gain: float | None = None) -> ErrorScale:
    """Return the scale of all error maps of a figure.

    Parameters
    ----------
    planes
        The maps, as shares of the data range; not-a-numbers do not count.
    gain
        The gain that the user wants; None for the greatest of 1, 2, 5, 10 and 20 at which the 99.5th
        percentile of all errors together is not beyond the last colour.

    Examples
    --------
    >>> import numpy as np
    >>> shared_scale([np.full((8, 8), 0.04), np.full((8, 8), 0.15)]).gain
    5
    """
    import numpy as np

    pooled = np.concatenate([plane[np.isfinite(plane)] for plane in planes]) if planes else np.zeros(0)
    if gain is None:
        usual = (robust_maximum(pooled) or float(pooled.max())) if pooled.size else 0.0
        gain = max(step for step in GAINS if step == 1 or step * usual <= 1 + TOLERANCE)
    beyond = int(np.count_nonzero(pooled > (1 + TOLERANCE) / gain))
    return ErrorScale(gain, beyond / pooled.size if pooled.size else 0.0)


def coloured(plane: NDArray[np.floating], scale: ErrorScale, colormap: str) -> NDArray[np.uint8]:
    """Return an error map (H, W) as colours (H, W, 3); not-a-numbers are grey."""
    import matplotlib
    import numpy as np

    table = matplotlib.colormaps[COLORMAPS[colormap]](np.arange(256), bytes=True)[:, :3]
    empty = ~np.isfinite(plane)
    codes = np.rint(np.clip(np.where(empty, 0, plane) * scale.gain, 0, 1) * 255).astype(np.uint8)
    pixels: NDArray[np.uint8] = table[codes]
    pixels[empty] = LEFT_OUT
    return pixels


def check_colormap(name: Any) -> None:
    """Refuse a colour map that is not offered."""
    if name not in COLORMAPS:
        raise UnknownNameError.among("colormap", str(name), COLORMAPS)


def check_gain(gain: Any) -> None:
    """Refuse a gain that is no positive number; None is one that is not given."""
    number = isinstance(gain, int | float) and not isinstance(gain, bool)
    if gain is not None and not (number and 1e-6 <= gain <= 1e6):
        raise InputError(f"{option('gain')} must be a positive number, such as 5, not {gain!r}")
