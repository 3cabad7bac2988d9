"""Alignment of images by translation."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import namespace, to_numpy
from difference_finder.arrays.masked import fill_masked, keeps_every_sample, mean
from difference_finder.errors import InputError
from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._move import INTERPOLATIONS, translate, translate_mask
from difference_finder.preprocessors._shift import SHORTEST, estimate_shift

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = Any

Shift = tuple[float, float]

SLIGHT = 0.02
"""Greatest distance to whole pixels of a shift that is rounded: shifts are measured to 0.01 pixels, and whole
shifts cost no sharpness."""

NOTABLE = 0.25
"""Shift in pixels above which a warning is given: scores before and after it differ in meaning."""


@preprocessor("align", pair=True, corrects=True)
def align(pair: Pair, *, interpolation: str = "auto", max_shift: int | None = None) -> Pair:
    """Align the second image to the first by translation, to a fraction of a pixel.

    Parameters
    ----------
    pair
        The two images. If there is a reference, both are aligned to it.
    interpolation
        "fourier" keeps all detail; "cubic" blurs and stays local; "auto": "fourier", or "cubic" if pixels are
        masked, because the surroundings of masked pixels would ring.
    max_shift
        Greatest shift to search for, in pixels; None for a quarter of each side.

    Returns
    -------
    Pair
        The common area of the images; the given pair if there is no shift. The shift is in its notes; a shift
        above 0.25 pixels gives a warning.

    Raises
    ------
    InputError
        If a setting is invalid.

    Notes
    -----
    Only translation is corrected, with one shift for all channels of a sample. Shifts are given to 0.01
    pixels. They are right to 0.02 pixels for photographs and to 0.05 for text with letters of 7 pixels or
    more; noise adds 0.03 pixels if its standard deviation is a twentieth of the data range. A part of a pixel
    below two standard errors counts as 0, and a shift within 0.02 of whole pixels is rounded. Two images with
    nothing in common are not moved, and a note says so. The scores before the correction are kept as raw
    scores.

    Pixels that are interpolated from masked pixels are masked too.

    References
    ----------
    M. Guizar-Sicairos, S. T. Thurman, J. R. Fienup, "Efficient subpixel image registration algorithms",
    Opt. Lett. 33(2), 2008. doi:10.1364/OL.33.000156

    Examples
    --------
    >>> import numpy as np
    >>> scene = np.random.default_rng(0).random((1, 1, 40, 40))
    >>> done = align(Pair(scene[..., 4:36, 4:36], scene[..., 2:34, 5:37], 1.0))
    >>> done.second.shape, bool((done.first == done.second).all())
    ((1, 1, 30, 31), True)
    """
    if interpolation not in ("auto", *INTERPOLATIONS):
        raise InputError(f"interpolation must be auto, {' or '.join(INTERPOLATIONS)}, not '{interpolation}'")
    if max_shift is not None and max_shift < 0:
        raise InputError(f"max_shift must be a number of pixels, at least 0, not {max_shift}")
    how = interpolation if interpolation != "auto" else "fourier" if pair.mask is None else "cubic"
    target = pair.first if pair.reference is None else pair.reference
    roles = ["second"] if pair.reference is None else ["first", "second"]
    found = {role: _shifts(target, getattr(pair, role), pair.mask, max_shift) for role in roles}
    onto = "first" if pair.reference is None else "reference"
    for role, shifts in found.items():
        note, size = _describe_shift(role, onto, shifts)
        pair = pair.warned(note) if size > NOTABLE else pair.noted(note)
    known = {role: [shift or (0.0, 0.0) for shift in shifts] for role, shifts in found.items()}
    if not any(any(shift) for shifts in known.values() for shift in shifts):
        return pair
    return _moved_back(pair, known, how)


def _shifts(target: Array, image: Array, mask: Array | None, max_shift: int | None) -> list[Shift | None]:
    """Return the shift of each sample; None where it is unknown."""
    sides = [int(side) for side in image.shape[-2:]]
    most = [side // 4 if max_shift is None else min(max_shift, side - 1) for side in sides]
    rows, columns = (0 if side < SHORTEST else reach for side, reach in zip(sides, most, strict=True))
    planes = [to_numpy(namespace(one).mean(_filled(one, mask), axis=1)) for one in (target, image)]
    inside = None if mask is None else to_numpy(mask)[:, 0]
    shifts: list[Shift | None] = []
    for n in range(len(planes[0])):
        found = estimate_shift(
            planes[0][n], planes[1][n], None if inside is None else inside[n], (rows, columns)
        )
        shifts.append(None if found is None else (_round_near_whole(found[0]), _round_near_whole(found[1])))
    return shifts


def _round_near_whole(step: float) -> float:
    return float(round(step)) if abs(step - round(step)) <= SLIGHT else step


def _filled(image: Array, mask: Array | None) -> Array:
    """Return an image with the mean of the other pixels at masked pixels."""
    if mask is None:
        return image
    xp = namespace(image)
    return xp.where(mask, image, mean(image, mask, (2, 3))[..., None, None])


def _describe_shift(role: str, onto: str, shifts: Sequence[Shift | None]) -> tuple[str, float]:
    """Return a note on the shift of an image, and the size of its greatest shift."""
    size = max((max(map(abs, shift)) for shift in shifts if shift), default=0.0)
    words = [
        "unknown (too little in common)" if shift is None else f"x={shift[1]:+.2f}, y={shift[0]:+.2f} pixels"
        for shift in shifts
    ]
    several = [f"sample {n}: {word}" for n, word in enumerate(words)]
    listed = words[0] if len(words) == 1 else "; ".join(several[:8]) + ("; ..." if len(words) > 8 else "")
    action = "; it was moved back" if size else "; it was not moved"
    return f"align: shift of the {role} image against the {onto}: {listed}{action}", size


def _moved_back(pair: Pair, found: dict[str, list[Shift]], how: str) -> Pair:
    """Return the pair with its images moved back and cropped to their common area."""
    xp = namespace(pair.second)
    images, mask = {}, pair.mask
    for role, shifts in found.items():
        image = _filled(getattr(pair, role), pair.mask)
        samples = [translate(image[n : n + 1], *shift, how) for n, shift in enumerate(shifts)]
        images[role] = xp.concat(samples, axis=0)
        if pair.mask is not None:
            masks = [translate_mask(pair.mask[n : n + 1], *shift) for n, shift in enumerate(shifts)]
            mask = mask & xp.concat(masks, axis=0)
    if mask is not None:
        if not keeps_every_sample(mask):
            raise InputError(
                "align: no pixel that counts is left in the common area of both images; use a smaller mask"
            )
        images = {role: fill_masked(image, mask, 0.0) for role, image in {**pair.images, **images}.items()}
    every = [shift for shifts in found.values() for shift in shifts]
    spans = [_span([shift[axis] for shift in every], int(pair.second.shape[axis - 2])) for axis in (0, 1)]
    (top, height), (left, width) = spans
    return replace(pair, mask=mask, **images).cropped(top, left, height, width)


def _span(steps: list[float], side: int) -> tuple[int, int]:
    """Return the start and the length of the part of an axis with data after each of these shifts."""
    start = max(0, *(math.ceil(-step) for step in steps))
    stop = min(side - 1, *(math.floor(side - 1 - step) for step in steps))
    return start, stop - start + 1
