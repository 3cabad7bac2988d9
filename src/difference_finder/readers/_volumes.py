"""Slices of volumes: arrays of numbers whose axes a format, or a stated rule, orders."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import ReadError, UnsupportedFormatError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.readers._picture import float_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["INTEGER_RANGES", "choose_dataset", "images_of_slices", "slices_first", "slices_last"]

INTEGER_RANGES = {"bool": 1.0, "uint8": 255.0, "uint16": 65535.0}
_COLOURS = (3, 4)
_USUAL = ("image", "reconstruction_rss", "reconstruction")


def images_of_slices(
    slices: NDArray[Any],
    *,
    path: Path,
    format: str,
    notes: Iterable[str] = (),
    contents: Iterable[Content] = (),
) -> list[Image]:
    """Return slices as images, of complex numbers the magnitudes and, as a content, the phases.

    Parameters
    ----------
    slices
        Numbers of shape (N, C, H, W).
    path, format
        File, and name of its reader.
    notes, contents
        Notes and contents that each image gets.
    """
    import numpy as np

    said = [*notes]
    phases = None
    if slices.dtype.kind == "c":
        # The sum turns the negative zeros, whose phase is pi, into zeros.
        phases = np.angle(slices + 0)
        with np.errstate(over="ignore", invalid="ignore"):
            slices = np.abs(slices)
        said.append("magnitude of complex numbers")
    known, finite = (
        float_range(slices) if slices.dtype.kind == "f" else (INTEGER_RANGES.get(slices.dtype.name), True)
    )
    images = []
    for number in range(len(slices)):
        held = [*contents]
        if phases is not None:
            phase = phases[number : number + 1]
            held.append(
                Content("phase", "phases of complex numbers", False, stored=(phase,), parts=("phase",))
            )
        images.append(
            Image(
                pixels=slices[number : number + 1],
                data_range=known,
                name=str(path),
                format=format,
                notes=tuple(said),
                finite=finite,
                contents=tuple(held),
            )
        )
    return images


def slices_first(array: NDArray[Any], path: Path, notes: list[str]) -> NDArray[Any]:
    """Return an array of 2 to 4 axes in C order, such as (slices, rows, columns), as (N, C, H, W).

    The last axis, or the second of four, is the channels if it is 3 or 4 long; other leading axes are slices.
    """
    shape = array.shape
    if array.ndim == 2:
        return array[None, None]
    if array.ndim == 3:
        if shape[2] in _COLOURS:
            return array.transpose(2, 0, 1)[None]
        return _told(array[:, None], shape, notes)
    _check_axes(array, path)
    if shape[3] in _COLOURS:
        return array.transpose(0, 3, 1, 2)
    if shape[1] in (1, *_COLOURS):
        return array
    return _told(array.reshape(-1, 1, *shape[2:]), shape, notes)


def slices_last(array: NDArray[Any], path: Path, notes: list[str]) -> NDArray[Any]:
    """Return an array of 2 to 4 axes in the order of MATLAB, (rows, columns, slices), as (N, C, H, W).

    The third axis is the channels if it is 3 or 4 long; otherwise it and the fourth are slices.
    """
    shape = array.shape
    if array.ndim == 2:
        return array[None, None]
    _check_axes(array, path)
    if shape[2] in _COLOURS:
        return (array[..., None] if array.ndim == 3 else array).transpose(3, 2, 0, 1)
    # The slices of the first volume come first.
    flat = array.reshape(*shape[:2], -1, order="F")
    return _told(flat.transpose(2, 0, 1)[:, None], shape, notes)


def _check_axes(array: NDArray[Any], path: Path) -> None:
    if array.ndim > 4:
        raise UnsupportedFormatError(
            f"cannot read '{path}': an array of shape {array.shape} is not an image or a volume; save one"
            " with 2 to 4 axes"
        )


def _told(slices: NDArray[Any], shape: tuple[int, ...], notes: list[str]) -> NDArray[Any]:
    if len(slices) > 1:
        notes.append(f"array of shape {shape} read as {len(slices)} slices")
    return slices


def choose_dataset(path: Path, found: Iterable[str], dataset: str | None, notes: list[str]) -> str:
    """Return the name of the dataset to read.

    Parameters
    ----------
    path
        The file.
    found
        Names of the datasets that can be images.
    dataset
        Name that the user gave; None to take the only one, or the one called "image", "reconstruction_rss" or
        "reconstruction".
    notes
        List that receives a note if there are others.

    Raises
    ------
    ReadError
        If there is no such dataset, or several; the message lists them.
    """
    names = sorted(found)
    if dataset is not None:
        name = dataset.strip("/")
        if name in names:
            return name
        raise ReadError(f"cannot read '{path}': it has no dataset '{dataset}' of numbers; {_listed(names)}")
    usual = [name for name in names if name in _USUAL]
    if len(names) != 1 and len(usual) != 1:
        example = f"; name one, such as '{path}:{names[0]}'" if names else ""
        raise ReadError(f"cannot read '{path}': {_listed(names)}{example}")
    name = (usual if len(usual) == 1 else names)[0]
    if len(names) > 1:
        notes.append(f"dataset '{name}' of {len(names)}")
    return name


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    return f"it has the datasets {shown}" if names else "it has no dataset that can be an image"
