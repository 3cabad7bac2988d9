"""Metrics of other packages by name: ``torchmetrics:NAME``, ``piq:NAME``, ``pyiqa:NAME``.

Each file adapts one package: it selects the functions that score a candidate against a reference, passes the
images in their order and scale, and reads facts about the scores. The packages are not installed with
difference-finder, and are imported when one of their metrics is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from difference_finder.parts.metric import Metric

__all__ = ["ADAPTERS", "adapted"]

ADAPTERS = {
    "torchmetrics": "Any image metric of torchmetrics by its function's name (needs torchmetrics).",
    "piq": "Any metric of piq by its function's name (needs piq and torchvision).",
    "pyiqa": "Any full-reference metric of pyiqa by its name (needs pyiqa, which has a licence of its own).",
}
"""Prefixes of names, each the name of a file here, with a line of description."""


def adapted(prefix: str, name: str) -> Metric:
    """Return a metric of another package.

    Parameters
    ----------
    prefix
        One of ``ADAPTERS``.
    name
        Name of the metric in the package, in the case of the package.

    Raises
    ------
    MissingDependencyError
        If the package is not installed.
    UnknownNameError
        If the package has no metric of that name; the message names the nearest.
    """
    metric: Metric = importlib.import_module(f"difference_finder.adapters.{prefix}").find(name)
    return metric
