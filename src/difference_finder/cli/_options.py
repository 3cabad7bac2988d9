"""Options that several commands have."""

from __future__ import annotations

from typing import Any

import click

from difference_finder.errors import DataRangeError
from difference_finder.pipeline.data_range import check_data_range
from difference_finder.pipeline.prepare import FITS, STUDY_FITS
from difference_finder.pipeline.prepare import NAN as NAN_TREATMENTS
from difference_finder.readers import ALPHA_MODES
from difference_finder.storage.match import MODES
from difference_finder.storage.match import UNMATCHED as CHOICES

__all__ = [
    "ALPHA",
    "AS_JSON",
    "AXES",
    "BACKGROUND",
    "BANDS",
    "DATA_RANGE",
    "DEVICE",
    "FIT",
    "IGNORE",
    "MAX_PIXELS",
    "NAN",
    "PAGES",
    "PAIRING",
    "PROTOCOL",
    "STUDY_FIT",
    "UNMATCHED",
]


class DataRangeType(click.ParamType[Any]):
    """A data range: a number, or a text that is checked later."""

    name = "range"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a number, or the text of another form."""
        try:
            return float(value)
        except ValueError:
            pass
        try:
            return check_data_range(value)
        except DataRangeError as error:
            self.fail(str(error), param, ctx)


DATA_RANGE = click.option(
    "--data-range",
    type=DataRangeType(),
    metavar="WIDTH|LOW,HIGH",
    help="Possible values of the images, for files that do not record them: greatest minus least value, or"
    " both ends, such as -1,1. FIRST:SECOND gives each image its own, such as 255:65535; three images take"
    " FIRST:SECOND:REFERENCE.",
)
PROTOCOL = click.option(
    "--protocol", help="Protocol, such as basicsr-y:crop_border=4; see `list protocols`. [default: default]"
)
FIT = click.option(
    "--fit",
    type=click.Choice(FITS),
    help="What to do with images of different sizes: stop, crop to the common area, resize, or pad, which"
    " finds inserted and removed rows and columns. [default: error; pad with limits of changed pixels]",
)
STUDY_FIT = click.option(
    "--fit",
    type=click.Choice(STUDY_FITS),
    default="error",
    show_default=True,
    help="What to do with images of different sizes: stop, crop to the common area, resize them to the"
    " reference, or resize the reference to smaller images.",
)
BACKGROUND = click.option(
    "--background",
    default="white",
    show_default=True,
    help="Colour behind transparent pixels: white, black or #rrggbb.",
)
MAX_PIXELS = click.option(
    "--max-pixels", type=click.IntRange(min=1), help="Refuse image files with more pixels than this."
)
PAIRING = click.option(
    "--pairing",
    type=click.Choice(MODES),
    default="auto",
    show_default=True,
    help="Match files of folders by name, by order, or by names that may differ in case, leading zeros, and"
    " a common start or end (auto).",
)
UNMATCHED = click.option(
    "--unmatched",
    type=click.Choice(CHOICES),
    default="error",
    show_default=True,
    help="What to do if an image is missing in a folder, or ambiguous: stop, or compare the others and report"
    " or ignore it.",
)
IGNORE = click.option(
    "--ignore",
    multiple=True,
    metavar="X,Y,W,H",
    help="Rectangle to leave out, in pixels from the top left; may be repeated.",
)
PAGES = click.option(
    "--pages",
    "--frames",
    "--slices",
    "pages",
    default="all",
    show_default=True,
    metavar="all|first|N|A:B",
    help="Pages of a TIFF, frames of an animation, or slices of a volume; numbers start at 1.",
)
BANDS = click.option(
    "--bands", metavar="NUMBERS", help="Bands to compare, such as 1,2,5 or 4:6, from 1. [default: all]"
)
NAN = click.option(
    "--nan",
    type=click.Choice(NAN_TREATMENTS),
    default="report",
    show_default=True,
    help="Pixels that are not finite in one image only: report them as a difference, or mask them.",
)
AXES = click.option(
    "--axes",
    metavar="LETTERS",
    help="Axes of arrays in files: HWC, CHW, NHWC, NCHW, ... [default: by their lengths]",
)
ALPHA = click.option(
    "--alpha",
    type=click.Choice(ALPHA_MODES),
    default="auto",
    show_default=True,
    help="Fourth channel of .npy and .npz files: the alpha of RGBA, a band, or by type and shape (auto).",
)
DEVICE = click.option(
    "--device",
    default="cpu",
    show_default=True,
    help="Device to compute on: cpu, cuda, or auto for a GPU where there is one.",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
