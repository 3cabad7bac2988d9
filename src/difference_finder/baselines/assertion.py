"""The function ``assert_same``: a picture against its baseline, in any test runner."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from difference_finder.baselines.check import BaselineChecker, failure_message
from difference_finder.baselines.criteria import Criteria
from difference_finder.baselines.outcomes import BAD
from difference_finder.errors import InputError
from difference_finder.readers import image_suffix

__all__ = ["assert_same"]

UPDATE = "DIFFERENCE_FINDER_UPDATE"
"""The environment variable that makes pictures the baselines: 1, or 0 and empty for no."""


def assert_same(
    picture: Any,
    baseline: str | Path,
    *,
    results: str | Path = "image-results",
    update: bool | None = None,
    metric: Any = None,
    fail_above: float | None = None,
    fail_below: float | None = None,
    max_changed: int | str | None = None,
    max_cluster: int | None = None,
    threshold: float | None = None,
    antialiasing: str | None = None,
    strategy: Any = None,
    mask: Any = None,
    ignore: Any = (),
    pre_processor: Any = "identity",
    post_processor: Any = "identity",
    reduce: str | None = None,
    data_range: Any = None,
    protocol: Any = None,
    pages: str | int = "all",
    bands: str | int | None = None,
    nan: str = "report",
    allow: Any = (),
    fit: str | None = None,
    workers: int | None = None,
) -> None:
    """Raise an ``AssertionError`` if a picture differs from its baseline, or has none.

    Parameters
    ----------
    picture
        The path of an image, the bytes of a PNG or JPEG, an array, a tensor, a Pillow image, or a matplotlib
        figure. Files with several pages or frames are compared page by page.
    baseline
        Path of the baseline. The suffix may be left out: it follows from the picture. Further valid baselines
        lie beside it: ``plot@2.png``, and ``plot@linux.png`` for one platform.
    results
        Folder for the picture, its baseline, the heatmap, the panel and the record, if the picture differs.
        They lie in a subfolder, as the baseline does in the working directory.
    update
        Whether a picture that differs replaces its baseline. None asks the environment variable
        ``DIFFERENCE_FINDER_UPDATE``: 1 for yes.
    metric
        Metric of the limits: its name, optionally with settings. None stands for the score of the strategy;
        the default strategy has the mean absolute error, as a share of the data range.
    fail_above, fail_below
        Limit of the score; use ``fail_below`` for metrics where higher is better. Without a limit no
        difference is allowed, except within the tolerance of the strategy.
    max_changed
        The greatest number of pixels that a person would call changed (the metric ``changed``), or their
        share as a text: "0.1%". The edges of text that was drawn otherwise do not count.
    max_cluster
        The greatest number of changed pixels that touch each other.
    threshold, antialiasing
        Settings of the metric ``changed``: the colour distance that counts, and "ignore" or "count" for
        edges that were drawn otherwise.
    strategy
        Strategy of the map. By default "difference", or with ``max_changed`` or ``max_cluster`` alone
        "local", whose map shows the changed pixels.
    mask, ignore, pre_processor, post_processor, reduce, data_range, protocol
        See :class:`~difference_finder.finder.Finder`.
    pages, bands, nan, allow, workers
        See :class:`~difference_finder.finder.Finder`.
    fit
        Treatment of pictures of another size than the baseline, as of
        :class:`~difference_finder.finder.Finder`: None for "pad" if changed pixels are limited, which finds
        inserted rows and columns, otherwise "error". Another size never passes, unless allowed.

    Raises
    ------
    AssertionError
        If the picture differs from its baselines, or there is none. The message says where, and lists the
        files in ``results``.
    DifferenceFinderError
        If the picture or an option is invalid.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> folder = tempfile.TemporaryDirectory()
    >>> known, out = f"{folder.name}/known/plot", f"{folder.name}/out"
    >>> assert_same(np.zeros((8, 8), np.uint8), known, results=out, update=True)  # writes the baseline
    >>> assert_same(np.zeros((8, 8), np.uint8), known, results=out)
    >>> assert_same(np.ones((8, 8), np.uint8), known, results=out)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    AssertionError: picture differs from its baseline ...
    >>> folder.cleanup()
    """
    __tracebackhide__ = True
    criteria = Criteria(
        metric,
        strategy,
        fail_above,
        fail_below,
        max_changed=max_changed,
        max_cluster=max_cluster,
        threshold=threshold,
        antialiasing=antialiasing,
        mask=mask,
        ignore=ignore,
        pre_processor=pre_processor,
        post_processor=post_processor,
        reduce=reduce,
        data_range=data_range,
        protocol=protocol,
        pages=pages,
        bands=bands,
        nan=nan,
        allow=allow,
        fit=fit,
        workers=workers,
    )
    path = Path(baseline)
    folder = _results_folder(path, Path(results))
    checker = BaselineChecker(path.parent.absolute(), folder, _is_update(update), exclusive=False)
    outcome = checker.check(picture, _name(path), criteria)
    if outcome.status not in BAD:
        return
    facts = {
        "status": outcome.status,
        "baseline": _relative(outcome.baseline),
        "why": outcome.why,
        "files": [_relative(file) for file in outcome.files],
    }
    remedy = (
        f"to accept the picture as the baseline: run again with update=True, or with {UPDATE}=1 in the"
        " environment"
    )
    raise AssertionError(failure_message(facts, remedy))


def _name(baseline: Path) -> str:
    """Return the name of a baseline without its suffix."""
    suffix = image_suffix(baseline)
    name = baseline.name[: -len(suffix)] if suffix else baseline.name
    if not name or name == "..":
        raise InputError(f"the baseline '{baseline}' has no name; pass the path of a file")
    return name


def _results_folder(baseline: Path, results: Path) -> Path:
    """Return the folder of the results of one baseline, which is not the folder of another baseline."""
    results, parent = results.absolute(), Path(os.path.normpath(baseline.parent.absolute()))
    if parent.is_relative_to(os.path.normpath(results)):
        raise InputError(
            f"the baseline '{baseline}' lies in the folder of results '{results}'; pass another folder by"
            " results="
        )
    here = Path.cwd()
    below = parent.relative_to(here) if parent.is_relative_to(here) else Path(*parent.parts[1:])
    return results / below


def _is_update(given: bool | None) -> bool:
    """Return whether pictures replace baselines."""
    return os.environ.get(UPDATE, "") not in ("", "0") if given is None else given


def _relative(path: Path) -> str:
    """Return a path relative to the working directory, if it lies inside."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)
