"""The study file ``study.toml``: data sets, methods, metrics and settings of a study."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from difference_finder.errors import DuplicateNameError, InputError, StudyError, UnknownNameError
from difference_finder.storage.paths import as_path
from difference_finder.storage.patterns import IMAGE, nearest_placeholder, placeholders_in
from difference_finder.study.plan._study_values import check_keys, names_of, table_of, text_of
from difference_finder.study.plan.study_entries import (
    CROPS,
    MEASUREMENT,
    PLAN,
    DataSetEntry,
    MethodEntry,
    OwnNumber,
    data_set_entry,
    method_entry,
    number_facts,
)
from difference_finder.text import FILE, option, speak_as

__all__ = ["STATISTICS", "StudyFile"]

STATISTICS = ("level", "draws", "correction", "primary", "relevant", "over", "post_hoc", "seed")
"""Keys of the table ``statistics``."""

KEYS = (
    "ours", "metrics", "crops", "kinds", "reference", "folder", "border", "data-sets", "methods",
    "statistics", "numbers",
)  # fmt: skip
"""Keys at the top of a study file, besides those of measurement, pairing and crops."""

PLACEHOLDERS = ("{method}", "{dataset}", "{run}")
"""Words in folders and patterns that stand for names."""


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
    crop_settings
        Settings of the selection of crops: ``crop_sizes`` and ``crop_border``.
    kinds
        Whether to measure the kinds of change between ours and each rival, on each data set.
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
    crop_settings: Mapping[str, Any] = field(default_factory=dict)
    kinds: bool = False
    source: str = ""

    @classmethod
    def of(cls, given: str | Path | Mapping[str, Any] | StudyFile) -> StudyFile:
        """Return a study from the path of its file, or from its contents.

        Raises
        ------
        StudyError, InputError, UnknownNameError, DuplicateNameError
            See :meth:`read` and :meth:`from_dict`.
        """
        if isinstance(given, str | Path):
            return cls.read(given)
        return given if isinstance(given, StudyFile) else cls.from_dict(given)

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
            with speak_as(FILE):
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
        check_keys("", given, (*KEYS, *MEASUREMENT, *PLAN, *CROPS))
        settings = {key: given[key] for key in (*MEASUREMENT, *PLAN) if key in given}
        metrics = names_of("metrics", given.get("metrics", cls.metrics))
        data_sets = tuple(
            data_set_entry(name, table, given, metrics) for name, table in _tables("data-sets", given).items()
        )
        names = [data_set.name for data_set in data_sets]
        methods = tuple(
            method_entry(name, table, given, names) for name, table in _tables("methods", given).items()
        )
        statistics = table_of("statistics", given.get("statistics", {}))
        check_keys("statistics.", statistics, STATISTICS)
        numbers = {
            name: number_facts(name, table_of(f"numbers.{name}", facts))
            for name, facts in table_of("numbers", given.get("numbers", {})).items()
        }
        ours = text_of("ours", given.get("ours", methods[0].name))
        if ours not in [method.name for method in methods]:
            raise UnknownNameError.among("method in this study", ours, [method.name for method in methods])
        _check_numbers(methods, numbers)
        _check_labels(data_sets, methods)
        crops = text_of("crops", given.get("crops", cls.crops))
        selection = {key: given[key] for key in CROPS if key in given}
        _check_crops(crops, selection, methods)
        kinds = given.get("kinds", cls.kinds)
        _check_kinds(kinds, methods)
        return cls(data_sets, methods, metrics, ours, settings, statistics, numbers, crops, selection, kinds)

    @property
    def labels(self) -> dict[str, str]:
        """The displayed names of data sets and methods that are not their names."""
        every = [(data_set.name, data_set.label) for data_set in self.data_sets]
        every += [(method.name, method.label) for method in self.methods]
        return {name: label for name, label in every if label not in ("", name)}

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
        key, folder = f"methods.{method.name}.folder", method.folder
        if not isinstance(folder, str):
            key, folder = f"{key}.{data_set.name}", folder[data_set.name]
        return self._place(key, folder, **names)

    def _place(self, key: str, text: str, **names: str) -> Any:
        if not (self.root / text).is_dir():  # a folder may have such a name
            known = [*(f"{{{name}}}" for name in names), IMAGE]
            for left in placeholders_in(text):
                if left not in known:
                    near = "" if left in PLACEHOLDERS else nearest_placeholder(left, known)
                    raise StudyError(f"{key} contains {left}, which stands for nothing here: '{text}'{near}")
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        found = self.root / text
        return str(found) if IMAGE in text else found

    def metrics_on(self, data_set: DataSetEntry) -> tuple[str, ...]:
        """Return the metrics with their protocols on a data set."""
        return data_set.metrics or self.metrics

    def options_on(self, data_set: DataSetEntry, keys: Iterable[str]) -> dict[str, Any]:
        """Return the settings of a data set among some keys; those of the study where it has none."""
        both = {**self.settings, **data_set.settings}
        return {key: both[key] for key in keys if key in both}


def _tables(key: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of data sets or methods, after checking that there is one."""
    found = table_of(key, given.get(key, {}))
    if not found:
        raise InputError(f"the study has no {key}; add a table such as [{key}.NAME]")
    folded = [name.casefold() for name in found]
    for place, name in enumerate(found):
        if name.casefold() in folded[:place]:
            raise DuplicateNameError(
                f"two of {key} are called '{name}', which differ only in case; rename one"
            )
        if not isinstance(found[name], str):
            table_of(f"{key}.{name}", found[name])
        elif key == "data-sets":
            found[name] = {"reference": found[name]}
    return found


