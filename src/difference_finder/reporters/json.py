"""Records as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.drawing.map_facts import read_map_facts
from difference_finder.errors import InputError
from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver
from difference_finder.text import to_jsonable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["json_record"]


@reporter("json", suffix=".json", pictures=False)
def json_record(
    record: Mapping[str, Any],
    destination: Path | BinaryIO,
    *,
    vmax: float | None = None,
    gain: float | None = None,
) -> Path | BinaryIO:
    """Write the record without its arrays as JSON, with the scale of the map.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict`.
    destination
        Path, or open binary file.
    vmax, gain
        Scale of the map, as for the heatmap, which is written under ``map`` if the record has the map.

    Returns
    -------
    Path or binary file
        The destination: strict JSON in UTF-8, with the keys in the order of the record.

    Raises
    ------
    InputError
        If a value cannot be written as JSON, or the file cannot be written.

    Notes
    -----
    JSON cannot represent infinity and not-a-number; they become the string "Infinity" and null.

    Examples
    --------
    >>> import io
    >>> print(json_record({"score": float("inf"), "arrays": {}}, io.BytesIO()).getvalue().decode())
    {
      "score": "Infinity"
    }
    <BLANKLINE>
    """
    text = record_text(record, vmax=vmax, gain=gain, indent=2)
    # File names that are not UTF-8 contain surrogates, which JSON writes as "\udcff".
    return deliver(destination, f"{text}\n".encode(errors="backslashreplace"))


def record_text(
    record: Mapping[str, Any],
    *,
    vmax: float | None = None,
    gain: float | None = None,
    indent: int | None = None,
) -> str:
    """Return the record without its arrays as JSON, on one line without ``indent``."""
    return json.dumps(
        plain_record(record, vmax=vmax, gain=gain), indent=indent, ensure_ascii=False, allow_nan=False
    )


def plain_record(
    record: Mapping[str, Any], *, vmax: float | None = None, gain: float | None = None
) -> dict[str, Any]:
    """Return the record without its arrays as its JSON file states it, with the scale of the map.

    Raises
    ------
    InputError
        If a value cannot be written as JSON.
    """
    try:
        plain: dict[str, Any] = _plain({key: value for key, value in record.items() if key != "arrays"})
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"the record cannot become JSON: {error}") from error
    if "map" in record.get("arrays", {}):
        scale = read_map_facts(record).scale(vmax, gain)
        plain["map"]["scale"] = {"vmin": scale.vmin, "vmax": scale.vmax, "gain": scale.gain}
    return plain


def _plain(value: Any) -> Any:
    """Return the value that JSON has for it."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return to_jsonable(value)
    if isinstance(value, Mapping):
        return {key if isinstance(key, str) else json.dumps(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return _plain(value.item())
    raise TypeError(f"{value!r} is a {type(value).__name__}; give a number, a text, a list or a dict")
