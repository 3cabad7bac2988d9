"""HDF5, by the package h5py."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from difference_finder.errors import MissingDependencyError, UnsupportedFormatError
from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._volumes import choose_dataset, images_of_slices, slices_first

__all__ = ["hdf5"]

_SIGNATURE = b"\x89HDF\r\n\x1a\n"


@reader(
    "hdf5",
    suffixes=(".h5", ".hdf5"),
    matches=lambda head: head.startswith(_SIGNATURE),
    unit="slices",
)
def hdf5(path: Path, *, background: str, max_pixels: int, dataset: str | None = None) -> list[Image]:
    """Read a dataset of HDF5: an image, or slices along the first axis.

    Parameters
    ----------
    path
        The file.
    background
        Not used: datasets have no transparent pixels.
    max_pixels
        Greatest number of pixels that the header may announce.
    dataset
        Name of the dataset; None for the only one, or for "image", "reconstruction_rss" or "reconstruction".

    Returns
    -------
    list of Image
        Pixels of shape (1, C, H, W) in the stored type; complex numbers become magnitudes.

    Raises
    ------
    ReadError
        If the file is truncated or damaged, or has no such dataset, or several.
    UnsupportedFormatError
        If the dataset lies in other files, is compressed by a filter that is not installed, or has more than
        4 axes.
    ImageTooLargeError
        If the header announces too many pixels.
    MissingDependencyError
        If the package h5py is not installed.

    Notes
    -----
    The last axis, or the second of four, is the channels if it is 3 or 4 long; other leading axes are slices.

    References
    ----------
    The HDF Group, "HDF5 file format specification", version 3.0.
    """
    notes: list[str] = []
    with open_hdf5(path) as file:
        found = find_datasets(file)
        chosen = found[choose_dataset(path, found, dataset, notes)]
        array = read_dataset(path, chosen, max_pixels)
    return images_of_slices(slices_first(array, path, notes), path=path, format="hdf5", notes=notes)


@contextlib.contextmanager
def open_hdf5(path: Path) -> Iterator[Any]:
    """Yield an opened file of HDF5.

    Raises
    ------
    MissingDependencyError
        If the package h5py is not installed.
    """
    try:
        import h5py
    except ImportError as error:
        raise MissingDependencyError.for_extra("reading HDF5 files", "h5py", "hdf5") from error
    with h5py.File(path, "r") as file:
        yield file


def find_datasets(file: Any) -> dict[str, Any]:
    """Return the datasets of numbers with at least two axes by name, without links to other files."""
    import h5py

    found: dict[str, Any] = {}

    def visit(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and item.dtype.kind in "biufc" and len(item.shape or ()) > 1:
            found[name] = item

    file.visititems(visit)
    return found


def read_dataset(path: Path, dataset: Any, max_pixels: int) -> Any:
    """Return the values of a dataset, after checks of its size and its storage."""
    shape = tuple(int(side) for side in dataset.shape)
    if dataset.is_virtual or dataset.external:
        raise UnsupportedFormatError(
            f"cannot read '{path}': the dataset '{dataset.name}' lies in other files; copy it into one file"
        )
    check_size(
        path,
        math.prod(shape[1:]),
        shape[0],
        channels=1,
        bits=8 * dataset.dtype.itemsize,
        file_bytes=path.stat().st_size,
        max_pixels=max_pixels,
    )
    try:
        return dataset[()]
    except OSError as error:
        if "filter" not in str(error):
            raise
        raise UnsupportedFormatError(
            f"cannot read '{path}': the dataset '{dataset.name}' is compressed by a filter that is not"
            " installed; pip install hdf5plugin and import it, or save it with gzip"
        ) from error
