"""Differences that the values of a pair do not show: alpha, pixels that are not finite, sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import cast_like, mask_like, namespace, to_numpy
from difference_finder.images.contents import Unequal
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.resizing import resize
from difference_finder.text import count_of

__all__ = ["shown_in_map", "unequal_size", "with_alpha", "with_nonfinite", "with_unseen_of"]

Array = Any


def unequal_size(first: Image, second: Image, fit: str) -> Unequal:
    """Return the difference of the sizes of two images that were cropped or resized."""
    (w1, h1), (w2, h2) = first.size, second.size
    sizes = f"the sizes differ, {w1}x{h1} and {w2}x{h2}"
    if fit == "resize":
        return Unequal("size", f"{sizes}: the second image was resized before it was compared")
    if fit == "resize-reference":
        return Unequal("size", f"{sizes}: the reference was resized before it was compared")
    common = min(w1, w2) * min(h1, h2)
    counts = " and ".join(
        f"{count_of(w * h - common, 'pixel')} of the {role}"
        for role, (w, h) in (("first", (w1, h1)), ("second", (w2, h2)))
        if w * h > common
    )
    return Unequal("size", f"{sizes}: {counts} were cut off and not compared")


def with_nonfinite(pair: Pair, masked: Array) -> Pair:
    """Return a pair whose pixels that are not finite in one image only count as a difference.

    Parameters
    ----------
    pair
        The pair with the values as given.
    masked
        Array (N, 1, H, W), True where one of the images is not finite and the pixel counts.
    """
    xp = namespace(pair.first)
    first, second = pair.first, pair.second
    same = (first == second) | (xp.isnan(first) & xp.isnan(second))
    lone = masked & ~xp.all(same, axis=1, keepdims=True)
    count = int(xp.count_nonzero(lone))
    if not count:
        return pair
    verb = "differs" if count == 1 else "differ"
    text = f"{count_of(count, 'pixel')} with not-a-number or infinity {verb}"
    return _with(pair, to_numpy(lone), Unequal("nan", text))


def with_alpha(pair: Pair, first: Image, second: Image, chosen: Array | None) -> Pair:
    """Return a pair whose difference of the alphas counts.

    Parameters
    ----------
    pair
        The prepared pair.
    first, second
        The images as read.
    chosen
        Mask of the pixels that the user chose, (N, 1, H, W); None for all.
    """
    if first.alpha is None and second.alpha is None:
        return pair
    import numpy as np

    n, _, h, w = (int(side) for side in pair.second.shape)
    alphas = [_alpha(image, n, h, w, first.size) for image in (first, second)]
    gap = np.broadcast_to(np.abs(alphas[1] - alphas[0]), (n, 1, h, w))
    if chosen is not None:
        gap = np.where(to_numpy(chosen), gap, 0)
    count = int(np.count_nonzero(gap))
    if not count:
        return pair
    return _with(pair, gap, Unequal("alpha", f"alpha differs in {count_of(count, 'pixel')}"))


def _alpha(image: Image, n: int, h: int, w: int, size: tuple[int, int]) -> Array:
    """Return the alpha of an image from 0 to 1, in the size of the pair."""
    import numpy as np

    if image.alpha is None:
        return np.ones((1, 1, 1, 1), np.float32)
    alpha = (to_numpy(image.alpha) / np.float64(image.alpha_range)).astype(np.float32)
    if (h, w) != alpha.shape[-2:] and image.size != size and (w, h) == size:  # the second image was resized
        return np.clip(resize(alpha, w, h), 0, 1)[:n]
    return alpha[:n, :, :h, :w]


def _with(pair: Pair, unseen: Array, unequal: Unequal) -> Pair:
    import numpy as np

    unseen = unseen.astype(np.float32)
    if pair.unseen is not None:
        unseen = np.maximum(unseen, pair.unseen)
    return replace(pair, unseen=unseen, unequal=(*pair.unequal, unequal))


def with_unseen_of(pair: Pair, both: Pair, sizes: Sequence[Unequal]) -> Pair:
    """Return a pair with a reference, with the unseen differences of its two images.

    Parameters
    ----------
    pair
        Two images and their reference, with the mask of the user.
    both
        The same two images prepared without the reference.
    sizes
        What was found about the sizes of the three.
    """
    import numpy as np

    others = tuple(one for one in both.unequal if one.kind != "size")
    pair = replace(pair, unequal=(*sizes, *others))
    h, w = pair.second.shape[-2:]
    if both.unseen is None or any(a < b for a, b in zip(both.second.shape[-2:], (h, w), strict=True)):
        return pair
    return replace(pair, unseen=np.ascontiguousarray(both.unseen[..., :h, :w]))


def shown_in_map(
    values: Array, mask: Array | None, pair: Pair, unit_range: float | None, level: float | None
) -> tuple[Array, Array | None]:
    """Return a map (N, 1, H, W) and its mask with the unseen differences of the pair.

    Parameters
    ----------
    values, mask
        The map, zero where masked, and its mask.
    pair
        The pair.
    unit_range
        The greatest possible value of the map: an unseen difference of 1 reaches it. None if there is none.
    level
        The value above which a place is significant: an unseen difference reaches it, as a difference of two
        flat images does in ``consensus``. None if the strategy has none; the unseen difference of 1 is then
        as great as the greatest value of the map, or 1 where the map is zero.
    """
    if pair.unseen is None:
        return values, mask
    import numpy as np

    unseen = pair.unseen
    old = to_numpy(values)
    if level is not None:
        shown = np.where(unseen > 0, level * (1 + 20 * unseen), 0)
    else:
        shown = unseen * (unit_range or float(np.abs(old).max()) or 1.0)
    new = np.where(shown > np.abs(old), shown, old).astype(old.dtype)
    if mask is not None:
        mask = mask_like(to_numpy(mask) | (unseen > 0), values)
    return cast_like(new, values), mask
