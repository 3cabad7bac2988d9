"""TIFF and BigTIFF read strip by strip: uncompressed, LZW, deflate, PackBits and Zstandard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.errors import UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.readers._strip_file import BLOCK_BYTES, StripFile
from difference_finder.readers._tiff_pages import Page, read_page
from difference_finder.readers._warnings import collect_warnings
from difference_finder.readers.tiff import image_of_page

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["open_tiff"]

_NONE, _LZW, _DEFLATE, _PACKBITS, _OLD_DEFLATE, _ZSTD = 1, 5, 8, 32773, 32946, 50000
_COMPRESSIONS = (_NONE, _LZW, _DEFLATE, _PACKBITS, _OLD_DEFLATE, _ZSTD)
_ORIENTATION, _PREDICTOR, _FILL_ORDER, _SUBIFDS = 274, 317, 266, 330
_DIFFERENCES, _FLOATS = 2, 3
_GREY, _RGB = 1, 2
_MOST_BYTES = 2**27


def open_tiff(path: Path, *, background: str, max_pixels: int) -> StripFile:
    """Return a TIFF of one page to read strip by strip.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels, which such a file must not have.
    max_pixels
        Greatest number of pixels that its directory may announce.

    Raises
    ------
    UnsupportedFormatError
        If the file has several pages, or a kind of colour, depth or compression that is only read as a whole.
    """
    import tifffile

    with collect_warnings("tifffile"), tifffile.TiffFile(path) as file:
        if len(file.pages) != 1:
            raise _refused(path, f"it has {len(file.pages)} pages", "save each page as a file")
        page = read_page(path, file.pages[0], "", path.stat().st_size, max_pixels)
        order = "<" if file.byteorder == "<" else ">"
    _check(path, page)
    subs = page.tag(_SUBIFDS) or ()
    count = len(subs) if isinstance(subs, tuple) else 1
    left = (f"{count} sub-image{'s' * (count > 1)} of '{path}' not looked at",) if count else ()
    reader = _Segments(path, page, order)

    def image_of(samples: NDArray[Any]) -> Image:
        return image_of_page(path, page, samples, background, [])

    row_bytes = page.width * page.samples * page.dtype.itemsize
    return StripFile(
        str(path), "tiff", page.width, page.height, row_bytes, reader.blocks, image_of, reader.step, left
    )


def _refused(path: Path, reason: str, remedy: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(f"cannot read '{path}' in strips: {reason}; {remedy}")


def _check(path: Path, page: Page) -> None:
    """Refuse pages that are only read as a whole."""
    plain = "save it as a grey or RGB TIFF of 8, 16 or 32 bits"
    if page.depth * page.planes > 1:
        raise _refused(path, f"it is a volume of {page.depth * page.planes} images", plain)
    if page.photometric not in (_GREY, _RGB):
        raise _refused(path, f"its photometric interpretation is {page.photometric}", plain)
    if page.bits not in (8, 16, 32, 64) or page.dtype.kind not in "uif":
        raise _refused(path, f"its samples have {page.bits} bits of the type {page.dtype}", plain)
    if page.samples > page.colours and any(page.extra):
        raise _refused(path, "it has an alpha channel", "remove it")
    if page.tag(_ORIENTATION, 1) not in (0, 1):
        raise _refused(path, f"its orientation is {page.tag(_ORIENTATION)}", "turn its pixels upright")
    if page.tag(_FILL_ORDER, 1) != 1:
        raise _refused(path, "its bits are reversed", plain)
    if page.compression not in _COMPRESSIONS:
        raise _refused(
            path, f"its compression is {page.compression_name}", "use none, LZW, deflate or Zstandard"
        )
    wanted = {1: "", _DIFFERENCES: "ui", _FLOATS: "f"}
    predictor = page.tag(_PREDICTOR, 1)
    if predictor not in wanted or (predictor > 1 and page.dtype.kind not in wanted[predictor]):
        raise _refused(path, f"its predictor is {predictor} for {page.dtype}", plain)
    largest = page.source.tilelength if page.source.is_tiled else int(page.source.rowsperstrip)
    bytes_of_row = page.width * page.samples * page.dtype.itemsize
    needed = min(largest, page.height) * bytes_of_row
    if needed > _MOST_BYTES and not (page.compression == _NONE and not page.source.is_tiled):
        raise _refused(
            path,
            f"its strips or tiles have {largest} rows, {needed} bytes",
            f"write it with at most {max(1, _MOST_BYTES // bytes_of_row)} rows in a strip, or with tiles",
        )


class _Segments:
    """The strips or tiles of a page.

    Parameters
    ----------
    path
        The file.
    page
        The page.
    order
        Byte order of the file: "<" or ">".
    """

    def __init__(self, path: Path, page: Page, order: str) -> None:
        source = page.source
        self.path, self.page = path, page
        self.tall = int(source.tilelength if source.is_tiled else min(source.rowsperstrip, page.height))
        self.wide = int(source.tilewidth) if source.is_tiled else page.width
        self.tiled = bool(source.is_tiled)
        self.across = -(-page.width // self.wide)
        self.down = -(-page.height // self.tall)
        self.planes = page.samples if page.separate else 1
        self.samples = 1 if page.separate else page.samples
        self.stored = page.dtype.newbyteorder(order)
        self.offsets, self.lengths = source.dataoffsets, source.databytecounts
        if len(self.offsets) != self.planes * self.across * self.down:
            raise ValueError(
                f"it has {len(self.offsets)} strips or tiles; its size needs"
                f" {self.planes * self.across * self.down}"
            )
        self.decode = _decoder(page)
        self.predictor = page.tag(_PREDICTOR, 1)

    @property
    def step(self) -> int:
        """Number of rows that are decoded together."""
        return 1 if self.page.compression == _NONE and not self.tiled else self.tall

    def blocks(self) -> Iterator[NDArray[Any]]:
        """Yield consecutive rows of samples (h, W, C), of one or several rows of tiles, or strips."""
        with self.path.open("rb") as file:
            if self.page.compression == _NONE and not self.tiled:
                yield from self._plain_rows(file)
                return
            row_bytes = self.page.width * self.page.samples * self.page.dtype.itemsize
            together = max(1, BLOCK_BYTES // (row_bytes * self.tall))
            for first in range(0, self.down, together):
                yield self._decoded(file, range(first, min(first + together, self.down)))

    def _plain_rows(self, file: BinaryIO) -> Iterator[NDArray[Any]]:
        """Yield the rows of uncompressed strips, which may have the height of the image."""
        import numpy as np

        row = self.wide * self.samples * self.page.dtype.itemsize
        most = max(1, BLOCK_BYTES // (row * self.planes))
        for strip in range(self.down):
            height = min(self.tall, self.page.height - strip * self.tall)
            starts = [self._place(plane, strip, height * row) for plane in range(self.planes)]
            for top in range(0, height, most):
                rows = min(most, height - top)
                parts = []
                for start in starts:
                    file.seek(start + top * row)
                    found = np.fromfile(file, self.stored, rows * self.wide * self.samples)
                    parts.append(self._shaped(found, rows))
                yield parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)

    def _place(self, plane: int, strip: int, needed: int) -> int:
        number = plane * self.down + strip
        if self.lengths[number] < needed:
            raise ValueError(
                f"its strip {number + 1} has {self.lengths[number]} of the {needed} bytes that it needs"
            )
        return int(self.offsets[number])

    def _decoded(self, file: BinaryIO, rows: range) -> NDArray[Any]:
        """Return the samples of some rows of tiles, or strips."""
        import numpy as np

        height = min(rows.stop * self.tall, self.page.height) - rows.start * self.tall
        native = self.page.dtype.newbyteorder("=")
        out = np.empty((height, self.page.width, self.page.samples), native)
        for plane in range(self.planes):
            channels = slice(plane, plane + 1) if self.planes > 1 else slice(None)
            for row in rows:
                top = (row - rows.start) * self.tall
                for column in range(self.across):
                    number = (plane * self.down + row) * self.across + column
                    left = column * self.wide
                    target = out[top : top + self.tall, left : left + self.wide, channels]
                    full = self.tall if self.tiled else target.shape[0]
                    target[...] = self._segment(file, number, full)[: target.shape[0], : target.shape[1]]
        return out

    def _segment(self, file: BinaryIO, number: int, height: int) -> NDArray[Any]:
        """Return the samples of a strip or tile, (h, w, C)."""
        import numpy as np

        file.seek(self.offsets[number])
        content = file.read(self.lengths[number])
        needed = height * self.wide * self.samples * self.page.dtype.itemsize
        decoded = self.decode(content, needed)
        if len(decoded) < needed:
            raise ValueError(
                f"its strip or tile {number + 1} has {len(decoded)} of the {needed} bytes that it needs"
            )
        samples = np.frombuffer(decoded, self.stored, needed // self.stored.itemsize)
        if self.predictor == 1:
            return self._shaped(samples, height)
        import imagecodecs

        shaped = samples.reshape(height, self.wide, self.samples)
        if self.predictor == _FLOATS:
            return np.asarray(imagecodecs.floatpred_decode(shaped, axis=-2, dist=1)).astype(
                self.page.dtype.newbyteorder("="), copy=False
            )
        native = shaped.astype(self.page.dtype.newbyteorder("="), copy=False)
        return np.asarray(imagecodecs.delta_decode(native, axis=-2))

    def _shaped(self, samples: NDArray[Any], height: int) -> NDArray[Any]:
        if samples.size != height * self.wide * self.samples:
            raise ValueError(f"it ends inside its pixels: {samples.size} samples of {height} rows are left")
        native = self.page.dtype.newbyteorder("=")
        return samples.reshape(height, self.wide, self.samples).astype(native, copy=False)


def _decoder(page: Page) -> Callable[[bytes, int], Any]:
    """Return a function of the stored bytes of a strip or tile and the number of bytes that it needs."""
    import imagecodecs

    if page.compression == _NONE:
        return lambda content, needed: content
    if page.compression in (_DEFLATE, _OLD_DEFLATE) and imagecodecs.DEFLATE.available:
        return lambda content, needed: imagecodecs.deflate_decode(content, out=needed)
    codecs = {
        _LZW: imagecodecs.lzw_decode,
        _DEFLATE: imagecodecs.zlib_decode,
        _OLD_DEFLATE: imagecodecs.zlib_decode,
        _PACKBITS: imagecodecs.packbits_decode,
        _ZSTD: imagecodecs.zstd_decode,
    }
    codec = codecs[page.compression]
    return lambda content, needed: codec(content, out=needed)
