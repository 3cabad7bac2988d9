"""A figure as a list of what is on it, in points of 1/72 inch from the top left: drawn by any backend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Item", "Label", "Outline", "Picture", "Run", "Sheet"]

Run = tuple[str, bool]
"""A piece of a text, and whether it is bold."""


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels at a place.

    Parameters
    ----------
    x, y, width, height
        Where, in points.
    pixels
        Shape (h, w, 3), uint8.
    kind
        "crop" or "error", whose pixels are shown as they are; "whole" or "bar", which may be resampled.
    """

    x: float
    y: float
    width: float
    height: float
    pixels: NDArray[np.uint8]
    kind: str

    @property
    def exact(self) -> bool:
        """Whether each pixel must become a square of whole device pixels."""
        return self.kind in ("crop", "error")


@dataclass(frozen=True)
class Label:
    """A line of text.

    Parameters
    ----------
    x, y
        Where its baseline begins, has its middle or ends, as ``align`` says, in points.
    runs
        Its pieces. Nothing in them is markup.
    size
        Of the font, in points.
    align
        "left", "center" or "right".
    """

    x: float
    y: float
    runs: tuple[Run, ...]
    size: float
    align: str = "center"

    @property
    def text(self) -> str:
        """The line without its weights."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True)
class Outline:
    """A rectangle of lines.

    Parameters
    ----------
    x, y, width, height
        The middle of the lines, in points.
    colour
        As "#rrggbb".
    line
        The width of the lines in points.
    """

    x: float
    y: float
    width: float
    height: float
    colour: str
    line: float


Item = Picture | Label | Outline


@dataclass(frozen=True, eq=False)
class Sheet:
    """All that is on a figure.

    Parameters
    ----------
    width, height
        In points.
    items
        In the order in which they are drawn.
    """

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def pictures(self) -> list[Picture]:
        """The pictures, in order."""
        return [item for item in self.items if isinstance(item, Picture)]

    @property
    def labels(self) -> list[Label]:
        """The texts, in order."""
        return [item for item in self.items if isinstance(item, Label)]

    @property
    def outlines(self) -> list[Outline]:
        """The rectangles, in order."""
        return [item for item in self.items if isinstance(item, Outline)]
