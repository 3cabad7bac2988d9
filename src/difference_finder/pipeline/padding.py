"""Images of different sizes on a common area: ``fit="pad"``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import (
    cast_like,
    extent,
    mask_like,
    namespace,
    on_device_of,
    to_numpy,
)
from difference_finder.arrays.luma import BT601, weighted_sum
from difference_finder.arrays.masked import fill_masked, keeps_every_sample
from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.images.contents import Unequal
from difference_finder.images.image import ROLES, Image
from difference_finder.images.padding import Padding, runs_of
from difference_finder.images.pair import Pair
from difference_finder.images.pictures import stripes
from difference_finder.pipeline.unequal import unequal_pixels
from difference_finder.text import count_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["padded_images", "padded_mask", "padded_picture", "with_padding", "without_padding"]

Array = Any

NOTE = (
    "grey stripes mark pixels that only the other image has; scores take black or white there, whichever is"
    " farther"
)
TOP_LEFT = "no inserted or removed rows or columns were found; the images are aligned at the top left"

MOST_TEXTS = 6
"""Greatest number of edits that are listed in words."""


def padded_images(images: Sequence[Image], padding: Padding) -> list[Image]:
    """Return images on their common area; where one has no pixel, it repeats a pixel until it is filled."""
    roles = dict(zip(ROLES, images, strict=False))
    placed = {role: _placed(image.pixels, padding, role, _some_value(image)) for role, image in roles.items()}
    alphas = _alphas(roles, padding)
    return [
        replace(image, pixels=placed[role], alpha=alphas.get(role), alpha_range=1.0)
        if alphas
        else replace(image, pixels=placed[role])
        for role, image in roles.items()
    ]


def padded_picture(
    pixels: NDArray[Any], padding: Padding, role: str, ends: tuple[float, float]
) -> NDArray[Any]:
    """Return pixels (C, h, w) of an image on the common area, with grey stripes where it has none.

    Parameters
    ----------
    pixels, padding, role
        The image, the common area, and the role of the image.
    ends
        The values that are shown as black and as white.
    """
    import numpy as np

    low, high = ends
    placed = np.array(_placed(pixels[None], padding, role, 0)[0])
    absent = padding.absent(role)
    placed[:, absent] = (low + (high - low) * stripes(absent) / np.float64(255)).astype(placed.dtype)
    return placed


def _some_value(image: Image) -> Array:
    """Return a finite value of each channel, (1, C, 1, 1): it changes no fact about the values."""
    import numpy as np

    corner = image.pixels[:1, :, :1, :1]
    if image.finite or np.isfinite(to_numpy(corner)).all():
        return corner
    values = to_numpy(image.pixels)
    finite = values[np.isfinite(values)]
    return finite[0] if finite.size else 0


def _placed(pixels: Array, padding: Padding, role: str, value: Array) -> Array:
    """Return an array (N, C, h, w) of an image on the common area."""
    xp = namespace(pixels)
    for axis, places in ((2, padding.rows[role]), (3, padding.columns[role])):
        if len(places) == pixels.shape[axis] and (places >= 0).all():
            continue
        parts = []
        for start, stop in _stretches(places):
            if places[start] < 0:
                shape = list(pixels.shape)
                shape[axis] = stop - start
                part = xp.empty(shape, dtype=pixels.dtype, **on_device_of(pixels))
                part[...] = value
            else:
                kept = slice(int(places[start]), int(places[stop - 1]) + 1)
                part = pixels[:, :, kept] if axis == 2 else pixels[..., kept]
            parts.append(part)
        pixels = xp.concat(parts, axis=axis)
    return pixels


def _stretches(places: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Return the starts and stops of stretches in which an image has all pixels, or none."""
    import numpy as np

    cuts = np.flatnonzero(np.diff(places >= 0)) + 1
    return list(zip([0, *cuts.tolist()], [*cuts.tolist(), len(places)], strict=True))


