"""The module ``strategy`` of 0.0.4: two functions and a registry."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.compatibility import warn_of_module
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.parts.registry import strategy
from difference_finder.scoring import gradient

__all__ = ["difference_strategy", "get_strategy", "gradient_strategy", "register_strategy"]

warn_of_module("strategy", "Finder(strategy=...), and the decorator difference_finder.strategy")

Array = Any
Function = Callable[..., Any]


def difference_strategy(
    img1: Array, img2: Array, metric_fn: Any = None, return_metric: bool = False
) -> tuple[Array, Any]:
    """Return the absolute difference, and its mean if ``return_metric`` is set, otherwise None."""
    gap = abs(img1 - img2)
    return gap, to_numpy(gap).mean() if return_metric else None


def gradient_strategy(
    img1: Array, img2: Array, metric_fn: Any, reference_idx: int = 0, return_metric: bool = False
) -> tuple[Array, Any]:
    """Return the gradient of a metric with respect to an image, and its value if ``return_metric`` is set.

    Parameters
    ----------
    img1, img2
        Images of shape (N, C, H, W).
    metric_fn
        Name of a metric, or a differentiable callable of two tensors. As in 0.0.4, its second argument is the
        image of the gradient.
    reference_idx
        0 for the gradient with respect to the first image, 1 for the second.
    return_metric
        Whether the value of the metric is returned as well.
    """
    if reference_idx not in (0, 1):
        raise InputError(
            f"reference_idx must be 0 for the first or 1 for the second image, not {reference_idx!r}"
        )
    pair = (img2, img1) if reference_idx == 0 else (img1, img2)
    value, slope = gradient(metric_fn, *pair)
    return slope, value if return_metric else None


KNOWN: dict[str, Function] = {"difference": difference_strategy, "gradient": gradient_strategy}
"""The strategies of 0.0.4, and those that a program registered."""


def register_strategy(name: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a function of 0.0.4 a strategy of ``Finder``.

    The function is called as ``function(img1, img2, metric_fn=..., return_metric=True)`` and returns the map
    and the score.
    """

    def register(function: Function) -> Function:
        @strategy(name, signed=True)
        def registered(first: Array, second: Array, metric: Any) -> Any:
            return function(first, second, metric_fn=metric.part, return_metric=True)

        KNOWN[name] = function
        return function

    return register


def get_strategy(name: str) -> Function:
    """Return a strategy as a function ``(img1, img2, metric_fn, return_metric)`` of map and score."""
    if name not in KNOWN:
        raise UnknownNameError.among("strategy of 0.0.4", name, list(KNOWN))
    return KNOWN[name]


class _Module(ModuleType):
    """A module that is called as the decorator of the same name, which importing this module replaces."""

    def __call__(self, *args: Any, **facts: Any) -> Any:
        return strategy(*args, **facts)


sys.modules[__name__].__class__ = _Module
