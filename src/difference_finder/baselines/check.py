"""Checks of pictures against their baselines, and the files that show how they differ."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from difference_finder.baselines.criteria import BaselineComparison, Criteria
from difference_finder.baselines.outcomes import STATE_OF_STATUS
from difference_finder.baselines.pictures import EncodedPicture, encode_picture
from difference_finder.baselines.variants import Baselines, Variant, find_baselines, platforms
from difference_finder.errors import DifferenceFinderError, InputError, ShapeMismatchError
from difference_finder.pipeline.comparison import record_for
from difference_finder.pipeline.rendering import render, write_rendered
from difference_finder.readers import image_suffix, image_suffixes
from difference_finder.storage.atomic import make_folder, write_whole

__all__ = ["BaselineChecker", "Outcome", "failure_message"]

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
    sizes_differ
        Whether the picture and its baseline have different sizes.
    """

    status: str
    baseline: Path
    why: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    sizes_differ: bool = False

    @property
    def state(self) -> str:
        """One of :data:`~difference_finder.pipeline.states.STATES`."""
        return "size" if self.sizes_differ else STATE_OF_STATUS[self.status]


@dataclass(frozen=True)
class _Check:
    """The outcome for one baseline, its distance from the picture, and the comparison if there is one."""

    outcome: Outcome
    distance: tuple[int, float] = (0, 0.0)
    comparison: BaselineComparison | None = None


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
    exclusive
        Whether the folder of the baselines contains nothing but baselines.
    """

    baselines: Path
    results: Path
    update: bool = False
    exclusive: bool = True

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
        known = find_baselines(self.baselines, name)
        self._refuse_baseline(actual.source, known)
        with self._file(actual) as file:
            variant, outcome = self._nearest(file, name, known, criteria)
            if outcome.status == "passed":
                self._remove_results(name)
                return outcome
            if self.update:
                self._check_possible(file, name, criteria)
                return self._accept(actual, name, variant, outcome)
        return self._keep(actual, name, outcome)

    def _refuse_baseline(self, source: Path | None, known: Baselines) -> None:
        """Refuse a picture that is a baseline, since it equals itself."""
        if source is None:
            return
        inside = self.exclusive and source.resolve().is_relative_to(self.baselines.resolve())
        paths = [path for variant in known.valid for path in variant.paths]
        if inside or any(source.resolve() == path.resolve() for path in [*paths, *known.elsewhere]):
            raise InputError(f"'{source}' is itself a baseline; pass the picture that the test made")

    @contextmanager
    def _file(self, actual: EncodedPicture) -> Iterator[Path]:
        """Yield a file of the picture, which exists in this context."""
        if actual.source is not None:
            yield actual.source
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"actual{actual.suffix}")
            path.write_bytes(actual.content)
            yield path

    def _check_possible(self, file: Path, name: str, criteria: Criteria) -> None:
        """Refuse criteria that no picture could meet, such as a mask of another size."""
        comparison = criteria.compare(file, file, name, (name, name))
        if not comparison.passed:
            raise InputError(f"even an identical picture would fail: {comparison.explanation()[0]}")

    def _nearest(
        self, file: Path, name: str, known: Baselines, criteria: Criteria
    ) -> tuple[Variant, Outcome]:
        """Compare a picture with its valid baselines; return the first that matches, or else the nearest."""
        if not known.valid:
            return self._missing(file, name, known)
        tried = []
        for variant in known.valid:
            check = self._compare(file, name, variant, criteria)
            if check.outcome.status == "passed":
                return variant, check.outcome
            tried.append((variant, check))
        variant, check = min(tried, key=lambda pair: pair[1].distance)
        outcome = check.outcome
        if len(tried) > 1:
            names = ", ".join(one.paths[0].name for one, _ in tried)
            also = f"'{outcome.baseline.name}' is the nearest of {len(tried)} valid baselines: {names}"
            outcome = replace(outcome, why=[*outcome.why, also])
        if check.comparison is not None and not self.update:
            self._remove_results(name)
            outcome = replace(outcome, files=self._draw(check.comparison, name))
        return variant, outcome

    def _missing(self, file: Path, name: str, known: Baselines) -> tuple[Variant, Outcome]:
        """Return the baseline that an update would write; with a marker if other platforms have baselines."""
        variant = Variant(platforms()[0] if known.elsewhere else "", ())
        others = ", ".join(path.name for path in known.elsewhere)
        also = [f"only other platforms have baselines: {others}"] if others else []
        path = self._path(name, variant, image_suffix(file))
        return variant, Outcome("missing", path, ["there is no baseline", *also])

    def _compare(self, file: Path, name: str, variant: Variant, criteria: Criteria) -> _Check:
        """Compare a picture with one baseline."""
        baseline = variant.paths[0]
        if len(variant.paths) > 1:
            names = ", ".join(path.name for path in variant.paths)
            why = [f"several baselines ({names}); keep only one"]
            return _Check(Outcome("unreadable", baseline, why), (2, 0.0))
        if criteria.accepts_equal(baseline, file):
            return _Check(Outcome("passed", baseline))
        result = picture_path(self.results, name, f".actual{image_suffix(file)}")
        recorded = recorded_name(baseline, self.baselines), recorded_name(result, self.results)
        try:
            comparison = criteria.compare(baseline, file, name, recorded)
        except DifferenceFinderError as error:
            return self._explain(baseline, file, criteria, error)
        if comparison.passed:
            return _Check(Outcome("passed", baseline))
        sizes = [image.size for image in (comparison.comparison.first, comparison.comparison.second)]
        outcome = Outcome("differs", baseline, comparison.explanation(), sizes_differ=sizes[0] != sizes[1])
        return _Check(outcome, (0, comparison.distance), comparison)

    def _explain(
        self, baseline: Path, file: Path, criteria: Criteria, error: DifferenceFinderError
    ) -> _Check:
        """Return why two files cannot be compared; raise the error if the picture is the cause."""
        try:
            for _ in criteria.measurement.open_pages(baseline):
                pass
        except DifferenceFinderError as unread:
            why = [f"the baseline cannot be read: {unread}"]
            return _Check(Outcome("unreadable", baseline, why), (2, 0.0))
        for _ in criteria.measurement.open_pages(file):
            pass
        if not isinstance(error, InputError):
            raise error
        sizes_differ = isinstance(error, ShapeMismatchError)
        return _Check(Outcome("incomparable", baseline, [str(error)], sizes_differ=sizes_differ), (1, 0.0))

    def _draw(self, comparison: BaselineComparison, name: str) -> list[Path]:
        rendered = render(record_for(comparison.comparison, DRAWN), DRAWN)
        return write_rendered(self.results / name, rendered)

    def _keep(self, actual: EncodedPicture, name: str, outcome: Outcome) -> Outcome:
        """Write the picture, and its baseline if any, next to the drawn differences."""
        if not outcome.files:
            self._remove_results(name)
        files = [self._write(picture_path(self.results, name, f".actual{actual.suffix}"), actual.content)]
        if outcome.baseline.is_file():
            copy = picture_path(self.results, name, f".baseline{image_suffix(outcome.baseline)}")
            files.append(self._write(copy, outcome.baseline.read_bytes()))
        return replace(outcome, files=[*files, *outcome.files])

    def _accept(self, actual: EncodedPicture, name: str, variant: Variant, outcome: Outcome) -> Outcome:
        """Make a picture the baseline in place of a variant, and remove its results."""
        baseline = self._write(self._path(name, variant, actual.suffix), actual.content)
        for path in variant.paths:
            if path != baseline:
                path.unlink()
        self._remove_results(name)
        status = "updated" if variant.paths else "created"
        return replace(outcome, status=status, baseline=baseline, sizes_differ=False)

    def _path(self, name: str, variant: Variant, suffix: str) -> Path:
        """Return the path of a baseline."""
        marker = f"@{variant.marker}" if variant.marker else ""
        return picture_path(self.baselines, f"{name}{marker}", suffix)

    def _remove_results(self, name: str) -> None:
        """Remove the results of earlier runs for a picture."""
        if (self.results / name).parent.is_dir():
            endings = [f".{role}{suffix}" for role in ("actual", "baseline") for suffix in image_suffixes()]
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


def failure_message(facts: Mapping[str, Any], remedy: str) -> str:
    """Return the message of a check that failed.

    Parameters
    ----------
    facts
        The fields of the outcome, with paths as text: "status", "baseline", "why" and "files".
    remedy
        Line that says how to accept the picture as the baseline.
    """
    first, *more = facts["why"]
    if facts["status"] == "missing":
        lines = [f"no baseline '{facts['baseline']}'", *more]
    else:
        lines = [f"picture differs from its baseline '{facts['baseline']}': {first}", *more]
    return "\n".join([*lines, *(f"see {file}" for file in facts["files"]), remedy])