def _alphas(images: dict[str, Image], padding: Padding) -> dict[str, Array]:
    """Return alphas from 0 to 1 on the common area; where an image has no pixel, the alpha of another."""
    import numpy as np

    if all(image.alpha is None for image in images.values()):
        return {}
    placed: dict[str, Any] = {}
    for role, image in images.items():
        width, height = image.size
        alpha = (
            np.ones((1, 1, height, width), np.float32)
            if image.alpha is None
            else (to_numpy(image.alpha) / np.float64(image.alpha_range)).astype(np.float32)
        )
        placed[role] = _placed(alpha, padding, role, np.float32(1))
    known = {role: ~padding.absent(role) for role in images}
    filled = {}
    for role, alpha in placed.items():
        for other, theirs in placed.items():
            alpha = np.where(known[role] | ~known[other], alpha, theirs)  # noqa: PLW2901
        filled[role] = alpha
    return filled


def padded_mask(mask: Image | None, base: Image, padding: Padding) -> Image | None:
    """Return a mask on the common area: a mask of the base counts all that others insert.

    Raises
    ------
    ShapeMismatchError
        If the mask has neither the size of the base nor the size of the common area.
    """
    if mask is None or mask.size == padding.size:
        return mask
    if mask.size != base.size:
        sizes = ["{}x{}".format(*size) for size in (mask.size, base.size, padding.size)]
        raise ShapeMismatchError(
            f"shape mismatch: mask '{mask.name}' is {sizes[0]}, {padding.base} image '{base.name}' is"
            f" {sizes[1]}, and the common area is {sizes[2]}; give a mask of one of these sizes"
        )
    return replace(mask, pixels=_placed(mask.pixels, padding, padding.base, 1))


def with_padding(pair: Pair, padding: Padding, images: Sequence[Image]) -> Pair:
    """Return a pair in which pixels that only one image has are different.

    Parameters
    ----------
    pair
        The prepared pair, on the common area.
    padding
        Where each image has pixels.
    images
        The images as read, with their own sizes.

    Raises
    ------
    InputError
        If the mask leaves no pixel that an image has.
    """
    import numpy as np

    shape = (int(pair.second.shape[0]), 1, *padding.size[::-1])
    lone, void, mask = padding.lone, padding.void, pair.mask
    if void.any():
        known = np.broadcast_to(~void, shape)
        mask = mask_like(known, pair.second) if mask is None else mask & mask_like(known, mask)
        if not keeps_every_sample(mask):
            raise InputError("the mask leaves no pixel that an image has; there is nothing to compare")
    filled = {role: fill_masked(image, mask, 0) for role, image in _filled(pair, padding).items()}
    unseen = np.broadcast_to(lone, shape) & (True if mask is None else to_numpy(mask))
    unseen = unseen.astype(np.float32)
    text = f"{_sizes(images)}: {_words(padding)}; {_elsewhere(pair, lone)}"
    return replace(
        pair,
        **filled,
        mask=mask,
        unseen=unseen if pair.unseen is None else np.maximum(unseen, pair.unseen),
        lone=np.broadcast_to(lone, shape),
        padding=padding,
        unequal=(
            Unequal("size", text),
            *pair.unequal,
        ),
        notes=(*pair.notes, *(() if padding.found else (TOP_LEFT,)), NOTE),
    )


def without_padding(pair: Pair) -> Pair:
    """Return a pair in which pixels that only one image has do not count."""
    import numpy as np

    if pair.lone is None or pair.unseen is None:
        return pair
    mask = mask_like(~pair.lone, pair.second)
    mask = mask if pair.mask is None else pair.mask & mask
    if not keeps_every_sample(mask):
        raise InputError("no pixel that counts is in both images; there is nothing to compare")
    images = {role: fill_masked(image, mask, 0) for role, image in pair.images.items()}
    return replace(pair, **images, mask=mask, lone=None, unseen=np.where(pair.lone, 0, pair.unseen))


