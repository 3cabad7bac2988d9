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
)
from difference_finder.autograd import gradient_by_autograd
from difference_finder.errors import DataRangeError, InputError
from difference_finder.model import Pair
from difference_finder.parts import Metric
from difference_finder.preparation import prepare
from difference_finder.protocol import Protocol, get_protocol
from difference_finder.registry import metrics

__all__ = ["BoundMetric", "bind", "gradient", "score"]

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
    """

    def __init__(self, part: Metric, settings: dict[str, Any], pool_batch: bool) -> None:
        self.part = part
        self.name = part.spec
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
        if self._has_plain_text:
            reference, candidate = self._working(reference, candidate)
            with _quiet():
                scores = self.part(reference, candidate, **settings)
        else:
            scores = [
                _scalar(self.part(reference[i : i + 1], candidate[i : i + 1], **_sample(settings, i)))
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
            with _quiet():
                given = {**self.part.given, **settings}
                scores, slope = self.part.gradient_function(reference, candidate, **given)
        else:
            scores, slope = self._by_autograd(reference, candidate, wrt, settings)
        slope = namespace(slope).reshape(slope, tuple(shape))
        return self._checked(scores, n), as_kind(slope, like)

    @property
    def _has_plain_text(self) -> bool:
        return self.part.gradient_function is not None

    def _by_autograd(
        self, reference: Array, candidate: Array, wrt: int, settings: dict[str, Any]
    ) -> tuple[Array, Array]:
        if settings.get("mask") is not None:
            settings = {**settings, "mask": _as_tensor_mask(settings["mask"], candidate)}
        sample = iter(range(candidate.shape[0]))

        def function(first: Array, second: Array) -> Array:
            return self.part(first, second, **_sample(settings, next(sample)))

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

        values = np.asarray(scores if isinstance(scores, list) else to_numpy(scores), dtype=np.float64)
        values = np.broadcast_to(values.reshape(-1), (n,)) if values.size == 1 else values.reshape(-1)
        if values.size != n:
            raise InputError(
                f"metric '{self.name}' gave {values.size} scores for {n} images; give one for each"
            )
        identical = self.part.identical
        wrong = ~np.isfinite(values) & (values != (np.nan if identical is None else identical))
        if identical is not None and wrong.any():
            raise DataRangeError(
                f"'{self.name}' is {values[wrong][0]}: the values of the images are too large; rescale them"
            )
        return values


def bind(part: Metric, pair: Pair, protocol: Protocol) -> BoundMetric:
    """Make a metric ready for one pair.

    Raises
    ------
    DataRangeError
        If the metric needs the data range and it is unknown.
    """
    conventions = protocol.metric_settings.get(part.name, {})
    settings = {k: v for k, v in conventions.items() if k not in part.given}
    if part.accepts("data_range") and "data_range" not in settings:
        if pair.data_range is None and part.needs_data_range:
            raise DataRangeError(
                f"'{part.name}' depends on the range of the values, which is unknown: they are floats outside"
                " [0, 1]; give data_range, the greatest minus the least possible value"
            )
        settings["data_range"] = pair.data_range
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
    batched = any(getattr(given, "ndim", 0) == 4 for given in (reference, candidate))
    return bind(parts[0], pair, get_protocol(protocol)), pair, batched, second


def _as_given(slope: Array, given: Any, image: Any) -> Array:
    """Return a gradient (N, C, H, W) in the shape and kind of what the user gave."""
    xp = namespace(slope)
    n, c = (int(axis) for axis in image.pixels.shape[:2])
    if slope.shape[1] != c:  # the candidate's one channel stood for several
        slope = xp.sum(slope, axis=1, keepdims=True)
    if slope.shape[0] != n:  # the candidate's one sample met many references
        slope = xp.sum(slope, axis=0, keepdims=True)
    if not hasattr(given, "ndim"):
        return to_numpy(slope)[0]
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


def _scalar(value: Any) -> float:
    return float(to_numpy(value).mean()) if hasattr(value, "shape") else float(value)


def _as_tensor_mask(mask: Array, candidate: Array) -> Array:
    from difference_finder.arrays import to_tensor

    return to_tensor(mask, candidate.device if is_tensor(candidate) else None)


def _quiet() -> contextlib.AbstractContextManager[Any]:
    """Values that overflow are found in the score; numpy need not warn of them."""
    import numpy as np

    return np.errstate(over="ignore", invalid="ignore", divide="ignore")
