"""Metrics work on one plane, or on one sample, at a time, so that memory stays small."""

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
        Takes two images (N, C, H, W) and a mask (N, 1, H, W) or None, and returns scores (N, C), or these and
        a derivative or a map (N, C, H', W').
    reference, candidate, mask
        What is scored.

    Returns
    -------
    array or tuple of array
        Scores (N, C), and the derivative or the map, in the type of the candidate, if the function gives one.

    Notes
    -----
    numpy goes plane by plane in float64: the plain text is the truth that others are measured against.
    Tensors go at once, in float32 unless they are float64, which is what devices are fast at; also under
    ``torch.autocast``. Nothing waits for the device.
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
            # One order in memory, and so one order of every sum.
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
    """Score each sample, its channels together.

    Parameters
    ----------
    function
        Takes two images (N, C, H, W) and a mask (N, 1, H, W) or None, and returns scores (N,), or these and
        a derivative or a map (N, C', H', W').
    reference, candidate, mask
        What is scored.

    Returns
    -------
    array or tuple of array
        Scores (N,), and the derivative or the map, if the function gives one.

    Notes
    -----
    Types are those of :func:`by_plane`.
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
    """Tell whether the channels are one plane seen several times, as those of a grey picture are."""
    return bool(image.strides[1] == 0)
