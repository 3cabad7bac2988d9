"""Metrics of other packages by name: ``torchmetrics:NAME``, ``piq:NAME``, ``pyiqa:NAME``.

Each file here knows one package: which of its functions score a candidate against a reference, in which order
and on which scale they take them, and what the package tells of their scores. Nothing of it is installed with
difference-finder, and a package is imported when one of its metrics is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from difference_finder.parts.part import Metric

__all__ = ["ADAPTERS", "adapted"]

ADAPTERS = {
    "torchmetrics": "Any image metric of torchmetrics by its function's name (needs torchmetrics).",
    "piq": "Any metric of piq by its function's name (needs piq and torchvision).",
    "pyiqa": "Any full-reference metric of pyiqa by its name (needs pyiqa, which has a licence of its own).",
}
"""The prefixes, each the name of a file here, with what stands behind them."""


def adapted(prefix: str, name: str) -> Metric:
    """Return a metric of another package.

    Parameters
    ----------
    prefix
        One of ``ADAPTERS``.
    name
        What the package calls it.

    Raises
    ------
    MissingDependencyError
        If the package is not installed.
    UnknownNameError
        If it has no such metric; names the nearest ones.
    """
    metric: Metric = importlib.import_module(f"difference_finder.adapters.{prefix}").find(name)
    return metric
