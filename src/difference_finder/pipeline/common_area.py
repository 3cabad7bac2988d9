"""The common area of images of different sizes, found from their pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.row_alignment import align_rows
from difference_finder.images.image import ROLES, Image
from difference_finder.images.padding import Padding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["find_padding"]


def find_padding(images: Sequence[Image]) -> Padding:
    """Return the common area of two images, or of two and a reference.

    Parameters
    ----------
    images
        The first image, the second, and perhaps the reference, which then is the base of both.

    Notes
    -----
    Rows are aligned if the heights differ, and columns if the widths differ. If both differ, rows are aligned
    by the left halves, or the right halves, first, then the columns of these rows, and then the rows again.
    Images in which nothing was found lie at the top left.
    """
    import numpy as np

    roles = dict(zip(ROLES, images, strict=False))
    base = ROLES[2 if len(images) > 2 else 0]
    others = [role for role in roles if role != base]
    aligned = {role: _partners(roles[base], roles[role]) for role in others}
    found = all(known for _, known in aligned.values())
    width, height = roles[base].size
    axes: list[dict[str, NDArray[np.intp]]] = []
    for axis, length in ((0, height), (1, width)):
        lengths = {role: roles[role].size[1 - axis] for role in others}
        merged = _merged(base, length, {role: aligned[role][0][axis] for role in others}, lengths)
        axes.append({role: np.asarray(places, np.intp) for role, places in merged.items()})
    return Padding(axes[0], axes[1], found)


def _partners(base: Image, image: Image) -> tuple[list[NDArray[np.intp]], bool]:
    """Return the partners of the rows and of the columns of the base, and whether they were found."""
    (w1, h1), (w2, h2) = base.size, image.size
    first, second = _planes(base, image)
    rows, columns = (_in_order(*lengths) for lengths in ((h1, h2), (w1, w2)))
    found = [True]
    if h1 != h2:
        width = w1 if w1 == w2 else max(1, min(w1, w2) // 2)
        for left1, left2 in ((0, 0), (w1 - width, w2 - width)):
            aligned = align_rows(first[..., left1 : left1 + width], second[..., left2 : left2 + width])
            rows, found = aligned.partners, [aligned.found]
            if aligned.found or w1 == w2:
                break
    if w1 != w2:
        kept = rows >= 0
        turned = (first[:, kept], second[:, rows[kept]])
        aligned = align_rows(*(planes.swapaxes(1, 2) for planes in turned))
        columns = aligned.partners
        found.append(aligned.found)
        if aligned.found and h1 != h2:
            kept = columns >= 0
            again = align_rows(first[..., kept], second[..., columns[kept]])
            rows, found[0] = again.partners, again.found
    if not all(found):
        return [_in_order(h1, h2), _in_order(w1, w2)], False
    return [rows, columns], True


def _in_order(length: int, other: int) -> NDArray[np.intp]:
    import numpy as np

    places = np.arange(length)
    return np.where(places < other, places, np.intp(-1))


def _planes(first: Image, second: Image) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return two images as planes (K, H, W) of one type, in grey levels from 0 to 255."""
    import numpy as np

    arrays = [to_numpy(image.pixels) for image in (first, second)]
    samples = min(len(array) for array in arrays)
    arrays = [array[:samples] for array in arrays]
    if arrays[0].shape[1] != arrays[1].shape[1]:
        arrays = [array.mean(axis=1, keepdims=True, dtype=np.float32) for array in arrays]
    ranges = [first.data_range, second.data_range]
    if not all(array.dtype == np.uint8 for array in arrays) or set(ranges) != {255}:
        arrays = _in_levels(arrays, ranges)
    planes = [array.reshape(-1, *array.shape[2:]) for array in arrays]
    return planes[0], planes[1]


def _in_levels(arrays: list[NDArray[Any]], ranges: list[float | None]) -> list[NDArray[np.float32]]:
    """Return arrays in grey levels; without both data ranges, the values of both arrays span 255 levels."""
    import numpy as np

    values = [np.nan_to_num(array.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0) for array in arrays]
    known = [each for each in ranges if each]
    if len(known) < len(values):
        low, high = min(map(np.min, values)), max(map(np.max, values))
        known = [float(high - low) or 1.0] * len(values)
    return [array * np.float32(255 / width) for array, width in zip(values, known, strict=True)]


def _merged(
    base: str, length: int, partners: dict[str, NDArray[np.intp]], lengths: dict[str, int]
) -> dict[str, list[int]]:
    """Return the positions of the base and of the others on the common axis, -1 where one has none.

    What several images insert at one place lies side by side.
    """
    import numpy as np

    if all(
        lengths[role] == length and (known == np.arange(length)).all() for role, known in partners.items()
    ):
        return {role: list(range(length)) for role in (base, *partners)}
    places: dict[str, list[int]] = {base: [], **{role: [] for role in partners}}
    following = dict.fromkeys(partners, 0)
    for position in range(length + 1):
        ends = {
            role: (int(known[position]) if position < length else lengths[role])
            for role, known in partners.items()
        }
        inserted = {role: range(following[role], max(following[role], end)) for role, end in ends.items()}
        most = max(map(len, inserted.values()))
        places[base] += [-1] * most
        for role, new in inserted.items():
            places[role] += [*new, *[-1] * (most - len(new))]
        if position == length:
            break
        places[base].append(position)
        for role, end in ends.items():
            places[role].append(end)
            following[role] = following[role] if end < 0 else end + 1
    return places
