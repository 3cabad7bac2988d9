"""Checks of values against their data range, and the errors of ranges that do not fit."""

from __future__ import annotations

import math
from collections.abc import Sequence

from difference_finder.arrays.backend import (
    detached,
    extent,
    is_integer,
    namespace,
    to_numpy,
    type_name,
)
from difference_finder.errors import DataRangeError
from difference_finder.images.image import Image
from difference_finder.pipeline.data_range import DataRange
from difference_finder.text import option

__all__ = [
    "ambiguous_zero",
    "below_zero",
    "check_divisor",
    "check_floats",
    "check_integers",
    "find_below_zero",
    "unknown_range",
]

OVERSHOOT = 0.05
"""Share of the data range by which floats may leave it: filters and networks overshoot, and a range that
does not belong to the values is exceeded by far more."""

ROUNDING = 1e-6
"""Share of the data range that is not worth a note: 0.1 in float32 is 0.1000000015."""


def check_integers(image: Image, wanted: DataRange | None) -> DataRange:
    """Return the range of an integer image: the one given, else its own."""
    if wanted is None:
        if image.data_range is None:
            raise unknown_range(image)
        return DataRange(image.data_range)
    check_divisor(wanted.width)
    least, greatest = _integer_limits(image, wanted)
    if wanted.low is None and greatest > wanted.width:
        raise DataRangeError(
            f"'{image.name}' holds {image.pixels.dtype} up to {greatest}, more than"
            f" {option('data_range', wanted.width)}; pass its true range, or leave it out"
        )
    if wanted.low is not None and (least < wanted.low or greatest > wanted.high):
        raise _outside(image, least, greatest, wanted)
    return wanted


def _integer_limits(image: Image, wanted: DataRange) -> tuple[int, int]:
    """Return the least and greatest value of integers, or of their type if all of it lies within a range."""
    import numpy as np

    values = to_numpy(image.pixels)
    if values.dtype.kind in "iu":
        kind = np.iinfo(values.dtype)
        fits = (
            kind.max <= wanted.width
            if wanted.low is None
            else wanted.low <= kind.min <= kind.max <= wanted.high
        )
        if fits:
            return int(kind.min), int(kind.max)
    return int(values.min()), int(values.max())


def check_divisor(divisor: float) -> float:
    """Return a divisor of integers; refuse one that float32 cannot hold."""
    import numpy as np

    if divisor > float(np.finfo(np.float32).max):
        raise DataRangeError(
            f"{option('data_range', divisor)} is too large for integers; pass their true range"
        )
    return divisor


def check_floats(image: Image, wanted: DataRange) -> list[str]:
    """Return a note if floats leave their range a little; refuse them if they leave it by far."""
    if wanted.low is None:
        return []
    least, greatest = _limits(image)
    outside = max(wanted.low - least, greatest - wanted.high) / wanted.width
    if outside > OVERSHOOT:
        raise _outside(image, least, greatest, wanted)
    if outside < ROUNDING:
        return []
    return [
        f"'{image.name}' holds values from {least:g} to {greatest:g}, not only"
        f" {wanted.start:g} to {wanted.high:g}"
    ]


def _outside(image: Image, least: float, greatest: float, wanted: DataRange) -> DataRangeError:
    return DataRangeError(
        f"'{image.name}' holds values from {least:g} to {greatest:g}, outside of"
        f" {option('data_range', str(wanted))}; pass the range that holds all values, or clip the image"
    )


def _limits(image: Image) -> tuple[float, float]:
    """Return the least and the greatest finite value of an image; zeros if there is none."""
    if image.data_range == 1.0 and not is_integer(image.pixels):
        return 0.0, 1.0  # known since the image was read
    known = None if image.errors is None else image.errors.limits_of(image.pixels)
    if known is not None:
        return known
    pixels = detached(image.pixels)
    if is_integer(pixels):
        values = to_numpy(pixels)
        return float(values.min()), float(values.max())
    least, greatest, finite = extent(pixels)
    if not finite:
        numbers = pixels[namespace(pixels).isfinite(pixels)]
        least, greatest, _ = extent(numbers) if math.prod(numbers.shape) else (0.0, 0.0, True)
    return least, greatest


def find_below_zero(images: Sequence[Image], ranges: Sequence[DataRange]) -> str:
    """Return which image has negative values although only the width of its range is known.

    Floats count if all images have them: if only one has, it undershoots a range that begins at 0.
    """
    texts = [below_zero(image, own) for image, own in zip(images, ranges, strict=True)]
    whole = [text for image, text in zip(images, texts, strict=True) if text and is_integer(image.pixels)]
    return next(iter(whole), texts[0] if all(texts) else "")


def below_zero(image: Image, own: DataRange) -> str:
    """Return the least value of an image in words if it is below a range without a low end; "" if not."""
    if own.low is not None or type_name(image.pixels).startswith(("u", "bool")):
        return ""
    least = _limits(image)[0]
    if least < (0 if is_integer(image.pixels) else -OVERSHOOT * own.width):
        return f"'{image.name}' holds values down to {least:g}"
    return ""


def ambiguous_zero(below: str) -> DataRangeError:
    """Return the error of negative values in a range of which only the width is known."""
    return DataRangeError(
        f"{below}, so a width does not tell the value of black; pass both ends, such as"
        f" {option('data_range', '-1,1')}"
    )


def unknown_range(image: Image) -> DataRangeError:
    """Return the error of an image whose range must be given."""
    return DataRangeError(
        f"'{image.name}' holds {image.pixels.dtype}, a type without a known range;"
        f" pass {option('data_range')}, for example {option('data_range', 255)}"
    )
