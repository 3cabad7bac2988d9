"""Files with more pixels than are read as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError
from difference_finder.readers import DEFAULT_MAX_PIXELS, STRIP_FORMATS, format_and_size

if TYPE_CHECKING:
    from difference_finder.pipeline.options import Options

__all__ = ["needs_strips"]

SMALLEST_BYTES = 2**16
"""Size of a file below which its number of pixels is not looked at: a smaller file of so many pixels, which
have one colour, is refused when it is read as a whole."""


def needs_strips(options: Options, sources: Sequence[Any]) -> bool:
    """Tell whether two files have more pixels than are read as a whole, and can be compared in strips.

    That is so for more than ``DEFAULT_MAX_PIXELS`` pixels, unless the user gave ``max_pixels``.
    """
    if options.measurement.max_pixels is not None or len(sources) != 2:
        return False
    return any(_announced(options, source) > DEFAULT_MAX_PIXELS for source in sources)


def _announced(options: Options, source: Any) -> int:
    """Return the number of pixels that a file announces; 0 if it cannot be read in strips."""
    try:
        if Path(source).stat().st_size < SMALLEST_BYTES:
            return 0
        format_, size = format_and_size(Path(source))
        if format_ not in STRIP_FORMATS:
            return 0
        if size is None:
            from difference_finder.readers.strips import open_strips

            file = open_strips(source, axes=options.measurement.axes, alpha=options.measurement.alpha)
            size = file.width, file.height
    except (DifferenceFinderError, OSError, TypeError, ValueError):
        return 0  # reading the file as a whole reports the cause
    return size[0] * size[1]
