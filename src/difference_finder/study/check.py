"""The check of a study file: what would be measured, and what would fail, without scoring anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from difference_finder.errors import (
    DifferenceFinderError,
    DuplicateNameError,
    InputError,
    PairingError,
    UnknownNameError,
)
from difference_finder.storage.matching import describe_pairs
from difference_finder.study.image_facts import describe_images, describe_range
from difference_finder.study.image_scores import ScoreError
from difference_finder.study.plan.data_sets import DataSetsPlan, plan_data_set, plan_without_files
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.plan.study_entries import DataSetEntry
from difference_finder.study.plan.study_file import StudyFile
from difference_finder.study.results import REFERENCE
from difference_finder.study.run.check import CheckedFiles, check_files
from difference_finder.text import FILE, count_of, join_names, speak_as
from difference_finder.threads import worker_count

__all__ = ["DataSetCheck", "StudyCheck", "check_study"]

MOST = 5
"""Maximum number of problems, and of notes, that a text lists for each data set."""


@dataclass(frozen=True)
class DataSetCheck:
    """What would be measured on a data set.

    Parameters
    ----------
    name
        Name of the data set.
    reference
        Folder of its reference images.
    images
        Number of images.
    groups
        Number of groups; None if each image is a unit.
    contents
        Sizes, channels and types of the images of the reference and of each method, in words.
    counts
        Number of images of each method that can be measured.
    folders
        Folder of each method.
    conventions
        Protocol of each metric.
    options
        Settings of measurement that are not the defaults.
    data_range
        The ranges of values of the images, in words.
    pairing
        How names were matched, if they differ; else "".
    unread
        Number of files that no reader reads.
    problems
        What cannot be measured: the first of each kind, with the number of images; 0 for the data set itself.
    notes
        Notes about images, each with its number of images.
    """

    name: str
    reference: str = ""
    images: int = 0
    groups: int | None = None
    contents: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    folders: Mapping[str, str] = field(default_factory=dict)
    conventions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    data_range: str = ""
    pairing: str = ""
    unread: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return the facts as lines of text."""
        if not self.images:
            return [f"{self.name}: cannot be measured", *self._problems()]
        groups = "" if self.groups is None else f" in {count_of(self.groups, 'group')}"
        head = f"{self.name}: {count_of(self.images, 'image')}{groups}"
        told = [f"{head}, {self.contents[REFERENCE]}", f"  {REFERENCE}: {self.reference}"]
        told += [
            f"  {method}: {self.counts[method]} of {count_of(self.images, 'image')}"
            f"{self._differing(method)}, {folder}"
            for method, folder in self.folders.items()
        ]
        metrics = [f"{metric} under {convention}" for metric, convention in self.conventions.items()]
        told += [f"  metrics: {', '.join(metrics)}", f"  data range: {self.data_range}"]
        told += [f"  {name}: {value}" for name, value in self.options.items()]
        told += [f"  {self.pairing}"] * bool(self.pairing)
        told += [f"  {count_of(self.unread, 'file')} left out: no image format"] * bool(self.unread)
        return [*told, *self._problems(), *self._notes()]

    def _differing(self, method: str) -> str:
        """Return what the images of a method hold, if it is not what the reference holds."""
        contents = self.contents[method]
        return "" if contents == self.contents[REFERENCE] else f", {contents}"

    def _problems(self) -> list[str]:
        rows = [
            f"  problem: {text}{f' (the first of {count} images)' if count > 1 else ''}"
            for text, count in self.problems.items()
        ]
        return _shortened(rows, "problem")

    def _notes(self) -> list[str]:
        rows = [f"  note: {text} ({count_of(count, 'image')})" for text, count in self.notes.items()]
        return _shortened(rows, "note")

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        rows = {
            key: [{"text": text, "images": count} for text, count in getattr(self, key).items()]
            for key in ("problems", "notes")
        }
        return {**self.__dict__, **rows}


@dataclass(frozen=True)
class StudyCheck:
    """What a study would measure.

    Parameters
    ----------
    methods
        Names of the methods, the one that the study is about first.
    metrics
        Names of the metrics.
    statistics
        Settings of the statistics.
    data_sets
        The data sets.
    """

    methods: tuple[str, ...]
    metrics: tuple[str, ...]
    statistics: Mapping[str, Any]
    data_sets: tuple[DataSetCheck, ...]

    @property
    def ok(self) -> bool:
        """Whether everything can be measured."""
        return not any(data_set.problems for data_set in self.data_sets)

    def lines(self) -> list[str]:
        """Return the facts as lines of text."""
        images = sum(data_set.images for data_set in self.data_sets)
        told = [
            f"{count_of(images, 'image')} in {count_of(len(self.data_sets), 'data set')},"
            f" {count_of(len(self.methods), 'method')} ({join_names(self.methods, 10)}), metrics"
            f" {', '.join(self.metrics)}; nothing was scored"
        ]
        for data_set in self.data_sets:
            told += data_set.lines()
        bad = [data_set.name for data_set in self.data_sets if data_set.problems]
        return [*told, f"problems on {join_names(bad, 10)}" if bad else "no problem found"]

    def to_dict(self) -> dict[str, Any]:
        """Return the facts, ready for JSON."""
        return {
            "ok": self.ok,
            "methods": list(self.methods),
            "metrics": list(self.metrics),
            "statistics": dict(self.statistics),
            "data_sets": [data_set.to_dict() for data_set in self.data_sets],
        }


