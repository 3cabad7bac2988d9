"""The settings by which a study selects its crops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.parts.capabilities import check_capability
from difference_finder.parts.registry import metrics
from difference_finder.study.crops.finder import KEEP, CropFinder
from difference_finder.study.crops.quantile_sketch import EXACT
from difference_finder.study.crops.records import Crops
from difference_finder.study.crops.settings import CropSettings
from difference_finder.text import option

__all__ = ["MOST_EXACT", "found_crops", "new_crop_finder", "plan_crops"]

MOST_EXACT = 32
"""Number of images up to which the margins of all windows are kept, 0.2 MB an image; beyond it, they are
binned."""


def plan_crops(
    methods: Sequence[str], ours: str | None, metric: str | None, images: int, options: Mapping[str, Any]
) -> CropSettings | None:
    """Return the settings for the crops of a study; None if it will have no crops.

    Parameters
    ----------
    methods
        Names of all methods.
    ours
        Method that the study is about; None for the first.
    metric
        Metric with a local map; None for no crops.
    images
        Number of images.
    options
        Sizes, border and seed, as for :class:`~difference_finder.study.crops.finder.CropFinder`.

    Raises
    ------
    InputError, UnknownNameError, MissingDependencyError, WeightsError
        If the metric does not exist, has no local map or lacks a package, or an option is invalid.
    """
    if ours is not None and ours not in methods:
        raise UnknownNameError.among("method", ours, methods)
    if metric is None:
        return None
    chosen = metrics.resolve(metric)
    if len(chosen) != 1:
        raise InputError(
            f"{option('crops')} takes one metric, which selects the crops, not {len(chosen)}; pass one of"
            f" {', '.join(part.spec for part in chosen)}"
        )
    part = chosen[0]
    part.check_ready()
    check_capability(part, "local")
    if len(methods) == 1:
        return None
    first = methods[0] if ours is None else ours
    rivals = [name for name in methods if name != first]
    exact = EXACT if images <= MOST_EXACT else 0
    chosen_by = {"metric": part.spec, "exact": exact, "stride": None, "keep": KEEP, **options}
    return CropSettings.checked(first, rivals, prefix="crop_", **chosen_by)


def new_crop_finder(settings: CropSettings) -> CropFinder:
    """Return an empty finder with these settings."""
    return CropFinder(**settings.to_dict())


def found_crops(finder: CropFinder) -> Crops:
    """Return the crops of a study.

    Raises
    ------
    InputError
        If there is none; the message names the options of the study.
    """
    if not finder.images:
        raise InputError("no image could be measured for every method; the errors tell why")
    if not finder.windows:
        raise finder.no_window(option("crop_sizes"), option("crop_border"))
    return finder.result()
