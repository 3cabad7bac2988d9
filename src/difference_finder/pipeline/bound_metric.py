"""A metric made ready for one pair."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from difference_finder.arrays.autograd import (
    gradient_by_autograd,
    gradient_by_features,
    gradient_of_functions,
)
from difference_finder.arrays.backend import (
    astype_wide,
    cast_like,
    detached,
    device_of,
    divide_integers,
    extent,
    is_tensor,
    namespace,
    to_numpy,
    to_tensor,
)
from difference_finder.arrays.jobs import make_job
from difference_finder.arrays.masked import fill_masked
from difference_finder.arrays.pair_errors import PairErrors
from difference_finder.errors import DataRangeError, InputError
from difference_finder.images.pair import Pair
from difference_finder.parts.capabilities import check_capability
from difference_finder.parts.metric import Metric
from difference_finder.parts.part import call_function, call_part
from difference_finder.pipeline.protocol import Protocol
from difference_finder.text import option

__all__ = ["BoundMetric", "as_scores", "bind", "quiet"]

Array = Any
Divisors = tuple[float, float] | None
Function = Callable[..., Any]


class BoundMetric:
    """A metric with its settings, the data range and the mask of one pair.

    Strategies are called with it.

    Attributes
    ----------
    name
        The metric as one would write it.
    part
        The metric and its facts.
    data_range
        The range of the values that the metric is given; None if it takes none.
    workers
        How many threads a compiled kernel may use; None for as many as there are cores.
    wide
        Whether metrics of ours compute in float64 whatever the images are.
    """

    def __init__(
        self,
        part: Metric,
        settings: dict[str, Any],
        pool_batch: bool,
        workers: int | None = None,
        wide: bool = False,
        mask: Array | None = None,
        offset: float = 0.0,
        errors: PairErrors | None = None,
    ) -> None:
        self.part = part
        self.name = part.spec
        self.data_range = settings.get("data_range")
        self.workers = workers
        self.wide = wide and part.gradient_function is not None
        self._settings = settings
        self._pool_batch = pool_batch
        self._mask = mask
        self._offset = offset
        self._errors = errors

    def score(self, reference: Array, candidate: Array, divisors: Divisors = None) -> Array:
        """Return the score of every sample, (N,), as float64.

        Parameters
        ----------
        reference, candidate
            Shape (N, C, H, W): floats, or integers as stored.
        divisors
            What the integers of both are divided by; None for floats.
        """
        return self.score_many(reference, [candidate], divisors)[0]

    def score_many(
        self, reference: Array, candidates: Sequence[Array], divisors: Divisors = None
    ) -> list[Array]:
        """Return the scores of several candidates against one reference, as :meth:`score` does for one."""
        done = self._by_kernel("score", reference, candidates, divisors)
        if done is not None:
            return [self._checked(scores, candidates[0].shape[0]) for scores in done[0]]
        several = self.part.several_function
        if several is not None and not self._pools(reference):
            return self._score_several(several, reference, candidates, divisors)
        return [self._plain_score(*self._floats(reference, candidate, divisors)) for candidate in candidates]

    def _score_several(
        self, function: Function, reference: Array, candidates: Sequence[Array], divisors: Divisors
    ) -> list[Array]:
        """Return the scores of several candidates by the function that prepares the reference once."""
        import numpy as np

        images = [detached(image) for image in (reference, *candidates)]
        first, *others = self._all_floats(images, divisors)
        settings = self._tensor_settings(first)
        scores = []
        for n in range(first.shape[0]):
            one, *rest = self._lent(*(image[n : n + 1] for image in (first, *others)))
            given = {**self.part.given, **self._lent_settings(_sample(settings, n))}
            found = call_function(self.part.name, function, one, rest, **given)
            scores.append([_mean(score) for score in found])
        return [self._checked(np.asarray(of_one), first.shape[0]) for of_one in zip(*scores, strict=True)]

    def _plain_score(self, reference: Array, candidate: Array) -> Array:
        n = candidate.shape[0]
        reference, candidate, settings = self._pooled(reference, candidate)
        # One of ours takes a batch, of numpy or torch.
        if self.part.gradient_function is not None or self.part.no_gradient is not None:
            reference, candidate = self._working(reference, candidate)
            with quiet():
                scores = call_part(
                    self.part, *self._lent(reference, candidate), **self._lent_settings(settings)
                )
        else:
            settings = self._tensor_settings(candidate)
            scores = [
                _mean(
                    call_part(
                        self.part,
                        *self._lent(reference[i : i + 1], candidate[i : i + 1]),
                        **self._lent_settings(_sample(settings, i)),
                    )
                )
                for i in range(candidate.shape[0])
            ]
        return self._checked(scores, n)

    def gradient(
        self, reference: Array, candidate: Array, wrt: int = 1, divisors: Divisors = None
    ) -> tuple[Array, Array]:
        """Return the score of every sample and its derivative with respect to one image.

        Parameters
        ----------
        reference, candidate, divisors
            As for :meth:`score`.
        wrt
            0: derivative with respect to the reference; 1: to the candidate.

        Returns
        -------
        tuple of array
            Scores (N,) as float64, derivatives (N, C, H, W) in the type of that image; for integers float32,
            with respect to the value divided by its divisor.

        Raises
        ------
        InputError
            If the metric has no gradient.
        """
        check_capability(self.part, "gradient")
        _check_wrt(wrt)
        if wrt == 1 or self.part.symmetric:
            pair = (reference, candidate) if wrt else (candidate, reference)
            done = self._by_kernel("gradient", pair[0], pair[1:], divisors if wrt else _swapped(divisors))
            if done is not None:
                slope = done[1].reshape(tuple(candidate.shape))
                return self._checked(done[0][0], candidate.shape[0]), cast_like(slope, pair[1])
        n, shape, like = candidate.shape[0], candidate.shape, (reference, candidate)[wrt]
        reference, candidate = self._floats(reference, candidate, divisors)
        reference, candidate, settings = self._pooled(reference, candidate)
        if self.part.gradient_function is not None and (wrt == 1 or self.part.symmetric):
            if wrt == 0:
                reference, candidate = candidate, reference
            reference, candidate = self._working(reference, candidate)
            with quiet():
                given = {**self.part.given, **self._lent_settings(settings)}
                images = self._lent(reference, candidate)
                scores, slope = self.part.gradient_function(*images, **given)
        else:
            scores, slope = self._by_autograd(reference, candidate, wrt)
        slope = cast_like(namespace(slope).reshape(slope, tuple(shape)), like)
        # A metric that takes no mask sees zeros where pixels do not count.
        return self._checked(scores, n), fill_masked(slope, self._mask, 0.0)

    def gradients(self, fixed: Array, varied: Iterable[Array], wrt: int = 1) -> Iterator[tuple[Array, Array]]:
        """Yield for each of several images what :meth:`gradient` returns for it and an image that stays.

        Learned metrics compute the features of the image that stays once.

        Parameters
        ----------
        fixed
            Image of shape (N, C, H, W), floats.
        varied
            Images of that shape, which are taken one by one.
        wrt
            0: ``varied`` are references, and the derivative is with respect to them; 1: candidates.
        """
        check_capability(self.part, "gradient")
        _check_wrt(wrt)
        function = self.part.fixed_function
        if function is not None and not self._pools(fixed) and (wrt == 1 or self.part.symmetric):
            yield from self._gradients_by_fixed(function, fixed, varied)
            return
        for image in varied:
            yield self.gradient(*((fixed, image) if wrt else (image, fixed)), wrt=wrt)

    def _gradients_by_fixed(
        self, function: Function, fixed: Array, varied: Iterable[Array]
    ) -> Iterator[tuple[Array, Array]]:
        (floats,) = self._all_floats((fixed,), None)
        settings = self._tensor_settings(floats, always=True)
        functions = []
        for n in range(floats.shape[0]):
            given = {**self.part.given, **self._lent_settings(_sample(settings, n))}
            (image,) = self._lent(to_tensor(floats[n : n + 1]))
            functions.append(call_function(self.part.name, function, image, **given))
        for image in varied:
            (floats,) = self._all_floats((image,), None)
            scores, slope = gradient_of_functions(functions, floats, self.name)
            yield self._checked(scores, image.shape[0]), cast_like(slope, image)

    def local_map(
        self, reference: Array, candidate: Array, divisors: Divisors = None, reduce: str | None = None
    ) -> tuple[Array, Array]:
        """Return the score of every sample and where it comes from: the score of each place.

        Parameters
        ----------
        reference, candidate, divisors
            As for :meth:`score`.
        reduce
            How channels will become one; of "mean" the map may come with one channel, which is that.

        Returns
        -------
        tuple of array
            Scores (N,) as float64; maps (N, C, H', W') in the type of the candidate, of the size and with the
            channels that the metric gives them.

        Raises
        ------
        InputError
            If the metric has no local map.
        DataRangeError
            If the values of the images are too large for the score or the map.
        """
        check_capability(self.part, "local")
        assert self.part.local_function is not None
        n, like = candidate.shape[0], candidate
        done = self._by_kernel("map", reference, [candidate], divisors, reduce)
        if done is not None:
            scores, places = done[0][0], done[1]
        else:
            reference, candidate = self._floats(reference, candidate, divisors)
            reference, candidate, settings = self._pooled(reference, candidate)
            reference, candidate = self._working(reference, candidate)
            with quiet():
                given = {**self.part.given, **self._lent_settings(settings)}
                scores, places = self.part.local_function(*self._lent(reference, candidate), **given)
        values = self._checked(scores, n)
        if not extent(places)[2]:
            raise DataRangeError(
                f"the map of '{self.name}' has values that {places.dtype} cannot hold; rescale the images"
            )
        places = places.reshape((n, -1, *places.shape[2:]))
        if reduce == "mean" and _repeats_channel(places):
            places = places[:, :1]
        return values, cast_like(places, like)

    def local_facts(self, places: Array) -> dict[str, Any] | None:
        """Return facts about the local map of the first sample; None for a metric that has none.

        Parameters
        ----------
        places
            Local maps (N, C, H', W'), as :meth:`local_map` returns them.
        """
        if self.part.facts_function is None:
            return None
        known = {k: v for k, v in self._settings.items() if k not in self.part.program_arguments}
        given = {**self.part.given, **known}
        facts: dict[str, Any] = self.part.facts_function(self.part.lent(to_numpy(places)[0]), **given)
        return facts

    def features(
        self,
        reference: Array,
        candidate: Array,
        wrt: int = 1,
        layer: int | None = None,
        divisors: Divisors = None,
    ) -> tuple[Array, Array, Array]:
        """Return the score of every sample, the features of one image, and its derivative by these.

        Parameters
        ----------
        reference, candidate, divisors
            As for :meth:`score`.
        wrt
            Whose features: 0: the reference's; 1: the candidate's.
        layer
            Which layer of the network, counted from 1; None for the last.

        Returns
        -------
        tuple of array
            Scores (N,) as float64; features and derivatives, (N, K, h, w), in the type of the candidate.

        Raises
        ------
        InputError
            If the metric has no features, or not that layer.
        """
        check_capability(self.part, "features")
        function = self.part.features_function
        assert function is not None
        _check_wrt(wrt)
        n = candidate.shape[0]
        reference, candidate, settings = self._pooled(*self._floats(reference, candidate, divisors))
        sample = iter(range(n))

        def of_sample(first: Array, second: Array) -> Any:
            given = {**self.part.given, **self._lent_settings(_sample(settings, next(sample)))}
            return function(first, second, **given)

        scores, features, slopes = gradient_by_features(
            of_sample, reference, candidate, wrt, layer, self.name
        )
        return self._checked(scores, n), features, slopes

    def _by_kernel(
        self,
        want: str,
        reference: Array,
        candidates: Sequence[Array],
        divisors: Divisors,
        reduce: str | None = None,
    ) -> tuple[Array, Array] | None:
        """Return the results of the compiled kernel, or None if it does not take these arrays."""
        if self.part.kernel_function is None or self._settings.get("mask") is not None or self._offset:
            return None
        job = make_job(want, reference, candidates, divisors, self.workers, self.wide)
        if job is None:
            return None
        if self.part.foreign:
            copies = self._lent(*job.candidates)
            job = replace(job, reference=self.part.lent(job.reference), candidates=copies)
        job = replace(job, known=self._known(reference, candidates))
        if reduce == "mean" and not self._pool_batch:
            job = replace(job, reduce=reduce)
        if self._pool_batch:
            n, c, h, w = reference.shape
            one = [image.reshape(1, n * c, h, w) for image in (job.reference, *job.candidates)]
            job = replace(job, reference=one[0], candidates=one[1:])
        with quiet():
            for width in (job, replace(job, wide=True)):
                done = self.part.kernel_function(width, **{**self.part.given, **self._settings})
                if done is not None and self._has_numbers(done[0]):
                    return done  # type: ignore[no-any-return]
                if width.wide:
                    break
        return None  # the reference implementation handles these values, or names the problem

    def _known(self, reference: Array, candidates: Sequence[Array]) -> PairErrors | None:
        """Return the errors of images that have them from the pass over their values, in either order."""
        both = () if self._errors is None else (self._errors, self._errors.reversed)
        return next((known for known in both if known.belong_to(reference, candidates)), None)

    def _has_numbers(self, scores: Array) -> bool:
        import numpy as np

        return bool((np.isfinite(scores) | (scores == self.part.identical)).all())

    def _by_autograd(self, reference: Array, candidate: Array, wrt: int) -> tuple[Array, Array]:
        settings = self._tensor_settings(candidate, always=True)
        sample = iter(range(candidate.shape[0]))

        def function(first: Array, second: Array) -> Array:
            # The images are copies already.
            return call_part(self.part, first, second, **self._lent_settings(_sample(settings, next(sample))))

        return gradient_by_autograd(function, reference, candidate, wrt, self.name)

    def _tensor_settings(self, like: Array, always: bool = False) -> dict[str, Any]:
        """Return the settings, with the mask as a tensor if ``like`` is one, or ``always``."""
        mask = self._settings.get("mask")
        if mask is None or not (always or is_tensor(like)):
            return self._settings
        return {**self._settings, "mask": to_tensor(mask, like.device if is_tensor(like) else None)}

    def _pools(self, image: Array) -> bool:
        """Tell whether a batch like this is scored as one image."""
        return self._pool_batch and image.shape[0] > 1

    def _lent(self, *images: Array) -> list[Array]:
        """Return images for a function of the metric."""
        return [self.part.lent(image) for image in images]

    def _lent_settings(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the settings for a function of the metric, which contain the mask."""
        return {name: self.part.lent(value) for name, value in settings.items()}

    def _pooled(self, reference: Array, candidate: Array) -> tuple[Array, Array, dict[str, Any]]:
        n, c, h, w = candidate.shape
        if not self._pools(candidate):
            return reference, candidate, self._settings
        if self._settings.get("mask") is not None:
            raise InputError(
                "a protocol that scores a batch as one image takes no mask, and no pixels that are not"
                " finite; pass the samples one by one"
            )
        xp = namespace(candidate)
        shape = (1, n * c, h, w)
        return xp.reshape(reference, shape), xp.reshape(candidate, shape), self._settings

    def _floats(self, reference: Array, candidate: Array, divisors: Divisors) -> tuple[Array, Array]:
        """Return both images as floats, in float64 where that is asked for, with the metric's offset."""
        first, second = self._all_floats((reference, candidate), divisors)
        return first, second

    def _all_floats(self, images: Sequence[Array], divisors: Divisors) -> list[Array]:
        """Return a reference and candidates as :meth:`_floats` returns a pair."""
        if divisors is not None:
            by_image = (divisors[0], *divisors[1:] * (len(images) - 1))
            floats = [
                divide_integers(image, divisor, self.wide)
                for image, divisor in zip(images, by_image, strict=True)
            ]
        else:
            floats = [astype_wide(image) if self.wide else image for image in images]
        return [image + self._offset for image in floats] if self._offset else floats

    @staticmethod
    def _working(reference: Array, candidate: Array) -> tuple[Array, Array]:
        """On the CPU numpy computes, in float64; elsewhere torch, without a record for autograd."""
        if device_of(candidate) == "cpu":
            return to_numpy(reference), to_numpy(candidate)
        return to_tensor(reference), to_tensor(candidate)

    def _checked(self, scores: Array, n: int) -> Array:
        import numpy as np

        values = as_scores(scores, n, self.name)
        identical = self.part.identical
        wrong = ~np.isfinite(values) & (values != (np.nan if identical is None else identical))
        if identical is not None and wrong.any():
            masked = "" if self._settings.get("mask") is None else ", or too many pixels are masked"
            raise DataRangeError(
                f"'{self.name}' is {values[wrong][0]}: the values of the images are too large, or a setting"
                f" that divides is zero{masked}; rescale the images, or change the setting or the metric"
            )
        return values


