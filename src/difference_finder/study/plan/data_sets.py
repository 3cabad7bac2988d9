"""The plan of a study of several data sets: one manifest for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.parts.spec import split_protocol
from difference_finder.pipeline.protocol import get_protocol
from difference_finder.study.plan._study_values import text_of
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.plan.statistics_settings import StatisticsSettings, check_methods, check_seed
from difference_finder.study.plan.study_entries import MEASUREMENT, PLAN, DataSetEntry, MethodEntry
from difference_finder.study.plan.study_file import StudyFile
from difference_finder.text import FILE, speak_as

__all__ = ["DataSetsPlan", "plan_data_set", "plan_data_sets", "plan_without_files"]


@dataclass(frozen=True)
class DataSetsPlan:
    """The plan of a study of several data sets.

    Parameters
    ----------
    file
        The study file.
    metrics
        Names of the metrics in the tables, as the study file has them.
    runs
        Names of the runs of each method, under which the manifests have them as methods.
    manifests
        Manifest of each data set.
    statistics
        Settings of the statistics over all data sets.
    seed
        Seed of resampling.
    door
        Door in whose words messages name options; see :func:`~difference_finder.text.speak_as`.
    """

    file: StudyFile
    metrics: tuple[str, ...]
    runs: dict[str, list[str]]
    manifests: dict[str, Manifest]
    statistics: StatisticsSettings
    seed: int
    door: str = FILE

    @property
    def labels_of_runs(self) -> dict[str, str]:
        """The displayed name of each run of a method that has a label, for the studies of data sets."""
        labels = self.file.labels
        return {
            run: f"{labels[method.name]}{run.removeprefix(method.name)}"
            for method in self.file.methods
            if method.name in labels
            for run in self.runs[method.name]
        }

    @property
    def images(self) -> int:
        """The number of images of all data sets."""
        return sum(len(manifest.images) for manifest in self.manifests.values())


def plan_data_sets(file: StudyFile, shard_size: int | None = None, door: str = FILE) -> DataSetsPlan:
    """Plan the study of each data set.

    Parameters
    ----------
    file
        The study file.
    shard_size
        Number of images in a shard, the unit of work; None for up to 32.
    door
        Door in whose words messages name options: by default keys of the study file.

    Raises
    ------
    PairingError
        If a folder does not exist, or files cannot be matched; the message names the data set.
    InputError, UnknownNameError, DuplicateNameError
        If a setting is invalid.
    """
    with speak_as(door):
        return replace(_plan(file, shard_size), door=door)


def _plan(file: StudyFile, shard_size: int | None) -> DataSetsPlan:
    plan = plan_without_files(file)
    manifests = {
        data_set.name: plan_data_set(plan, data_set, shard_size=shard_size) for data_set in file.data_sets
    }
    _check_volumes(plan.metrics, manifests)
    return replace(plan, manifests=manifests)


def _check_volumes(metrics: Sequence[str], manifests: Mapping[str, Manifest]) -> None:
    """Refuse a metric that is of volumes on some data sets, and of images on others."""
    for place, metric in enumerate(metrics):
        found: dict[str, str] = {}
        for name, manifest in manifests.items():
            found.setdefault(manifest.measurement.columns[place].protocol.volume, name)
        if len(found) > 1:
            raise InputError(
                f"'{metric}' takes the files of a group for the slices of a volume on '{found['group']}', and"
                f" not on '{found['file']}'; use a protocol of one kind on both, or two studies"
            )


def plan_without_files(file: StudyFile) -> DataSetsPlan:
    """Return the plan of a study without its manifests, which need the files.

    Raises
    ------
    InputError, UnknownNameError, DuplicateNameError
        If a setting is invalid.
    """
    common = file.settings.get("protocol")
    metrics = MeasurementSettings.checked(list(file.metrics), common).metrics
    statistics = dict(file.statistics)
    seed = check_seed(statistics.pop("seed", 0))
    judged = StatisticsSettings.checked(metrics, **statistics)
    check_methods(judged, len(file.methods))
    runs = {method.name: [run_name(method, run) for run in method.runs or ("",)] for method in file.methods}
    return DataSetsPlan(file, metrics, runs, {}, judged, seed)


def plan_data_set(plan: DataSetsPlan, data_set: DataSetEntry, **how: Any) -> Manifest:
    """Match the files of a data set, and return its manifest.

    Parameters
    ----------
    plan
        Plan of the study.
    data_set
        The data set.
    how
        Keyword arguments of :func:`~difference_finder.study.plan.planning.plan_study` that take precedence
        over the study file.

    Raises
    ------
    InputError, UnknownNameError, DuplicateNameError
        If its files cannot be matched, or a setting is invalid; the message names the data set.
    """
    try:
        return _manifest(plan, data_set, how)
    except (InputError, UnknownNameError, DuplicateNameError) as error:
        raise type(error)(f"data set '{data_set.name}': {error}") from error


def run_name(method: MethodEntry, run: str) -> str:
    """Return the name of a run among the methods of a data set."""
    return f"{method.name} [{run}]" if run else method.name


def _manifest(plan: DataSetsPlan, data_set: DataSetEntry, how: Mapping[str, Any]) -> Manifest:
    file, runs = plan.file, plan.runs
    measured = file.options_on(data_set, MEASUREMENT)
    metrics, measured["protocol"] = _with_border(
        file.metrics_on(data_set), measured.get("protocol"), data_set.border
    )
    if "mask" in measured:
        measured["mask"] = file.root / text_of("mask", measured["mask"])
    folders = {
        run_name(method, run): file.folder_of(method, data_set, run)
        for method in file.methods
        for run in method.runs or ("",)
    }
    crops = None if file.crops == "none" or any(len(own) > 1 for own in runs.values()) else file.crops
    return plan_study(
        file.reference_of(data_set),
        folders,
        MeasurementSettings.checked(list(metrics), **measured),
        ours=runs[file.ours][0],
        seed=plan.seed,
        crops=crops,
        kinds=file.kinds,
        **file.crop_settings,
        **{**file.options_on(data_set, PLAN), **how},
    )


def _with_border(metrics: Sequence[str], common: Any, border: int | None) -> tuple[list[str], Any]:
    """Return metrics and common protocol with a border, where it is adjustable and not stated.

    Examples
    --------
    >>> _with_border(["psnr@basicsr-y", "ssim@basicsr-y:crop_border=2", "lpips"], None, 4)
    (['psnr@basicsr-y:crop_border=4', 'ssim@basicsr-y:crop_border=2', 'lpips'], None)
    """
    if border is None:
        return list(metrics), common
    found, used = [], False
    for metric in metrics:
        spec, own = split_protocol(metric)
        bordered = None if own is None else _bordered(own, border)
        used = used or bordered not in (None, own)
        found.append(metric if bordered is None else f"{spec}@{bordered}")
    shared = None if common is None else _bordered(str(common), border)
    if not used and shared in (None, common):
        raise InputError(
            f"border = {border} has no effect, since no metric has a protocol with an adjustable border;"
            " write psnr@basicsr-y, for example, or leave border out"
        )
    return found, shared


def _bordered(protocol: str, border: int) -> str:
    known = get_protocol(protocol)
    if "crop_border" not in known.adjustable or "crop_border" in known.given:
        return protocol
    return f"{protocol}{',' if known.given else ':'}crop_border={border}"
