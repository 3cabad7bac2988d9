"""A window of values, as radiologists set it."""

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
    """Map a window of values to [0, 1], one window for all images: what lies beyond it is clipped.

    Parameters
    ----------
    pair
        The two images, and what both are measured against if there is a third.
    level, width
        The centre of the window and its width, which is positive; give both or none. They are in the units
        in which images are compared: floats as they are, integers as a share of their range (0.5 is half of
        255). Without them the window reaches from the least to the greatest value of what is measured
        against: the third image if there is one, else the reference.

    Returns
    -------
    Pair
        Values in [0, 1], and 1 as their data range.

    Raises
    ------
    InputError
        If one of ``level`` and ``width`` is missing, or ``width`` is not positive, or the window cannot be
        found because the image is flat.

    Notes
    -----
    Complex numbers, as MRI has them before reconstruction is finished, become magnitudes when they are read.

    Examples
    --------
    >>> import numpy as np
    >>> pair = Pair(np.array([[[[0.0, 300.0]]]]), np.array([[[[100.0, 900.0]]]]), None)
    >>> shown = window(pair, level=250.0, width=500.0)
    >>> shown.second.tolist(), shown.data_range
    ([[[[0.2, 1.0]]]], 1.0)
    """
    if (level is None) != (width is None):
        raise InputError(f"a window has a level and a width; level={level} and width={width} were given")
    own = level is None or width is None
    low, span = _own(pair) if level is None or width is None else (level - width / 2, width)
    if not span > 0:
        what = "the image that is measured against is flat" if own else f"width must be positive, not {width}"
        raise InputError(f"window: {what}; give level and width, such as window:level=0.5,width=1")
    images: dict[str, Any] = {name: _shown(image, low, span) for name, image in pair.images.items()}
    note = f"window: {low:g} to {low + span:g} became 0 to 1{', from the reference' if own else ''}"
    return replace(pair, data_range=1.0, **images).noted(note)


def _own(pair: Pair) -> tuple[float, float]:
    """Return where the values of what is measured against begin, and how far they reach."""
    image = pair.first if pair.reference is None else pair.reference
    xp = namespace(image)
    lowest, highest = extremes(image, pair.mask)
    least = float(xp.min(lowest))
    return least, float(xp.max(highest)) - least


def _shown(image: Array, low: float, span: float) -> Array:
    xp = namespace(image)
    return xp.clip((image - low) / span, 0.0, 1.0)
