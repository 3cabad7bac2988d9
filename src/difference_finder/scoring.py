"""A metric made ready for one pair, and the functions ``score`` and ``gradient``."""

from __future__ import annotations

import contextlib
from typing import Any

from difference_finder.arrays import (
    as_kind,
    device_of,
    is_tensor,
    namespace,
    needs_autograd,
    to_numpy,
    to_tensor,
)
from difference_finder.autograd import gradient_by_autograd
from difference_finder.errors import DataRangeError, DifferenceFinderError, InputError, WeightsError
from difference_finder.model import Pair
from difference_finder.parts import Metric, Part
from difference_finder.preparation import prepare
from difference_finder.protocol import Protocol, get_protocol
from difference_finder.registry import metrics

__all__ = ["BoundMetric", "as_scores", "bind", "call", "gradient", "quiet", "score"]

Array = Any


class BoundMetric:
    """A metric with its settings, the data range and the mask of one pair.

    This is what a strategy is given.

    Attributes
    ----------
    name
        The metric as one would write it.
    part
        The metric and its facts.
    data_range
        The range of the values that the metric is given; None if it takes none.
    """

    def __init__(self, part: Metric, settings: dict[str, Any], pool_batch: bool) -> None:
        self.part = part
        self.name = part.spec
        self.data_range = settings.get("data_range")
        self._settings = settings
        self._pool_batch = pool_batch

    def score(self, reference: Array, candidate: Array) -> Array:
        """Return the score of every sample, (N,), as float64.

        Parameters
        ----------
        reference, candidate
            Shape (N, C, H, W).
        """
        n = candidate.shape[0]
        reference, candidate, settings = self._pooled(reference, candidate)
        if self.part.gradient_function is not None:  # one of ours: it takes a batch, of numpy or torch
            reference, candidate = self._working(reference, candidate)
            with quiet():
                scores = call(self.part, reference, candidate, **settings)
        else:
            scores = [
                _mean(call(self.part, reference[i : i + 1], candidate[i : i + 1], **_sample(settings, i)))
                for i in range(candidate.shape[0])
            ]
        return self._checked(scores, n)

    def gradient(self, reference: Array, candidate: Array, wrt: int = 1) -> tuple[Array, Array]:
        """Return the score of every sample and its derivative with respect to one image.

        Parameters
        ----------
        reference, candidate
            Shape (N, C, H, W).
        wrt
            0: derivative with respect to the reference; 1: to the candidate.

        Returns
        -------
        tuple of array
            Scores (N,) as float64, derivatives (N, C, H, W) in the type of that image.
        """
        if wrt not in (0, 1):
            raise InputError(f"wrt must be 0 (the first image) or 1 (the second), not {wrt}")
        n, shape, like = candidate.shape[0], candidate.shape, (reference, candidate)[wrt]
        reference, candidate, settings = self._pooled(reference, candidate)
        if self.part.gradient_function is not None and (wrt == 1 or self.part.symmetric):
            if wrt == 0:
                reference, candidate = candidate, reference
            reference, candidate = self._working(reference, candidate)
            with quiet():
                given = {**self.part.given, **settings}
                scores, slope = self.part.gradient_function(reference, candidate, **given)
        else:
            scores, slope = self._by_autograd(reference, candidate, wrt, settings)
        slope = namespace(slope).reshape(slope, tuple(shape))
        return self._checked(scores, n), as_kind(slope, like)

    def _by_autograd(
        self, reference: Array, candidate: Array, wrt: int, settings: dict[str, Any]
    ) -> tuple[Array, Array]:
        if settings.get("mask") is not None:
            device = candidate.device if is_tensor(candidate) else None
            settings = {**settings, "mask": to_tensor(settings["mask"], device)}
        sample = iter(range(candidate.shape[0]))

        def function(first: Array, second: Array) -> Array:
            return call(self.part, first, second, **_sample(settings, next(sample)))

        return gradient_by_autograd(function, reference, candidate, wrt, self.name)

    def _pooled(self, reference: Array, candidate: Array) -> tuple[Array, Array, dict[str, Any]]:
        n, c, h, w = candidate.shape
        if not self._pool_batch or n == 1:
            return reference, candidate, self._settings
        if self._settings.get("mask") is not None:
            raise InputError(
                "a protocol that scores a batch as one image takes no pixels that are not finite;"
                " give the samples one by one"
            )
        xp = namespace(candidate)
        shape = (1, n * c, h, w)
        return xp.reshape(reference, shape), xp.reshape(candidate, shape), self._settings

    @staticmethod
    def _working(reference: Array, candidate: Array) -> tuple[Array, Array]:
        """On the CPU numpy computes, in float64, unless autograd must see the computation."""
        if device_of(candidate) == "cpu" and not (needs_autograd(reference) or needs_autograd(candidate)):
            return to_numpy(reference), to_numpy(candidate)
        return reference, candidate

    def _checked(self, scores: Array, n: int) -> Array:
        import numpy as np

        values = as_scores(scores, n, self.name)
        identical = self.part.identical
        wrong = ~np.isfinite(values) & (values != (np.nan if identical is None else identical))
        if identical is not None and wrong.any():
            raise DataRangeError(
                f"'{self.name}' is {values[wrong][0]}: the values of the images are too large, or a setting"
                " that divides is zero; rescale the images or change the setting"
            )
        return values