def check_study(
    study: str | Path | Mapping[str, Any] | StudyFile,
    workers: int | None = None,
    step: Callable[[int, str], None] = lambda total, name: None,
) -> StudyCheck:
    """Tell what a study of several data sets would measure.

    Parameters
    ----------
    study
        Path of a study file, its contents as a mapping, or a
        :class:`~difference_finder.study.plan.study_file.StudyFile`.
    workers
        Number of images that are read at once; None for one for each core.
    step
        Function that receives the number of all images and the name of each image that was looked at.

    Returns
    -------
    StudyCheck
        All images are read and prepared as for the measurement, and no score is computed: an image may still
        have no score in a metric, for example because it is smaller than a window of this metric.

    Raises
    ------
    StudyError, InputError, UnknownNameError, DuplicateNameError
        If the study file is invalid. Problems of a single data set are in the result.
    MissingDependencyError, WeightsError
        If a metric lacks a package or weights.
    """
    file = StudyFile.of(study)
    threads = worker_count(workers)
    with speak_as(FILE):
        plan = plan_without_files(file)
        planned = [_planned(plan, data_set) for data_set in file.data_sets]
        total = sum(len(manifest.images) for manifest, _ in planned if manifest)
        checked = tuple(
            DataSetCheck(data_set.name, problems={problem: 0})
            if manifest is None
            else _described(
                data_set.name, manifest, check_files(manifest, threads, partial(step, total)), problem
            )
            for data_set, (manifest, problem) in zip(file.data_sets, planned, strict=True)
        )
    methods = sorted(plan.runs, key=lambda method: method != file.ours)
    return StudyCheck(tuple(methods), plan.metrics, plan.statistics.to_dict(), checked)


def _planned(plan: DataSetsPlan, data_set: DataSetEntry) -> tuple[Manifest | None, str]:
    """Return the manifest of a data set, and why it cannot be planned as the study file says; else ""."""
    try:
        return plan_data_set(plan, data_set), ""
    except (InputError, UnknownNameError, DuplicateNameError) as error:
        problem = _cause(error)
        if not isinstance(error, PairingError):
            return None, problem
    try:  # to look at the other images
        return plan_data_set(plan, data_set, unmatched="report"), problem
    except DifferenceFinderError:
        return None, problem


def _cause(error: Exception) -> str:
    return str(error.__cause__ or error)


def _described(name: str, manifest: Manifest, files: CheckedFiles, problem: str) -> DataSetCheck:
    """Return what would be measured; ``problem`` already names the images that lack files."""
    told = [error for error in files.errors if not (problem and error.stage == "pair")]
    found = {**({problem: 0} if problem else {}), **_error_rows(told)}
    failed = Counter(method for method, _ in {(error.method, error.name) for error in files.errors})
    measured, pairing = manifest.measurement, manifest.pairing
    decided = () if measured.data_set is None else measured.data_set.notes
    given = measured.data_range
    every = [facts for role in files.facts.values() for facts in role]
    groups = {image.group for image in manifest.images}
    return DataSetCheck(
        name=name,
        reference=manifest.folders[0],
        images=len(manifest.images),
        groups=None if manifest.grouped_by is None else len(groups),
        contents={role: describe_images(facts) for role, facts in files.facts.items()},
        counts={method: len(manifest.images) - failed[method] for method in manifest.methods},
        folders=dict(zip(manifest.methods, manifest.folders[1:], strict=False)),
        conventions={column.part.spec: column.protocol.spec for column in measured.columns},
        options=_options(manifest),
        data_range=f"{describe_range(every)}, as the files tell" if given is None else f"{given}, as given",
        pairing=describe_pairs(pairing.rule, pairing.examples),
        unread=sum(map(len, pairing.unread.values())),
        problems=found,
        notes={**dict.fromkeys(decided, len(manifest.images)), **_notes(files.notes, manifest.methods)},
    )


def _error_rows(errors: Sequence[ScoreError]) -> dict[str, int]:
    """Return the first cause of each kind of error of each method, with the number of its images."""
    counts = Counter((error.method, error.metric, error.error) for error in errors)
    first = {(error.method, error.metric, error.error): error for error in reversed(errors)}
    return {
        f"{method}{f' in {metric}' if metric else ''}: {first[method, metric, kind].cause}": count
        for (method, metric, kind), count in counts.items()
    }


def _notes(counts: Mapping[tuple[str, str], int], methods: Sequence[str]) -> dict[str, int]:
    """Return each note with its number of images, and with the methods that it is about unless all are."""
    found: dict[str, int] = {}
    for note in dict.fromkeys(note for note, _ in counts):
        own = {method: counts[note, method] for method in methods if (note, method) in counts}
        about = "" if len(own) == len(methods) else f"{join_names(list(own), MOST)}: "
        found[f"{about}{note}"] = max(own.values())
    return dict(sorted(found.items(), key=lambda row: -row[1]))


def _shortened(rows: Sequence[str], kind: str) -> list[str]:
    left = len(rows) - MOST
    return [*rows[:MOST], *[f"  and {count_of(left, f'other {kind}')}"] * (left > 0)]


def _options(manifest: Manifest) -> dict[str, Any]:
    """Return the settings of a data set that are not at their defaults, as far as other facts omit them."""
    changed = manifest.measurement.measurement(open_masks=False).changed()
    told = {name: value for name, value in changed.items() if name not in ("data_range", "protocol")}
    if manifest.measurement.mask is not None:
        told["mask"] = manifest.measurement.mask
    if manifest.grouped_by is not None:
        told["group"] = manifest.grouped_by
    return told
