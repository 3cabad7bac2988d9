"""The pictures of one run of tests: their baselines, and what is kept of those that differ."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.baselines.pictures import Stored, stored, suffixes
from difference_finder.baselines.verdict import Judge, Verdict
from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.pipeline.comparison import record_for
from difference_finder.pipeline.rendering import render, write_rendered
from difference_finder.readers import open_image
from difference_finder.storage.atomic import make_folder, write_whole

if TYPE_CHECKING:
    from difference_finder.images.image import Image

__all__ = ["Guard", "Outcome"]

DRAWN = ("heatmap", "panel", "json")
"""What is kept of a picture that differs, beside itself and its baseline."""


@dataclass(frozen=True)
class Outcome:
    """What became of one picture.

    Parameters
    ----------
    status
        "passed"; "differs", "missing" (the baseline), "unreadable" (the baseline) or "incomparable";
        "created" or "updated".
    baseline
        The file of the baseline; where there is none, the one that would be made.
    why
        What is wrong, or what was, as lines.
    files
        What is kept of it.
    """

    status: str
    baseline: Path
    why: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Guard:
    """Compare pictures with their baselines.

    Parameters
    ----------
    baselines
        The folder of the baselines.
    results
        The folder for what is kept of pictures that are not their baselines.
    update
        Make a picture the baseline where it is not.
    """

    baselines: Path
    results: Path
    update: bool = False

    def check(self, picture: Any, name: str, judge: Judge) -> Outcome:
        """Compare a picture with its baseline, and keep what shows how it differs.

        Parameters
        ----------
        picture
            See :func:`~difference_finder.baselines.pictures.stored`.
        name
            The path of the baseline below its folder, with forward slashes, without suffix.
        judge
            What it is compared by.

        Raises
        ------
        DifferenceFinderError
            If the picture cannot be read, or a file not be written, or no picture at all could pass.
        """
        actual = stored(picture)
        if actual.source is not None and actual.source.resolve().is_relative_to(self.baselines.resolve()):
            raise InputError(f"'{actual.source}' is a baseline itself; give the picture that the test made")
        known = find(self.baselines, name)
        if not known:
            outcome = Outcome(
                "missing", beside(self.baselines, name, actual.suffix), ["there is no baseline"]
            )
        elif len(known) > 1:
            names = ", ".join(path.name for path in known)
            outcome = Outcome("unreadable", known[0], [f"several baselines ({names}); keep one"])
        else:
            outcome = self._compared(actual, name, known[0], judge)
        if outcome.status == "passed":
            self._forget(name)
            return outcome
        if self.update:
            self._check_possible(actual, name, judge)
            return self._accepted(actual, name, known, outcome)
        return self._kept(actual, name, outcome)

    def _check_possible(self, actual: Stored, name: str, judge: Judge) -> None:
        """Refuse a baseline that no picture could pass: a mask of another size, a limit that none keeps."""
        itself = self._opened(actual, name)
        verdict = judge.compare(itself, itself, name)
        if not verdict.passed:
            raise InputError(f"not even the picture itself would pass: {verdict.words()[0]}")

    def _compared(self, actual: Stored, name: str, baseline: Path, judge: Judge) -> Outcome:
        """Compare; draw what differs into the folder of results."""
        try:
            reference = replace(open_image(baseline), name=shown(baseline, self.baselines))
        except DifferenceFinderError as error:
            return Outcome("unreadable", baseline, [f"its baseline cannot be read: {error}"])
        candidate = self._opened(actual, name)
        try:
            verdict = judge.compare(reference, candidate, name)
        except InputError as error:
            return Outcome("incomparable", baseline, [str(error)])
        if verdict.passed:
            return Outcome("passed", baseline)
        self._forget(name)
        files = [] if self.update else self._drawn(verdict, name)
        return Outcome("differs", baseline, verdict.words(), files)

    def _opened(self, actual: Stored, name: str) -> Image:
        """Read the picture as its baseline is read; it is named by where it will be kept."""
        kept = shown(beside(self.results, name, f".actual{actual.suffix}"), self.results)
        if actual.source is not None:
            return replace(open_image(actual.source), name=kept)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"actual{actual.suffix}")
            path.write_bytes(actual.content)
            return replace(open_image(path), name=kept)

    def _drawn(self, verdict: Verdict, name: str) -> list[Path]:
        rendered = render(record_for(verdict.comparison, DRAWN), DRAWN)
        return write_rendered(self.results / name, rendered)

    def _kept(self, actual: Stored, name: str, outcome: Outcome) -> Outcome:
        """Keep the picture, and its baseline if there is one, beside what was drawn."""
        if not outcome.files:
            self._forget(name)
        files = [self._write(beside(self.results, name, f".actual{actual.suffix}"), actual.content)]
        if outcome.baseline.is_file():
            kept = beside(self.results, name, f".baseline{outcome.baseline.suffix}")
            files.append(self._write(kept, outcome.baseline.read_bytes()))
        return replace(outcome, files=[*files, *outcome.files])

    def _accepted(self, actual: Stored, name: str, known: list[Path], outcome: Outcome) -> Outcome:
        """Make the picture the baseline; what was kept of it is no longer so."""
        baseline = self._write(beside(self.baselines, name, actual.suffix), actual.content)
        for path in known:
            if path != baseline:
                path.unlink()
        self._forget(name)
        return replace(outcome, status="updated" if known else "created", baseline=baseline)

    def _forget(self, name: str) -> None:
        """Remove what earlier runs kept of this picture."""
        if (self.results / name).parent.is_dir():
            kept = [f".{role}{suffix}" for role in ("actual", "baseline") for suffix in suffixes()]
            for suffix in (*kept, ".heatmap.png", ".panel.png", ".json"):
                beside(self.results, name, suffix).unlink(missing_ok=True)

    def _write(self, path: Path, content: bytes) -> Path:
        make_folder(path.parent)
        write_whole(path, content)
        return path


def beside(folder: Path, name: str, suffix: str) -> Path:
    """Return the path of a file of a picture; its name may have dots."""
    return folder / f"{name}{suffix}"


def shown(path: Path, folder: Path) -> str:
    """Return how records name a file: the same on every machine."""
    return path.relative_to(folder.parent).as_posix()


def find(baselines: Path, name: str) -> list[Path]:
    """Return the baselines of that name, of which there should be one."""
    return [path for suffix in suffixes() if (path := beside(baselines, name, suffix)).is_file()]
