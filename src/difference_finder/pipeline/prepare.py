"""Two images as they were read become a pair: one shape, one scale, one mask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import (
    device_of,
    divide_integers,
    extent,
    in_one_type,
    is_integer,
    namespace,
    to_device,
    type_name,
)
from difference_finder.arrays.masked import fill_masked, keeps_every_sample
from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.images.contents import Unequal, held
from difference_finder.images.image import METRIC_ROLES, SPOKEN_ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.masks import Rectangle, chosen_pixels
from difference_finder.pipeline.resizing import resize
from difference_finder.pipeline.scaling import to_one_scale
from difference_finder.pipeline.size_change import describe_size_change
from difference_finder.pipeline.unseen import unequal_size, with_alpha, with_nonfinite
from difference_finder.text import count_of, option

__all__ = ["FITS", "NAN", "STUDY_FITS", "prepare"]

Array = Any

FITS = ("error", "crop", "resize", "pad")
"""Treatments of images of different sizes."""

STUDY_FITS = ("error", "crop", "resize", "resize-reference")
"""Treatments of images of different sizes in a study."""

NAN = ("report", "mask")
"""Treatments of pixels that are not finite in one of the images only."""


def prepare(
    first: Image,
    second: Image,
    *,
    data_range: Any = None,
    fit: str = "error",
    device: str = "cpu",
    mask: Image | None = None,
    ignore: Iterable[Rectangle] = (),
    roles: tuple[str, str] = SPOKEN_ROLES,
    nan: str = "report",
    tell_bits: bool = True,
    floats_known: bool = True,
) -> Pair:
    """Make a pair of two images.

    Parameters
    ----------
    first, second
        The images as read.
    data_range
        Greatest minus least possible value in the units of the images, both ends (low, high), or one of these
        for each image, as :func:`~difference_finder.pipeline.data_range.check_data_range` takes them. By
        default integers carry their own, and floats have 1 when all their values lie in [0, 1].
    fit
        What to do where sizes differ: "error"; "crop" both to the common area at the top left; "resize" the
        second to the size of the first (bicubic, antialiased); "resize-reference", in a study, the first to
        the size of a smaller second. Images that are padded have one size already.
    device
        Where to compute.
    mask, ignore
        Which pixels count, and rectangles that do not: :mod:`difference_finder.pipeline.masks` reads them.
    roles
        Names of the two in errors and notes.
    nan
        Treatment of pixels that are not finite in one of the images only: "report" counts them as a
        difference, "mask" leaves them out.
    tell_bits
        Whether a warning tells that 16-bit images seem to use fewer bits.
    floats_known
        Whether floats in [0, 1] have the data range 1; if not, floats have no known range.

    Returns
    -------
    Pair
        Floating-point images, or integers with their divisors, the data range, so that 1 is
        white. Pixels that do not count, or are not finite in either image, are zero and masked.
        ``data_range`` is None where it is unknown.

    Raises
    ------
    ShapeMismatchError
        If sizes, channels or numbers of samples differ, or the mask has another size.
    DataRangeError
        If ``data_range`` is not positive and finite, or the two scales are ambiguous.
    InputError
        If no pixel is left that is finite in both images.
    """
    if fit not in (*FITS, *STUDY_FITS):
        raise InputError(f"{option('fit')} must be one of {', '.join(FITS)}, not '{fit}'")
    scaled = to_one_scale(first, second, data_range, tell_bits, floats_known)
    pixels1, pixels2, span, divisors = scaled.first, scaled.second, scaled.data_range, scaled.divisors
    notes = [*scaled.notes]
    pixels1, pixels2 = to_device(pixels1, device), to_device(pixels2, device)
    if divisors is not None and (
        (fit.startswith("resize") and first.size != second.size)
        or not (_takes_kernels(pixels1) and _takes_kernels(pixels2))
    ):
        pixels1, pixels2 = divide_integers(pixels1, divisors[0]), divide_integers(pixels2, divisors[1])
        divisors = None
    pixels1, pixels2 = in_one_type(pixels1, pixels2)
    unequal: list[Unequal] = []
    if first.size != second.size:
        if fit == "resize-reference" and (mask is not None or ignore):
            raise InputError(
                f"{roles[0]} '{first.name}' was to be resized to '{second.name}', and a mask or rectangles"
                f" belong to one size; leave them out, or {option('fit', fit)}"
            )
        pixels1, pixels2, note = _one_size(pixels1, pixels2, first, second, fit, roles)
        notes.append(note)
        unequal.append(unequal_size(first, second, fit))
    pixels1, pixels2, more = _one_layout(pixels1, pixels2, first, second, roles)
    notes += more
    chosen, left_out = chosen_pixels(mask, ignore, first, pixels1, roles[0])
    notes += left_out
    pair = Pair(
        pixels1,
        pixels2,
        span,
        chosen,
        tuple(notes),
        divisors,
        unequal=tuple(unequal),
        offset=scaled.offset,
        below_zero=scaled.below_zero,
    )
    pair = pair.warned(scaled.doubt) if scaled.doubt else pair
    if chosen is not None or not (divisors is not None or (first.finite and second.finite)):
        pair = _hidden(pair, roles, nan)
        if (
            span is None
            and floats_known
            and chosen is not None
            and all(map(_in_unit_range, (pair.first, pair.second)))
        ):
            pair = replace(pair, data_range=1.0)  # only masked pixels left the range
    return with_alpha(pair, first, second, chosen)


def _takes_kernels(pixels: Array) -> bool:
    """Tell whether integers may stay as they are stored: kernels take these on the CPU."""
    return device_of(pixels) == "cpu" and type_name(pixels) in ("uint8", "uint16")


def _in_unit_range(image: Array) -> bool:
    least, greatest, _ = extent(image)
    return least >= 0 and greatest <= 1


def _one_size(
    pixels1: Array, pixels2: Array, first: Image, second: Image, fit: str, roles: tuple[str, str]
) -> tuple[Array, Array, str]:
    (w1, h1), (w2, h2) = first.size, second.size
    if fit == "crop":
        h, w = min(h1, h2), min(w1, w2)
        return pixels1[..., :h, :w], pixels2[..., :h, :w], f"both cropped to {w}x{h} from the top left"
    if fit == "resize":
        note = f"'{second.name}' resized from {w2}x{h2} to {w1}x{h1} (bicubic)"
        return pixels1, resize(pixels2, w1, h1), note
    if fit == "resize-reference":
        if w2 > w1 or h2 > h1:
            raise ShapeMismatchError(
                f"{option('fit', fit)} makes the reference smaller, and {roles[1]} '{second.name}' is"
                f" {w2}x{h2}, {roles[0]} '{first.name}' {w1}x{h1}; use {option('fit', 'resize')}"
            )
        note = f"'{first.name}' resized from {w1}x{h1} to {w2}x{h2} (bicubic), the size of '{second.name}'"
        return resize(pixels1, w2, h2), pixels2, note
    # Studies score all methods on the pixels of the reference: they do not pad.
    pad = "" if roles == METRIC_ROLES else f", or pad both ({option('fit', 'pad')})"
    raise ShapeMismatchError(
        f"shape mismatch: {roles[0]} '{first.name}' is {w1}x{h1}, {roles[1]} '{second.name}' is"
        f" {w2}x{h2}{describe_size_change(pixels1, pixels2)}; crop or resize one ({option('fit', 'crop')} or"
        f" {option('fit', 'resize')}){pad}"
    )


def _one_layout(
    pixels1: Array, pixels2: Array, first: Image, second: Image, roles: tuple[str, str]
) -> tuple[Array, Array, list[str]]:
    """Return arrays of one shape: grey pictures become RGB, one sample meets many."""
    notes = []
    c1, c2 = pixels1.shape[1], pixels2.shape[1]
    # Pictures are compared as RGB, so that a grey file and a colour file are on one footing.
    channels = 3 if (first.colour or second.colour) and max(c1, c2) <= 3 else max(c1, c2)
    if c1 != c2:
        if 1 not in (c1, c2):
            raise ShapeMismatchError(
                f"channel mismatch: {roles[0]} '{first.name}' has {c1} channels, {roles[1]}"
                f" '{second.name}' has {c2}; select the channels to compare"
            )
        grey = first if c1 == 1 else second
        notes.append(f"the one channel of '{grey.name}' was repeated {channels} times")
    if any("pages" in held(image.contents) for image in (first, second)):
        # Page by page; the pages that only one file has are reported by its contents.
        common = min(pixels1.shape[0], pixels2.shape[0])
        pixels1, pixels2 = pixels1[:common], pixels2[:common]
    n1, n2 = pixels1.shape[0], pixels2.shape[0]
    if n1 != n2 and 1 not in (n1, n2):
        raise ShapeMismatchError(
            f"batch mismatch: {roles[0]} '{first.name}' has {n1} samples, {roles[1]}"
            f" '{second.name}' has {n2}; pass as many, or one"
        )
    n, tail = max(n1, n2), pixels1.shape[2:]
    if (c1, n1) != (channels, n):
        pixels1 = namespace(pixels1).broadcast_to(pixels1, (n, channels if c1 == 1 else c1, *tail))
    if (c2, n2) != (channels, n):
        pixels2 = namespace(pixels2).broadcast_to(pixels2, (n, channels if c2 == 1 else c2, *tail))
    return pixels1, pixels2, notes


def _hidden(pair: Pair, roles: tuple[str, str], nan: str) -> Pair:
    """Put zeros where pixels do not count, or are not finite in one of the images, and mask these.

    Integers are finite everywhere, and so are most floats.
    """
    first, second, chosen = pair.first, pair.second, pair.mask
    if all(is_integer(image) or extent(image)[2] for image in (first, second)):
        return replace(pair, first=fill_masked(first, chosen, 0), second=fill_masked(second, chosen, 0))
    xp = namespace(first)
    good = [xp.all(xp.isfinite(image), axis=1, keepdims=True) for image in (first, second)]
    if chosen is not None:
        good = [one | ~chosen for one in good]
    finite = good[0] & good[1]
    mask = finite if chosen is None else finite & chosen
    if not keeps_every_sample(mask):
        left = "" if chosen is None else " of those that the mask leaves"
        raise InputError(f"no pixel{left} is finite in both images; there is nothing to compare")
    if not bool(xp.all(finite)):
        total = mask.shape[0] * mask.shape[2] * mask.shape[3]
        counts = [total - int(xp.count_nonzero(one)) for one in (*good, finite)]
        pair = pair.noted(
            f"{count_of(counts[0], 'pixel')} of the {roles[0]} and {counts[1]} of the {roles[1]} are not"
            f" finite; they are masked ({counts[2]} of {total})"
        )
        if nan == "report":
            pair = with_nonfinite(pair, ~finite)
    return replace(pair, first=fill_masked(first, mask, 0), second=fill_masked(second, mask, 0), mask=mask)