def _repeats_channel(places: Array) -> bool:
    """Tell whether all channels of a map (N, C, H, W) are the same memory, so that each is their mean."""
    strides = places.stride() if is_tensor(places) else places.strides
    return bool(strides[1] == 0)


def _check_wrt(wrt: int) -> None:
    if wrt not in (0, 1):
        raise InputError(f"wrt must be 0 (the first image) or 1 (the second), not {wrt}")


def _swapped(divisors: Divisors) -> Divisors:
    return None if divisors is None else (divisors[1], divisors[0])


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


def bind(part: Metric, pair: Pair, protocol: Protocol, workers: int | None = None) -> BoundMetric:
    """Make a metric ready for one pair.

    Parameters
    ----------
    workers
        Number of threads that a compiled kernel may use; reference implementations ignore it.

    Raises
    ------
    DataRangeError
        If the metric needs the data range and it is unknown.
    """
    conventions = protocol.metric_settings.get(part.name, {})
    settings = {k: v for k, v in conventions.items() if k not in part.given}
    if part.accepts("data_range") and pair.data_range is not None:
        settings.setdefault("data_range", pair.data_range)
    if part.needs_data_range and "data_range" not in settings:
        raise DataRangeError(
            f"'{part.name}' depends on the range of the values, which is unknown: they are floats outside"
            f" [0, 1]; pass {option('data_range')}, the greatest minus the least possible value"
        )
    offset = _offset_for(part, pair)
    if pair.mask is not None and part.accepts("mask"):
        settings["mask"] = pair.mask
        if not is_tensor(pair.second) or device_of(pair.second) == "cpu":
            settings["mask"] = to_numpy(pair.mask)
    if pair.lone is not None and part.accepts("lone"):
        settings["lone"] = pair.lone
    if protocol.volume == "group" and pair.volume is not None and part.accepts("energy"):
        settings["energy"] = pair.volume.energy
    wide = protocol.precision == "float64"
    return BoundMetric(
        part, settings, protocol.pools(part.name), workers, wide, pair.mask, offset, pair.errors
    )


