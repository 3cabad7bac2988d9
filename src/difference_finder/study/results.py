"""The results of a study as data: scores, verdicts, crops, error rows, and the record of how it was made."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from difference_finder.errors import StudyError, UnknownNameError
from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.atomic import write_whole
from difference_finder.storage.paths import as_path
from difference_finder.study.comparisons import Comparisons
from difference_finder.study.crops.finder import Crops
from difference_finder.study.difficulty import DIFFICULTY, difficulty_csv, read_difficulty
from difference_finder.study.image_scores import ScoreError
from difference_finder.study.kinds.counts import StudyKinds
from difference_finder.study.metric_labels import metric_labels
from difference_finder.study.missing import describe_missing
from difference_finder.study.plan.statistics_settings import StatisticsSettings
from difference_finder.study.pooling import pooled_of_runs, poolings_of
from difference_finder.study.record_shape import study_error
from difference_finder.study.remarks import ELSEWHERE, list_order_remarks, list_remarks, list_run_remarks
from difference_finder.study.runs import RUNS, named_runs, read_runs
from difference_finder.study.statistics.outcome import Verdict
from difference_finder.study.statistics.verdicts import verdict
from difference_finder.study.table import Mean, Scores, unescape_formula
from difference_finder.text import escape_controls, join_names, option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DATA_SETS", "INPUTS", "RECORD", "REFERENCE", "SCORES", "Results"]

RECORD, SCORES, INPUTS, MANIFEST = "study.json", "scores.csv", "inputs.csv", "manifest.jsonl"

DATA_SETS = "data_sets"
"""Key of the record of a study of several data sets: the facts about each, with the folder of its study."""

REFERENCE = "reference"
"""Name of the reference among the names of methods."""


@dataclass(frozen=True, eq=False)
class Results(Comparisons):
    """The results of N methods against a reference.

    Parameters
    ----------
    scores
        Score of each image, method and metric.
    errors
        Error rows for the missing scores.
    record
        Record of the study: reference, methods, metrics, protocol, options, versions, digests of the files,
        notes.
    crops
        Crops where ours is best, where a rival is best, at the median, and at random. None for a single
        method, if no crops were requested, or if no image is large enough.
    files
        Function that returns the files of the reference and of the methods for each image, below their
        folders.
    high_frequency
        High-frequency content of the reference of each image, shape (images,), NaN where it is unknown; None
        for scores that were measured elsewhere. See
        :func:`difference_finder.study.run.high_frequency.high_frequency`.
    runs
        Scores of each run, called as ``record["runs"]`` has them; None if no method has several runs.
    folder
        Folder of a study of several data sets, which contains their studies; None for one without files.
    """

    scores: Scores
    errors: tuple[ScoreError, ...]
    record: Mapping[str, Any]
    crops: Crops | None
    files: Callable[[], Mapping[str, tuple[str, ...]]]
    high_frequency: NDArray[np.float64] | None = None
    runs: Scores | None = None
    folder: Path | None = None

    def __repr__(self) -> str:
        facts = (
            f"ours={self.ours!r}, protocol={self.record['protocol']['name']!r}, errors={len(self.errors)}",
            f"scores={self.scores!r}",
            f"crops={self.crops!r}",
        )
        return f"{type(self).__name__}(\n    " + ",\n    ".join(facts) + "\n)"

    @property
    def ours(self) -> str:
        """The method that the study is about."""
        return str(self.record["ours"])

    @property
    def has_images(self) -> bool:
        """Whether the study itself has images, rather than scores of elsewhere or of other studies."""
        return ELSEWHERE not in self.record and DATA_SETS not in self.record

    def of_data_set(self, name: str) -> Self:
        """Open the study of one data set, which has its images.

        Raises
        ------
        UnknownNameError
            If the study has no such data set; the message lists them.
        StudyError
            If the study has no folder, or its folder lacks the study of the data set.
        """
        known = self.record.get(DATA_SETS) or {}
        if name not in known:
            raise UnknownNameError.among("data set in this study", str(name), list(known))
        if self.folder is None:
            raise StudyError(
                f"the study of the data set '{name}' was not kept; run the whole study with"
                f" {option('output')}"
            )
        return self.open(self.folder / known[name]["study"])

    def check_images(self) -> None:
        """Raise an error if the study has no images.

        Raises
        ------
        StudyError
            If the scores were measured elsewhere, or the images are in the studies of data sets.
        """
        if DATA_SETS in self.record:
            folders = [facts["study"] for facts in self.record[DATA_SETS].values()]
            raise StudyError(
                "the images of this study are in the studies of its data sets, in the folder of the study:"
                f" {join_names(folders, 5)}; choose one of these for figures, crops and pictures"
            )
        if not self.has_images:
            file = self.record[ELSEWHERE]["file"]
            origin = "" if file is None else f", in '{file}'"
            raise StudyError(
                f"the scores of this study were measured elsewhere{origin}, so that there are no images to"
                " show; run a study of the images for figures, crops and pictures"
            )

    @cached_property
    def means(self) -> list[Mean]:
        """The mean of each method in each metric, over the images with a finite score for every method.

        With groups, means are taken within groups first, as in the verdict.
        """
        poolings = poolings_of(self.record["metrics"])
        means = self.pooled.means(self.higher_is_better, poolings)
        return pooled_of_runs(means, self.pooled_runs, named_runs(self.record), poolings)

    @cached_property
    def verdicts(self) -> Verdict | None:
        """The comparison of ours with each rival in each metric, with a paragraph that reports it.

        None for a single method, or if no metric has a direction.
        """
        settings = self.statistics
        directions = {name: better for name, better in self.higher_is_better.items() if better is not None}
        if len(self.scores.methods) == 1 or not directions:
            return None
        return verdict(
            {name: self.pooled.tables[name] for name in directions},
            self.scores.methods,
            ours=self.ours,
            higher_is_better=directions,
            metric_units={facts["spec"]: facts["unit"] for facts in self.record["metrics"]},
            remarks=[
                *list_run_remarks(self.record, self.means),
                *list_remarks(self.record),
                *list_order_remarks(self.pooled, directions),
            ],
            paired_by=self.record["paired_by"],
            level=settings.level,
            resamples=settings.draws,
            correction=settings.correction,
            primary=[name for name in settings.primary if name in directions],
            relevant={name: size for name, size in settings.relevant.items() if name in directions},
            runs=self.run_effects,
            **self.units,
        )

    @cached_property
    def kinds(self) -> StudyKinds | None:
        """The kinds of change from ours to each rival, counted; None if they were not measured."""
        found = self.record.get("kinds")  # absent in earlier versions
        return None if found is None else StudyKinds.from_dict(found)

    def path(self, image: str, role: str) -> Path:
        """Return the file of an image.

        Parameters
        ----------
        image
            Name of the image.
        role
            "reference", or the name of a method.

        Raises
        ------
        UnknownNameError
            If the study has no such image or method.
        StudyError
            If the scores were measured elsewhere.
        """
        self.check_images()
        folders = {REFERENCE: self.record["reference"], **self.record["methods"]}
        if role not in folders:
            raise UnknownNameError.among("method in this study", role, list(folders))
        if image not in self._files:
            raise UnknownNameError.among("image in this study", image, list(self._files))
        # A method that lacks the image has the path "": its name tells where a file is missing.
        file = self._files[image][list(folders).index(role)] or image
        return as_path(folders[role]) / file  # type: ignore[no-any-return]

    @cached_property
    def _files(self) -> Mapping[str, tuple[str, ...]]:
        return self.files()

    def to_dict(self, scores: bool = True) -> dict[str, Any]:
        """Return the record with means, verdicts, crops and error rows, ready for JSON.

        Parameters
        ----------
        scores
            Whether to include the table of scores.
        """
        facts = {
            **self.record,
            "metrics": self._labelled_metrics(),
            "means": [mean.to_dict() for mean in self.means],
            "verdicts": None if self.verdicts is None else self.verdicts.to_dict(),
            "all_pairs": self.pairs_record(),
            "difficulty": self.difficulty_record(),
            "worst": {"percent": 1.0, "means": [one.to_dict() for one in self.worst()]},
            "crops": None if self.crops is None else self.crops.to_dict(),
            "errors": [error.to_dict() for error in self.errors],
        }
        return {**facts, "scores": self.scores.to_dict()} if scores else facts

    def _labelled_metrics(self) -> list[dict[str, Any]]:
        """Return the facts about each metric with its label, under which tables and figures show it."""
        facts = self.record["metrics"]
        labels = metric_labels(facts, self.record.get("labels") or {})
        return [{**fact, "label": label.name} for fact, label in zip(facts, labels, strict=True)]

    def write(self, folder: Path) -> None:
        """Write the scores, the difficulty of the images and the record into a folder."""
        write_whole(folder / SCORES, self.scores.csv())
        if self.runs is not None:
            write_whole(folder / RUNS, self.runs.csv())
        if self.high_frequency is not None:
            write_whole(folder / DIFFICULTY, difficulty_csv(self.scores.names, self.high_frequency))
        facts = json.dumps(self.to_dict(scores=False), indent=2, allow_nan=False)
        write_whole(folder / RECORD, f"{facts}\n".encode("ascii"))

    def to_pandas(self) -> Any:
        """Return the scores as a DataFrame; see :meth:`Scores.to_pandas`."""
        return self.scores.to_pandas()

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Read a finished study.

        Raises
        ------
        StudyError
            If the folder holds no finished study.
        """
        try:
            root = as_path(folder)
            record = json.loads((root / RECORD).read_bytes())
            if problem := study_error(record):
                raise ValueError(f"its record is damaged: {problem}")
            StatisticsSettings.from_dict(record.get("statistics"))
            methods, specs = list(record["methods"]), [facts["spec"] for facts in record["metrics"]]
            with (root / SCORES).open(encoding="utf-8", errors="surrogateescape", newline="") as file:
                grouped = record["groups"] is not None
                scores = Scores.from_csv(file, record["images"], methods, specs, grouped)
            runs = read_runs(root, record, scores) if record.get("runs") else None
            errors = tuple(ScoreError(**row) for row in record.pop("errors"))
            crops = record.pop("crops")
            for known in ("means", "verdicts", "all_pairs", "difficulty", "worst"):
                record.pop(known, None)  # they are computed from the scores
            for facts in record["metrics"]:
                facts.pop("label", None)
            chosen = None if crops is None else Crops.from_dict(crops)
        except DAMAGE as error:
            raise StudyError(describe_missing(folder, error, RECORD, MANIFEST)) from error
        content = read_difficulty(root / DIFFICULTY, scores.names)
        files = partial(_files_in, root / INPUTS, len(methods) + 1)
        return cls(scores, errors, record, chosen, files, content, runs, root)


def _files_in(table: Path, count: int) -> dict[str, tuple[str, ...]]:
    """Read the files of the reference and of the methods for each image of a study."""
    try:
        with table.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            rows = csv.DictReader(file)
            found: dict[str, list[str]] = {}
            for row in rows:
                image, file_ = (unescape_formula(row[key] or "") for key in ("image", "file"))
                found.setdefault(image, []).append(file_)
        short = next((name for name, files in found.items() if len(files) < count), None)
        if short is not None:
            raise ValueError(f"it lacks files of '{short}'")
        return {name: tuple(islice(files, count)) for name, files in found.items()}
    except (OSError, KeyError, ValueError, csv.Error) as error:
        reason = escape_controls(str(error))
        raise StudyError(f"cannot read '{table}': {reason}; run the study again") from error
