"""Maps as TIFF of 16 bits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.drawing.codes import TOP, code_bounds, encode_values
from difference_finder.drawing.map_facts import MapFacts, read_map_facts
from difference_finder.errors import InputError
from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver, write_error
from difference_finder.storage.parts import part_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from difference_finder.storage.planes import PlaneFile

__all__ = ["map_tiff", "write_map_tiff"]

STRIP_PIXELS = 2**20
"""Approximate number of pixels of a strip of a file that is written strip by strip."""

_FORM: dict[str, Any] = {
    "photometric": "minisblack",
    "compression": "zlib",
    "software": "difference-finder",
    "metadata": None,
}


@reporter("map_tiff", suffix=".map.tif", pictures=False)
def map_tiff(record: Mapping[str, Any], destination: Path | BinaryIO) -> Path | BinaryIO:
    """Write the map as a TIFF of 16 bits, with its scale in the description.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict` with ``arrays=True``.
    destination
        Path, or open binary file.

    Returns
    -------
    Path or binary file
        The destination. Its ImageDescription is JSON with ``vmin``, ``vmax`` and the formula
        ``value = vmin + code / 65535 * (vmax - vmin)``, which is exact to half a code.

    Raises
    ------
    InputError
        If the record has no map, the map has values that are not finite, or the file cannot be written.

    Notes
    -----
    The scale extends from the least to the greatest value, so that no value saturates. A difference of zero
    has code 0 in an unsigned map and code 32768 in a signed one.

    Examples
    --------
    >>> import io
    >>> import numpy as np
    >>> record = {"map": {"label": "absolute difference", "unit_range": 1.0}, "arrays": {"map": np.eye(8)}}
    >>> map_tiff(record, io.BytesIO()).getvalue()[:2]
    b'II'
    """
    facts = read_map_facts(record)
    vmin, vmax = code_bounds(float(facts.plane.min()), float(facts.plane.max()), facts.signed)
    return deliver(destination, _tiff(_codes(facts, vmin, vmax), _description(facts.label, vmin, vmax)))


def write_map_tiff(path: Path, map_: Mapping[str, Any], plane: PlaneFile) -> Path:
    """Write a map that is read strip by strip, as :func:`map_tiff` does; BigTIFF beyond 2 GB.

    Parameters
    ----------
    path
        The file, which appears whole or not at all.
    map_
        The item "map" of the record.
    plane
        Values of the map, finite.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    import tifffile

    vmin, vmax = code_bounds(map_["min"], map_["max"], map_["signed"])
    rows = max(1, STRIP_PIXELS // plane.width)
    temporary = path.with_name(part_name())
    try:
        tifffile.imwrite(
            temporary,
            (encode_values(values, vmin, vmax) for _, values in plane.strips(rows)),
            shape=(plane.height, plane.width),
            dtype="uint16",
            rowsperstrip=rows,
            bigtiff=2 * plane.height * plane.width > 2**31,
            description=_description(map_["label"], vmin, vmax),
            **_FORM,
        )
        temporary.replace(path)
    except OSError as error:
        raise write_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _description(label: str, vmin: float, vmax: float) -> str:
    value = f"vmin + code / {TOP} * (vmax - vmin)"
    return json.dumps({"label": label, "vmin": vmin, "vmax": vmax, "value": value})


def _codes(facts: MapFacts, vmin: float, vmax: float) -> NDArray[np.uint16]:
    import numpy as np

    unfit = int(np.count_nonzero(~np.isfinite(facts.plane)))
    if unfit:
        raise InputError(
            f"{unfit} of {facts.plane.size} values of the map are not finite, which 16 bits cannot hold;"
            " use the reporter 'map'"
        )
    return encode_values(facts.plane, vmin, vmax)


def _tiff(codes: NDArray[np.uint16], description: str) -> bytes:
    import io

    import tifffile

    buffer = io.BytesIO()
    tifffile.imwrite(buffer, codes, description=description, **_FORM)
    return buffer.getvalue()
