"""Two images and a reference become a pair."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import is_tensor, namespace, to_tensor
from difference_finder.arrays.masked import fill_masked, keeps_every_sample
from difference_finder.errors import DataRangeError, InputError, ShapeMismatchError
from difference_finder.images.image import ROLES, SPOKEN_ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.data_range import is_separate, ranges_of
from difference_finder.pipeline.prepare import prepare
from difference_finder.pipeline.unseen import with_unseen_of
from difference_finder.text import option

__all__ = ["prepare_three"]

Array = Any


def prepare_three(
    first: Image, second: Image, reference: Image, *, data_range: Any = None, **options: Any
) -> Pair:
    """Make a pair of two images and the reference that both are measured against.

    Parameters
    ----------
    first, second
        The two images, as read.
    reference
        The reference, as read. Where sizes differ, ``fit="resize"`` brings the other two to its size, and
        ``fit="crop"`` crops all three to their common area.
    data_range
        Data range of all three, or of each, as
        :func:`~difference_finder.pipeline.data_range.check_data_range` takes it.
    options
        Other options of :func:`prepare`; a mask has the size of the reference.

    Returns
    -------
    Pair
        Floating-point images. Pixels that do not count, or are not finite in one of the three, are zero and
        masked.

    Raises
    ------
    ShapeMismatchError, DataRangeError, InputError
        If the three cannot be brought to one shape and one scale.
    """
    masking = {**options, "nan": "mask"}  # what is not finite in the reference is no difference of the two
    pairs = [
        prepare(reference, image, **masking, roles=(ROLES[2], role), data_range=both).as_floats()
        for image, role, both in zip((first, second), SPOKEN_ROLES, _with_reference(data_range), strict=True)
    ]
    ranges = ["unknown" if pair.data_range is None else f"{pair.data_range:g}" for pair in pairs]
    if ranges[0] != ranges[1]:
        raise DataRangeError(
            f"with the reference '{reference.name}' the range of the first image is {ranges[0]} and the range"
            f" of the second is {ranges[1]}; pass all three in one type, or {option('data_range')}"
        )
    images = [pairs[0].second, pairs[1].second, pairs[0].first]
    masks = [pair.mask for pair in pairs if pair.mask is not None]
    if any(is_tensor(image) for image in images):
        images, masks = [to_tensor(image) for image in images], [to_tensor(mask) for mask in masks]
    images, masks = _one_frame(images), _one_frame([*masks, *images])[: len(masks)]
    xp = namespace(images[0])
    kind = xp.result_type(*images)
    images = [xp.astype(image, kind, copy=False) for image in _one_shape(images)]
    mask = None
    if masks:
        n, _, h, w = images[0].shape
        mask = xp.broadcast_to(masks[0] & masks[-1], (n, 1, h, w))
        if not keeps_every_sample(mask):
            raise InputError("no pixel counts and is finite in all three images; there is nothing to compare")
        images = [fill_masked(image, mask, 0.0) for image in images]
    notes = tuple(dict.fromkeys((*pairs[0].notes, *pairs[1].notes)))
    pair = Pair(
        images[0],
        images[1],
        pairs[0].data_range,
        mask,
        notes,
        reference=images[2],
        offset=pairs[0].offset if pairs[0].offset == pairs[1].offset else None,
        below_zero=pairs[0].below_zero or pairs[1].below_zero,
        warnings=tuple(dict.fromkeys((*pairs[0].warnings, *pairs[1].warnings))),
    )
    sizes = [
        replace(one, text=f"{role} and reference: {one.text}")
        for role, part in zip(SPOKEN_ROLES, pairs, strict=True)
        for one in part.unequal
        if one.kind == "size"
    ]
    if first.finite and second.finite and first.alpha is None and second.alpha is None:
        return replace(pair, unequal=tuple(sizes))
    if not first.size == second.size == reference.size:  # the mask fits the reference only
        options |= {"mask": None, "ignore": ()}
    own = ranges_of(data_range, 3)[:2] if is_separate(data_range) else data_range
    both = prepare(first, second, **options, data_range=own)
    return with_unseen_of(pair, both, sizes)


def _with_reference(data_range: Any) -> list[Any]:
    """Return the data ranges of the reference and of the first image, and of the reference and the second."""
    if not is_separate(data_range):
        return [data_range] * 2
    first, second, reference = ranges_of(data_range, 3)
    return [(reference, first), (reference, second)]


def _one_frame(images: list[Array]) -> list[Array]:
    """Return images cropped to the common area at the top left."""
    height, width = (min(int(image.shape[axis]) for image in images) for axis in (2, 3))
    return [image[..., :height, :width] for image in images]


def _one_shape(images: list[Array]) -> list[Array]:
    """Return images of one shape: a single channel or sample is repeated as often as the others need.

    Raises
    ------
    ShapeMismatchError
        If their shapes still differ.
    """
    shapes = [tuple(int(n) for n in image.shape) for image in images]
    common = tuple(max(lengths) for lengths in zip(*shapes, strict=True))
    if any(length not in (1, most) for shape in shapes for length, most in zip(shape, common, strict=True)):
        named = ", ".join(f"{role} is {shape}" for role, shape in zip(ROLES, shapes, strict=True))
        raise ShapeMismatchError(f"shape mismatch: {named} (N, C, H, W); pass all three in one shape")
    return [namespace(image).broadcast_to(image, common) for image in images]