def _filled(pair: Pair, padding: Padding) -> dict[str, Array]:
    """Return the images by role, with black or white where an image has no pixel."""
    import numpy as np

    ends = _ends_of(pair)
    whole = slice(None)
    boxes = [(slice(*run), whole) for run in _missing_runs(padding.rows)]
    boxes += [(whole, slice(*run)) for run in _missing_runs(padding.columns)]
    absent = {role: padding.absent(role) for role in pair.images}
    filled = {role: namespace(image).asarray(image, copy=True) for role, image in pair.images.items()}
    for rows, columns in boxes:
        parts = {role: to_numpy(image[:, :, rows, columns]) for role, image in pair.images.items()}
        missing = {role: flags[rows, columns] for role, flags in absent.items()}
        levels = [
            np.where(missing[role], 0, _brightness((part - np.float64(low)) / (high - low)))
            for (role, part), (low, high) in zip(parts.items(), ends, strict=True)
        ]
        present = np.sum([~flags for flags in missing.values()], axis=0)
        bright = np.sum(levels, axis=0) > 0.5 * present
        for (role, part), (low, high) in zip(parts.items(), ends, strict=True):
            drawn = np.where(missing[role], np.where(bright, low, high), part)
            filled[role][:, :, rows, columns] = cast_like(drawn.astype(part.dtype), filled[role])
    return filled


def _missing_runs(places: Mapping[str, NDArray[np.intp]]) -> list[tuple[int, int]]:
    """Return the runs of rows, or columns, that an image lacks."""
    import numpy as np

    return runs_of(np.logical_or.reduce([kept < 0 for kept in places.values()]))


def _brightness(part: NDArray[Any]) -> NDArray[Any]:
    """Return the luma of colours, or the mean of other channels, (N, 1, h, w)."""
    bright: NDArray[Any] = (
        weighted_sum(part, BT601) if part.shape[1] == 3 else part.mean(axis=1, keepdims=True)
    )
    return bright


def _ends_of(pair: Pair) -> list[tuple[float, float]]:
    """Return black and white of each image, in the values of its array."""
    if pair.divisors is not None:
        return [(0, divisor) for divisor in pair.divisors]
    lows, highs, _ = zip(*map(extent, pair.images.values()), strict=True)
    low, high = min(0.0, *lows), max(highs)
    if pair.data_range is not None:
        high = max(high, low + pair.data_range)
    return [(low, high if high > low else low + 1.0)] * len(lows)


def _sizes(images: Sequence[Image]) -> str:
    sizes = ["{}x{}".format(*image.size) for image in images]
    return f"the sizes differ, {', '.join(sizes[:-1])} and {sizes[-1]}"


def _words(padding: Padding) -> str:
    """Return the edits in words."""
    edits = padding.edits()
    several = len(padding.rows) > 2
    texts = []
    for edit in edits[:MOST_TEXTS]:
        of = f" in the {edit.role} image" if several else ""
        holder = edit.role if edit.kind == "inserted" else padding.base
        lone = f"{count_of(edit.count, edit.axis[:-1])} at the {edit.end} in the {holder} image only"
        texts.append(f"{edit}{of}" if padding.found else lone)
    return ", ".join([*texts, *([f"and {len(edits) - MOST_TEXTS} more"] if len(edits) > MOST_TEXTS else [])])


def _elsewhere(pair: Pair, lone: NDArray[np.bool_]) -> str:
    """Return the number of other pixels that differ, and the box around them, in words."""
    import numpy as np

    unequal = to_numpy(unequal_pixels(pair))[:, 0] & ~lone
    count = int(unequal.sum())
    if not count:
        return "all other pixels are equal"
    rows, columns = (np.flatnonzero(unequal.any(axis=axes)) for axes in ((0, 2), (0, 1)))
    size = f"{columns[-1] - columns[0] + 1}x{rows[-1] - rows[0] + 1}"
    differ = "differs" if count == 1 else "differ"
    return f"{count_of(count, 'other pixel')} {differ}, within {size} at x = {columns[0]}, y = {rows[0]}"