def _check_crops(crops: str, selection: Mapping[str, Any], methods: Sequence[MethodEntry]) -> None:
    """Refuse settings of crops in a study that selects none."""
    given = " and ".join(selection)
    several = [method.name for method in methods if method.runs]
    if given and crops == "none":
        raise InputError(
            f"{given} set which crops are selected, and {option('crops', 'none')} selects none;"
            " leave one of them out"
        )
    if given and several:
        raise InputError(
            f"{given} set which crops are selected, and a study with runs, such as methods.{several[0]}, has"
            f" no crops; leave {given} out, or the runs"
        )


def _check_kinds(kinds: Any, methods: Sequence[MethodEntry]) -> None:
    """Refuse kinds of change that a study cannot measure."""
    if not isinstance(kinds, bool):
        raise InputError(f"kinds must be true or false, not {kinds!r}")
    if kinds and len(methods) == 1:
        raise InputError(
            f"{option('kinds', True)} measures the change from ours to each rival, and '{methods[0].name}' is"
            f" the only method; add another method, or leave {option('kinds')} out"
        )
    several = [method.name for method in methods if method.runs]
    if kinds and several:
        raise InputError(
            f"{option('kinds', True)} compares one image of each method, and methods.{several[0]} has runs;"
            f" leave {option('kinds')} out, or the runs"
        )


def _check_labels(data_sets: Sequence[DataSetEntry], methods: Sequence[MethodEntry]) -> None:
    """Refuse a label of a name that a data set and a method share."""
    labels = {data_set.name: data_set.label for data_set in data_sets}
    for method in methods:
        if labels.get(method.name, method.label) != method.label:
            raise InputError(
                f"data-sets.{method.name} and methods.{method.name} have one name and two labels,"
                f" '{labels[method.name]}' and '{method.label}'; rename one of them"
            )


def _check_numbers(methods: Sequence[MethodEntry], numbers: Mapping[str, OwnNumber]) -> None:
    """Refuse facts about a number that no method has: one of the two names is misspelled."""
    used = {name for method in methods for name in method.numbers}
    for name in numbers:
        if name not in used:
            raise UnknownNameError.among("number of a method", name, sorted(used))
