"""Maps as NumPy files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.drawing.map_facts import read_map_facts
from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["raw_map"]


@reporter("map", suffix=".map.npy", pictures=False)
def raw_map(record: Mapping[str, Any], destination: Path | BinaryIO) -> Path | BinaryIO:
    """Write the unchanged values of the map as a NumPy file.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict` with ``arrays=True``.
    destination
        Path, or open binary file.

    Returns
    -------
    Path or binary file
        The destination: a float32 array of shape (H, W), which ``numpy.load`` reads.

    Raises
    ------
    InputError
        If the record has no map, or the file cannot be written.

    Examples
    --------
    >>> import io
    >>> import numpy as np
    >>> record = {"map": {"label": "absolute difference", "unit_range": 1.0}, "arrays": {"map": np.eye(8)}}
    >>> np.load(io.BytesIO(raw_map(record, io.BytesIO()).getvalue())).shape
    (8, 8)
    """
    import io

    import numpy as np

    buffer = io.BytesIO()
    np.save(buffer, read_map_facts(record).plane.astype(np.float32, copy=False), allow_pickle=False)
    return deliver(destination, buffer.getvalue())
