"""MAT files of MATLAB: version 5 by scipy, version 7.3 by the package h5py."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from difference_finder.images.image import Image
from difference_finder.parts.registry import reader
from difference_finder.readers._limits import check_size
from difference_finder.readers._mat_elements import check_values, list_arrays
from difference_finder.readers._volumes import choose_dataset, images_of_slices, slices_last
from difference_finder.readers._warnings import collect_warnings
from difference_finder.readers.hdf5 import find_datasets, open_hdf5, read_dataset

__all__ = ["mat"]

_V5, _V73 = b"MATLAB 5.0 MAT-file", b"MATLAB 7.3 MAT-file"
_BITS = {
    "double": 64, "single": 32, "int8": 8, "uint8": 8, "int16": 16, "uint16": 16, "int32": 32, "uint32": 32,
    "int64": 64, "uint64": 64, "logical": 8,
}  # fmt: skip
_INSIDE = ("#refs#", "#subsystem#")


@reader("mat", suffixes=(".mat",), matches=lambda head: head.startswith((_V5, _V73)), unit="slices")
def mat(path: Path, *, background: str, max_pixels: int, dataset: str | None = None) -> list[Image]:
    """Read an array of a MAT file: an image, or slices along the third axis.

    Parameters
    ----------
    path
        The file.
    background
        Not used: arrays have no transparent pixels.
    max_pixels
        Greatest number of pixels that the header may announce.
    dataset
        Name of the array; None for the only one, or for "image", "reconstruction_rss" or "reconstruction".

    Returns
    -------
    list of Image
        Pixels of shape (1, C, H, W) in the stored type; logical arrays are bool, and complex numbers become
        magnitudes.

    Raises
    ------
    ReadError
        If the file is truncated or damaged, or has no such array, or several.
    UnsupportedFormatError
        If the array has more than 4 axes.
    ImageTooLargeError
        If the header announces too many pixels.
    MissingDependencyError
        If the file has version 7.3, and the package h5py is not installed.

    Notes
    -----
    The third axis is the channels if it is 3 or 4 long; otherwise it and the fourth are slices. Arrays in
    structures and cells, and arrays of one row or one column, are not images.

    References
    ----------
    MathWorks, "MAT-file format", R2024a.
    """
    notes: list[str] = []
    with path.open("rb") as file:
        new = file.read(len(_V73)) == _V73
    array = (_read_new if new else _read_old)(path, dataset, max_pixels, notes)
    return images_of_slices(slices_last(array, path, notes), path=path, format="mat", notes=notes)


def _read_old(path: Path, dataset: str | None, max_pixels: int, notes: list[str]) -> Any:
    """Return an array of version 5."""
    import scipy.io

    listed = list_arrays(path)
    name = choose_dataset(
        path, _pictures({name: shape for name, (shape, _) in listed.items()}), dataset, notes
    )
    shape, kind = listed[name]
    check_size(
        path,
        math.prod(shape[1:]),
        shape[0],
        channels=1,
        bits=_BITS[kind],
        file_bytes=path.stat().st_size,
        max_pixels=max_pixels,
    )
    check_values(path, name)
    with collect_warnings() as heard:
        array = scipy.io.loadmat(path, appendmat=False, variable_names=[name])[name]
    notes += heard
    return array.astype(bool) if kind == "logical" else array


def _read_new(path: Path, dataset: str | None, max_pixels: int, notes: list[str]) -> Any:
    """Return an array of version 7.3, in which HDF5 has the axes in reverse order."""
    with open_hdf5(path) as file:
        kinds = {name: _class_of(item) for name, item in find_datasets(file).items()}
        found = {
            name: file[name]
            for name, kind in kinds.items()
            if kind in _BITS and not name.startswith(_INSIDE) and "/" not in name
        }
        shapes = {name: item.shape[::-1] for name, item in found.items()}
        name = choose_dataset(path, _pictures(shapes), dataset, notes)
        array = read_dataset(path, found[name], max_pixels)
    return array.T.astype(bool) if kinds[name] == "logical" else array.T


def _class_of(item: Any) -> str:
    """Return the class of MATLAB of a dataset; "" for empty arrays, which are stored as their shape."""
    kind = item.attrs.get("MATLAB_class", b"")
    return "" if "MATLAB_empty" in item.attrs else bytes(kind).decode("ascii", "replace")


def _pictures(shapes: Mapping[str, tuple[int, ...]]) -> list[str]:
    """Return the names of the arrays that can be images: with at least two rows and columns."""
    return [
        name for name, shape in shapes.items() if len(shape) > 1 and min(shape[:2]) > 1 and 0 not in shape
    ]
