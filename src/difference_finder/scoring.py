"""The functions ``score``, ``score_many``, ``gradient`` and ``local_map``."""

from __future__ import annotations

import itertools
import os
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import as_kind, namespace, to_numpy
from difference_finder.errors import InputError
from difference_finder.images.image import Image
from difference_finder.images.pair import Pair
from difference_finder.parts.part import Metric
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.apply_protocol import back_to_given, check_smooth
from difference_finder.pipeline.bound_metric import TOGETHER, BoundMetric, bind, scores_of
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.protocol import Protocol
from difference_finder.threads import check_workers, sharing, worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "gradient",
    "local_map",
    "score",
    "score_many",
]

Array = Any

ROLES = ("reference", "candidate")
"""What messages call the two arguments of a metric."""


def score(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: float | None = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
) -> Any:
    """Score a candidate against a reference.

    Parameters
    ----------
    metric
        A name ("ssim"), a name with settings ("ssim:sigma=2"), or a callable of two arrays.
    reference, candidate
        File, array or tensor: (H, W), (C, H, W), (H, W, C), (N, C, H, W) or (N, H, W, C).
    data_range
        Greatest minus least possible value; see :func:`difference_finder.pipeline.prepare.prepare`.
    protocol
        A measuring convention by name ("basicsr-y"), or by name with settings ("basicsr-y:crop_border=4").
    device
        Where to compute: "cpu", "cuda", ...; there a tensor stays as it is, and anything else is brought.
    workers
        How many threads to use, at least 1; by default one for each core that this program may use. The
        result does not depend on it. It is for the compiled kernels: without them it has no effect.
    mask
        Which pixels count: a file or an array of the size of the images; those that are zero in all channels
        do not.

    Returns
    -------
    float or array
        One number, or (N,) numbers for a batch given with four axes.

    Raises
    ------
    InputError
        If the two cannot be compared.

    Examples
    --------
    >>> import numpy as np
    >>> score("psnr", np.zeros((8, 8)), np.full((8, 8), 0.1))
    20.0
    """
    with sharing(worker_count(workers)):
        options = _Options(data_range, protocol, device, workers, mask)
        prepared = _prepared(metric, reference, candidate, options)
        pair = prepared.pair
        scores = prepared.bound.score(pair.first, pair.second, pair.divisors)
    return scores if prepared.batched else float(scores[0])


def score_many(
    metric: Any,
    reference: Any,
    candidates: Iterable[Any],
    *,
    data_range: float | None = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
) -> NDArray[Any]:
    """Score many candidates against one reference, which is read once.

    Parameters
    ----------
    candidates
        Files, arrays or tensors, each one image; they are taken one by one, so that a generator will do.
    metric, reference, data_range, protocol, device, workers, mask
        As for :func:`score`.

    Returns
    -------
    array
        The scores in order, float64 of shape (number of candidates,): each is what :func:`score` gives.

    Raises
    ------
    InputError
        If one of them cannot be compared with the reference, or is a batch of several images.

    Examples
    --------
    >>> import numpy as np
    >>> score_many("psnr", np.zeros((8, 8)), [np.full((8, 8), 0.1), np.full((8, 8), 0.01)]).tolist()
    [20.0, 40.0]
    """
    import numpy as np

    if isinstance(candidates, str | os.PathLike):
        raise InputError(f"candidates is a list of images, not one path; give [{str(candidates)!r}]")
    if not isinstance(candidates, Iterable):
        raise InputError(f"candidates is a list of images, not {type(candidates).__name__}")
    part, measurement = _Options(data_range, protocol, device, workers, mask).checked(metric)
    with sharing(worker_count(workers)):
        first, shown = measurement.open(reference), measurement.mask_of()
        _warn_unless_masked(part, mask, 3)
        scores: list[float] = []
        numbered = enumerate(candidates)
        while group := list(itertools.islice(numbered, TOGETHER)):
            pairs = []
            for position, candidate in group:
                images = first, measurement.open(candidate)
                pair = measurement.measure(measurement.prepare(images, mask=shown, roles=ROLES))
                if pair.second.shape[0] != 1:
                    raise InputError(
                        f"candidate {position} and the reference make {pair.second.shape[0]} pairs; give"
                        " single images, or use score, which takes batches"
                    )
                pairs.append(pair)
            scores += scores_of(part, pairs, measurement.protocol, workers)
    return np.asarray(scores, dtype=np.float64)


def gradient(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: float | None = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
) -> tuple[Any, Any]:
    """Score a candidate, and tell how the score changes with each of its pixels.

    Parameters
    ----------
    metric, reference, candidate, data_range, protocol, device, workers, mask
        As for :func:`score`.

    Returns
    -------
    tuple
        The score as :func:`score` gives it, and d score / d candidate in the candidate's shape and kind. For
        integers the derivative is with respect to the value divided by the data range, as float32; for
        complex numbers with respect to their magnitude. A protocol that measures luma values, or a part of
        the images, is differentiated through.

    Raises
    ------
    InputError
        If the two cannot be compared, or the protocol makes whole numbers of the values: a staircase has no
        derivative.

    Examples
    --------
    >>> import numpy as np
    >>> value, slope = gradient("mse", np.zeros((2, 2)), np.full((2, 2), 0.5))
    >>> value, slope.tolist()
    (0.25, [[0.25, 0.25], [0.25, 0.25]])
    """
    with sharing(worker_count(workers)):
        options = _Options(data_range, protocol, device, workers, mask)
        prepared = _prepared(metric, reference, candidate, options)
        check_smooth(prepared.given, prepared.protocol)
        pair = prepared.pair
        scores, slope = prepared.bound.gradient(pair.first, pair.second, divisors=pair.divisors)
        slope = back_to_given(slope, prepared.given, prepared.protocol)
    return (scores if prepared.batched else float(scores[0])), _slope_as_given(
        slope, candidate, prepared.candidate
    )


