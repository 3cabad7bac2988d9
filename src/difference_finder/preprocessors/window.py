"""Window of values (level and width), as in radiology."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import namespace
from difference_finder.arrays.masked import extremes
from difference_finder.errors import InputError
from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessor

Array = Any


@preprocessor("window", pair=True, data_range=1.0)
def window(pair: Pair, *, level: float | None = None, width: float | None = None) -> Pair:
    """Map a window of values to [0, 1], the same window for all images; values beyond it are clipped.

    Parameters
    ----------
    pair
        The two images, and the reference if there is one.
    level, width
        Centre and width of the window; the width is positive. Pass both or none. They are in the units in
        which images are compared: floats unchanged, integers as a share of their range (0.5 is half of 255).
        By default the window is the range of values of the reference; without one, of the first image.

    Returns
    -------
    Pair
        Images with values in [0, 1] and the data range 1.

    Raises
    ------
    InputError
        If only one of ``level`` and ``width`` is given, or ``width`` is not positive, or the window cannot be
        determined because the image is constant.

    Notes
    -----
    Complex images, such as MRI before the magnitude is taken, become magnitudes when they are read.

    Examples
    --------
    >>> import numpy as np
    >>> pair = Pair(np.array([[[[0.0, 300.0]]]]), np.array([[[[100.0, 900.0]]]]), None)
    >>> shown = window(pair, level=250.0, width=500.0)
    >>> shown.second.tolist(), shown.data_range
    ([[[[0.2, 1.0]]]], 1.0)
    """
    if (level is None) != (width is None):
        raise InputError(f"window needs both level and width, or none, not level {level} and width {width}")
    role = "first image" if pair.reference is None else "reference"
    own = level is None or width is None
    low, span = _own_range(pair) if level is None or width is None else (level - width / 2, width)
    if not span > 0:
        cause = f"the {role} is constant" if own else f"width must be positive, not {width}"
        raise InputError(f"window: {cause}; pass level and width, such as window:level=0.5,width=1")
    if pair.offset is None:
        raise InputError("window needs one range for all images, and each has its own; pass one for all")
    start = low if own else low - pair.offset  # the values of the pair begin at 0
    images: dict[str, Any] = {name: _apply_window(image, start, span) for name, image in pair.images.items()}
    low = start + pair.offset
    note = f"window: {low:g} to {low + span:g} became 0 to 1{f', from the {role}' if own else ''}"
    return replace(pair, data_range=1.0, **images).noted(note)


def _own_range(pair: Pair) -> tuple[float, float]:
    """Return the minimum of the reference, or else of the first image, and the width of its range."""
    image = pair.first if pair.reference is None else pair.reference
    xp = namespace(image)
    lowest, highest = extremes(image, pair.mask)
    least = float(xp.min(lowest))
    return least, float(xp.max(highest)) - least


def _apply_window(image: Array, low: float, span: float) -> Array:
    xp = namespace(image)
    return xp.clip((image - low) / span, 0.0, 1.0)
