"""The common area of images of different sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.text import count_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Edit", "Padding", "runs_of"]

AXES = {"rows": ("row", "y", ("top", "bottom")), "columns": ("column", "x", ("left", "right"))}
"""One of each, its coordinate, and the ends of the axis."""


@dataclass(frozen=True)
class Edit:
    """Rows or columns that only one of two images has.

    Parameters
    ----------
    axis
        "rows" or "columns".
    kind
        "inserted" if the image has them and its base does not, otherwise "removed".
    at
        The first of them on the common area, from 0.
    count
        Their number.
    role
        The role of the image.
    end
        The end of the common area at which they lie: "top", "bottom", "left", "right"; "" inside.
    """

    axis: str
    kind: str
    at: int
    count: int
    role: str
    end: str = ""

    def __str__(self) -> str:
        """Return the edit in words: "12 rows inserted at y = 150"."""
        one, coordinate, _ = AXES[self.axis]
        end = f", the {self.end}" if self.end else ""
        return f"{count_of(self.count, one)} {self.kind} at {coordinate} = {self.at}{end}"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return dict(self.__dict__)


@dataclass(frozen=True, eq=False)
class Padding:
    """The common area of images, and where each of them has pixels.

    Parameters
    ----------
    rows, columns
        For each role an array: the row, or column, of the image at each row of the common area; -1 where the
        image has none. The first role is the base, which the others are compared with.
    found
        Whether inserted or removed rows and columns were found. If not, the images lie at the top left.
    """

    rows: Mapping[str, NDArray[np.intp]]
    columns: Mapping[str, NDArray[np.intp]]
    found: bool

    @property
    def base(self) -> str:
        """The role of the image that the others are compared with."""
        return next(iter(self.rows))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the common area."""
        return len(self.columns[self.base]), len(self.rows[self.base])

    def absent(self, role: str) -> NDArray[np.bool_]:
        """Return where an image has no pixel, (H, W)."""
        missing: NDArray[np.bool_] = (self.rows[role] < 0)[:, None] | (self.columns[role] < 0)
        return missing

    @property
    def void(self) -> NDArray[np.bool_]:
        """Where no image has a pixel, (H, W)."""
        import numpy as np

        void: NDArray[np.bool_] = np.all([self.absent(role) for role in self.rows], axis=0)
        return void

    @property
    def lone(self) -> NDArray[np.bool_]:
        """Where some images have a pixel and others have none, (H, W)."""
        import numpy as np

        lone: NDArray[np.bool_] = np.any([self.absent(role) for role in self.rows], axis=0) & ~self.void
        return lone

    def edits(self) -> list[Edit]:
        """Return the rows and columns that were inserted or removed, from the top, then from the left."""
        return [
            edit
            for axis, places in (("rows", self.rows), ("columns", self.columns))
            for role in list(places)[1:]
            for edit in _edits_of(axis, role, places[self.base], places[role])
        ]

    def rectangle(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Return a rectangle (x, y, width, height) of the base on the common area.

        Rows and columns that were inserted inside the rectangle belong to it.
        """
        x, y, width, height = box
        left, right = _ends(self.columns[self.base], x, x + width)
        top, bottom = _ends(self.rows[self.base], y, y + height)
        return left, top, right - left, bottom - top

    def to_dict(self) -> dict[str, Any]:
        """Return the sizes, the edits, and the positions of all images, ready for JSON.

        A stretch of rows, or of columns, is a dictionary: its start on the common area, its length, and its
        start in each image, None for an image that lacks it.
        """
        width, height = self.size
        return {
            "width": width,
            "height": height,
            "found": self.found,
            "edits": [edit.to_dict() for edit in self.edits()],
            "rows": _stretches(self.rows),
            "columns": _stretches(self.columns),
        }


def runs_of(flags: NDArray[Any]) -> list[tuple[int, int]]:
    """Return the starts and stops of runs of True."""
    import numpy as np

    steps = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    return list(zip(np.flatnonzero(steps > 0).tolist(), np.flatnonzero(steps < 0).tolist(), strict=True))


def _edits_of(axis: str, role: str, base: NDArray[np.intp], image: NDArray[np.intp]) -> list[Edit]:
    found = []
    for kind, lone in (("inserted", (base < 0) & (image >= 0)), ("removed", (base >= 0) & (image < 0))):
        for start, stop in runs_of(lone):
            first, last = AXES[axis][2]
            end = first if start == 0 else last if stop == len(base) else ""
            found.append(Edit(axis, kind, start, stop - start, role, end))
    return sorted(found, key=lambda edit: edit.at)


def _ends(places: NDArray[np.intp], start: int, stop: int) -> tuple[int, int]:
    """Return the ends of a stretch of an image on the common area; beyond the image they go on as in it."""
    import numpy as np

    kept = np.flatnonzero(places >= 0)

    def at(position: int) -> int:
        inside = min(max(position, 0), len(kept) - 1)
        return int(kept[inside]) + position - inside

    return at(start), at(stop - 1) + 1


def _stretches(places: Mapping[str, NDArray[np.intp]]) -> list[dict[str, Any]]:
    import numpy as np

    table = np.stack(list(places.values()))
    steps = np.where(table[:, 1:] >= 0, table[:, 1:] - table[:, :-1], 0)
    same = (steps == np.where(table[:, 1:] >= 0, 1, 0)) & ((table[:, 1:] >= 0) == (table[:, :-1] >= 0))
    starts = [0, *(np.flatnonzero(~same.all(axis=0)) + 1).tolist()]
    return [
        {
            "start": start,
            "length": stop - start,
            **{role: int(row[start]) if row[start] >= 0 else None for role, row in places.items()},
        }
        for start, stop in zip(starts, [*starts[1:], table.shape[1]], strict=True)
    ]
