"""Entries of a study file: data sets, methods and numbers of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.study.plan._study_values import check_keys, check_name, names_of, table_of, text_of
from difference_finder.text import join_names

__all__ = [
    "CROPS",
    "MEASUREMENT",
    "PLAN",
    "DataSetEntry",
    "MethodEntry",
    "OwnNumber",
    "bare_metric",
    "data_set_entry",
    "method_entry",
    "number_facts",
]

MEASUREMENT = (
    "protocol", "data_range", "fit", "background", "max_pixels", "mask", "ignore", "pages", "bands", "nan",
    "axes", "device",
)  # fmt: skip
"""Keys that set the measurement, for all data sets or for one."""

PLAN = ("group", "pairing", "unmatched")
"""Keys that set which files belong together, for all data sets or for one."""

CROPS = ("crop_sizes", "crop_border")
"""Keys that set which crops are selected, for all data sets."""


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
    label
        Displayed name; "" for the name.
    """

    name: str
    reference: str
    metrics: tuple[str, ...] = ()
    border: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class MethodEntry:
    """A method of a study file.

    Parameters
    ----------
    name
        Name of the method.
    folder
        Folder or pattern of its images; ``{method}``, ``{dataset}`` and ``{run}`` stand for names. Or the
        folder on each data set, by its name.
    label
        Displayed name; "" for the name.
    runs
        Names of its runs, such as trainings with other seeds, whose scores are averaged; empty for one run.
    numbers
        Numbers of one's own, such as the runtime.
    """

    name: str
    folder: str | Mapping[str, str]
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


def data_set_entry(
    name: str, table: Mapping[str, Any], given: Mapping[str, Any], metrics: Sequence[str]
) -> DataSetEntry:
    """Return a data set from its table.

    Parameters
    ----------
    name
        Name of the data set.
    table
        Its table.
    given
        The whole study file, of which ``reference`` and ``border`` hold for data sets without them.
    metrics
        Metrics of the study.
    """
    key = f"data-sets.{name}"
    check_keys(f"{key}.", table, ("reference", "metrics", "border", "label", *MEASUREMENT, *PLAN))
    check_name(key, name)
    reference = table.get("reference", given.get("reference"))
    if reference is None:
        raise InputError(
            f'{key} has no reference; add reference = "FOLDER" to it, or a pattern for all data sets'
        )
    own = names_of(f"{key}.metrics", table["metrics"]) if "metrics" in table else ()
    if own and [bare_metric(one) for one in own] != [bare_metric(one) for one in metrics]:
        raise InputError(
            f"{key}.metrics must have the metrics of the study in their order"
            f" ({', '.join(map(bare_metric, metrics))}), each with its protocol, not {', '.join(own)}"
        )
    border = table.get("border", given.get("border"))
    if border is not None and (type(border) is not int or border < 0):
        raise InputError(f"{key}.border must be a whole number of pixels, at least 0, not {border!r}")
    settings = {name: table[name] for name in (*MEASUREMENT, *PLAN) if name in table}
    label = text_of(f"{key}.label", table.get("label", name))
    return DataSetEntry(name, text_of(f"{key}.reference", reference), own, border, settings, label)


def method_entry(
    name: str, given_table: Mapping[str, Any] | str, given: Mapping[str, Any], data_sets: Sequence[str]
) -> MethodEntry:
    """Return a method from its table, or from its folder.

    Parameters
    ----------
    name
        Name of the method.
    given_table
        Its table, or its folder.
    given
        The whole study file, of which ``folder`` holds for methods without one.
    data_sets
        Names of the data sets.
    """
    key = f"methods.{name}"
    table = {"folder": given_table} if isinstance(given_table, str) else given_table
    check_keys(f"{key}.", table, ("folder", "label", "runs", "numbers"))
    check_name(key, name)
    folder = _folder(key, table.get("folder", given.get("folder")), data_sets)
    runs = names_of(f"{key}.runs", table.get("runs", ()))
    for pattern in [folder] if isinstance(folder, str) else folder.values():
        if bool(runs) != ("{run}" in pattern):
            raise InputError(
                f"{key} has {'runs' if runs else 'no runs'}, and its folder '{pattern}'"
                f" {'no {run}' if runs else '{run}'}; use both or neither"
            )
    numbers = table_of(f"{key}.numbers", table.get("numbers", {}))
    for number, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{key}.numbers.{number} must be a number, not {value!r}")
    label = text_of(f"{key}.label", table.get("label", name))
    return MethodEntry(name, folder, label, runs, dict(numbers))


def _folder(key: str, given: Any, data_sets: Sequence[str]) -> str | dict[str, str]:
    """Return the folder of a method, or its folder on each data set."""
    if given is None:
        raise InputError(f'{key} has no folder; add folder = "FOLDER" to it, or a pattern for all methods')
    if not isinstance(given, Mapping):
        return text_of(f"{key}.folder", given)
    for name in given:
        if name not in data_sets:
            raise UnknownNameError.among(f"data set in this study ({key}.folder)", name, data_sets)
    if missing := [name for name in data_sets if name not in given]:
        raise InputError(
            f"{key}.folder has no folder for {join_names(missing, 5)}; add {missing[0]} ="
            ' "FOLDER", or remove the data set'
        )
    return {name: text_of(f"{key}.folder.{name}", given[name]) for name in data_sets}


def number_facts(name: str, facts: Mapping[str, Any]) -> OwnNumber:
    """Return the facts about a number of one's own from its table."""
    check_keys(f"numbers.{name}.", facts, [one.name for one in fields(OwnNumber)])
    lower = facts.get("lower_is_better")
    if lower is not None and not isinstance(lower, bool):
        raise InputError(f"numbers.{name}.lower_is_better must be true or false, not {lower!r}")
    return OwnNumber(text_of(f"numbers.{name}.unit", facts.get("unit", "")), lower)


def bare_metric(metric: str) -> str:
    """Return a metric without its protocol."""
    return metric.partition("@")[0]
