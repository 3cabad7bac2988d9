"""Two images on one scale, which begins at 0."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from difference_finder.arrays.backend import (
    astype_float,
    divide_integers,
    extent,
    host_view,
    is_integer,
    is_tensor,
    namespace,
    to_numpy,
)
from difference_finder.errors import DataRangeError
from difference_finder.images.image import Image
from difference_finder.pipeline.data_range import DataRange, is_separate, ranges_of
from difference_finder.text import format_plain, option

__all__ = ["Scaled", "bits_used", "to_one_scale"]

Array = Any

OVERSHOOT = 0.05
"""Share of the data range by which floats may leave it: filters and networks overshoot, and a range that
does not belong to the values is exceeded by far more."""

ROUNDING = 1e-6
"""Share of the data range that is not worth a note: 0.1 in float32 is 0.1000000015."""

USUAL_BITS = (8, 10, 12, 14)
"""Bits that cameras and scanners store in containers of 16 bits."""


@dataclass(frozen=True, eq=False)
class Scaled:
    """Two images on one scale.

    Parameters
    ----------
    first, second
        Pixels (N, C, H, W): floats, or integers as stored if there are divisors.
    data_range
        Data range on this scale; None if it is unknown.
    divisors
        Numbers by which the integers are divided; None for floats.
    notes
        Decisions that a reader should know of.
    offset
        Value of this scale that 0 of the file has been moved away from: adding it restores the values of the
        file. None if the two images need different ones.
    below_zero
        Which image has negative values, in words, if only the width of the range is known; else "".
    doubt
        Reason to doubt the range, of which the user is warned; "" if there is none.
    """

    first: Array
    second: Array
    data_range: float | None
    divisors: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()
    offset: float | None = 0.0
    below_zero: str = ""
    doubt: str = ""


def to_one_scale(
    first: Image, second: Image, data_range: Any, tell_bits: bool = True, floats_known: bool = True
) -> Scaled:
    """Bring two images to one scale.

    Parameters
    ----------
    first, second
        The images as read.
    data_range
        The data range that the user gave, see :func:`~difference_finder.pipeline.data_range.ranges_of`.
    tell_bits
        Whether a warning tells that 16-bit images seem to use fewer bits.
    floats_known
        Whether floats in [0, 1] have the range 1; if not, floats have no known range.

    Raises
    ------
    DataRangeError
        If the scales are ambiguous, or values lie outside of the range.
    """
    ranges = ranges_of(data_range, 2)
    integer = [is_integer(image.pixels) for image in (first, second)]
    if all(integer):
        scaled = _of_integers((first, second), ranges, is_separate(data_range))
        if data_range is None and tell_bits:
            return replace(scaled, doubt=_doubt_of_bits((first, second)))
        return scaled
    if is_separate(data_range):
        return _each_by_its_range((first, second), ranges)
    if any(integer):
        return _of_mixed(first, second, ranges[0], integer)
    scaled = _of_floats((first, second), ranges[0])
    return scaled if floats_known or data_range is not None else replace(scaled, data_range=None)


def _of_integers(images: tuple[Image, Image], ranges: tuple[DataRange | None, ...], separate: bool) -> Scaled:
    own = [image.data_range for image in images]
    if ranges[0] is not None and not separate and None not in own and own[0] != own[1]:
        raise DataRangeError(
            f"'{images[0].name}' has the range {own[0]:g} and '{images[1].name}' {own[1]:g};"
            f" {option('data_range', _plain(ranges[0]))} cannot serve both; leave it out, or pass a range for"
            f" each, such as {option('data_range', f'{own[0]:g}:{own[1]:g}')}"
        )
    given = [_checked_integers(image, wanted) for image, wanted in zip(images, ranges, strict=True)]
    below = "" if None in ranges else _below_zero(images, given)
    if any(wanted.start for wanted in given):
        return _each_by_its_range(images, tuple(given))
    divisors = given[0].width, given[1].width
    return Scaled(images[0].pixels, images[1].pixels, 1.0, divisors, below_zero=below)


def _checked_integers(image: Image, wanted: DataRange | None) -> DataRange:
    """Return the range of an integer image: the one given, else its own."""
    if wanted is None:
        if image.data_range is None:
            raise _unknown_range(image)
        return DataRange(image.data_range)
    _divisor(wanted.width)
    values = to_numpy(image.pixels)
    least, greatest = int(values.min()), int(values.max())
    if wanted.low is None and greatest > wanted.width:
        raise DataRangeError(
            f"'{image.name}' holds {image.pixels.dtype} up to {greatest}, more than"
            f" {option('data_range', wanted.width)}; pass its true range, or leave it out"
        )
    if wanted.low is not None and (least < wanted.low or greatest > wanted.high):
        raise _outside(image, least, greatest, wanted)
    return wanted


def _each_by_its_range(images: tuple[Image, Image], ranges: tuple[DataRange | None, ...]) -> Scaled:
    """Map the range of each image to 0 to 1."""
    whole: list[DataRange] = []
    scaled: list[Array] = []
    notes: list[str] = []
    for image, wanted in zip(images, ranges, strict=True):
        if is_integer(image.pixels):
            whole.append(_checked_integers(image, wanted))
        else:
            assert wanted is not None  # different ranges are given for both images
            notes += _check_floats(image, wanted)
            whole.append(wanted)
        scaled.append(_unit(image.pixels, whole[-1]))
    notes += [
        f"'{image.name}': {own.start:g} to {own.high:g} became 0 to 1"
        for image, own in zip(images, whole, strict=True)
    ]
    offsets = {own.start / own.width for own in whole}
    offset = offsets.pop() if len(offsets) == 1 else None
    below = _below_zero(images, whole)
    if below and len({own.width for own in whole}) > 1:
        raise _ambiguous_zero(below)
    return Scaled(scaled[0], scaled[1], 1.0, notes=tuple(notes), offset=offset, below_zero=below)


def _unit(pixels: Array, own: DataRange) -> Array:
    """Return values of a range as 0 to 1."""
    if not is_integer(pixels):
        return (astype_float(pixels) - own.start) / own.width
    if not own.start:
        return divide_integers(pixels, own.width)
    whole = divide_integers(pixels, 1.0)
    return (whole - own.start) / own.width


def _of_mixed(first: Image, second: Image, wanted: DataRange | None, integer: list[bool]) -> Scaled:
    """Bring an integer image to the scale of a float image."""
    whole, real = (first, second) if integer[0] else (second, first)
    span = wanted.width if wanted is not None else real.data_range
    if span is None:
        raise DataRangeError(
            f"'{whole.name}' holds integers with range {whole.data_range}, '{real.name}' floats that are not"
            " all in [0, 1], so their scales are ambiguous;"
            f" pass {option('data_range')}, for example {option('data_range', 255)}"
        )
    if whole.data_range is None and wanted is None:
        raise _unknown_range(whole)
    start = 0.0 if wanted is None else wanted.start
    notes = []
    if wanted is not None:
        notes += _check_floats(real, wanted)
        if whole.data_range is None:
            _checked_integers(whole, wanted)
        if below := _below_zero([real], [wanted]):
            raise _ambiguous_zero(below)
    factor = _divisor((whole.data_range or span) / span)
    scaled = divide_integers(whole.pixels, factor)
    notes += [f"'{whole.name}' was divided by {factor:g} to match the scale of '{real.name}'"]
    other = astype_float(real.pixels)
    if start:
        other = other - start
        scaled = scaled - start if whole.data_range is None else scaled
        notes.append(f"{start:g} to {start + span:g} of the values became 0 to {span:g}")
    images = (scaled, other) if integer[0] else (other, scaled)
    return Scaled(*images, span, notes=tuple(notes), offset=start)


def _of_floats(images: tuple[Image, Image], wanted: DataRange | None) -> Scaled:
    pixels = [astype_float(image.pixels) for image in images]
    if wanted is None:
        known = {image.data_range for image in images}
        return Scaled(pixels[0], pixels[1], 1.0 if known == {1.0} else None)
    notes = [note for image in images for note in _check_floats(image, wanted)]
    if wanted.start:
        pixels = [one - wanted.start for one in pixels]
        notes.append(f"values from {wanted.start:g} to {wanted.high:g} were shifted to 0 to {wanted.width:g}")
    below = _below_zero(images, [wanted, wanted])
    lone = [text for image in images if (text := _below(image, wanted))]
    notes += [f"{lone[0]}, below the range that begins at 0"] if lone and not below else []
    return Scaled(
        pixels[0], pixels[1], wanted.width, notes=tuple(notes), offset=wanted.start, below_zero=below
    )


def _divisor(divisor: float) -> float:
    import numpy as np

    if divisor > float(np.finfo(np.float32).max):
        raise DataRangeError(
            f"{option('data_range', divisor)} is too large for integers; pass their true range"
        )
    return divisor


def _check_floats(image: Image, wanted: DataRange) -> list[str]:
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
    pixels = image.pixels.detach() if is_tensor(image.pixels) else image.pixels
    if is_integer(pixels):
        values = to_numpy(pixels)
        return float(values.min()), float(values.max())
    least, greatest, finite = extent(pixels)
    if not finite:
        numbers = pixels[namespace(pixels).isfinite(pixels)]
        least, greatest, _ = extent(numbers) if math.prod(numbers.shape) else (0.0, 0.0, True)
    return least, greatest


def _below_zero(images: Any, ranges: Any) -> str:
    """Return which image has negative values although only the width of its range is known.

    Floats count if all images have them: if only one has, it undershoots a range that begins at 0.
    """
    texts = [_below(image, own) for image, own in zip(images, ranges, strict=True)]
    whole = [text for image, text in zip(images, texts, strict=True) if text and is_integer(image.pixels)]
    return next(iter(whole), texts[0] if all(texts) else "")


def _below(image: Image, own: DataRange) -> str:
    unsigned = str(image.pixels.dtype).removeprefix("torch.").startswith(("u", "bool"))
    if own.low is not None or unsigned:
        return ""
    least = _limits(image)[0]
    if least < (0 if is_integer(image.pixels) else -OVERSHOOT * own.width):
        return f"'{image.name}' holds values down to {least:g}"
    return ""


def _ambiguous_zero(below: str) -> DataRangeError:
    return DataRangeError(
        f"{below}, so a width does not tell the value of black; pass both ends, such as"
        f" {option('data_range', '-1,1')}"
    )


def _plain(given: DataRange) -> float | str:
    return given.width if given.low is None else str(given)


def _unknown_range(image: Image) -> DataRangeError:
    return DataRangeError(
        f"'{image.name}' holds {image.pixels.dtype}, a type without a known range;"
        f" pass {option('data_range')}, for example {option('data_range', 255)}"
    )


def bits_used(greatest: int) -> int | None:
    """Return the bits that values of 16-bit containers seem to use; None if they use all 16, or are a mask.

    Examples
    --------
    >>> bits_used(4095), bits_used(900), bits_used(40000), bits_used(1)
    (12, 10, None, None)
    """
    return next((bits for bits in USUAL_BITS if 1 < greatest < 2**bits), None)


def _doubt_of_bits(images: tuple[Image, Image]) -> str:
    """Return a warning if the images of 16 bits seem to use fewer; "" if not."""
    greatest = [_greatest_of_16_bits(image) for image in images]
    bits = bits_used(max((value for value in greatest if value is not None), default=0))
    if bits is None:
        return ""
    ranges = [
        image.data_range if value is None else 2**bits - 1
        for image, value in zip(images, greatest, strict=True)
    ]
    first, second = (float(value or 0) for value in ranges)
    apart = f"{format_plain(first)}:{format_plain(second)}"
    remedy = option("data_range", first if first == second else apart)
    names = " and ".join(
        f"'{image.name}'" for image, value in zip(images, greatest, strict=True) if value is not None
    )
    looks = "looks" if None in greatest else "look"
    return f"{names} {looks} like {bits} of 16 bits; if so, pass {remedy}"


def _greatest_of_16_bits(image: Image) -> int | None:
    """Return the greatest value of a 16-bit container; None for other images."""
    pixels = host_view(image.pixels)
    if image.data_range != 65535 or pixels is None or pixels.dtype.kind != "u" or pixels.dtype.itemsize != 2:
        return None
    return int(pixels.max())
