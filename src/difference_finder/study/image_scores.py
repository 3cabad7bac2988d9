"""What is known of one image of a study when it has been measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from difference_finder.text import to_jsonable

__all__ = ["ImageScores", "ScoreError"]


@dataclass(frozen=True)
class ScoreError:
    """Why a method has no score of an image: an error row.

    Parameters
    ----------
    name
        The image.
    method
        Whose candidate.
    metric
        Which metric; None for all of them.
    stage
        Where it failed: "read", "compare"; "crash" and "timeout" if it brought down or held up a process.
    error
        The name of the error's type.
    cause
        What the error says.
    """

    name: str
    method: str
    metric: str | None
    stage: str
    error: str
    cause: str

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return dict(self.__dict__)


@dataclass
class ImageScores:
    """What is known of one image when it has been measured.

    Parameters
    ----------
    name
        The image.
    digests
        SHA-256 of the files of the reference, the methods and the mask; None for one that cannot be read, or
        was not asked for.
    values
        For each method a score for each metric; None where there is none.
    errors
        Why not.
    notes
        For each method what was decided on the way.
    """

    name: str
    digests: list[str | None]
    values: list[list[float | None]]
    errors: list[ScoreError] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        errors = [list(error.to_dict().values())[1:] for error in self.errors]
        facts: dict[str, Any] = to_jsonable({**self.__dict__, "errors": errors})
        return facts

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> ImageScores:
        """Return what :meth:`to_json` gave."""
        errors = [ScoreError(given["name"], *row) for row in given["errors"]]
        values = [[None if value is None else float(value) for value in row] for row in given["values"]]
        return cls(given["name"], given["digests"], values, errors, given["notes"])

    def merge(self, other: ImageScores) -> None:
        """Add what another process found out about other methods of this image."""
        self.digests = [mine or theirs for mine, theirs in zip(self.digests, other.digests, strict=True)]
        for mine, theirs in zip(self.values, other.values, strict=True):
            mine[:] = [a if b is None else b for a, b in zip(mine, theirs, strict=True)]
        self.notes = [mine or theirs for mine, theirs in zip(self.notes, other.notes, strict=True)]
        self.errors = self.errors + other.errors
