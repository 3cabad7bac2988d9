"""Tables of the scores of the pages or frames of two files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["pages_table"]

BOX = ("x", "y", "width", "height")


@reporter("pages_table", suffix=".pages.csv", pictures=False)
def pages_table(record: Mapping[str, Any], destination: Path | BinaryIO) -> Path | BinaryIO:
    """Write the scores and the strongest region of each page, frame or slice as CSV.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict`; of files with one page, the table has one row.
    destination
        Path, or open binary file.

    Returns
    -------
    Path or binary file
        The destination: a row for each page with its number, its scores, whether nothing differs, the number
        of regions, and the box of the strongest one.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    each = (record.get("pages") or {}).get("each") or [
        {
            "number": 1,
            "scores": record["scores"],
            "identical": record.get("identical"),
            "regions": len(record["regions"]),
            "strongest": (record["regions"] or [None])[0],
        }
    ]
    names = list(dict.fromkeys(name for page in each for name in page["scores"]))
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["number", *names, "identical", "regions", *BOX])
    for page in each:
        scores = [page["scores"].get(name) for name in names]
        strongest = page["strongest"] or {}
        box = [strongest.get(key, "") for key in BOX]
        rows.writerow([page["number"], *scores, page["identical"], page["regions"], *box])
    return deliver(destination, text.getvalue().encode())
