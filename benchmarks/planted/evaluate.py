"""Measure all maps on the cases of a suite, several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from planted.maps import CONSENSUS, REFERENCE, Images, all_maps, finder, plain
from planted.measures import Boxes, auc, blurred, boxes, hits
from planted.suite import Plan

Array = Any

WIDTHS = (0, 1, 2, 4, 6, 8, 12, 16)
"""Standard deviations of the blurs, in pixels, of which each single map has the one that suits it best."""

DIFFERENCE = "`difference`"
"""Its regions; its map is PLAIN."""


@dataclass(frozen=True)
class Measured:
    """The results of all maps in one case.

    Parameters
    ----------
    plan
        The case.
    aucs, hits
        By the name of the map, for each width (of consensus, one number).
    boxes
        By the name of the strategy.
    """

    plan: Plan
    aucs: dict[str, list[float]]
    hits: dict[str, list[bool]]
    boxes: dict[str, Boxes]


def measured(plan: Plan) -> Measured:
    """Make a case and measure all maps on it."""
    case = plan.case()
    images = Images.of(case)
    aucs, hit, found = {}, {}, {}
    for single in _singles():
        map_ = np.asarray(single.make(images), np.float32)
        soft = [blurred(map_, width) for width in WIDTHS]
        aucs[single.name] = [auc(one, case.mask) for one in soft]
        hit[single.name] = [hits(one, case.mask) for one in soft]
    for name, chosen, reference in _with_regions():
        comparison = chosen.compare(images.first, images.second, images.reference if reference else None)
        found[name] = boxes(comparison.regions, case.mask)
        if name != DIFFERENCE:  # its map is measured among the single maps, at all widths
            map_ = np.asarray(comparison.map)
            aucs[name], hit[name] = [auc(map_, case.mask)], [hits(map_, case.mask)]
    return Measured(plan, aucs, hit, found)


def plain_auc(plan: Plan) -> list[float]:
    """Return the AUC of |A-B| at each width."""
    case = plan.case()
    map_ = plain(Images.of(case))
    return [auc(blurred(map_, width), case.mask) for width in WIDTHS]


@cache
def _singles() -> list[Any]:
    return all_maps()[0]


@cache
def _with_regions() -> list[tuple[str, Any, bool]]:
    """Return the finders of regions: name, finder, and whether it gets the reference."""
    ours, pixels = (finder(name, post="regions") for name in ("consensus", "difference"))
    return [(CONSENSUS, ours, False), (CONSENSUS + REFERENCE, ours, True), (DIFFERENCE, pixels, False)]


def on_all(work: Callable[[Plan], Any], plans: list[Plan], processes: int, title: str) -> list[Any]:
    """Run a function on all plans; the order of results does not depend on the number of processes."""
    # Libraries read these when they are loaded: each process has one core.
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin) as pool:
        return list(_with_progress(pool.map(work, plans, chunksize=4), len(plans), title))


def _begin() -> None:
    warnings.simplefilter("ignore")  # a peer's deprecations are not ours to print
    try:
        import torch
    except ImportError:
        return  # rows that need it are listed as missing
    torch.set_num_threads(1)


def _with_progress(results: Iterable[Any], total: int, title: str) -> Iterator[Any]:
    """Print the progress from time to time."""
    begin = told = time.monotonic()
    for number, result in enumerate(results, 1):
        yield result
        now = time.monotonic()
        if now - told > 15 or number == total:
            told = now
            left = (now - begin) / number * (total - number)
            print(f"{title}: {number} of {total}, {left:.0f} s left", file=sys.stderr, flush=True)
