"""Plots of the score over the pages or frames of two files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.drawing.line_plot import draw_line_plot
from difference_finder.drawing.png import encode_page
from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["pages_plot"]


@reporter("pages_plot", suffix=".pages.png", pictures=False)
def pages_plot(record: Mapping[str, Any], destination: Path | BinaryIO) -> Path | BinaryIO:
    """Draw the score of each page, frame or slice, with marks at the worst ones.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict`; of files with one page, the plot has one point.
    destination
        Path, or open binary file.

    Returns
    -------
    Path or binary file
        The destination, a PNG.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    metric = str(record["metric"]["name"])
    found = record.get("pages")
    if found:
        each = [(page["number"], page["scores"].get(metric)) for page in found["each"]]
        unit, worst = found["unit"], found["worst"]
    else:
        each, unit, worst = [(1, record["score"])], "pages", [1]
    canvas = draw_line_plot(
        [None if value is None else float(value) for _, value in each],
        [number for number, _ in each],
        title=f"{metric} of {record['name']}, worst {unit} marked",
        unit=unit,
        marked=worst,
    )
    return deliver(destination, encode_page(canvas))
