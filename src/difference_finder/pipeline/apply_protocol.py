"""A pair as a protocol measures it, and derivatives with respect to the images as given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import cast_like, device_of, extent, namespace, on_device_of, to_numpy
from difference_finder.arrays.luma import MATLAB_GREY, STUDIO_LUMA, weighted_sum
from difference_finder.arrays.masked import fill_masked
from difference_finder.errors import DataRangeError, InputError
from difference_finder.images.borders import describe_border, without_border
from difference_finder.images.pair import Pair
from difference_finder.pipeline.protocol import Protocol
from difference_finder.text import option

__all__ = ["apply_protocol", "back_to_given", "check_smooth"]

Array = Any


def apply_protocol(pair: Pair, protocol: Protocol, data_range: float | str | None = None) -> Pair:
    """Return the pixels of a pair that a protocol measures; the pair itself if it measures all as given.

    Parameters
    ----------
    pair
        As prepared.
    protocol
        The measuring convention.
    data_range
        The range that the user gave; None for the range of the images.

    Returns
    -------
    Pair
        With other values, fewer channels, another range or a part of the images, as the protocol says. Its
        notes name the changes.

    Raises
    ------
    InputError
        If the images have too few pixels or other channels than the protocol needs.
    DataRangeError
        If the protocol needs the range of the values, and it is unknown.
    """
    if not protocol.changes_pixels:
        return pair
    _check_zero(pair, protocol)
    _check_volume(pair, protocol)
    pair = _cropped(pair, protocol)
    pair = _quantised(pair, protocol)
    if _is_converted(pair, protocol):
        pair = _one_channel(pair, protocol)
    elif protocol.rounded and pair.divisors is None:  # an image of one channel
        level = _known_range(pair, protocol) / 255
        pair = replace(pair, **{role: _rounded(image, level) for role, image in pair.images.items()})
    if protocol.range == "reference" and data_range is None:
        pair = _range_of_reference(pair, protocol)
    return pair


def back_to_given(slope: Array, given: Pair, protocol: Protocol) -> Array:
    """Carry a derivative with respect to the measured pixels back to the images as given.

    Parameters
    ----------
    slope
        Shape (N, C', H', W'): d score / d candidate, as :func:`apply_protocol` returned it.
    given
        The pair that :func:`apply_protocol` was given.
    protocol
        The measuring convention.

    Returns
    -------
    array
        Shape (N, C, H, W): zero where the protocol leaves pixels out.
    """
    if not protocol.changes_pixels:
        return slope
    xp = namespace(slope)
    if _is_converted(given, protocol):
        weights = xp.asarray(_weights(protocol), dtype=slope.dtype, **on_device_of(slope))
        slope = slope * weights[None, :, None, None]
    if protocol.crop_border:
        border, (n, c, h, w) = protocol.crop_border, given.second.shape
        whole = xp.zeros((int(n), int(c), int(h), int(w)), dtype=slope.dtype, **on_device_of(slope))
        whole[..., border : h - border, border : w - border] = slope
        slope = whole
    return cast_like(slope, given.second)


def check_smooth(given: Pair, protocol: Protocol) -> None:
    """Refuse a derivative through a protocol that makes whole numbers of the values of this pair.

    Raises
    ------
    InputError
        If it does; the message names the protocol without that.
    """
    smooth: dict[str, Any] = {}
    if protocol.quantise is not None and not _has_8_bits(given):
        smooth["quantise"] = None
    if protocol.rounded and (_is_converted(given, protocol) or given.divisors is None):
        smooth["rounded"] = False
    if smooth:
        raise InputError(
            f"protocol '{protocol.spec}' makes whole numbers of the values before it measures them, so the"
            " score is a staircase, and its derivative is zero wherever it exists; use"
            f" {option('protocol', protocol.configured(smooth).spec)}"
        )


def _check_zero(pair: Pair, protocol: Protocol) -> None:
    """Refuse negative values of which only the width of the range is known, if levels are counted from 0."""
    if pair.below_zero and (protocol.quantise is not None or protocol.rounded or protocol.colour == "luma"):
        raise DataRangeError(
            f"protocol '{protocol.name}' counts levels from 0, and {pair.below_zero}; pass both ends of the"
            f" range, such as {option('data_range', '-1,1')}"
        )


def _check_volume(pair: Pair, protocol: Protocol) -> None:
    """Refuse a slice without its volume, or with masked pixels, if volumes of several files are measured."""
    if protocol.volume != "group":
        return
    if pair.volume is None:
        raise InputError(
            f"protocol '{protocol.spec}' takes the files of a group for the slices of a volume, which only a"
            f" study with groups has; use {option('protocol', protocol.name)} for files of whole volumes"
        )
    if pair.mask is not None:
        raise InputError(
            f"protocol '{protocol.spec}' measures whole volumes, and takes no pixels that are not finite;"
            f" use {option('protocol', protocol.name)}, or replace these pixels"
        )


def _cropped(pair: Pair, protocol: Protocol) -> Pair:
    border = protocol.crop_border
    if not border:
        return pair
    part = without_border(pair, border, f"protocol '{protocol.name}'", "crop_border")
    return part.noted(describe_border(border, f"protocol {protocol.spec}"))


def _quantised(pair: Pair, protocol: Protocol) -> Pair:
    """Return the pair in 8 bits, on the scale that it has."""
    if protocol.quantise is None or _has_8_bits(pair):
        return pair
    pair = pair.as_floats()
    step = _known_range(pair, protocol) / 255
    images = {role: _levels(image, step, protocol.quantise) for role, image in pair.images.items()}
    ways = {"round": "rounded", "truncate": "truncated"}
    note = f"values were {ways[protocol.quantise]} to 8 bits (protocol {protocol.spec})"
    pair = pair.noted(note)
    kernels = device_of(pair.second) == "cpu" and pair.mask is None and pair.reference is None
    if kernels and pair.data_range == 1.0:
        xp = namespace(pair.second)
        integers = {role: xp.astype(image, xp.uint8) for role, image in images.items()}
        return replace(pair, divisors=(255.0, 255.0), **integers)
    return replace(pair, **{role: image * step for role, image in images.items()})


def _has_8_bits(pair: Pair) -> bool:
    return pair.divisors == (255.0, 255.0) and str(pair.second.dtype).endswith("uint8")


def _levels(image: Array, step: float, how: str) -> Array:
    """Return whole numbers of 0 to 255; computed in the images' type, as whoever truncates does."""
    xp = namespace(image)
    levels = xp.clip(image / step if step != 1 / 255 else image * 255, 0, 255)
    return xp.floor(levels + 0.5 if how == "round" else levels)


def _is_converted(pair: Pair, protocol: Protocol) -> bool:
    return protocol.colour != "as given" and pair.second.shape[1] != 1


def _weights(protocol: Protocol) -> tuple[float, float, float]:
    return STUDIO_LUMA if protocol.colour == "luma" else MATLAB_GREY


def _one_channel(pair: Pair, protocol: Protocol) -> Pair:
    """Return the pair as luma or grey values, (N, 1, H, W)."""
    channels = pair.second.shape[1]
    if channels != 3:
        raise InputError(
            f"protocol '{protocol.name}' measures {protocol.colour} values of R, G and B, and the images have"
            f" {channels} channels; pass images of 3 channels, or of 1, which is taken as it is"
        )
    span = _known_range(pair, protocol)
    offset = 16 / 255 * span if protocol.colour == "luma" else 0.0
    images = {}
    for (role, image), divisor in zip(pair.images.items(), pair.divisors or (1.0, 1.0, 1.0), strict=False):
        one = weighted_sum(image, [weight / divisor for weight in _weights(protocol)]) + offset
        level = span / 255 if pair.divisors is None else 1 / divisor
        images[role] = _rounded(one, level) if protocol.rounded else one
    images = {role: fill_masked(image, pair.mask, 0.0) for role, image in images.items()}
    note = f"{protocol.colour} values of R, G and B are measured (protocol {protocol.spec})"
    # Luma begins at 16 of 255, so no number restores the values of the files.
    own_offset = 0.0 if protocol.colour == "luma" else pair.offset
    return replace(pair, divisors=None, offset=own_offset, **images).noted(note)


def _rounded(image: Array, level: float) -> Array:
    """Return the nearest multiples of a level."""
    # Halves go up, as in MATLAB; a grey value that is a half but for rounding errors is one.
    return namespace(image).floor(image / level + (0.5 + 1e-9)) * level


def _range_of_reference(pair: Pair, protocol: Protocol) -> Pair:
    """Return the pair with the greatest value of its reference as its range."""
    if protocol.volume == "group" and pair.volume is not None:
        return replace(pair, data_range=_positive(pair.volume.greatest, protocol))
    image = pair.first if pair.reference is None else pair.reference
    greatest = float(to_numpy(image).max()) / pair.divisors[0] if pair.divisors else extent(image)[1]
    return replace(pair, data_range=_positive(greatest, protocol))


def _positive(greatest: float, protocol: Protocol) -> float:
    """Return the greatest value of a reference, after checking that it is a range."""
    if not greatest > 0:
        raise DataRangeError(
            f"protocol '{protocol.name}' takes the greatest value of the reference as the range, and that is"
            f" {greatest:g}; pass {option('data_range')}, or another {option('protocol')}"
        )
    return greatest


def _known_range(pair: Pair, protocol: Protocol) -> float:
    if pair.data_range is None:
        raise DataRangeError(
            f"protocol '{protocol.name}' depends on the range of the values, which is unknown: they are"
            f" floats outside [0, 1]; pass {option('data_range')}, the greatest minus the least possible"
            " value"
        )
    return pair.data_range
