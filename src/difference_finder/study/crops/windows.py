"""Square windows of an image: the means of error maps over them, and their selection."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.study.crops.settings import CropSettings

__all__ = ["Windows", "list_windows", "select_distinct", "select_least"]

OVERLAP = 0.3
"""Share of the union beyond which the intersection of two windows counts as a strong overlap."""

INSIDE = 0.5
"""Share of the smaller window beyond which the intersection counts as a strong overlap. A window with half
the side that lies within another has only a quarter of the union."""


@dataclass(frozen=True, eq=False)
class Windows:
    """A table of square windows, with the mean errors of the methods in them.

    Parameters
    ----------
    image
        Names of their images, shape (n,).
    size, x, y
        Sides and top left corners in pixels, shape (n,), int32.
    errors
        Mean error of each method, ours first, shape (n, M), float64.
    key
        Random numbers of shape (n,), uint64, which determine the random sample.
    """

    image: NDArray[Any]
    size: NDArray[Any]
    x: NDArray[Any]
    y: NDArray[Any]
    errors: NDArray[Any]
    key: NDArray[Any]

    def __len__(self) -> int:
        return len(self.size)

    @cached_property
    def margin(self) -> NDArray[Any]:
        """Mean error of the best rival minus the error of ours, shape (n,); positive where ours is best."""
        margin: NDArray[Any] = self.errors[:, 1:].min(axis=1) - self.errors[:, 0]
        return margin

    def take(self, chosen: Any) -> Windows:
        """Return the windows that an index array or a boolean mask selects."""
        return Windows(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def concatenate(self, other: Windows) -> Windows:
        """Return the windows of both tables."""
        import numpy as np

        parts = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return Windows(*(np.concatenate(pair) for pair in parts))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the columns, keyed by name."""
        import numpy as np

        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        # A new array is as wide as its longest name; numpy keeps the width of removed ones.
        return {**columns, "image": np.array(self.image.tolist(), dtype=np.str_)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Windows:
        """Return the table with the columns that ``to_arrays`` returned."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    @classmethod
    def none(cls, methods: int) -> Windows:
        """Return an empty table."""
        import numpy as np

        ints = np.empty(0, np.int32)
        return cls(np.empty(0, "U1"), ints, ints, ints, np.empty((0, methods)), np.empty(0, np.uint64))


def list_windows(
    image: str, maps: NDArray[Any], left_out: NDArray[Any] | None, settings: CropSettings
) -> dict[int, Windows]:
    """Return the windows of an image in which every pixel counts.

    Parameters
    ----------
    image
        Name of the image.
    maps
        Finite errors of the methods without the border, shape (M, H, W), float64.
    left_out
        Mask of shape (H, W), True where a pixel does not count; None if all count.
    settings
        Sizes and strides of the windows.

    Returns
    -------
    dict
        The windows of each size, from top to bottom and from left to right.

    Notes
    -----
    Sums are computed in float64 over blocks and runs of blocks, not as differences in an integral image:
    pixels outside a window then have no influence by rounding, and two maps that agree in a window have
    bitwise equal means.
    """
    import numpy as np

    planes = maps if left_out is None else np.concatenate((maps, left_out[None].astype(np.float64)))
    block = math.gcd(*(number for pair in settings.steps for number in pair))
    blocks = _block_sums(planes, block)
    found = {}
    for size, step in settings.steps:
        sums = _window_sums(blocks, size // block, step // block)
        y, x = np.indices(sums.shape[1:], np.int32).reshape(2, -1) * np.int32(step) + np.int32(
            settings.border
        )
        errors = (sums.reshape(len(planes), -1) / size**2).T
        names = np.broadcast_to(np.array(image), len(x))
        keys = _random_keys(f"{settings.seed}:{size}:{image}", len(x))
        every = Windows(names, np.full(len(x), size, np.int32), x, y, errors[:, : len(maps)], keys)
        found[size] = every if left_out is None else every.take(errors[:, -1] == 0)
    return found


def _block_sums(planes: NDArray[Any], block: int) -> NDArray[Any]:
    """Return the sums over complete blocks: (M, H, W) becomes (M, H // block, W // block)."""
    if block == 1:
        return planes
    height, width = (side - side % block for side in planes.shape[1:])
    rows = _added([planes[:, start:height:block, :width] for start in range(block)])
    return _added([rows[:, :, start::block] for start in range(block)])


def _added(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Return the sum of arrays, added in order."""
    total = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total


def _window_sums(blocks: NDArray[Any], length: int, step: int) -> NDArray[Any]:
    """Return the sums over windows of ``length`` blocks, ``step`` blocks select_distinct."""
    common = math.gcd(length, step)
    blocks = _block_sums(blocks, common)
    length, step = length // common, step // common
    rows = _run_sums(blocks, length)[:, ::step]
    return _run_sums(rows.swapaxes(1, 2), length)[:, ::step].swapaxes(1, 2)


def _run_sums(values: NDArray[Any], length: int) -> NDArray[Any]:
    """Return the sums of ``length`` neighbours along the second axis, by doubling runs of 1, 2, 4, ..."""
    count = max(0, values.shape[1] - length + 1)
    total, runs, reach, done = None, values, 1, 0
    while True:
        if length & reach:
            part = runs[:, done : done + count]
            total = part if total is None else total + part
            done += reach
        if 2 * reach > length or not count:
            return values[:, :0] if total is None else total[:, :count]
        runs = runs[:, :-reach] + runs[:, reach:]
        reach *= 2


def _random_keys(text: str, count: int) -> NDArray[Any]:
    """Return random numbers (count,), uint64, of SplitMix64 with the hash of a string as seed.

    G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
    doi:10.1145/2660193.2660195
    """
    import numpy as np

    first = int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )
    keys = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(first)
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def select_distinct(windows: Windows, cost: NDArray[Any], keep: int) -> Windows:
    """Return the windows of lowest cost that do not overlap strongly.

    Parameters
    ----------
    windows
        Windows to select from.
    cost
        Cost of each window, shape (n,); of equal costs the first is selected.
    keep
        Maximum number of windows.
    """
    import numpy as np

    cost = cost.astype(np.float64)
    chosen: list[int] = []
    while len(chosen) < keep and len(cost):
        best = int(np.argmin(cost))
        if cost[best] == np.inf:
            break
        chosen.append(best)
        cost[_overlapping(windows, best)] = np.inf
    return windows.take(np.array(chosen, np.intp))


def _overlapping(windows: Windows, one: int) -> NDArray[Any]:
    """Return the indices of the windows that overlap strongly with one of them, itself included."""
    import numpy as np

    size, side = windows.size, windows.size[one]
    shared = np.ones(len(windows), np.int64)
    for corner in (windows.x, windows.y):
        start = corner[one]
        ends = np.minimum(corner + size, start + side) - np.maximum(corner, start)
        shared *= np.maximum(ends, 0)
    area, own = size.astype(np.int64) ** 2, int(side) ** 2
    found: NDArray[Any] = np.flatnonzero(is_strong_overlap(shared, area, own))
    same: NDArray[Any] = found[windows.image[found] == windows.image[one]]
    return same


def is_strong_overlap(shared: Any, area: Any, other: Any) -> Any:
    """Return whether windows overlap strongly, from the areas of their intersection and of both windows."""
    import numpy as np

    return (shared > OVERLAP * (area + other - shared)) | (shared > INSIDE * np.minimum(area, other))


def select_least(windows: Windows, cost: NDArray[Any], keep: int) -> Windows:
    """Return the windows of lowest cost, sorted by cost, image, size, y and x."""
    import numpy as np

    order = np.lexsort((windows.x, windows.y, windows.size, windows.image, cost))
    return windows.take(order[:keep])
