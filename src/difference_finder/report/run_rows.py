"""The rows of a run: its pairs with their states, from the table that the run wrote."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError
from difference_finder.pipeline.badness import badness_of_record
from difference_finder.pipeline.rendering import SUMMARY
from difference_finder.pipeline.states import STATES
from difference_finder.storage.atomic import write_whole
from difference_finder.text import count_of, escape_formula, unescape_formula

__all__ = ["RENAMED", "RunRow", "read_rows", "sorted_rows", "write_rows"]

WRITTEN = ("name", "ok", "state", "first", "second", "error", "test", "target", "transform")

RENAMED = {"reference": "first", "candidate": "second", "truth": "reference"}
"""Names of the images since schema 2, by their names in schema 1."""

COLUMNS = {*WRITTEN, "regions", "strongest", "identical", "unequal", "reference"}
"""The columns of the table that are not scores."""


@dataclass(frozen=True)
class RunRow:
    """A pair of a run, or an image without a pair.

    Parameters
    ----------
    name
        Name of the pair.
    state
        One of :data:`~difference_finder.pipeline.states.STATES`.
    first, second
        Paths of the images; "" for an image that is missing or ambiguous.
    ok
        Whether the pair was compared.
    cause
        Reason for the state, of a pair that was not compared or of a picture of a test; "" otherwise.
    scores
        Scores by name.
    test
        Id of the test that made the second image; "" in runs of ``diff``.
    target
        Path of the first image to be, if it is missing and known; "" otherwise.
    transform
        Sentence about the change of the whole image; "" without one.
    record
        Record of the comparison; None if it was not written.
    path
        Path of the record.
    """

    name: str
    state: str
    first: str
    second: str
    ok: bool = True
    cause: str = ""
    scores: Mapping[str, Any] = field(default_factory=dict)
    test: str = ""
    target: str = ""
    transform: str = ""
    record: Mapping[str, Any] | None = None
    path: Path | None = None

    @property
    def files(self) -> dict[str, str]:
        """The paths of the images that exist, by their roles."""
        return {role: path for role, path in (("first", self.first), ("second", self.second)) if path}

    def reason(self) -> str:
        """Return the reason for the state, in words; "" if there is none."""
        if self.record is None or self.cause:
            return self.cause or self.transform
        verdict = self.record.get("threshold") or {}
        unequal = [str(one["text"]) for one in self.record.get("unequal") or () if not one["allowed"]]
        limits = [str(verdict["text"])] if verdict.get("exceeded") and verdict.get("text") else []
        if self.state == "same" or limits or unequal:
            return "; ".join([*limits, *unequal])
        count = count_of(len(self.record.get("regions") or ()), "region")
        return f"{self.transform}; {count}" if self.transform else count


def read_rows(folder: Path, records: Mapping[Path, Mapping[str, Any]]) -> list[RunRow] | None:
    """Return the rows of a run, in the order of its table; None if there is no table.

    Parameters
    ----------
    folder
        Output folder of the run.
    records
        Records in the folder, by their paths. Records of pairs that the table does not list are left out.

    Raises
    ------
    InputError
        If the table cannot be read.
    """
    table = folder / SUMMARY
    if not table.is_file():
        return None
    known = {str(record["name"]): (path, record) for path, record in records.items()}
    try:
        with table.open(encoding="utf-8", errors="replace", newline="") as file:
            return [_row(cells, known) for cells in csv.DictReader(file) if cells.get("name")]
    except (OSError, csv.Error) as error:
        raise InputError(f"cannot read '{table}': {error}; run diff again") from error


def write_rows(folder: Path, rows: Iterable[RunRow]) -> None:
    """Write the table of a run."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(WRITTEN)
    for row in rows:
        images = row.name, row.ok, row.state, row.first, row.second
        cells = (*images, row.cause, row.test, row.target, row.transform)
        writer.writerow([escape_formula(str(cell)) for cell in cells])
    write_whole(folder / SUMMARY, file.getvalue().encode("utf-8", "backslashreplace"))


def _row(cells: Mapping[str, Any], known: Mapping[str, tuple[Path, Mapping[str, Any]]]) -> RunRow:
    if "candidate" in cells:
        cells = {RENAMED.get(name, name): cell for name, cell in cells.items()}
    text = {name: unescape_formula(str(cell or "")) for name, cell in cells.items() if name in COLUMNS}
    ok = text.get("ok") == "True"
    path, record = known.get(text["name"], (None, None)) if ok else (None, None)
    scores = {name: _number(cell) for name, cell in cells.items() if name and name not in COLUMNS and cell}
    return RunRow(
        text["name"],
        _state(text, record),
        text.get("first", ""),
        text.get("second", ""),
        ok,
        text.get("error", ""),
        scores if record is None else record.get("scores") or {},
        text.get("test", ""),
        text.get("target", ""),
        text.get("transform", "") or str(((record or {}).get("transform") or {}).get("text", "")),
        record,
        path,
    )


def _state(text: Mapping[str, str], record: Mapping[str, Any] | None) -> str:
    """Return the state of a row; derive it where an older version wrote the table."""
    if text.get("state") in STATES:
        return text["state"]
    if text.get("ok") != "True":
        if not text.get("first") or not text.get("second"):
            return "new" if text.get("second") else "deleted" if text.get("first") else "failed"
        return "size" if text.get("error", "").startswith("shape mismatch") else "failed"
    verdict = (record or {}).get("threshold")
    equal = text.get("identical") == "True" or (verdict is not None and not verdict.get("exceeded"))
    return "same" if equal else "changed"


def sorted_rows(rows: Iterable[RunRow]) -> list[RunRow]:
    """Return rows by state, failures first; within a state the worst first, then by name."""
    rank = {state: number for number, state in enumerate(STATES)}

    def order(row: RunRow) -> tuple[Any, ...]:
        count, excess = (0, 0.0) if row.record is None else badness_of_record(row.record)
        return rank[row.state], -count, -excess, row.name

    return sorted(rows, key=order)


def _number(value: Any) -> float | None:
    """Return a score of a record or a cell as a number; None if it has no value."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if math.isnan(number) else number