def _offset_for(part: Metric, pair: Pair) -> float:
    """Return the number that is added to both images of a metric.

    Metrics that take the data range expect 0 at its lower end; all others see the values of the files.

    Raises
    ------
    DataRangeError
        If the zero that the metric needs is unknown.
    """
    if part.offset_invariant:
        return 0.0
    if part.accepts("data_range"):
        if pair.below_zero:
            raise DataRangeError(
                f"'{part.name}' depends on the value of black, and {pair.below_zero}; pass both ends of the"
                f" range, such as {option('data_range', '-1,1')}"
            )
        return 0.0
    if pair.offset is None:
        raise DataRangeError(
            f"'{part.name}' depends on the zero of the values, which differs between the images; pass one"
            f" {option('data_range')} for both"
        )
    return pair.offset


def quiet() -> contextlib.AbstractContextManager[Any]:
    """Values that overflow are found in the score; numpy need not warn of them."""
    import numpy as np

    return np.errstate(over="ignore", invalid="ignore", divide="ignore")


def _sample(settings: dict[str, Any], index: int) -> dict[str, Any]:
    if settings.get("mask") is None:
        return settings
    return {**settings, "mask": settings["mask"][index : index + 1]}


def _mean(value: Any) -> Any:
    """Return the mean of the values that a callable returns for one sample."""
    return to_numpy(value).mean() if getattr(value, "shape", ()) else value


