"""A comparison as a page to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.errors import InputError
from difference_finder.page.document import comparison_document, comparison_entry, inlined
from difference_finder.page.shell import pieces
from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["html"]


@reporter("html", suffix=".html")
def html(
    record: Mapping[str, Any],
    destination: Path | BinaryIO,
    *,
    vmax: float | None = None,
    gain: float | None = None,
) -> Path | BinaryIO:
    """Write a page of its own: the images and the map with zoom, slider, blinking, live gain, and the record.

    Parameters
    ----------
    record
        What :meth:`Comparison.to_dict` gives with ``arrays=True``.
    destination
        A path or an open binary file.
    vmax
        The value of the last colour; chosen from the map where None. It can be changed on the page.
    gain
        How much differences are amplified: ``vmax`` is the greatest possible difference divided by it.

    Returns
    -------
    Path or binary file
        The destination: HTML that needs no network and asks for none.

    Raises
    ------
    InputError
        If the record has no map and no images, the scale is impossible, or the file cannot be written.
    MissingDependencyError
        If the package was put together without the script of the page.

    Notes
    -----
    Maps are in the page with 16 bits, images with the 8 bits that are seen.

    Examples
    --------
    >>> import io
    >>> import numpy as np
    >>> record = {"map": {"label": "absolute difference", "unit_range": 1.0}, "arrays": {"map": np.eye(8)}}
    >>> html(record, io.BytesIO()).getvalue()[:15]
    b'<!doctype html>'
    """
    entry = comparison_entry(record, vmax, gain)
    if not entry.layers:
        raise InputError("the record has no pictures; make it with to_dict(arrays=True)")
    title = entry.facts["name"] or "Comparison"
    document = {**comparison_document(title, [record]), "entries": [inlined(entry)]}
    return deliver(destination, b"".join(pieces(document)))
