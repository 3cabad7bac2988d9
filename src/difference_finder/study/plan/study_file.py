"""The study file ``study.toml``: data sets, methods, metrics and settings of a study."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from difference_finder.errors import DuplicateNameError, InputError, StudyError, UnknownNameError
from difference_finder.storage.paths import as_path
from difference_finder.text import join_names

__all__ = ["MEASUREMENT", "PLAN", "STATISTICS", "DataSetEntry", "MethodEntry", "OwnNumber", "StudyFile"]

MEASUREMENT = (
    "protocol", "data_range", "fit", "background", "max_pixels", "mask", "ignore", "pages", "bands", "nan",
    "axes", "device",
)  # fmt: skip
"""Keys that set the measurement, for all data sets or for one."""

PLAN = ("group", "pairing", "unmatched")
"""Keys that set which files belong together, for all data sets or for one."""

STATISTICS = ("level", "draws", "correction", "primary", "relevant", "over", "seed")
"""Keys of the table ``statistics``."""


@dataclass(frozen=True)
class DataSetEntry:
    """A data set of a study file.

    Parameters
    ----------
    name
        Name of the data set.
    reference
        Folder or pattern of its reference images.
    metrics
        The metrics with their protocols on this data set, in the order of the metrics of the study; empty for
        those of the study.
    border
        Number of pixels that protocols leave out at each side, where metrics do not state it; None for the
        border of the protocols.
    settings
        Settings of measurement and pairing for this data set.
    """

    name: str
    reference: str
    metrics: tuple[str, ...] = ()
    border: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MethodEntry:
    """A method of a study file.

    Parameters
    ----------
    name
        Name of the method.
    folder
        Folder or pattern of its images; ``{method}``, ``{dataset}`` and ``{run}`` stand for names.
    label
        Displayed name; "" for the name.
    runs
        Names of its runs, such as trainings with other seeds, whose scores are averaged; empty for one run.
    numbers
        Numbers of one's own, such as the runtime.
    """

    name: str
    folder: str
    label: str = ""
    runs: tuple[str, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnNumber:
    """What is known about a number of one's own.

    Parameters
    ----------
    unit
        Its unit; "" for none.
    lower_is_better
        Its direction; None if it has none.
    """

    unit: str = ""
    lower_is_better: bool | None = None


@dataclass(frozen=True)
class StudyFile:
    """The contents of a study file.

    Parameters
    ----------
    data_sets
        Data sets.
    methods
        Methods, in the order of tables.
    metrics
        Metrics, each with its protocol if it has its own, such as "psnr@basicsr-y".
    ours
        Method that the study is about; "" for the first.
    settings
        Settings of measurement and pairing for all data sets.
    statistics
        Settings of the statistics.
    numbers
        Facts about numbers of one's own.
    crops
        Metric whose local map selects the crops; "none" for no crops.
    source
        Path of the file; "" if it was not read from one. Relative folders are relative to its folder.

    Examples
    --------
    >>> study = StudyFile.from_dict({
    ...     "data-sets": {"Set5": {"reference": "Set5/HR"}},
    ...     "methods": {"ours": {"folder": "results/{method}/{dataset}"}},
    ... })
    >>> study.folder_of(study.methods[0], study.data_sets[0]).as_posix()
    'results/ours/Set5'
    """

    data_sets: tuple[DataSetEntry, ...]
    methods: tuple[MethodEntry, ...]
    metrics: tuple[str, ...] = ("psnr", "ssim")
    ours: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    statistics: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, OwnNumber] = field(default_factory=dict)
    crops: str = "mse"
    source: str = ""

    @classmethod
    def read(cls, path: str | Path) -> StudyFile:
        """Read a study file.

        Raises
        ------
        StudyError
            If the file cannot be read, is not TOML, or has an invalid value; the message names the key.
        """
        try:
            given = tomllib.loads(as_path(path).read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise StudyError(f"cannot read the study file '{path}': {error}") from error
        except tomllib.TOMLDecodeError as error:
            raise StudyError(f"'{path}' is not a TOML file: {error}") from error
        try:
            return replace(cls.from_dict(given), source=str(path))
        except (InputError, UnknownNameError, DuplicateNameError) as error:
            raise StudyError(f"'{path}': {error}") from error

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> StudyFile:
        """Return a study from tables, as a TOML file has them.

        Raises
        ------
        InputError, UnknownNameError, DuplicateNameError
            If a key is unknown or missing, or a value is invalid.
        """
        known = (
            "ours",
            "metrics",
            "crops",
            "reference",
            "folder",
            "border",
            "data-sets",
            "methods",
            "statistics",
        )
        _check_keys("", given, (*known, "numbers", *MEASUREMENT, *PLAN))
        settings = {key: given[key] for key in (*MEASUREMENT, *PLAN) if key in given}
        metrics = _names("metrics", given.get("metrics", cls.metrics))
        data_sets = tuple(
            _data_set(name, table, given, metrics) for name, table in _tables("data-sets", given).items()
        )
        methods = tuple(_method(name, table, given) for name, table in _tables("methods", given).items())
        statistics = _table("statistics", given.get("statistics", {}))
        _check_keys("statistics.", statistics, STATISTICS)
        numbers = {
            name: _number_facts(name, _table(f"numbers.{name}", facts))
            for name, facts in _table("numbers", given.get("numbers", {})).items()
        }
        ours = _text("ours", given.get("ours", methods[0].name))
        if ours not in [method.name for method in methods]:
            raise UnknownNameError.among("method in this study", ours, [method.name for method in methods])
        _check_numbers(methods, numbers)
        crops = _text("crops", given.get("crops", cls.crops))
        return cls(data_sets, methods, metrics, ours, settings, statistics, numbers, crops)

    @property
    def root(self) -> Any:
        """The folder that relative folders are relative to."""
        return as_path(self.source).parent if self.source else as_path(".")

    def reference_of(self, data_set: DataSetEntry) -> Any:
        """Return the folder or pattern of the reference images of a data set."""
        return self._place(f"data-sets.{data_set.name}.reference", data_set.reference, dataset=data_set.name)

    def folder_of(self, method: MethodEntry, data_set: DataSetEntry, run: str = "") -> Any:
        """Return the folder or pattern of the images of a method on a data set."""
        names = {"method": method.name, "dataset": data_set.name} | ({"run": run} if run else {})
        return self._place(f"methods.{method.name}.folder", method.folder, **names)

    def _place(self, key: str, text: str, **names: str) -> Any:
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        for left in ("{method}", "{dataset}", "{run}"):
            if left in text:
                raise StudyError(f"{key} contains {left}, which stands for nothing here: '{text}'")
        found = self.root / text
        return str(found) if "{image}" in text else found

    def metrics_on(self, data_set: DataSetEntry) -> tuple[str, ...]:
        """Return the metrics with their protocols on a data set."""
        return data_set.metrics or self.metrics

    def options_on(self, data_set: DataSetEntry, keys: Iterable[str]) -> dict[str, Any]:
        """Return the settings of a data set among some keys; those of the study where it has none."""
        both = {**self.settings, **data_set.settings}
        return {key: both[key] for key in keys if key in both}


def _data_set(
    name: str, table: Mapping[str, Any], given: Mapping[str, Any], metrics: Sequence[str]
) -> DataSetEntry:
    key = f"data-sets.{name}"
    _check_keys(f"{key}.", table, ("reference", "metrics", "border", *MEASUREMENT, *PLAN))
    _check_name(key, name)
    reference = table.get("reference", given.get("reference"))
    if reference is None:
        raise InputError(
            f'{key} has no reference; add reference = "FOLDER" to it, or a pattern for all data sets'
        )
    own = _names(f"{key}.metrics", table["metrics"]) if "metrics" in table else ()
    if own and [_bare(one) for one in own] != [_bare(one) for one in metrics]:
        raise InputError(
            f"{key}.metrics must have the metrics of the study in their order"
            f" ({', '.join(map(_bare, metrics))}), each with its protocol, not {', '.join(own)}"
        )
    border = table.get("border", given.get("border"))
    if border is not None and (type(border) is not int or border < 0):
        raise InputError(f"{key}.border must be a whole number of pixels, at least 0, not {border!r}")
    settings = {name: table[name] for name in (*MEASUREMENT, *PLAN) if name in table}
    return DataSetEntry(name, _text(f"{key}.reference", reference), own, border, settings)


def _method(name: str, given_table: Mapping[str, Any] | str, given: Mapping[str, Any]) -> MethodEntry:
    key = f"methods.{name}"
    table = {"folder": given_table} if isinstance(given_table, str) else given_table
    _check_keys(f"{key}.", table, ("folder", "label", "runs", "numbers"))
    _check_name(key, name)
    folder = table.get("folder", given.get("folder"))
    if folder is None:
        raise InputError(f'{key} has no folder; add folder = "FOLDER" to it, or a pattern for all methods')
    runs = _names(f"{key}.runs", table.get("runs", ()))
    if bool(runs) != ("{run}" in folder):
        raise InputError(
            f"{key} has {'runs' if runs else 'no runs'}, and its folder '{folder}'"
            f" {'no {run}' if runs else '{run}'}; use both or neither"
        )
    numbers = _table(f"{key}.numbers", table.get("numbers", {}))
    for number, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{key}.numbers.{number} must be a number, not {value!r}")
    label = _text(f"{key}.label", table.get("label", name))
    return MethodEntry(name, _text(f"{key}.folder", folder), label, runs, dict(numbers))


def _number_facts(name: str, facts: Mapping[str, Any]) -> OwnNumber:
    _check_keys(f"numbers.{name}.", facts, [one.name for one in fields(OwnNumber)])
    lower = facts.get("lower_is_better")
    if lower is not None and not isinstance(lower, bool):
        raise InputError(f"numbers.{name}.lower_is_better must be true or false, not {lower!r}")
    return OwnNumber(_text(f"numbers.{name}.unit", facts.get("unit", "")), lower)


def _check_numbers(methods: Sequence[MethodEntry], numbers: Mapping[str, OwnNumber]) -> None:
    """Refuse facts about a number that no method has: one of the two names is misspelled."""
    used = {name for method in methods for name in method.numbers}
    for name in numbers:
        if name not in used:
            raise UnknownNameError.among("number of a method", name, sorted(used))


def _tables(key: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of data sets or methods, after checking that there is one."""
    found = _table(key, given.get(key, {}))
    if not found:
        raise InputError(f"the study has no {key}; add a table such as [{key}.NAME]")
    folded = [name.casefold() for name in found]
    for place, name in enumerate(found):
        if name.casefold() in folded[:place]:
            raise DuplicateNameError(
                f"two of {key} are called '{name}', which differ only in case; rename one"
            )
        if not isinstance(found[name], str):
            _table(f"{key}.{name}", found[name])
        elif key == "data-sets":
            found[name] = {"reference": found[name]}
    return found


def _table(key: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{key} must be a table, not {value!r}")
    return dict(value)


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(f"{key} must be a string, not {value!r}")
    return value


def _names(key: str, value: Any) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, Sequence) or not all(isinstance(name, str) and name for name in listed):
        raise InputError(f"{key} must be a list of strings, not {value!r}")
    for place, name in enumerate(listed):
        if name in listed[:place]:
            raise DuplicateNameError(f"{key} names '{name}' twice; name it once")
    return tuple(listed)


def _check_keys(prefix: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in given:
        if key not in known:
            raise UnknownNameError.among(
                "key of study files", f"{prefix}{key}", [f"{prefix}{own}" for own in known]
            )


def _check_name(key: str, name: str) -> None:
    """Refuse a name that cannot be the name of a folder."""
    wrong = [letter for letter in name if letter in '/\\:*?"<>|{}' or not letter.isprintable()]
    if wrong or not name.strip(" .") or name != name.strip():
        letters = f", which contains {join_names([repr(letter) for letter in wrong], 5)}" if wrong else ""
        raise InputError(f"{key}: '{name}'{letters} cannot be the name of a folder; choose another name")


def _bare(metric: str) -> str:
    return metric.partition("@")[0]
