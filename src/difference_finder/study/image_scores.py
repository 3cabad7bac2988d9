"""The scores and error rows of one image of a study."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from difference_finder.text import to_jsonable

__all__ = ["ImageScores", "ScoreError"]


@dataclass(frozen=True)
class ScoreError:
    """An error row: the reason why a method has no score for an image.

    Parameters
    ----------
    name
        Name of the image.
    method
        Name of the method.
    metric
        Name of the metric; None for all metrics.
    stage
        Stage that failed: "pair" if the method has no file, or several; "read", "compare"; "crash" or
        "timeout" if the pair ended or blocked a process.
    error
        Name of the type of the error.
    cause
        Message of the error.
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
    """The scores of one image.

    Parameters
    ----------
    name
        Name of the image.
    digests
        SHA-256 of the files of the reference, the methods and the mask; None for a file that was not or
        cannot be read.
    values
        Score of each method in each metric; None where there is none.
    errors
        Error rows for the missing scores.
    notes
        Notes about the preparation of each method's image.
    unequal
        Kinds of contents in which each method's file differs from the reference, besides the scores.
    left_out
        Number of pixels that are not finite in the reference or in any method and are left out for all
        methods, and number of pixels that would count otherwise; None if there are none.
    samples
        Number of pages, frames or slices of the files.
    signs
        Signs of a wrong reference or a misregistration, by the number of the method: kind, gain and detail;
        None if the image was not looked at.
    high_frequency
        High-frequency content of the reference; see
        :func:`difference_finder.study.run.high_frequency.high_frequency`. None if it is unknown.
    kinds
        Strong regions between ours and each rival, by its name, as
        :meth:`~difference_finder.study.kinds.regions.StrongRegion.to_json` describes them; without rivals for
        which they were not measured.
    """

    name: str
    digests: list[str | None]
    values: list[list[float | None]]
    errors: list[ScoreError] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    unequal: list[list[str]] = field(default_factory=list)
    left_out: list[int] | None = None
    samples: int = 1
    signs: dict[str, list[list[Any]]] | None = None
    high_frequency: float | None = None
    kinds: dict[str, list[list[Any]]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        errors = [list(error.to_dict().values())[1:] for error in self.errors]
        facts: dict[str, Any] = to_jsonable({**self.__dict__, "errors": errors})
        return facts

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> ImageScores:
        """Return the scores that :meth:`to_json` described."""
        errors = [ScoreError(given["name"], *row) for row in given["errors"]]
        values = [[None if value is None else float(value) for value in row] for row in given["values"]]
        return cls(**{**given, "values": values, "errors": errors})

    def merge(self, other: ImageScores) -> None:
        """Add the scores of other methods for the same image."""
        self.digests = [mine or theirs for mine, theirs in zip(self.digests, other.digests, strict=True)]
        for mine, theirs in zip(self.values, other.values, strict=True):
            mine[:] = [a if b is None else b for a, b in zip(mine, theirs, strict=True)]
        self.notes = [mine or theirs for mine, theirs in zip(self.notes, other.notes, strict=True)]
        self.unequal = [mine or theirs for mine, theirs in zip(self.unequal, other.unequal, strict=True)]
        self.left_out = self.left_out or other.left_out
        self.samples = max(self.samples, other.samples)
        if other.signs is not None:
            self.signs = dict(sorted({**(self.signs or {}), **other.signs}.items()))
        if self.high_frequency is None:
            self.high_frequency = other.high_frequency
        self.kinds = self.kinds | other.kinds
        self.errors = self.errors + other.errors
