"""NumPy files read strip by strip."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.readers._array import fitted_axes, image_of_array, layout_of
from difference_finder.readers._limits import check_size
from difference_finder.readers._strip_file import BLOCK_BYTES, StripFile
from difference_finder.readers.numpy_files import read_array_header
from difference_finder.text import option

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["open_npy"]


def open_npy(
    path: Path, *, background: str, max_pixels: int, alpha: str = "auto", axes: str | None = None
) -> StripFile:
    """Return an array in a file, of shape (H, W), (C, H, W) or (H, W, C), to read strip by strip.

    Parameters
    ----------
    path
        The file.
    background
        Colour behind transparent pixels, which such a file must not have.
    max_pixels
        Greatest number of pixels that its header may announce.
    alpha
        Meaning of the fourth of four channels: "auto", "composed" or "band".
    axes
        Axes of the array, such as "HWC"; None to identify them by their lengths.

    Raises
    ------
    UnsupportedFormatError
        If the array is only read as a whole.
    """
    with path.open("rb") as file:
        shape, column_major, dtype, notes = read_array_header(file)
        start = file.tell()
    if len(shape) not in (2, 3) or column_major or dtype.kind not in "buif":
        held = f"{len(shape)} axes, {'columns' if column_major else 'rows'} first, of the type {dtype}"
        raise UnsupportedFormatError(
            f"cannot read '{path}' in strips: it has {held}; save an array of numbers (H, W), (C, H, W) or"
            " (H, W, C) with its rows first"
        )
    layout, ambiguous = (fitted_axes(axes, shape), False) if axes else layout_of(shape)
    if ambiguous or layout not in ("HW", "CHW", "HWC"):
        axes_of_it = f"its shape {shape} is ambiguous" if ambiguous else f"its axes are {layout}"
        raise UnsupportedFormatError(
            f"cannot read '{path}' in strips: {axes_of_it}; pass {option('axes', 'HWC')} or"
            f" {option('axes', 'CHW')}, or save it with its rows first"
        )
    sizes = dict(zip(layout, shape, strict=True))
    width, height, channels = sizes["W"], sizes["H"], sizes.get("C", 1)
    bytes_ = path.stat().st_size
    check_size(
        path,
        width,
        height,
        channels=channels,
        bits=dtype.itemsize * 8,
        file_bytes=bytes_,
        max_pixels=max_pixels,
    )
    if bytes_ < start + math.prod(shape) * dtype.itemsize:
        raise ValueError(f"{math.prod(shape)} values are announced; the file has {bytes_} bytes")
    if (channels == 4 and layout[-1] == "C" and alpha != "band" and dtype.kind == "u") or alpha == "composed":
        raise UnsupportedFormatError(
            f"cannot read '{path}' in strips: its fourth channel may be an alpha; remove it, or pass it as a"
            " band"
        )
    rows = _Rows(path, start, dtype, (height, width, channels), layout[0] == "C")

    def image_of(samples: NDArray[Any]) -> Image:
        try:
            image = image_of_array(samples, "HWC", alpha="band", background=background)
        except InputError as error:
            raise UnsupportedFormatError(f"cannot read '{path}' in strips: {error}") from error
        return replace(image, name=str(path), format="npy", notes=(*notes, *image.notes))

    return StripFile(
        str(path), "npy", width, height, width * channels * dtype.itemsize, rows.blocks, image_of
    )


class _Rows:
    """The rows of an array in a file.

    Parameters
    ----------
    path
        The file.
    start
        Position of the first value.
    dtype
        Type of the values.
    size
        Height, width and number of channels.
    planar
        Whether the planes of the channels follow each other.
    """

    def __init__(self, path: Path, start: int, dtype: Any, size: tuple[int, int, int], planar: bool) -> None:
        self.path, self.start, self.dtype, self.size, self.planar = path, start, dtype, size, planar

    def blocks(self) -> Iterator[NDArray[Any]]:
        """Yield consecutive rows (h, W, C)."""
        import numpy as np

        height, width, channels = self.size
        planes, inner = (channels, 1) if self.planar else (1, channels)
        row = width * inner * self.dtype.itemsize
        most = max(1, BLOCK_BYTES // (row * planes))
        with self.path.open("rb") as file:
            for top in range(0, height, most):
                rows = min(most, height - top)
                parts = []
                for plane in range(planes):
                    file.seek(self.start + (plane * height + top) * row)
                    found = np.fromfile(file, self.dtype, rows * width * inner)
                    parts.append(found.reshape(rows, width, inner).astype(self.dtype.newbyteorder("=")))
                yield parts[0] if planes == 1 else np.stack([part[..., 0] for part in parts], axis=2)
