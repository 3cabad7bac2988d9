"""Full-reference metrics of pyiqa."""

from __future__ import annotations

import warnings
from functools import cache
from threading import Lock
from typing import Any

from difference_finder.adapters._foreign import as_metric, open_package
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.parts.metric import Metric

__all__ = ["find"]

_building = Lock()

NAMELESS = "one that it does not name"


def find(name: str) -> Metric:
    """Return a full-reference metric of pyiqa, and warn once of the licence of pyiqa.

    The settings are read from the entry in the table of pyiqa. At the first score, pyiqa builds the metric
    and fetches its weights.

    Raises
    ------
    MissingDependencyError
        If pyiqa, or a package that it imports, is not installed.
    UnknownNameError
        If pyiqa has no metric of that name.
    InputError
        If the metric scores an image without a reference.
    """
    feature = f"metric 'pyiqa:{name}'"
    pyiqa = open_package("pyiqa", feature)
    table = open_package("pyiqa.default_model_configs", feature).DEFAULT_CONFIGS
    comparing = [key for key, entry in table.items() if entry.get("metric_mode") == "FR"]
    if name in table and name not in comparing:
        raise InputError(f"'{name}' of pyiqa scores one image alone, without a reference; use pyiqa itself")
    if name not in comparing:
        raise UnknownNameError.among("metric of pyiqa", name, comparing)
    _warn_of_licence()

    def score(reference: Any, candidate: Any, *, data_range: float, **given: Any) -> Any:
        model = _built(pyiqa, name, str(candidate.device), tuple(sorted(given.items())))
        images = ((image / data_range).float() for image in (candidate, reference))
        return model(*images)

    options = table[name].get("metric_opts", {})
    return as_metric(
        f"pyiqa:{name}",
        "pyiqa",
        score,
        summary=f"The metric {name} of pyiqa.",
        settings={
            key: value
            for key, value in options.items()
            if key != "type" and isinstance(value, bool | int | float | str | None)
        },
        takes_range=True,
        higher_is_better=not table[name].get("lower_better", False),
    )


def _built(pyiqa: Any, name: str, device: str, given: tuple[tuple[str, Any], ...]) -> Any:
    with _building:
        return _model(pyiqa, name, device, given)


@cache
def _model(pyiqa: Any, name: str, device: str, given: tuple[tuple[str, Any], ...]) -> Any:
    # As a loss it can be differentiated; the score is the same.
    return pyiqa.create_metric(name, as_loss=True, device=device, **dict(given))


@cache
def _warn_of_licence() -> None:
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        facts: Any = metadata("pyiqa")
        licence = facts.get("License-Expression") or facts.get("License") or NAMELESS
        version = facts["Version"]
    except PackageNotFoundError:
        licence, version = NAMELESS, "of unknown version"
    warnings.warn(
        f"pyiqa {version} is not a part of difference-finder and has its own licence: {licence}",
        UserWarning,
        stacklevel=2,
    )