def as_scores(scores: Any, n: int, name: str) -> Array:
    """Return the scores of ``n`` samples as float64, (N,); one score stands for all."""
    import numpy as np

    try:
        given = scores if isinstance(scores, list | tuple) else to_numpy(scores)
        if any(score is None for score in given if isinstance(given, list | tuple)):
            raise TypeError("None is no number")
        values = np.asarray(given, dtype=np.float64).reshape(-1)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"'{name}' gave {scores!r} as its score; give a number, or one for each image"
        ) from error
    if values.size == 1:
        values = np.broadcast_to(values, (n,))
    if values.size != n:
        raise InputError(f"'{name}' gave {values.size} scores for {n} images; give one for each")
    return values


def call(part: Part, *args: Any, **filled: Any) -> Any:
    """Call a part; what goes wrong in it becomes an error that names it.

    Raises
    ------
    InputError
        If the part raises anything that is not ours.
    """
    try:
        return part(*args, **filled)
    except (DifferenceFinderError, MemoryError):
        raise
    except Exception as error:
        cause = " ".join(str(error).split()) or "no message"
        raise InputError(f"'{part.name}' failed: {type(error).__name__}: {cause}") from error


def bind(part: Metric, pair: Pair, protocol: Protocol) -> BoundMetric:
    """Make a metric ready for one pair.

    Raises
    ------
    DataRangeError
        If the metric needs the data range and it is unknown.
    """
    if part.missing is not None:
        raise WeightsError(part.missing)
    conventions = protocol.metric_settings.get(part.name, {})
    settings = {k: v for k, v in conventions.items() if k not in part.given}
    if part.accepts("data_range") and pair.data_range is not None:
        settings.setdefault("data_range", pair.data_range)
    if part.needs_data_range and "data_range" not in settings:
        raise DataRangeError(
            f"'{part.name}' depends on the range of the values, which is unknown: they are floats outside"
            " [0, 1]; give data_range, the greatest minus the least possible value"
        )
    if pair.mask is not None and part.accepts("mask"):
        settings["mask"] = pair.mask
        if not is_tensor(pair.candidate) or device_of(pair.candidate) == "cpu":
            settings["mask"] = to_numpy(pair.mask)
    return BoundMetric(part, settings, protocol.pool_batch)


