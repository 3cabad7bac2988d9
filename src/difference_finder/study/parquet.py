"""The scores of a study as a Parquet file."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.errors import MissingDependencyError
from difference_finder.storage.atomic import write_whole

if TYPE_CHECKING:
    from difference_finder.study.table import Scores

__all__ = ["SCORES_PARQUET", "check_parquet", "write_parquet"]

SCORES_PARQUET = "scores.parquet"

ROWS_AT_ONCE = 1 << 16
"""Number of rows in a row group, which readers load at once."""


def check_parquet() -> Any:
    """Return the module ``pyarrow``, with its Parquet writer loaded.

    Raises
    ------
    MissingDependencyError
        If it is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError as error:
        raise MissingDependencyError.for_extra("a Parquet file", "pyarrow", "parquet") from error
    return pa


def write_parquet(scores: Scores, path: str | Path) -> None:
    r"""Write the scores as a Parquet file, atomically.

    Parameters
    ----------
    scores
        Scores of the study.
    path
        File to write; an existing one is replaced.

    Raises
    ------
    MissingDependencyError
        If pyarrow is not installed.
    InputError
        If the file cannot be written.

    Notes
    -----
    The rows and columns are those of ``scores.csv``: strings, and the score as float64. A missing group or
    score is null. Bytes of a name that are not UTF-8 are written as ``\xff``. One version of pyarrow writes
    the same bytes for the same scores.
    """
    pa = check_parquet()
    with tempfile.TemporaryFile() as file:
        _write(pa, scores, file)
        file.seek(0)
        write_whole(path, iter(lambda: file.read(1 << 20), b""))


def _write(pa: Any, scores: Scores, file: BinaryIO) -> None:
    kinds = [pa.string()] * (len(scores.columns) - 1) + [pa.float64()]
    schema = pa.schema(list(zip(scores.columns, kinds, strict=True)))
    rows = scores.rows()
    with pa.parquet.ParquetWriter(file, schema) as writer:
        while batch := list(islice(rows, ROWS_AT_ONCE)):
            *names, values = zip(*batch, strict=True)
            columns = [pa.array([_text(name) for name in column], pa.string()) for column in names]
            numbers = pa.array(values, pa.float64(), from_pandas=True)  # NaN becomes null
            writer.write_table(pa.table([*columns, numbers], schema=schema))


def _text(name: str | None) -> str | None:
    if name is None or name.isascii():
        return name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
