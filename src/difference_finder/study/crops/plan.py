"""How the crops of a study are chosen: what a user says, and the error maps of one image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.parts.registry import check_capability, metrics
from difference_finder.study.crops.finder import CropFinder
from difference_finder.study.crops.quantiles import EXACT
from difference_finder.study.crops.settings import CropSettings

if TYPE_CHECKING:
    pass

__all__ = ["MOST_EXACT", "crop_plan", "finder_of"]

MOST_EXACT = 32
"""Up to how many images the margins of all windows are kept, 0.2 MB for each; of more, bins are counted."""


def crop_plan(
    methods: Sequence[str], ours: str | None, metric: str | None, images: int, options: Mapping[str, Any]
) -> CropSettings | None:
    """Return how crops will be chosen; None where there will be none.

    Parameters
    ----------
    methods
        The names of all methods.
    ours
        The one that the study is about; None for the first.
    metric
        One with a local map; None for no crops.
    images
        How many images there are.
    options
        Others of :class:`~difference_finder.study.crops.finder.CropFinder`, by name.

    Raises
    ------
    InputError, UnknownNameError, MissingDependencyError, WeightsError
        If the metric does not exist, has no local map or lacks something, or an option has no meaning.
    """
    if ours is not None and ours not in methods:
        raise UnknownNameError.among("method", ours, methods)
    if metric is None:
        return None
    chosen = metrics.resolve(metric)
    if len(chosen) != 1:
        raise InputError(f"crops are chosen by one metric, not {len(chosen)}; give one, or None")
    part = chosen[0]
    part.check_ready()
    check_capability(part, "local")
    if len(methods) == 1:
        return None
    first = methods[0] if ours is None else ours
    rivals = [name for name in methods if name != first]
    exact = EXACT if images <= MOST_EXACT else 0
    return CropFinder(first, rivals, metric=part.spec, exact=exact, **options).settings


def finder_of(settings: CropSettings) -> CropFinder:
    """Return a finder of these settings."""
    return CropFinder(**settings.to_dict())
