"""Two images on one scale, which begins at 0."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from difference_finder.arrays.backend import astype_float, divide_integers, is_integer
from difference_finder.errors import DataRangeError
from difference_finder.images.image import Image
from difference_finder.pipeline.container_bits import doubt_bits
from difference_finder.pipeline.data_range import DataRange, is_separate, ranges_of
from difference_finder.pipeline.range_checks import (
    ambiguous_zero,
    below_zero,
    check_divisor,
    check_floats,
    check_integers,
    find_below_zero,
    unknown_range,
)
from difference_finder.text import option

__all__ = ["Scaled", "to_one_scale"]

Array = Any


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
            return replace(scaled, doubt=doubt_bits((first, second)))
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
    given = [check_integers(image, wanted) for image, wanted in zip(images, ranges, strict=True)]
    below = "" if None in ranges else find_below_zero(images, given)
    if any(wanted.start for wanted in given):
        return _each_by_its_range(images, tuple(given))
    divisors = given[0].width, given[1].width
    return Scaled(images[0].pixels, images[1].pixels, 1.0, divisors, below_zero=below)


def _each_by_its_range(images: tuple[Image, Image], ranges: tuple[DataRange | None, ...]) -> Scaled:
    """Map the range of each image to 0 to 1."""
    whole: list[DataRange] = []
    scaled: list[Array] = []
    notes: list[str] = []
    for image, wanted in zip(images, ranges, strict=True):
        if is_integer(image.pixels):
            whole.append(check_integers(image, wanted))
        else:
            assert wanted is not None  # different ranges are given for both images
            notes += check_floats(image, wanted)
            whole.append(wanted)
        scaled.append(_unit(image.pixels, whole[-1]))
    notes += [
        f"'{image.name}': {own.start:g} to {own.high:g} became 0 to 1"
        for image, own in zip(images, whole, strict=True)
    ]
    offsets = {own.start / own.width for own in whole}
    offset = offsets.pop() if len(offsets) == 1 else None
    below = find_below_zero(images, whole)
    if below and len({own.width for own in whole}) > 1:
        raise ambiguous_zero(below)
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
        raise unknown_range(whole)
    start = 0.0 if wanted is None else wanted.start
    notes = []
    if wanted is not None:
        notes += check_floats(real, wanted)
        if whole.data_range is None:
            check_integers(whole, wanted)
        if below := find_below_zero([real], [wanted]):
            raise ambiguous_zero(below)
    factor = check_divisor((whole.data_range or span) / span)
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
    notes = [note for image in images for note in check_floats(image, wanted)]
    if wanted.start:
        pixels = [one - wanted.start for one in pixels]
        notes.append(f"values from {wanted.start:g} to {wanted.high:g} were shifted to 0 to {wanted.width:g}")
    low = [below_zero(image, wanted) for image in images]
    below = low[0] if all(low) else ""  # one image alone undershoots a range that begins at 0
    notes += [f"{low[0] or low[1]}, below the range that begins at 0"] if any(low) and not below else []
    return Scaled(
        pixels[0], pixels[1], wanted.width, notes=tuple(notes), offset=wanted.start, below_zero=below
    )


def _plain(given: DataRange) -> float | str:
    return given.width if given.low is None else str(given)