def local_map(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: float | None = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
) -> tuple[Any, Any]:
    """Score a candidate, and show the score of each place.

    Parameters
    ----------
    metric, reference, candidate, data_range, protocol, device, workers, mask
        As for :func:`score`.

    Returns
    -------
    tuple
        The score as :func:`score` gives it, and its map in the layout and kind of the candidate: (H', W'),
        (C, H', W') or (H', W', C), with a batch axis before it where there are several pairs. H' and W' are
        those of the metric: of "ssim" the number of windows that fit, or H and W with ``padding=same``; under
        a protocol that crops, of what is left, and with one channel under one that measures one. Where
        pixels are masked, the map has the value of identical images. Maps are in the
        metric's units: squared errors of integers are those of values divided by the data range.

    Raises
    ------
    InputError
        If the metric has no local map, or the two cannot be compared.

    Examples
    --------
    >>> import numpy as np
    >>> value, places = local_map("mse", np.zeros((2, 2)), np.array([[0.0, 0.5], [0.0, 0.0]]))
    >>> value, places.tolist()
    (0.0625, [[0.0, 0.25], [0.0, 0.0]])
    """
    with sharing(worker_count(workers)):
        options = _Options(data_range, protocol, device, workers, mask)
        prepared = _prepared(metric, reference, candidate, options)
        pair = prepared.pair
        scores, places = prepared.bound.local_map(pair.first, pair.second, pair.divisors)
    return (scores if prepared.batched else float(scores[0])), _places_as_given(
        places, candidate, prepared.candidate
    )


@dataclass(frozen=True)
class _Prepared:
    """A metric bound to a pair, with the pair as measured and as given."""

    bound: BoundMetric
    pair: Pair
    given: Pair
    protocol: Protocol
    batched: bool
    candidate: Image


def _prepared(
    metric: Any, reference: Any, candidate: Any, options: _Options, stacklevel: int = 4
) -> _Prepared:
    """Read and prepare the images that the user gave."""
    part, measurement = options.checked(metric)
    first, second = measurement.open_all((reference, candidate))
    _warn_unless_masked(part, options.mask, stacklevel)
    given = measurement.prepare((first, second), roles=ROLES)
    pair = measurement.measure(given)
    batched = any(getattr(source, "ndim", 0) == 4 for source in (reference, candidate))
    batched = batched or pair.second.shape[0] > 1
    bound = bind(part, pair, measurement.protocol, options.workers)
    return _Prepared(bound, pair, given, measurement.protocol, batched, second)


@dataclass(frozen=True)
class _Options:
    """The options that the four functions share."""

    data_range: float | None
    protocol: str | Protocol | None
    device: str
    workers: int | None
    mask: Any

    def checked(self, metric: Any) -> tuple[Metric, Measurement]:
        """Return the metric, and how the images are measured."""
        check_workers(self.workers)
        parts = metrics.resolve(metric)
        if len(parts) != 1:
            raise InputError(f"pass one metric, not {len(parts)}")
        measurement = Measurement.checked(
            self.protocol, data_range=self.data_range, device=self.device, mask=self.mask
        )
        return parts[0], measurement


def _warn_unless_masked(part: Metric, mask: Any, stacklevel: int) -> None:
    """Say that a metric takes no mask, where one is given."""
    if mask is not None and not part.accepts("mask"):
        warnings.warn(
            f"'{part.name}' takes no mask: masked pixels are 0 in both images, and are scored as equal",
            UserWarning,
            stacklevel=stacklevel,
        )


def _slope_as_given(slope: Array, given: Any, image: Image) -> Array:
    """Return a gradient (N, C, H, W) in the shape and kind of what the user gave."""
    xp = namespace(slope)
    n, c = (int(axis) for axis in image.pixels.shape[:2])
    if slope.shape[1] != c:  # the candidate's one channel stood for several
        slope = xp.sum(slope, axis=1, keepdims=True)
    if slope.shape[0] != n:  # the candidate's one sample met many references
        slope = xp.sum(slope, axis=0, keepdims=True)
    return _as_given(slope, given, image)


def _places_as_given(places: Array, given: Any, image: Image) -> Array:
    """Return a local map (N, C, H', W') in the layout and kind of what the user gave."""
    if places.shape[1] != image.pixels.shape[1]:  # the candidate's one channel stood for several
        places = namespace(places).mean(places, axis=1, keepdims=True)
    return _as_given(places, given, image)


def _as_given(values: Array, given: Any, image: Image) -> Array:
    """Return values (N, C, H', W') in the layout and kind of an image; several samples keep their axis."""
    axes = getattr(given, "ndim", 3)
    if axes > 2 and hasattr(given, "ndim") and tuple(given.shape[-3:]) != tuple(image.pixels.shape[1:]):
        values = namespace(values).permute_dims(values, (0, 2, 3, 1))
    elif axes == 2:
        values = values[:, 0]
    if axes < 4 and values.shape[0] == 1:
        values = values[0]
    return as_kind(values, given) if hasattr(given, "ndim") else to_numpy(values)
