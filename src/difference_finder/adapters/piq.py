"""Metrics of piq: its functions with the parameters ``x`` and ``y``."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from difference_finder.adapters._foreign import as_metric, open_package, settings_of
from difference_finder.errors import UnknownNameError
from difference_finder.parts.metric import Metric

__all__ = ["find"]

HIDDEN = {"data_range", "reduction", "full"}

LOWER_IS_BETTER = {"gmsd", "multi_scale_gmsd", "mdsi"}
"""The deviations and similarities among the functions, by their papers; piq does not declare them."""

HIGHER_IS_BETTER = {
    "dss",
    "fsim",
    "haarpsi",
    "information_weighted_ssim",
    "multi_scale_ssim",
    "psnr",
    "srsim",
    "ssim",
    "vif_p",
    "vsi",
}


def find(name: str) -> Metric:
    """Return the metric of a function of piq.

    Raises
    ------
    MissingDependencyError
        If piq, or torchvision, which piq imports, is not installed.
    UnknownNameError
        If piq has no function of that name that compares two images.
    """
    functions = _functions(open_package("piq", f"metric 'piq:{name}'"))
    if name not in functions:
        raise UnknownNameError.among("metric of piq", name, functions)
    function = functions[name]

    def score(reference: Any, candidate: Any, **given: Any) -> Any:
        return function(candidate, reference, **given)

    known = name in HIGHER_IS_BETTER | LOWER_IS_BETTER
    return as_metric(
        f"piq:{name}",
        "piq",
        score,
        summary=f"The function {name} of piq.",
        settings=settings_of(function, HIDDEN),
        takes_range="data_range" in inspect.signature(function).parameters,
        higher_is_better=name in HIGHER_IS_BETTER if known else None,
    )


def _functions(module: Any) -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for name, function in vars(module).items():
        if inspect.isfunction(function) and list(inspect.signature(function).parameters)[:2] == ["x", "y"]:
            found[name] = function
    return found
