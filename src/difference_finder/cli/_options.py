"""Options that several commands have."""

from __future__ import annotations

import click

from difference_finder.pipeline.prepare import FITS
from difference_finder.storage.matching import MODES

__all__ = [
    "AS_JSON",
    "BACKGROUND",
    "DATA_RANGE",
    "DEVICE",
    "FIT",
    "IGNORE",
    "MAX_PIXELS",
    "PAIRING",
    "PROTOCOL",
]

DATA_RANGE = click.option(
    "--data-range", type=float, help="Greatest minus least possible value, where files do not tell."
)
PROTOCOL = click.option(
    "--protocol", help="Measuring convention by name, as in basicsr-y:crop_border=4. [default: default]"
)
FIT = click.option(
    "--fit",
    type=click.Choice(FITS),
    default="error",
    show_default=True,
    help="What to do where sizes differ.",
)
BACKGROUND = click.option(
    "--background", default="white", show_default=True, help="What transparent pixels lie on."
)
MAX_PIXELS = click.option(
    "--max-pixels", type=click.IntRange(min=1), help="Greatest number of pixels that a file may announce."
)
PAIRING = click.option(
    "--pairing",
    type=click.Choice(MODES),
    default="auto",
    show_default=True,
    help="How files of the folders are matched.",
)
IGNORE = click.option(
    "--ignore",
    multiple=True,
    metavar="X,Y,W,H",
    help="Rectangle that does not count, in pixels from the top left; may be repeated.",
)
DEVICE = click.option("--device", default="cpu", show_default=True, help="Where to compute: cpu, cuda.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
