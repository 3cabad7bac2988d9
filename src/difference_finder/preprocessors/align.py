"""Images brought over each other."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import namespace, to_numpy
from difference_finder.arrays.masked import fill_masked, keeps_every_sample, mean
from difference_finder.errors import InputError
from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessor
from difference_finder.preprocessors._move import INTERPOLATIONS, mask_moved, moved
from difference_finder.preprocessors._shift import SHORTEST, shift_between

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = Any

Shift = tuple[float, float]

SLIGHT = 0.02
"""Shifts that are this close to whole pixels are taken for such: they are measured to 0.01, and to move
pixels as they are costs no sharpness."""

NOTABLE = 0.25
"""From this many pixels on a shift is warned of: scores before and after it say different things."""


@preprocessor("align", pair=True, corrects=True)
def align(pair: Pair, *, interpolation: str = "auto", max_shift: int | None = None) -> Pair:
    """Find by how much the candidate is shifted, to a fraction of a pixel, and move it back.

    Parameters
    ----------
    pair
        The two images. Where there is a third that both are measured against, both are moved onto it.
    interpolation
        "fourier" keeps all detail; "cubic" softens and stays local; "auto": the first, and the second where
        pixels are masked, whose surroundings would ring.
    max_shift
        The greatest shift that is looked for, in pixels; by default a quarter of each side.

    Returns
    -------
    Pair
        The part that all images show: what would have no data is left out. Where nothing is shifted, the
        pair itself. The shift is in its notes; of more than 0.25 pixels the user is warned.

    Raises
    ------
    InputError
        If a setting has no meaning.

    Notes
    -----
    Only translation, one for all channels of a sample. Shifts are found to 0.01 pixels; what is within 0.02
    of whole pixels is moved by these, as it is. Two images that have nothing in common stay where they are,
    and a note says so. Scores of the pair before are kept beside those after.

    Where pixels are masked, those that they would have a part in are masked too.

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
        raise InputError(f"max_shift is a number of pixels, at least 0, not {max_shift}")
    how = interpolation if interpolation != "auto" else "fourier" if pair.mask is None else "cubic"
    target = pair.first if pair.reference is None else pair.reference
    roles = ["second"] if pair.reference is None else ["first", "second"]
    found = {role: _shifts(target, getattr(pair, role), pair.mask, max_shift) for role in roles}
    onto = "first" if pair.reference is None else "reference"
    for role, shifts in found.items():
        note, size = _told(role, onto, shifts)
        pair = pair.warned(note) if size > NOTABLE else pair.noted(note)
    known = {role: [shift or (0.0, 0.0) for shift in shifts] for role, shifts in found.items()}
    if not any(any(shift) for shifts in known.values() for shift in shifts):
        return pair
    return _moved_back(pair, known, how)


def _shifts(target: Array, image: Array, mask: Array | None, max_shift: int | None) -> list[Shift | None]:
    """Return the shift of each sample, None where it cannot be told."""
    sides = [int(side) for side in image.shape[-2:]]
    most = [side // 4 if max_shift is None else min(max_shift, side - 1) for side in sides]
    rows, columns = (0 if side < SHORTEST else reach for side, reach in zip(sides, most, strict=True))
    planes = [to_numpy(namespace(one).mean(_filled(one, mask), axis=1)) for one in (target, image)]
    inside = None if mask is None else to_numpy(mask)[:, 0]
    shifts: list[Shift | None] = []
    for n in range(len(planes[0])):
        found = shift_between(
            planes[0][n], planes[1][n], None if inside is None else inside[n], (rows, columns)
        )
        shifts.append(None if found is None else (_tidy(found[0]), _tidy(found[1])))
    return shifts


def _tidy(step: float) -> float:
    return float(round(step)) if abs(step - round(step)) <= SLIGHT else step


def _filled(image: Array, mask: Array | None) -> Array:
    """Return an image whose masked pixels have the mean of the others."""
    if mask is None:
        return image
    xp = namespace(image)
    return xp.where(mask, image, mean(image, mask, (2, 3))[..., None, None])


def _told(role: str, onto: str, shifts: Sequence[Shift | None]) -> tuple[str, float]:
    """Return a note on the shift of an image, and the size of its greatest shift."""
    size = max((max(map(abs, shift)) for shift in shifts if shift), default=0.0)
    words = [
        "cannot be told (too little in common)"
        if shift is None
        else f"x={shift[1]:+.2f}, y={shift[0]:+.2f} pixels"
        for shift in shifts
    ]
    several = [f"sample {n}: {word}" for n, word in enumerate(words)]
    listed = words[0] if len(words) == 1 else "; ".join(several[:8]) + ("; ..." if len(words) > 8 else "")
    done = "; it was moved back" if size else "; it stays where it is"
    return f"align: shift of the {role} image against the {onto}: {listed}{done}", size


def _moved_back(pair: Pair, found: dict[str, list[Shift]], how: str) -> Pair:
    """Return the pair with its images moved, and what all of them show."""
    xp = namespace(pair.second)
    images, mask = {}, pair.mask
    for role, shifts in found.items():
        image = _filled(getattr(pair, role), pair.mask)
        samples = [moved(image[n : n + 1], *shift, how) for n, shift in enumerate(shifts)]
        images[role] = xp.concat(samples, axis=0)
        if pair.mask is not None:
            masks = [mask_moved(pair.mask[n : n + 1], *shift) for n, shift in enumerate(shifts)]
            mask = mask & xp.concat(masks, axis=0)
    if mask is not None:
        if not keeps_every_sample(mask):
            raise InputError(
                "align: the masked pixels leave nothing that both images show; use a smaller mask"
            )
        images = {role: fill_masked(image, mask, 0.0) for role, image in {**pair.images, **images}.items()}
    every = [shift for shifts in found.values() for shift in shifts]
    spans = [_span([shift[axis] for shift in every], int(pair.second.shape[axis - 2])) for axis in (0, 1)]
    (top, height), (left, width) = spans
    return replace(pair, mask=mask, **images).cropped(top, left, height, width)


def _span(steps: list[float], side: int) -> tuple[int, int]:
    """Return where an axis has data after it was moved by each of these steps: its start and its length."""
    start = max(0, *(math.ceil(-step) for step in steps))
    stop = min(side - 1, *(math.floor(side - 1 - step) for step in steps))
    return start, stop - start + 1
