"""A finished study: its scores, what failed, and the record of how it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import StudyError
from difference_finder.study.scores import ScoreError
from difference_finder.study.table import Mean, Scores

if TYPE_CHECKING:
    from difference_finder.study.figure import Figure

__all__ = ["RECORD", "SCORES", "Study"]

RECORD, SCORES = "study.json", "scores.csv"


@dataclass(frozen=True, eq=False)
class Study:
    """N methods against a reference.

    Parameters
    ----------
    scores
        One for each image, method and metric.
    errors
        Why some are missing.
    record
        How the study was made: reference, methods, metrics, protocol, options, versions, digests of the
        files, notes.
    """

    scores: Scores
    errors: tuple[ScoreError, ...]
    record: Mapping[str, Any]

    @property
    def higher_is_better(self) -> dict[str, bool | None]:
        """The direction of each metric."""
        return {facts["spec"]: facts["higher_is_better"] for facts in self.record["metrics"]}

    @cached_property
    def means(self) -> list[Mean]:
        """The mean of each method in each metric, over the images that all methods have a score of."""
        return self.scores.means(self.higher_is_better)

    def to_dict(self, scores: bool = True) -> dict[str, Any]:
        """Return the record with the means and the error rows, ready for JSON.

        Parameters
        ----------
        scores
            Add the table itself.
        """
        facts = {
            **self.record,
            "means": [mean.to_dict() for mean in self.means],
            "errors": [error.to_dict() for error in self.errors],
        }
        return {**facts, "scores": self.scores.to_dict()} if scores else facts

    def to_pandas(self) -> Any:
        """Return the scores as a DataFrame; see :meth:`Scores.to_pandas`."""
        return self.scores.to_pandas()

    def figure(self, output: str | Path | None = None, **options: Any) -> Figure:
        """Draw the crops: see :func:`difference_finder.study.figure.figure`, whose options these are.

        Parameters
        ----------
        output
            The file to write, whose suffix says what is written; None for none.
        options
            Which methods, how many crops, how wide, ...

        Returns
        -------
        Figure
            With its caption.
        """
        from difference_finder.study.figure import figure

        return figure(self, output, **options)

    @classmethod
    def open(cls, folder: str | Path) -> Study:
        """Read a study that was finished.

        Raises
        ------
        StudyError
            If the folder holds none.
        """
        try:
            record = json.loads(Path(folder, RECORD).read_bytes())
            methods, specs = list(record["methods"]), [facts["spec"] for facts in record["metrics"]]
            with Path(folder, SCORES).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
                grouped = record["groups"] is not None
                scores = Scores.from_csv(file, record["images"], methods, specs, grouped)
            errors = tuple(ScoreError(**row) for row in record.pop("errors"))
            del record["means"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StudyError(f"'{folder}' holds no finished study: {error}; run it to its end") from error
        return cls(scores, errors, record)
