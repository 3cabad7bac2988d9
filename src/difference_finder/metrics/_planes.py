"""Loops of metrics over planes or samples, which limit the memory that they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.arrays.backend import astype_float, full_precision, is_tensor

Array = Any


def by_plane(
    function: Callable[[Array, Array, Array | None], Any],
    reference: Array,
    candidate: Array,
    mask: Array | None,
) -> Any:
    """Score each channel of each sample.

    Parameters
    ----------
    function
        Function of two images (N, C, H, W) and a mask (N, 1, H, W) or None. It returns scores (N, C), or
        these with a derivative or a map (N, C, H', W').
    reference, candidate
        Images of shape (N, C, H, W).
    mask
        Mask of shape (N, 1, H, W), True where pixels count; None if all do.

    Returns
    -------
    array or tuple of array
        Scores (N, C), and the derivative or the map in the type of the candidate if the function returns one.

    Notes
    -----
    numpy arrays are scored plane by plane in float64: reference implementations define the exact result.
    Tensors are scored at once, in float32 unless they are float64, also under ``torch.autocast``: devices are
    fast at float32. Nothing waits for the device.
    """
    if is_tensor(candidate):
        with full_precision(candidate):
            return function(astype_float(reference), astype_float(candidate), mask)
    import numpy as np

    n, c = candidate.shape[:2]
    scores = np.empty((n, c))
    places = None
    for i in range(n):
        inside = None if mask is None else mask[i : i + 1]
        for j in range(c):
            if j and _repeats(reference) and _repeats(candidate):
                scores[i, j] = scores[i, 0]
                if places is not None:
                    places[i, j] = places[i, 0]
                continue
            # The same order in memory gives the same order of every sum.
            first = np.ascontiguousarray(reference[i : i + 1, j : j + 1], np.float64)
            second = np.ascontiguousarray(candidate[i : i + 1, j : j + 1], np.float64)
            result = function(first, second, inside)
            if isinstance(result, tuple):
                if places is None:
                    places = np.empty((n, c, *result[1].shape[2:]), candidate.dtype)
                places[i, j] = result[1][0, 0]
                result = result[0]
            scores[i, j] = result[0, 0]
    return scores if places is None else (scores, places)


def by_sample(
    function: Callable[[Array, Array, Array | None], Any],
    reference: Array,
    candidate: Array,
    mask: Array | None,
) -> Any:
    """Score the channels of each sample together.

    Parameters
    ----------
    function
        Function of two images (N, C, H, W) and a mask (N, 1, H, W) or None. It returns scores (N,), or these
        with a derivative or a map (N, C', H', W').
    reference, candidate, mask
        As for :func:`by_plane`.

    Returns
    -------
    array or tuple of array
        Scores (N,), and the derivative or the map if the function returns one.

    Notes
    -----
    The types of the computation are as in :func:`by_plane`.
    """
    if is_tensor(candidate):
        with full_precision(candidate):
            return function(astype_float(reference), astype_float(candidate), mask)
    import numpy as np

    results = []
    for i in range(candidate.shape[0]):
        first, second = (
            np.ascontiguousarray(image[i : i + 1], np.float64) for image in (reference, candidate)
        )
        results.append(function(first, second, None if mask is None else mask[i : i + 1]))
    if isinstance(results[0], tuple):
        return tuple(np.concatenate(parts) for parts in zip(*results, strict=True))
    return np.concatenate(results)


def _repeats(image: Array) -> bool:
    """Tell whether all channels share one plane in memory, as in a grey picture that was repeated."""
    return bool(image.strides[1] == 0)