TOGETHER = 8
"""How many candidates are held and scored together against one reference."""


def scores_of(
    part: Metric, pairs: Sequence[Pair], convention: Protocol, workers: int | None = None
) -> list[float]:
    """Score pairs with the same reference; together if they are alike.

    The score of a pair of several samples is their mean, or one score of all if the protocol pools them. Each
    score equals the score of its pair alone. If one pair cannot be scored, none is.
    """
    bound = bind(part, pairs[0], convention, workers)
    if len({_likeness(pair) for pair in pairs}) == 1 and _can_share_mask(part, pairs):
        first = pairs[0]
        together = bound.score_many(first.first, [pair.second for pair in pairs], first.divisors)
        return [float(scores.mean()) for scores in together]
    each = [(bind(part, pair, convention, workers), pair) for pair in pairs]
    return [float(one.score(pair.first, pair.second, pair.divisors).mean()) for one, pair in each]


def _can_share_mask(part: Metric, pairs: Sequence[Pair]) -> bool:
    """Tell whether the metric can score pairs together, which have no masks or equal ones."""
    import numpy as np

    if pairs[0].mask is None or part.several_function is None:
        return pairs[0].mask is None
    mask = to_numpy(pairs[0].mask)
    return all(np.array_equal(mask, to_numpy(pair.mask)) for pair in pairs[1:])


def _likeness(pair: Pair) -> tuple[Any, ...]:
    """Return all that pairs must share to be scored together."""
    kinds = (str(pair.first.dtype), str(pair.second.dtype))
    return tuple(pair.first.shape), kinds, pair.data_range, pair.divisors, pair.mask is None
