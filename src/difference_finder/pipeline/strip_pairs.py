"""Two files as a pair that is read strip by strip, while the strips before are measured."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.equality import find_differing_pixels
from difference_finder.errors import DataRangeError, InputError, ShapeMismatchError
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.strip_terms import Rows
from difference_finder.readers.strips import StripFile, open_strips
from difference_finder.text import option

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StripPair", "open_strip_pair"]

Item = TypeVar("Item")

STRIP_BYTES = 2**24
"""Approximate number of bytes of the samples of a strip."""

LEAST_ROWS = 64
"""Least number of rows of a strip, so that the rows around it that windows need are few."""

FACTS = ("data_range", "divisors", "offset", "below_zero")
"""Facts of a pair that all of its strips must share."""


@dataclass(eq=False)
class StripPair:
    """Two files of one size that are read strip by strip.

    Parameters
    ----------
    files
        The first and the second file.
    measurement
        How strips are prepared.
    name
        Name of the pair.
    rows
        Number of rows of a strip.

    Attributes
    ----------
    images
        The images of the first strip, with the facts about the files.
    pair
        The pair of the first strip.
    notes, warnings
        Notes and warnings that all strips share.
    """

    files: Sequence[StripFile]
    measurement: Measurement
    name: str
    rows: int
    images: list[Image] = field(default_factory=list)
    pair: Pair | None = None
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.files[0].width, self.files[0].height

    @property
    def count(self) -> int:
        """Number of strips."""
        return -(-self.files[0].height // self.rows)

    @property
    def left_out(self) -> list[str]:
        """Contents of the files that are not looked at, in words."""
        return [text for file in self.files for text in file.left_out]

    def strips(self, margin: int) -> Iterator[Rows]:
        """Yield the pair strip by strip, with the rows around each that windows of ``margin`` rows need.

        The files are decoded in threads of their own, one strip ahead.
        """
        import numpy as np

        height, top, done = self.size[1], 0, 0
        last: list[NDArray[Any]] = []
        marks = np.zeros(0, bool)
        sources = [_ahead(file.strips(self.rows)) for file in self.files]
        with closing(sources[0]), closing(sources[1]):
            for images in zip(*sources, strict=True):
                pair = self._prepared(images, top)
                bottom = top + int(pair.second.shape[2])
                held = [_rows_first(image) for image in (pair.first, pair.second)]
                wide = [_joined(*both) for both in zip(last, held, strict=True)] if last else held
                differing = _differing_pixels(pair)
                marks = np.concatenate([marks, differing.any(axis=1)])
                start = bottom - len(wide[0])
                end = height if bottom == height else bottom - margin
                first, second = (_channels_first(image) for image in wide)
                whole = replace(pair, first=first, second=second)
                yield Rows(pair, whole, done - start, bottom - end, differing, marks)
                kept = max(0, end - margin - start) if margin else len(marks)
                last, marks = [image[kept:] for image in wide] if margin else [], marks[kept:]
                top, done = bottom, end

    def _prepared(self, images: Sequence[Image], top: int) -> Pair:
        """Return the pair of a strip, whose facts must be those of the first strip."""
        pair = self.measurement.prepare(images, name=self.name)
        if pair.mask is not None:
            raise InputError(
                f"'{self.name}' has values that are not finite in the rows {top} to"
                f" {top + images[0].pixels.shape[2] - 1}, which are not compared in strips; replace them"
            )
        if self.pair is None:
            self.images, self.pair = list(images), pair
            self.notes, self.warnings = pair.notes, pair.warnings
        if pair.data_range is None or any(getattr(pair, k) != getattr(self.pair, k) for k in FACTS):
            raise DataRangeError(
                f"the data range of '{self.name}' is unknown: it has numbers outside [0, 1] in the rows {top}"
                f" to {top + images[0].pixels.shape[2] - 1}; pass {option('data_range')}, the greatest minus"
                " the least possible value"
            )
        self.notes = tuple(note for note in self.notes if note in pair.notes)
        self.warnings = tuple(note for note in self.warnings if note in pair.warnings)
        return pair


def open_strip_pair(
    measurement: Measurement, sources: Sequence[Any], name: str, rows: int | None, margin: int
) -> StripPair:
    """Open two files to compare them strip by strip; only their headers are read.

    Parameters
    ----------
    measurement
        How the images are opened and prepared.
    sources
        Paths of the first and the second file.
    name
        Name of the pair.
    rows
        Number of rows of a strip; None for as many as fit into a few megabytes.
    margin
        Number of rows around a pixel that windows need; a strip has at least the rows of a window.

    Raises
    ------
    ReadError, UnsupportedFormatError
        If a file cannot be read strip by strip.
    ShapeMismatchError
        If their sizes differ.
    """
    reading = measurement.reading()
    files = [
        open_strips(source, **{key: reading[key] for key in ("background", "max_pixels", "alpha", "axes")})
        for source in sources
    ]
    (w1, h1), (w2, h2) = ((file.width, file.height) for file in files)
    if (w1, h1) != (w2, h2):
        raise ShapeMismatchError(
            f"shape mismatch: first image '{files[0].name}' is {w1}x{h1}, second image '{files[1].name}' is"
            f" {w2}x{h2}; images compared in strips need one size, so crop or resize one of the files"
        )
    if rows is None:
        rows = _fitting_rows(files)
    return StripPair(files, measurement, name, min(max(rows, 2 * margin + 1), h1))


def _fitting_rows(files: Sequence[StripFile]) -> int:
    """Return a number of rows so that strips begin where tiles begin, or are parts of them."""
    most = max(LEAST_ROWS, STRIP_BYTES // max(file.row_bytes for file in files))
    step = max(file.step for file in files)
    return most // step * step if step <= most else -(-step // -(-step // most))


def _differing_pixels(pair: Pair) -> NDArray[Any]:
    """Return which pixels of a strip differ, (h, W)."""
    return find_differing_pixels(to_numpy(pair.first)[0], to_numpy(pair.second)[0], pair.divisors)


def _rows_first(image: Any) -> Any:
    """Return an image (1, C, h, W) as (h, W, C), in which most files store it."""
    return image[0].transpose(1, 2, 0)


def _channels_first(image: Any) -> Any:
    return image.transpose(2, 0, 1)[None]


def _joined(above: Any, below: Any) -> Any:
    import numpy as np

    return np.concatenate([above, below])


def _ahead(items: Iterator[Item]) -> Generator[Item, None, None]:
    """Yield items, of which the next one is made in another thread in the meantime."""
    end: Any = object()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, items, end)
        while (item := waiting.result()) is not end:
            waiting = pool.submit(next, items, end)
            yield item
