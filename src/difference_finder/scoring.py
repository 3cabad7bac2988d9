"""The functions ``score``, ``score_many``, ``gradient`` and ``local_map``."""

from __future__ import annotations

import itertools
import math
import os
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, overload

from difference_finder.arrays.backend import cast_like, namespace, to_numpy
from difference_finder.errors import InputError
from difference_finder.images.contents import Unequal
from difference_finder.images.image import METRIC_ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import metrics
from difference_finder.pipeline.apply_protocol import back_to_given, check_smooth
from difference_finder.pipeline.bound_metric import TOGETHER, BoundMetric, bind, scores_of
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.protocol import Protocol
from difference_finder.pipeline.stages import colour_notes
from difference_finder.pipeline.unequal import find_unequal, warn_of
from difference_finder.text import option
from difference_finder.threads import check_workers, share_threads, worker_count

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "gradient",
    "local_map",
    "score",
    "score_many",
]

Array = Any


class SharedOptions(TypedDict, total=False):
    """The keyword arguments that the four functions share; :func:`score` documents them."""

    data_range: Any
    protocol: str | Protocol | None
    device: str
    workers: int | None
    mask: Any
    alpha: str


Path = str | os.PathLike[str]


@overload
def score(metric: Any, reference: Path, candidate: Path, **options: Unpack[SharedOptions]) -> float: ...
@overload
def score(metric: Any, reference: Any, candidate: Any, **options: Unpack[SharedOptions]) -> Any: ...
def score(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: Any = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
    alpha: str = "auto",
) -> Any:
    """Score a candidate against a reference.

    Parameters
    ----------
    metric
        A name ("ssim"), a name with settings ("ssim:sigma=2"), or a callable of two arrays.
    reference, candidate
        Files, datasets ("volume.h5:name"), bytes of files, binary file objects, Pillow images, matplotlib
        figures, or arrays or tensors of shape (H, W), (C, H, W), (H, W, C), (N, C, H, W) or (N, H, W, C).
    data_range
        Greatest minus least possible value of the images, in their own units, or both ends, such as
        ``(-1, 1)``. "255:65535" gives each image its own range. By default integers carry their own range,
        and floats have 1 if all their values lie in [0, 1].
    protocol
        Measuring convention by name ("basicsr-y"), or by name with settings ("basicsr-y:crop_border=4").
    device
        Device that computes: "cpu", "cuda", ... A tensor on that device stays there; other images are copied.
    workers
        Number of threads of the compiled kernels, at least 1; by default one for each core that this process
        may use. The result does not depend on it.
    mask
        Mask of the size of the images, a file or an array; pixels that are zero in all channels do not count.
    alpha
        Meaning of the fourth channel of arrays with four: "composed" for the alpha of RGBA, which is composed
        on white, "band" for a band. "auto" takes unsigned integers of 8 or 16 bits with the channels last for
        RGBA, with a warning, and others for bands.

    Returns
    -------
    float or array
        One number, or (N,) numbers for a batch given with four axes.

    Raises
    ------
    InputError
        If the two cannot be compared.

    Warns
    -----
    UnequalWarning
        If the two are unequal in something that the score does not include: alpha, the ICC profile, a page
        that only one of them has, a pixel that is not finite in one of them only.

    Examples
    --------
    >>> import numpy as np
    >>> score("psnr", np.zeros((8, 8)), np.full((8, 8), 0.1))
    20.0
    """
    with share_threads(worker_count(workers)):
        options = _Options(data_range, protocol, device, workers, mask, alpha)
        prepared = _prepared(metric, reference, candidate, options)
        pair = prepared.pair
        scores = prepared.bound.score(pair.first, pair.second, pair.divisors)
    return scores if prepared.batched else float(scores[0])


