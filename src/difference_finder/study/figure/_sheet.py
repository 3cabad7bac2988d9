"""A figure as a list of items in points (1/72 inch) from the top left, which any backend can draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Item", "Label", "Outline", "Picture", "Rule", "Run", "Sheet"]


class Run(NamedTuple):
    """A piece of text of one style.

    Parameters
    ----------
    text
        The text, which contains no markup.
    bold, underlined
        Style of the text.
    """

    text: str
    bold: bool = False
    underlined: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """An image on a figure.

    Parameters
    ----------
    x, y, width, height
        Position and size in points.
    pixels
        Pixels of shape (h, w, 3), uint8.
    kind
        "crop" or "error", which must not be resampled; "whole" or "bar", which may be.
    """

    x: float
    y: float
    width: float
    height: float
    pixels: NDArray[np.uint8]
    kind: str

    @property
    def exact(self) -> bool:
        """Whether each pixel becomes a square of whole device pixels."""
        return self.kind in ("crop", "error")


@dataclass(frozen=True)
class Label:
    """A line of text.

    Parameters
    ----------
    x, y
        Start, middle or end of the baseline, as selected by ``align``, in points.
    runs
        Pieces of the line.
    size
        Size of the font in points.
    align
        "left", "center" or "right".
    colour
        Colour as "#rrggbb".
    """

    x: float
    y: float
    runs: tuple[Run, ...]
    size: float
    align: str = "center"
    colour: str = "#000000"

    @property
    def text(self) -> str:
        """The text of the line."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Outline:
    """The outline of a rectangle.

    Parameters
    ----------
    x, y, width, height
        Position and size of the centre of the lines, in points.
    colour
        Colour as "#rrggbb".
    line
        Width of the lines in points; 0 for a filled rectangle without lines.
    """

    x: float
    y: float
    width: float
    height: float
    colour: str
    line: float


@dataclass(frozen=True)
class Rule:
    """A straight line.

    Parameters
    ----------
    start, end
        Ends of the line as (x, y) in points.
    colour
        Colour as "#rrggbb".
    line
        Width of the line in points.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    colour: str
    line: float


Item = Picture | Label | Outline | Rule


@dataclass(frozen=True, eq=False)
class Sheet:
    """The items of a figure.

    Parameters
    ----------
    width, height
        Size in points.
    items
        Items in the order in which they are drawn.
    """

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def pictures(self) -> list[Picture]:
        """The images, in order."""
        return [item for item in self.items if isinstance(item, Picture)]

    @property
    def labels(self) -> list[Label]:
        """The texts, in order."""
        return [item for item in self.items if isinstance(item, Label)]

    @property
    def outlines(self) -> list[Outline]:
        """The outlines, in order."""
        return [item for item in self.items if isinstance(item, Outline)]

    @property
    def rules(self) -> list[Rule]:
        """The straight lines, in order."""
        return [item for item in self.items if isinstance(item, Rule)]
