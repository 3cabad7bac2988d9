"""Scores of two images. Each file is one metric."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from difference_finder.parts.registry import metric, metrics

__all__ = ["get_metric", "register_metric"]

Function = Callable[..., Any]


def register_metric(name: str) -> Callable[[Function], Function]:
    """Return a decorator that makes a differentiable function of two images (N, C, H, W) a metric.

    .. deprecated:: 1.0
        Programs written for 0.0.4 use it; the decorator :func:`difference_finder.metric` also states which
        scores are better.
    """
    _warn("register_metric", "the decorator difference_finder.metric")

    def register(function: Function) -> Function:
        metric(name, higher_is_better=None)(function)
        return function

    return register


def get_metric(name: str) -> Function:
    """Return a metric, a function of two images (N, C, H, W).

    .. deprecated:: 1.0
        Programs written for 0.0.4 use it; :func:`difference_finder.score` measures images of any form.
    """
    _warn("get_metric", "difference_finder.score")
    return metrics.get(name)


def _warn(name: str, instead: str) -> None:
    message = f"difference_finder.metrics.{name} is kept for programs written for 0.0.4; use {instead}"
    warnings.warn(message, DeprecationWarning, stacklevel=3)
