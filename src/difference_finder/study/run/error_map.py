"""The error map of a candidate, which selects the crops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.masked import fill_masked
from difference_finder.images.pair import Pair
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import strategies
from difference_finder.pipeline.bound_metric import bind
from difference_finder.pipeline.protocol import Protocol
from difference_finder.pipeline.stages import apply_strategy, in_frame, reduce_channels

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["error_map"]


def error_map(metric: Metric, pair: Pair, protocol: Protocol, threads: int) -> NDArray[Any]:
    """Return the error of a candidate at each pixel, averaged over channels.

    Parameters
    ----------
    metric
        Metric with a local map: squared errors for "mse", 1 - SSIM for "ssim".
    pair
        Pair as the protocol measures it.
    protocol
        Measuring convention.
    threads
        Number of threads that kernels may use.

    Returns
    -------
    array
        Errors of shape (H, W) of the whole image, at least 0; NaN where pixels do not count.
    """
    import numpy as np

    bound = bind(metric, pair, protocol, threads)
    values = apply_strategy(strategies.get("local"), pair, bound, "mean", threads).values
    values = fill_masked(reduce_channels(values, "mean"), pair.mask, np.nan)
    error: NDArray[Any] = to_numpy(in_frame(values, pair, np.nan))[0, 0]
    return error
