"""Metrics made of functions of other packages."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Collection, Mapping
from numbers import Number
from types import ModuleType
from typing import Any

from difference_finder.arrays.backend import is_tensor, require_torch, to_tensor
from difference_finder.errors import MissingDependencyError
from difference_finder.parts.metric import Metric

__all__ = ["as_metric", "open_package", "settings_of"]

Array = Any

PLAIN = ("bool", "int", "float", "str")


def open_package(package: str, feature: str) -> ModuleType:
    """Import a package.

    Raises
    ------
    MissingDependencyError
        If the package, or a package that it imports, is not installed.
    """
    require_torch(feature)
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise MissingDependencyError.for_package(feature, package.partition(".")[0], error) from error


def settings_of(function: Callable[..., Any], hidden: Collection[str]) -> dict[str, Any]:
    """Return the settings of a function with their defaults: numbers, text, booleans and tuples of numbers.

    Parameters
    ----------
    function
        Function whose first two parameters are the images.
    hidden
        Names of parameters that users cannot set, because they change the form of the result.
    """
    found = {}
    for parameter in list(inspect.signature(function).parameters.values())[2:]:
        if parameter.default is parameter.empty or parameter.name in hidden:
            continue
        if _is_plain(parameter.default, str(parameter.annotation)):
            found[parameter.name] = parameter.default
    return found


def _is_plain(default: Any, annotation: str) -> bool:
    """Tell whether a setting can be written as text or a number."""
    if default is None:
        return any(word in annotation for word in PLAIN) and "Tensor" not in annotation
    if isinstance(default, tuple):
        return all(isinstance(value, Number) for value in default)
    return isinstance(default, bool | int | float | str)


def as_metric(
    name: str,
    package: str,
    score: Callable[..., Any],
    *,
    summary: str,
    settings: Mapping[str, Any],
    takes_range: bool,
    higher_is_better: bool | None,
) -> Metric:
    """Return a metric that passes tensors of one sample each to a function of another package.

    Parameters
    ----------
    name
        Name of the metric, with its prefix.
    package
        Name of the package.
    score
        Function of the reference and the candidate, tensors of shape (1, C, H, W), of the settings and, if
        ``takes_range``, of ``data_range``; returns one number, which autograd can differentiate if the
        function of the package can be.
    summary
        First line of the documentation.
    settings
        Settings with their defaults. For a tuple, one number stands for all of its elements.
    takes_range
        Whether the function takes the data range.
    higher_is_better
        Whether a higher score means greater similarity; None where the package does not declare it.
    """

    def adapted(reference: Array, candidate: Array, **given: Any) -> Array:
        require_torch(f"metric '{name}'")
        images = [image if is_tensor(image) else to_tensor(image) for image in (reference, candidate)]
        for key, value in given.items():
            default = settings.get(key)
            if isinstance(default, tuple) and isinstance(value, int | float):
                given[key] = (value,) * len(default)
        try:
            return score(*images, **given)
        except ImportError as error:
            raise MissingDependencyError.for_package(f"metric '{name}'", package, error) from error

    keyword = inspect.Parameter.KEYWORD_ONLY
    both = [
        inspect.Parameter(image, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        for image in ("reference", "candidate")
    ]
    known = [inspect.Parameter(key, keyword, default=default) for key, default in settings.items()]
    data_range = [inspect.Parameter("data_range", keyword)] if takes_range else []
    adapted.__signature__ = inspect.Signature([*both, *data_range, *known])  # type: ignore[attr-defined]
    adapted.__name__ = adapted.__qualname__ = name
    adapted.__doc__ = summary
    adapted.__module__ = package
    return Metric(name, adapted, higher_is_better=higher_is_better)
