"""The part of the images that is selected in a widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from difference_finder.errors import InputError
from difference_finder.images.difference_map import Region

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Selection", "check_selection", "common_size", "entry_named", "items_of"]


class Selection(NamedTuple):
    """A rectangle of the images of a widget, in whole pixels.

    Parameters
    ----------
    x, y
        Column and row of the top left pixel, from 0.
    width, height
        Numbers of columns and rows, at least 1.
    """

    x: int
    y: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """The rows and the columns, as indices of an array (H, W) or (H, W, C).

        Examples
        --------
        >>> import numpy as np
        >>> np.arange(20).reshape(4, 5)[Selection(1, 2, 3, 1).slices].tolist()
        [[11, 12, 13]]
        """
        return slice(self.y, self.y + self.height), slice(self.x, self.x + self.width)


def entry_named(document: Mapping[str, Any], image: str | None) -> Mapping[str, Any] | None:
    """Return the entry of an image; None if it is unknown which image is open."""
    entries = document["entries"]
    if image is None:
        return entries[0] if len(entries) == 1 else None
    return next((entry for entry in entries if entry["name"] == image), None)


def common_size(entry: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the width and the height that all images of an entry have; None if it has no pictures."""
    images = [layer for layer in entry["layers"] if layer["kind"] == "image"]
    if not images:
        return None
    return min(layer["width"] for layer in images), min(layer["height"] for layer in images)


def check_selection(value: Any, entry: Mapping[str, Any] | None) -> Selection | None:
    """Return a selection as the widget keeps it.

    Parameters
    ----------
    value
        Region, sequence (x, y, width, height) of whole numbers, or None.
    entry
        Entry of the open image; None if it is unknown which image is open.

    Raises
    ------
    InputError
        If the value is no rectangle inside the images.
    """
    if value is None:
        return None
    selection = Selection(*_numbers(value))
    if entry is None:
        raise InputError(
            "a part can be selected once it is known which image is open: display the widget, or set"
            " view={'image': NAME} first"
        )
    size = common_size(entry)
    if size is None:
        raise InputError(f"'{entry['name']}' has no pictures in the widget, so that no part can be selected")
    x, y, width, height = selection
    if min(x, y) < 0 or min(width, height) < 1 or x + width > size[0] or y + height > size[1]:
        raise InputError(
            f"the selection {width}x{height} at ({x}, {y}) is not inside '{entry['name']}', which is"
            f" {size[0]}x{size[1]}; choose a rectangle within the image"
        )
    return selection


def items_of(value: Any) -> list[Any]:
    """Return the items of a list, a tuple or an array; none for other values."""
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return list(value) if is_list or getattr(value, "ndim", 0) == 1 else []


def _numbers(value: Any) -> list[int]:
    if isinstance(value, Region):
        return [value.x, value.y, value.width, value.height]
    whole = [_whole(number) for number in items_of(value)]
    if len(whole) != 4 or None in whole:
        raise InputError(
            f"selection must be (x, y, width, height) in whole pixels, a Region or None, not {value!r}"
        )
    return [number for number in whole if number is not None]


def _whole(value: Any) -> int | None:
    """Return a whole number of any type of numbers as int; None if it is none."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return None
    return int(value.__index__())