def score_many(
    metric: Any,
    reference: Any,
    candidates: Iterable[Any],
    *,
    data_range: Any = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
    alpha: str = "auto",
) -> NDArray[Any]:
    """Score many candidates against one reference, which is read once.

    Parameters
    ----------
    candidates
        Files, arrays or tensors, each of one image. They are read one by one, so a generator works as well.
    metric, reference, data_range, protocol, device, workers, mask, alpha
        As for :func:`score`.

    Returns
    -------
    array
        The scores in order, float64 of shape (number of candidates,); each is the :func:`score` of its pair.

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
        raise InputError(f"candidates is a list of images, not one path; pass [{str(candidates)!r}]")
    if not isinstance(candidates, Iterable):
        raise InputError(f"candidates is a list of images, not {type(candidates).__name__}")
    part, measurement = _Options(data_range, protocol, device, workers, mask, alpha).checked(metric)
    with share_threads(worker_count(workers)):
        first, shown = measurement.open(reference), measurement.mask_of()
        _warn_of_metric(part, measurement, first.channels, mask, 3)
        scores: list[float] = []
        unequal: list[Unequal] = []
        numbered = enumerate(candidates)
        while group := list(itertools.islice(numbered, TOGETHER)):
            pairs = []
            for position, candidate in group:
                images = first, measurement.open(candidate)
                given = measurement.prepare(images, mask=shown, roles=METRIC_ROLES)
                unequal += find_unequal(images, given, frozenset())
                for warning in given.warnings:
                    warnings.warn(warning, UserWarning, stacklevel=2)
                pair = measurement.measure(given)
                if pair.second.shape[0] != 1:
                    raise InputError(
                        f"candidate {position} and the reference make {pair.second.shape[0]} pairs; give"
                        " single images, or use score, which takes batches"
                    )
                pairs.append(pair)
            scores += scores_of(part, pairs, measurement.protocol, workers)
    warn_of(unequal, 3)
    return np.asarray(scores, dtype=np.float64)


@overload
def gradient(
    metric: Any, reference: Path, candidate: Path, **options: Unpack[SharedOptions]
) -> tuple[float, NDArray[Any]]: ...
@overload
def gradient(
    metric: Any, reference: Any, candidate: NDArray[Any], **options: Unpack[SharedOptions]
) -> tuple[Any, NDArray[Any]]: ...
@overload
def gradient(
    metric: Any, reference: Any, candidate: Any, **options: Unpack[SharedOptions]
) -> tuple[Any, Any]: ...
def gradient(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: Any = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
    alpha: str = "auto",
) -> tuple[Any, Any]:
    """Score a candidate, and differentiate the score with respect to its pixels.

    Parameters
    ----------
    metric, reference, candidate, data_range, protocol, device, workers, mask, alpha
        As for :func:`score`.

    Returns
    -------
    tuple
        The score as :func:`score` returns it, and d score / d candidate in the shape and kind of the
        candidate. For integers the derivative is with respect to the value divided by the data range, as
        float32; for complex numbers it is with respect to their magnitude. Protocols that measure luma
        values, or a part of the images, are differentiated as well.

    Raises
    ------
    InputError
        If the two cannot be compared, or the protocol rounds the values, which leaves no useful derivative.

    Examples
    --------
    >>> import numpy as np
    >>> value, slope = gradient("mse", np.zeros((2, 2)), np.full((2, 2), 0.5))
    >>> value, slope.tolist()
    (0.25, [[0.25, 0.25], [0.25, 0.25]])
    """
    with share_threads(worker_count(workers)):
        options = _Options(data_range, protocol, device, workers, mask, alpha)
        prepared = _prepared(metric, reference, candidate, options, slope=True)
        _check_channels(candidate, prepared.candidate)
        check_smooth(prepared.given, prepared.protocol)
        pair = prepared.pair
        scores, slope = prepared.bound.gradient(pair.first, pair.second, divisors=pair.divisors)
        slope = back_to_given(slope, prepared.given, prepared.protocol)
    return (scores if prepared.batched else float(scores[0])), _slope_as_given(
        slope, candidate, prepared.candidate
    )


@overload
def local_map(
    metric: Any, reference: Path, candidate: Path, **options: Unpack[SharedOptions]
) -> tuple[float, NDArray[Any]]: ...
@overload
def local_map(
    metric: Any, reference: Any, candidate: NDArray[Any], **options: Unpack[SharedOptions]
) -> tuple[Any, NDArray[Any]]: ...
@overload
def local_map(
    metric: Any, reference: Any, candidate: Any, **options: Unpack[SharedOptions]
) -> tuple[Any, Any]: ...
def local_map(
    metric: Any,
    reference: Any,
    candidate: Any,
    *,
    data_range: Any = None,
    protocol: str | Protocol | None = None,
    device: str = "cpu",
    workers: int | None = None,
    mask: Any = None,
    alpha: str = "auto",
) -> tuple[Any, Any]:
    """Score a candidate, and return the map of its local scores.

    Parameters
    ----------
    metric, reference, candidate, data_range, protocol, device, workers, mask, alpha
        As for :func:`score`.

    Returns
    -------
    tuple
        The score as :func:`score` returns it, and its map in the layout and kind of the candidate: (H', W'),
        (C, H', W') or (H', W', C), with a batch axis first if there are several pairs. H' and W' depend on
        the metric: for "ssim" they count the windows that fit, or equal H and W with ``padding=same``. Under
        a protocol the map covers the pixels that it measures, with one channel if it measures luma. Masked
        pixels have the value of identical images. Values have the unit of the metric: squared errors of
        integers are squared errors of values divided by the data range.

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
    with share_threads(worker_count(workers)):
        options = _Options(data_range, protocol, device, workers, mask, alpha)
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
    metric: Any,
    reference: Any,
    candidate: Any,
    options: _Options,
    stacklevel: int = 4,
    slope: bool = False,
) -> _Prepared:
    """Read and prepare the images that the user gave, of which a ``slope`` may be wanted."""
    part, measurement = options.checked(metric)
    errors = part.errors if slope or part.errors is None else replace(part.errors, share=None)
    first, second = measurement.open_all((reference, candidate), errors=errors)
    _warn_of_metric(part, measurement, first.channels, options.mask, stacklevel)
    given = measurement.prepare((first, second), roles=METRIC_ROLES)
    warn_of(find_unequal((first, second), given, frozenset()), stacklevel)
    for warning in given.warnings:
        warnings.warn(warning, UserWarning, stacklevel=stacklevel)
    pair = measurement.measure(given)
    batched = any(getattr(source, "ndim", 0) == 4 for source in (reference, candidate))
    batched = batched or pair.second.shape[0] > 1
    bound = bind(part, pair, measurement.protocol, options.workers)
    return _Prepared(bound, pair, given, measurement.protocol, batched, second)


