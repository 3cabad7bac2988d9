"""The works of difference-finder, ready to run."""

from __future__ import annotations

import inspect
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _pictures import FloatPair
from _rows import Missing

Run = Callable[[], Any]
INSTALL = "pip install ."


def public(name: str, *settings: str) -> Any:
    """Return a public function or class of difference-finder.

    Raises
    ------
    Missing
        If this installation lacks the name or a setting.
    """
    try:
        import difference_finder
    except ImportError as error:
        raise Missing(f"difference-finder is not installed: {INSTALL}") from error
    try:
        found = getattr(difference_finder, name)
    except AttributeError as error:
        raise Missing(f"difference-finder {difference_finder.__version__} has no '{name}'") from error
    lacking = [setting for setting in settings if setting not in inspect.signature(found).parameters]
    if lacking:
        raise Missing(
            f"'{name}' of difference-finder {difference_finder.__version__} takes no '{lacking[0]}'"
        )
    return found


def score(metric: str, pair: FloatPair, threads: int) -> Run:
    """Return a function that scores a pair."""
    function = public("score", "workers")
    return lambda: function(metric, pair.reference, pair.candidate, data_range=1.0, workers=threads)


def gradient(metric: str, pair: FloatPair, threads: int) -> Run:
    """Return a function that scores a pair and differentiates the score."""
    function = public("gradient", "workers")
    return lambda: function(metric, pair.reference, pair.candidate, data_range=1.0, workers=threads)


def gradient_of_tensors(metric: str, pair: FloatPair, threads: int) -> Run:
    """Return the same function for tensors, as used in training."""
    function = public("gradient", "workers")
    try:
        import torch
    except ImportError as error:
        raise Missing("torch is not installed: pip install torch -c constraints.txt") from error
    tensors = [torch.from_numpy(image)[None] for image in (pair.reference, pair.candidate)]
    return lambda: function(metric, *tensors, data_range=1.0, workers=threads)


def local_map(metric: str, pair: FloatPair, threads: int) -> Run:
    """Return a function that computes the local map of a metric."""
    function = public("local_map", "workers")
    known_metric(metric)
    return lambda: function(metric, pair.reference, pair.candidate, data_range=1.0, workers=threads)


def known_metric(metric: str) -> None:
    """Check that a metric exists.

    Raises
    ------
    Missing
        If it does not exist.
    """
    from difference_finder.parts.registry import metrics

    name = metric.partition(":")[0]
    if name not in metrics.names():
        raise Missing(f"difference-finder has no metric '{name}'")


def command() -> str:
    """Return the path of the command ``difference-finder``.

    Raises
    ------
    Missing
        If it is not installed.
    """
    beside = Path(sys.executable).with_name("difference-finder")
    found = str(beside) if beside.exists() else shutil.which("difference-finder")
    if found is None:
        raise Missing(f"the command difference-finder is not installed: {INSTALL}")
    return found
