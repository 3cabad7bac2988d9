"""Images and maps as pyramids of tiles.

Level 0 has all pixels; each further level has half as many in both directions, rounded up. A pixel of level
k covers a square of up to 2^k x 2^k pixels of level 0. It has the mean of an image, or the strongest value of
a map, so that a difference in a single pixel remains visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any

from difference_finder.drawing.codes import COUNTS, HIDDEN, NO_NUMBER, encode_values, pack_codes
from difference_finder.drawing.map_view import reduce_by_strongest
from difference_finder.drawing.png import encode_png
from difference_finder.page.stored import pack_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.report.tones import Shown

__all__ = ["TILE", "MapPyramid", "PicturePyramid", "Pyramid", "level_count"]

TILE = 512
"""The side of a tile in pixels."""

BAND = 2**22
"""The number of pixels that are reduced at once."""


def level_count(width: int, height: int) -> int:
    """Return the number of levels; the last level fits into one tile.

    Examples
    --------
    >>> level_count(512, 300), level_count(513, 300), level_count(8192, 8192)
    (1, 2, 5)
    """
    return 1 + max(0, (-(-max(width, height) // TILE) - 1).bit_length())


class Pyramid:
    """Tiles of an array; each level is computed on first use.

    Parameters
    ----------
    width, height
        Size in pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.levels = level_count(width, height)
        self._made: dict[int, NDArray[Any]] = {}
        self._lock = Lock()

    def tile(self, level: int, column: int, row: int) -> bytes | None:
        """Return a tile as PNG; None outside the level."""
        if not self._has(level, column, row):
            return None
        rows, columns = _window(column, row)
        if level == 0:
            return encode_png(self._codes(rows, columns))
        return encode_png(self._coded(self._level(level)[rows, columns]))

    def stored(self, level: int, column: int, row: int) -> bytes | None:
        """Return the stored values of a tile; None outside the level, and for maps."""
        return None

    def values(self, x: int, y: int) -> list[Any] | None:
        """Return the original values of a pixel; None outside the image."""
        inside = 0 <= x < self.width and 0 <= y < self.height
        return self._values(x, y) if inside else None

    def _has(self, level: int, column: int, row: int) -> bool:
        side = TILE << level
        inside = 0 <= column * side < self.width and 0 <= row * side < self.height
        return 0 <= level < self.levels and inside

    @property
    def nbytes(self) -> int:
        """The number of bytes in memory."""
        return self._given + sum(level.nbytes for level in list(self._made.values()))

    def _level(self, level: int) -> NDArray[Any]:
        import numpy as np

        with self._lock:  # concurrent requests for a level wait for it
            if level not in self._made:
                bands = [self._reduced(rows, 1 << level) for rows in self._bands(1 << level)]
                self._made[level] = np.concatenate(bands)
            return self._made[level]

    def _bands(self, factor: int) -> Iterator[slice]:
        """Yield bands of rows; all but the last contain complete squares."""
        rows = max(1, BAND // (self.width * factor)) * factor
        for top in range(0, self.height, rows):
            yield slice(top, min(top + rows, self.height))

    _given: int

    def _codes(self, rows: slice, columns: slice) -> NDArray[np.uint8]:
        """Return pixels of level 0 as (H, W, 3)."""
        raise NotImplementedError

    def _coded(self, window: NDArray[Any]) -> NDArray[np.uint8]:
        """Return pixels of a level as (H, W, 3)."""
        raise NotImplementedError

    def _reduced(self, rows: slice, factor: int) -> NDArray[Any]:
        """Return one value for each square of a band of rows."""
        raise NotImplementedError

    def _values(self, x: int, y: int) -> list[Any]:
        raise NotImplementedError


def _window(column: int, row: int) -> tuple[slice, slice]:
    """Return the rows and the columns of a tile."""
    rows, columns = (slice(at * TILE, (at + 1) * TILE) for at in (row, column))
    return rows, columns


class PicturePyramid(Pyramid):
    """An image, shown with 8 bits.

    Parameters
    ----------
    pixels
        Pixels as read, of shape (C, H, W).
    shown
        Mapping of values to tones.
    """

    def __init__(self, pixels: NDArray[Any], shown: Shown) -> None:
        super().__init__(int(pixels.shape[2]), int(pixels.shape[1]))
        self._pixels, self._shown = pixels, shown
        self._given = 0 if pixels.base is not None else int(pixels.nbytes)  # a view owns no memory

    def stored(self, level: int, column: int, row: int) -> bytes | None:
        """Return the values of a tile as read, packed; of coarser levels their means."""
        if not self._has(level, column, row):
            return None
        if level:
            return pack_values(self._means(level, column, row))
        rows, columns = _window(column, row)
        return pack_values(self._pixels[:, rows, columns])

    def _means(self, level: int, column: int, row: int) -> NDArray[Any]:
        """Return the means of the squares of a tile, (C, H, W), in the type of the values."""
        import numpy as np

        factor = 1 << level
        rows, columns = (slice(at * TILE * factor, (at + 1) * TILE * factor) for at in (row, column))
        part = self._pixels[:, rows, columns]
        starts = [np.arange(0, side, factor) for side in part.shape[1:]]
        sums = np.add.reduceat(np.add.reduceat(part, starts[0], axis=1, dtype=np.float64), starts[1], axis=2)
        counts = [np.diff([*at, side]) for at, side in zip(starts, part.shape[1:], strict=True)]
        means: NDArray[Any] = sums / (counts[0][:, None] * counts[1])
        return means if part.dtype.kind == "f" else np.rint(means).astype(part.dtype)

    def _codes(self, rows: slice, columns: slice) -> NDArray[np.uint8]:
        return self._shown.levels(self._pixels[:, rows, columns])

    def _coded(self, window: NDArray[Any]) -> NDArray[np.uint8]:
        return window

    def _reduced(self, rows: slice, factor: int) -> NDArray[np.uint8]:
        import numpy as np
        from PIL import Image

        codes = np.ascontiguousarray(self._codes(rows, slice(None)))
        return np.asarray(Image.fromarray(codes).reduce(factor))

    def _values(self, x: int, y: int) -> list[Any]:
        number = float if self._pixels.dtype.kind == "f" else int
        return [number(value) for value in self._pixels[:, y, x]]


class MapPyramid(Pyramid):
    """A map of 16-bit codes: the high byte is in red, the low byte in green.

    Blue is 255 where a pixel counts, 0 where it is masked, and 128 where it is not finite.

    Parameters
    ----------
    plane
        Values of shape (H, W).
    mask
        Mask of shape (H, W); True where pixels count. None if all do.
    low, high
        Values of code 0 and code 65535; values beyond are clipped.
    """

    def __init__(
        self, plane: NDArray[np.floating], mask: NDArray[np.bool_] | None, low: float, high: float
    ) -> None:
        super().__init__(int(plane.shape[1]), int(plane.shape[0]))
        self.plane, self.mask = plane, mask
        self.low, self.high = low, high
        self._given = int(plane.nbytes) + (0 if mask is None else int(mask.nbytes))

    def _codes(self, rows: slice, columns: slice) -> NDArray[np.uint8]:
        return self._coded(self._counted(rows, columns))

    def _counted(self, rows: slice, columns: slice) -> NDArray[np.floating]:
        """Return values of level 0: NaN where masked, infinite where not finite."""
        import numpy as np

        window = self.plane[rows, columns]
        finite = np.isfinite(window)
        known = window if finite.all() else np.where(finite, window, np.inf)
        return known if self.mask is None else np.where(self.mask[rows, columns], known, np.nan)

    def _coded(self, window: NDArray[Any]) -> NDArray[np.uint8]:
        import numpy as np

        good = np.isfinite(window)
        codes = encode_values(np.where(good, window, self.low), self.low, self.high)
        return pack_codes(codes, np.where(good, COUNTS, np.where(np.isnan(window), HIDDEN, NO_NUMBER)))

    def _reduced(self, rows: slice, factor: int) -> NDArray[np.floating]:
        import numpy as np

        window = self._counted(rows, slice(None))
        good = np.isfinite(window)
        if good.all():
            return reduce_by_strongest(window, factor, self.low < 0)
        best = reduce_by_strongest(np.where(good, window, 0), factor, self.low < 0)
        best[reduce_by_strongest(good, factor, False) == 0] = np.nan
        best[np.isnan(best) & reduce_by_strongest(np.isinf(window), factor, False)] = np.inf
        return best

    def _values(self, x: int, y: int) -> list[Any]:
        counts = self.mask is None or bool(self.mask[y, x])
        return [float(self.plane[y, x]) if counts else float("nan")]
