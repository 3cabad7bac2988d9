"""Pages of comparisons, as HTML."""

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


@reporter("html", suffix=".html", errors=True)
def html(
    record: Mapping[str, Any],
    destination: Path | BinaryIO,
    *,
    vmax: float | None = None,
    gain: float | None = None,
) -> Path | BinaryIO:
    """Write a page with the images, the map and the record, for zooming, sliding and blinking.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict` with ``arrays=True``.
    destination
        Path, or open binary file.
    vmax
        Value of the last colour; None to derive it from the map. The page can change it.
    gain
        Amplification: the greatest possible difference divided by ``vmax``.

    Returns
    -------
    Path or binary file
        The destination: HTML that does not use the network.

    Raises
    ------
    InputError
        If the record has neither map nor images, the scale is not possible, or the file cannot be written.
    MissingDependencyError
        If the package was built without the script of the page.

    Notes
    -----
    The page contains maps with 16 bits, and images with 8 bits.

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
