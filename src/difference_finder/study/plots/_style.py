"""The style of plots for papers: fonts, lines, colours and the bytes of files."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from difference_finder.study.figure import Typeface

__all__ = ["DEFAULT_FONT", "FORMATS", "GREY", "LIGHT", "Look", "bytes_of", "look_of", "style"]

DEFAULT_FONT = "STIXGeneral"
"""The default font, of the design of Times, which matplotlib includes: plots are the same on all machines."""

FORMATS = ("pdf", "svg", "png")

SOFTWARE = "difference-finder"

GREY, LIGHT = "#555555", "#d9d9d9"
"""Colours of lines that explain, and of bars and boxes that stand back."""

COLOURS = (
    "#332288",
    "#cc6677",
    "#117733",
    "#88ccee",
    "#882255",
    "#ddcc77",
    "#44aa99",
    "#aa4499",
)
"""The scheme "muted" of Paul Tol (Colour schemes, SRON/EPS/TN/09-002, 2021), which is safe for colour-blind
readers, in an order in which neighbours differ in lightness, for prints in grey."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<")

LINES: tuple[Any, ...] = (
    "-",
    (0, (4, 1.2)),
    (0, (1, 1)),
    (0, (5, 1.2, 1, 1.2)),
    (0, (2.2, 1)),
    (0, (5, 1, 1, 1, 1, 1)),
    (0, (8, 1.5)),
    (0, (1, 2)),
)

BY_FORMAT: dict[str, dict[str, Any]] = {
    "pdf": {"Creator": SOFTWARE, "Producer": SOFTWARE, "CreationDate": None},
    "svg": {"Creator": SOFTWARE, "Date": None},
    "png": {"Software": SOFTWARE},
}
"""Metadata of the files, without dates: the same study gives the same bytes."""


@dataclass(frozen=True)
class Look:
    """The look of a method: a colour, and a marker and a line as a second cue.

    Parameters
    ----------
    colour, marker, line
        As matplotlib takes them.
    """

    colour: str
    marker: str
    line: Any


def look_of(place: int) -> Look:
    """Return the look of the method at a place; looks differ for 64 methods."""
    count = len(COLOURS)
    shift = place // count
    return Look(COLOURS[place % count], MARKERS[(place + shift) % count], LINES[(place + shift) % count])


@contextmanager
def style(face: Typeface) -> Iterator[None]:
    """Draw in the style of plots, and restore the user's settings of matplotlib afterwards.

    Parameters
    ----------
    face
        Font of the text.
    """
    import matplotlib

    from difference_finder.study.figure import quiet_about_weights

    with matplotlib.rc_context(), warnings.catch_warnings(), quiet_about_weights():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_settings(face.families, face.size))
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # reported by Typeface
        yield


def _settings(families: Sequence[str], size: float) -> dict[str, Any]:
    small = size - 1
    return {
        "axes.edgecolor": "black",
        "axes.labelpad": 2.5,
        "axes.labelsize": size,
        "axes.linewidth": 0.6,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlepad": 4.0,
        "axes.titlesize": size,
        "axes.axisbelow": True,
        "figure.constrained_layout.h_pad": 2.5 / 72,
        "figure.constrained_layout.hspace": 0.04,
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.w_pad": 2.5 / 72,
        "figure.constrained_layout.wspace": 0.02,
        "font.family": list(families),
        "font.size": size,
        "grid.color": "#e4e4e4",
        "grid.linewidth": 0.5,
        "hatch.linewidth": 0.5,
        "legend.borderaxespad": 0.3,
        "legend.fontsize": small,
        "legend.frameon": False,
        "legend.handlelength": 2.2,
        "legend.labelspacing": 0.3,
        "lines.linewidth": 1.1,
        "lines.markersize": 3.6,
        "pdf.fonttype": 42,  # TrueType: publishers refuse type 3
        "svg.fonttype": "path",  # few machines have the font, and text of other widths would overlap
        "svg.hashsalt": SOFTWARE,  # else every file has names of its own
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
        "xtick.labelsize": small,
        "xtick.major.pad": 2.0,
        "xtick.major.size": 2.5,
        "xtick.major.width": 0.6,
        "xtick.minor.size": 1.5,
        "xtick.minor.width": 0.4,
        "ytick.labelsize": small,
        "ytick.major.pad": 2.0,
        "ytick.major.size": 2.5,
        "ytick.major.width": 0.6,
        "ytick.minor.size": 1.5,
        "ytick.minor.width": 0.4,
    }


def bytes_of(figure: Any, format: str, dpi: int, face: Typeface) -> bytes:
    """Return a figure of matplotlib as the bytes of a file: "pdf", "svg" or "png"."""
    buffer = io.BytesIO()
    with style(face):
        figure.savefig(buffer, format=format, dpi=dpi, metadata=BY_FORMAT[format], facecolor="white")
    return buffer.getvalue()