def score(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: float | None = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
) -> Any:
    """Score a candidate against a reference.

    Parameters
    ----------
    metric
        A name ("ssim"), a name with settings ("ssim:sigma=2"), or a callable of two arrays.
    reference, candidate
        File, array or tensor: (H, W), (C, H, W), (H, W, C), (N, C, H, W) or (N, H, W, C).
    data_range
        Greatest minus least possible value; see :func:`difference_finder.preparation.prepare`.
    protocol
        A measuring convention by name.
    device
        Where to compute: "cpu", "cuda", ...

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
    bound, pair, batched, _ = _door(metric, reference, candidate, data_range, protocol, device)
    scores = bound.score(pair.reference, pair.candidate)
    return scores if batched else float(scores[0])


def gradient(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: float | None = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
) -> tuple[Any, Any]:
    """Score a candidate, and tell how the score changes with each of its pixels.

    Parameters
    ----------
    metric, reference, candidate, data_range, protocol, device
        As for :func:`score`.

    Returns
    -------
    tuple
        The score as :func:`score` gives it, and d score / d candidate in the candidate's shape and kind. For
        integers the derivative is with respect to the value divided by the data range, as float32.

    Examples
    --------
    >>> import numpy as np
    >>> value, slope = gradient("mse", np.zeros((2, 2)), np.full((2, 2), 0.5))
    >>> value, slope.tolist()
    (0.25, [[0.25, 0.25], [0.25, 0.25]])
    """
    bound, pair, batched, image = _door(metric, reference, candidate, data_range, protocol, device)
    scores, slope = bound.gradient(pair.reference, pair.candidate)
    return (scores if batched else float(scores[0])), _as_given(slope, candidate, image)


def _door(
    metric: Any,
    reference: Any,
    candidate: Any,
    data_range: float | None,
    protocol: str | Protocol | None,
    device: str,
) -> tuple[BoundMetric, Pair, bool, Any]:
    from difference_finder.readers import open_image

    parts = metrics.resolve(metric)
    if len(parts) != 1:
        raise InputError(f"give one metric, not {len(parts)}")
    first, second = open_image(reference), open_image(candidate)
    pair = prepare(first, second, data_range=data_range, device=device)
    given_axes = any(getattr(given, "ndim", 0) == 4 for given in (reference, candidate))
    batched = given_axes or pair.candidate.shape[0] > 1
    convention = get_protocol(protocol)
    convention.check_data_range(data_range)
    return bind(parts[0], pair, convention), pair, batched, second


def _as_given(slope: Array, given: Any, image: Any) -> Array:
    """Return a gradient (N, C, H, W) in the shape and kind of what the user gave."""
    xp = namespace(slope)
    n, c = (int(axis) for axis in image.pixels.shape[:2])
    if slope.shape[1] != c:  # the candidate's one channel stood for several
        slope = xp.sum(slope, axis=1, keepdims=True)
    if slope.shape[0] != n:  # the candidate's one sample met many references
        slope = xp.sum(slope, axis=0, keepdims=True)
    if not hasattr(given, "ndim"):
        return to_numpy(slope) if slope.shape[0] > 1 else to_numpy(slope)[0]
    if given.ndim == 2:
        slope = slope[0, 0]
    elif given.ndim == 3:
        slope = (
            slope[0] if tuple(given.shape) == tuple(slope.shape[1:]) else xp.permute_dims(slope[0], (1, 2, 0))
        )
    elif tuple(given.shape) != tuple(slope.shape):
        slope = xp.permute_dims(slope, (0, 2, 3, 1))
    return as_kind(slope, given)


def _sample(settings: dict[str, Any], index: int) -> dict[str, Any]:
    if settings.get("mask") is None:
        return settings
    return {**settings, "mask": settings["mask"][index : index + 1]}


def _mean(value: Any) -> Any:
    """Return the mean of what a callable gives for one sample."""
    return to_numpy(value).mean() if getattr(value, "shape", ()) else value


def quiet() -> contextlib.AbstractContextManager[Any]:
    """Values that overflow are found in the score; numpy need not warn of them."""
    import numpy as np

    return np.errstate(over="ignore", invalid="ignore", divide="ignore")
