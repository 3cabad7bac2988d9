"""Files that are read strip by strip: consecutive rows, in memory that does not grow with the image."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError, ReadError
from difference_finder.readers._damage import describe_damage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.images.image import Image

__all__ = ["BLOCK_BYTES", "STRIP_FORMATS", "StripFile"]

STRIP_FORMATS = ("npy", "png", "tiff")
"""Names of the readers whose files may be read strip by strip."""

BLOCK_BYTES = 2**25
"""Approximate number of bytes of samples that are decoded at once."""


@dataclass(frozen=True, eq=False)
class StripFile:
    """An image in a file of which a few rows are in memory at any time.

    Parameters
    ----------
    name, format
        The file, and the name of its reader.
    width, height
        Size in pixels.
    row_bytes
        Bytes of the samples of a row.
    blocks
        Function that decodes the file once, and yields consecutive rows as samples of shape (h, W, C), in
        blocks of any height.
    image_of
        Function that makes the image (1, C, h, W) of some rows.
    step
        Number of rows that are stored together: the height of tiles.
    left_out
        Contents of the file that are not compared, in words.
    """

    name: str
    format: str
    width: int
    height: int
    row_bytes: int
    blocks: Callable[[], Iterator[NDArray[Any]]]
    image_of: Callable[[NDArray[Any]], Image]
    step: int = 1
    left_out: tuple[str, ...] = ()

    def strips(self, rows: int) -> Iterator[Image]:
        """Yield the image in strips of ``rows`` rows; the last one may be lower.

        Raises
        ------
        ReadError
            If the file has fewer rows than its header announces, or is damaged.
        """
        try:
            yield from self._strips(rows)
        except DifferenceFinderError:
            raise
        except Exception as error:  # decoders raise many kinds of errors on damaged files
            raise ReadError(describe_damage(self.name, self.format, error)) from error

    def _strips(self, rows: int) -> Iterator[Image]:
        import numpy as np

        waiting: list[NDArray[Any]] = []
        count = done = 0
        for block in self.blocks():
            waiting.append(block)
            count += len(block)
            while count >= rows:
                whole = waiting[0] if len(waiting) == 1 else np.concatenate(waiting)
                done += rows
                yield self.image_of(whole[:rows])
                count -= rows
                waiting = [whole[rows:]] if count else []
        if count:
            done += count
            yield self.image_of(waiting[0] if len(waiting) == 1 else np.concatenate(waiting))
        if done != self.height:
            raise ValueError(f"it has {done} of the {self.height} rows that its header announces")
