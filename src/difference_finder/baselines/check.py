"""Checks of pictures against their baselines, and the files that show how they differ."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.baselines.criteria import BaselineComparison, Criteria
from difference_finder.baselines.pictures import EncodedPicture, baseline_suffixes, encode_picture
from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.pipeline.comparison import record_for
from difference_finder.pipeline.rendering import render, write_rendered
from difference_finder.storage.atomic import make_folder, write_whole

if TYPE_CHECKING:
    from difference_finder.images.image import Image

__all__ = ["BaselineChecker", "Outcome"]

DRAWN = ("heatmap", "panel", "json")
"""The files that are written for a picture that differs, besides the picture and its baseline."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of the check of one picture.

    Parameters
    ----------
    status
        One of "passed", "differs", "missing" (no baseline), "unreadable" (a damaged baseline),
        "incomparable", "created" and "updated".
    baseline
        Path of the baseline, or of the file that would become the baseline.
    why
        Lines that explain the status.
    files
        Files that were written to the folder of results.
    """

    status: str
    baseline: Path
    why: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class BaselineChecker:
    """Compare pictures with their baselines.

    Parameters
    ----------
    baselines
        Folder of the baselines.
    results
        Folder for files that show how pictures differ from their baselines.
    update
        Whether pictures that differ replace their baselines.
    """

    baselines: Path
    results: Path
    update: bool = False

    def check(self, picture: Any, name: str, criteria: Criteria) -> Outcome:
        """Compare a picture with its baseline, and write files that show how it differs.

        Parameters
        ----------
        picture
            Any picture that :func:`~difference_finder.baselines.pictures.encode_picture` accepts.
        name
            Path of the baseline relative to its folder, with forward slashes, without suffix.
        criteria
            Metric, settings and limits of the comparison.

        Raises
        ------
        DifferenceFinderError
            If the picture cannot be read, a file cannot be written, or no picture could meet the criteria.
        """
        actual = encode_picture(picture)
        if actual.source is not None and actual.source.resolve().is_relative_to(self.baselines.resolve()):
            raise InputError(f"'{actual.source}' is itself a baseline; pass the picture that the test made")
        known = find_baselines(self.baselines, name)
        if not known:
            outcome = Outcome(
                "missing", picture_path(self.baselines, name, actual.suffix), ["there is no baseline"]
            )
        elif len(known) > 1:
            names = ", ".join(path.name for path in known)
            outcome = Outcome("unreadable", known[0], [f"several baselines ({names}); keep only one"])
        else:
            outcome = self._compare(actual, name, known[0], criteria)
        if outcome.status == "passed":
            self._remove_results(name)
            return outcome
        if self.update:
            self._check_possible(actual, name, criteria)
            return self._accept(actual, name, known, outcome)
        return self._keep(actual, name, outcome)

    def _check_possible(self, actual: EncodedPicture, name: str, criteria: Criteria) -> None:
        """Refuse criteria that no picture could meet, such as a mask of another size."""
        image = self._open(actual, name, criteria)
        comparison = criteria.compare(image, image, name)
        if not comparison.passed:
            raise InputError(f"even an identical picture would fail: {comparison.explanation()[0]}")

    def _compare(self, actual: EncodedPicture, name: str, baseline: Path, criteria: Criteria) -> Outcome:
        """Compare a picture with its baseline, and draw the differences into the folder of results."""
        try:
            opened = criteria.measurement.open(baseline)
        except DifferenceFinderError as error:
            return Outcome("unreadable", baseline, [f"the baseline cannot be read: {error}"])
        expected = replace(opened, name=recorded_name(baseline, self.baselines))
        given = self._open(actual, name, criteria)
        try:
            comparison = criteria.compare(expected, given, name)
        except InputError as error:
            return Outcome("incomparable", baseline, [str(error)])
        if comparison.passed:
            return Outcome("passed", baseline)
        self._remove_results(name)
        files = [] if self.update else self._draw(comparison, name)
        return Outcome("differs", baseline, comparison.explanation(), files)

    def _open(self, actual: EncodedPicture, name: str, criteria: Criteria) -> Image:
        """Read a picture in the same way as its baseline, named after the file in the folder of results."""
        recorded = recorded_name(picture_path(self.results, name, f".actual{actual.suffix}"), self.results)
        if actual.source is not None:
            return replace(criteria.measurement.open(actual.source), name=recorded)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"actual{actual.suffix}")
            path.write_bytes(actual.content)
            return replace(criteria.measurement.open(path), name=recorded)

    def _draw(self, comparison: BaselineComparison, name: str) -> list[Path]:
        rendered = render(record_for(comparison.comparison, DRAWN), DRAWN)
        return write_rendered(self.results / name, rendered)

    def _keep(self, actual: EncodedPicture, name: str, outcome: Outcome) -> Outcome:
        """Write the picture, and its baseline if any, next to the drawn differences."""
        if not outcome.files:
            self._remove_results(name)
        files = [self._write(picture_path(self.results, name, f".actual{actual.suffix}"), actual.content)]
        if outcome.baseline.is_file():
            copy = picture_path(self.results, name, f".baseline{outcome.baseline.suffix}")
            files.append(self._write(copy, outcome.baseline.read_bytes()))
        return replace(outcome, files=[*files, *outcome.files])

    def _accept(self, actual: EncodedPicture, name: str, known: list[Path], outcome: Outcome) -> Outcome:
        """Make a picture the baseline, and remove its results."""
        baseline = self._write(picture_path(self.baselines, name, actual.suffix), actual.content)
        for path in known:
            if path != baseline:
                path.unlink()
        self._remove_results(name)
        return replace(outcome, status="updated" if known else "created", baseline=baseline)

    def _remove_results(self, name: str) -> None:
        """Remove the results of earlier runs for a picture."""
        if (self.results / name).parent.is_dir():
            endings = [
                f".{role}{suffix}" for role in ("actual", "baseline") for suffix in baseline_suffixes()
            ]
            for suffix in (*endings, ".heatmap.png", ".panel.png", ".json"):
                picture_path(self.results, name, suffix).unlink(missing_ok=True)

    def _write(self, path: Path, content: bytes) -> Path:
        make_folder(path.parent)
        write_whole(path, content)
        return path


def picture_path(folder: Path, name: str, suffix: str) -> Path:
    """Return the path of a file of a picture, the name of which may contain dots."""
    return folder / f"{name}{suffix}"


def recorded_name(path: Path, folder: Path) -> str:
    """Return the name of a file in records, which is the same on every machine."""
    return path.relative_to(folder.parent).as_posix()


def find_baselines(baselines: Path, name: str) -> list[Path]:
    """Return the baselines of a name, at most one of which should exist."""
    return [
        path for suffix in baseline_suffixes() if (path := picture_path(baselines, name, suffix)).is_file()
    ]
