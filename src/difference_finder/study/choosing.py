"""How the crops of a study are chosen: what a user says, and the error maps of one image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.arrays import to_numpy
from difference_finder.bound import bind, check_offers
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.masked import where
from difference_finder.model import Pair
from difference_finder.parts import Metric
from difference_finder.protocol import Protocol
from difference_finder.registry import metrics, strategies
from difference_finder.steps import apply_strategy, in_frame, reduce_channels
from difference_finder.study._crop_settings import CropSettings
from difference_finder.study._ranks import EXACT
from difference_finder.study.crops import CropFinder

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MOST_EXACT", "crop_plan", "error_map", "finder_of"]

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
        Others of :class:`~difference_finder.study.crops.CropFinder`, by name.

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
    check_offers(part, "local")
    if len(methods) == 1:
        return None
    first = methods[0] if ours is None else ours
    rivals = [name for name in methods if name != first]
    exact = EXACT if images <= MOST_EXACT else 0
    return CropFinder(first, rivals, metric=part.spec, exact=exact, **options).settings


def finder_of(settings: CropSettings) -> CropFinder:
    """Return a finder of these settings."""
    return CropFinder(**settings.to_dict())


def error_map(metric: Metric, pair: Pair, protocol: Protocol, threads: int) -> NDArray[Any]:
    """Return the error of a candidate at each pixel, the mean over channels.

    Parameters
    ----------
    metric
        One with a local map: squared errors for "mse", 1 - SSIM for "ssim".
    pair
        As the protocol measures it.
    protocol
        Which.
    threads
        How many threads kernels may use.

    Returns
    -------
    array
        Shape (H, W) of the whole image, at least 0; not a number where pixels do not count.
    """
    import numpy as np

    bound = bind(metric, pair, protocol, threads)
    values = apply_strategy(strategies.get("local"), pair, bound, "mean", threads).values
    values = where(reduce_channels(values, "mean"), pair.mask, np.nan)
    error: NDArray[Any] = to_numpy(in_frame(values, pair, np.nan))[0, 0]
    return error