@dataclass(frozen=True)
class _Options:
    """The options that the four functions share."""

    data_range: Any
    protocol: str | Protocol | None
    device: str
    workers: int | None
    mask: Any
    alpha: str

    def checked(self, metric: Any) -> tuple[Metric, Measurement]:
        """Return the metric, and how the images are measured."""
        check_workers(self.workers)
        parts = metrics.resolve(metric)
        if len(parts) != 1:
            raise InputError(f"pass one metric, not {len(parts)}")
        measurement = Measurement.checked(
            self.protocol,
            data_range=self.data_range,
            device=self.device,
            mask=self.mask,
            alpha=self.alpha,
        )
        return parts[0], measurement


def _warn_of_metric(
    part: Metric, measurement: Measurement, channels: int, mask: Any, stacklevel: int
) -> None:
    """Warn of a network that gets luma values, and of a mask that the metric does not take."""
    for note in colour_notes([part], measurement.protocol, channels):
        warnings.warn(note, UserWarning, stacklevel=stacklevel)
    if mask is not None and not part.accepts("mask"):
        warnings.warn(
            f"'{part.name}' takes no mask: masked pixels are 0 in both images, and are scored as equal",
            UserWarning,
            stacklevel=stacklevel,
        )


def _check_channels(given: Any, image: Image) -> None:
    """Refuse the gradient of an array that was composed: it would not have the shape of the array."""
    shape = getattr(given, "shape", ())
    if len(shape) > 2 and math.prod(shape) != math.prod(image.pixels.shape):
        raise InputError(
            f"the candidate of shape {tuple(shape)} was read as RGBA and composed on a background; for a"
            f" gradient pass {option('alpha', 'band')}, or compose it before"
        )


def _slope_as_given(slope: Array, given: Any, image: Image) -> Array:
    """Return a gradient (N, C, H, W) in the shape and kind of the array that the user gave."""
    xp = namespace(slope)
    n, c = (int(axis) for axis in image.pixels.shape[:2])
    if slope.shape[1] != c:  # its one channel was repeated
        slope = xp.sum(slope, axis=1, keepdims=True)
    if slope.shape[0] != n:  # its one sample was compared with many references
        slope = xp.sum(slope, axis=0, keepdims=True)
    return _as_given(slope, given, image)


def _places_as_given(places: Array, given: Any, image: Image) -> Array:
    """Return a local map (N, C, H', W') in the layout and kind of the array that the user gave."""
    if places.shape[1] != image.pixels.shape[1]:  # its one channel was repeated
        places = namespace(places).mean(places, axis=1, keepdims=True)
    return _as_given(places, given, image)


def _as_given(values: Array, given: Any, image: Image) -> Array:
    """Return values (N, C, H', W') in the layout and kind of an image; several samples keep their axis."""
    axes = getattr(given, "ndim", 3)
    if axes > 2 and hasattr(given, "ndim") and tuple(given.shape[-2:]) != tuple(image.pixels.shape[2:]):
        values = namespace(values).permute_dims(values, (0, 2, 3, 1))
    elif axes == 2:
        values = values[:, 0]
    if axes < 4 and values.shape[0] == 1:
        values = values[0]
    return cast_like(values, given) if hasattr(given, "dtype") else to_numpy(values)
