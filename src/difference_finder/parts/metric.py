"""The class of metrics."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, overload

from difference_finder.parts.part import Part, parameters_of
from difference_finder.parts.settings import with_keyword_settings

__all__ = ["ErrorPass", "LocalScale", "Metric", "Pooling"]

Function = Callable[..., Any]


@dataclass(frozen=True)
class LocalScale:
    """The meaning of the values of a local map.

    Parameters
    ----------
    identical
        Value where two images are identical.
    higher_is_better
        Whether a higher value means greater similarity.
    step
        Distance of two neighbouring values in pixels of the image. The map is centred: pixels that it does
        not cover form a margin of equal width at both ends. None where the values are spread evenly over an
        image of any size.
    """

    identical: float | None
    higher_is_better: bool | None
    step: int | None = 1


@dataclass(frozen=True)
class Pooling:
    """How scores of several images become the score of these images as one.

    Parameters
    ----------
    to_error
        Function that returns the errors behind an array of scores, of which images of one size and one data
        range have the mean.
    to_score
        Function that returns the scores of errors.
    """

    to_error: Function
    to_score: Function


@dataclass(frozen=True)
class ErrorPass:
    """What the kernel of a metric takes from a first pass over two images, besides their limits.

    Parameters
    ----------
    size
        What is summed: "squared" or "absolute" differences.
    share
        The derivative with respect to a value, over the difference (squared) or its sign (absolute), times
        the number of values of a sample; None where it depends on the score.
    """

    size: str
    share: float | None = None


class Metric(Part):
    """A score of two images.

    Parameters
    ----------
    higher_is_better
        Whether a higher score means greater similarity; None if unknown.
    bounds
        Lowest and highest possible score; None for a side without a bound.
    identical
        Score of two identical images, where the gradient is zero.
    symmetric
        Whether exchanging the two images leaves the score unchanged.
    no_gradient
        Reason why the score has no derivative; None if it has one.
    mirrored
        Whether mirroring both images leaves the score unchanged.
    precision
        Relative error of the scores; 1e-12 for computations in float64.
    kinked
        Whether many pixels of usual images lie near places where the derivative jumps or is unbounded.
    unit
        Unit of the scores, such as "dB"; "" without one.
    offset_invariant
        Whether adding one number to both images leaves the score unchanged.
    forgives
        Whether some differences are meant to leave the score of identical images unchanged, such as
        anti-aliasing.
    learned
        Whether a network that was trained on whole colour images computes the score.
    pooling
        How scores of several images become the score of these images as one; None where this is their mean,
        or unknown.
    errors
        What its kernel takes from a first pass over two images; None if that is nothing.

    Attributes
    ----------
    needs_data_range
        Whether the score depends on the data range.
    """

    program_arguments = frozenset({"data_range", "mask", "lone", "energy"})

    def __init__(
        self,
        name: str,
        function: Function,
        *,
        higher_is_better: bool | None,
        bounds: tuple[float | None, float | None] = (None, None),
        identical: float | None = None,
        symmetric: bool = False,
        no_gradient: str | None = None,
        mirrored: bool = True,
        precision: float = 1e-12,
        kinked: bool = False,
        unit: str = "",
        offset_invariant: bool = False,
        forgives: bool = False,
        learned: bool = False,
        pooling: Pooling | None = None,
        errors: ErrorPass | None = None,
    ) -> None:
        super().__init__(name, function)
        self.higher_is_better = higher_is_better
        self.bounds = bounds
        self.identical = identical
        self.symmetric = symmetric
        self.no_gradient = no_gradient
        self.mirrored = mirrored
        self.precision = precision
        self.kinked = kinked
        self.unit = unit
        self.offset_invariant = offset_invariant
        self.forgives = forgives
        self.learned = learned
        self.pooling = pooling
        self.errors = errors
        range_of = parameters_of(function).get("data_range")
        self.needs_data_range = range_of is not None and range_of.default is range_of.empty
        self.gradient_function: Function | None = None
        self.local_function: Function | None = None
        self.features_function: Function | None = None
        self.several_function: Function | None = None
        self.fixed_function: Function | None = None
        self.ready_function: Function | None = None
        self.local_scale = LocalScale(identical, higher_is_better)
        self.kernel_function: Function | None = None
        self.facts_function: Function | None = None

    def gradient(self, function: Function) -> Function:
        """Register the analytic gradient.

        The function takes two images and returns the scores, (N,), and their derivative with respect to the
        candidate, (N, C, H, W).
        """
        self.gradient_function = with_keyword_settings(function, self.settings_class)
        return self.gradient_function

    @overload
    def local(self, function: Function) -> Function: ...
    @overload
    def local(self, function: None = None, **facts: Any) -> Callable[[Function], Function]: ...
    def local(self, function: Function | None = None, **facts: Any) -> Any:
        """Register the local map.

        The function takes two images and returns the scores, (N,), and the local values, (N, C, H', W').
        Facts of :class:`LocalScale` that differ from the facts of the score are given to the decorator:
        ``@psnr.local(identical=0.0, higher_is_better=False)``.
        """
        if function is None:
            return functools.partial(self.local, **facts)
        self.local_scale = replace(self.local_scale, **facts)
        self.local_function = with_keyword_settings(function, self.settings_class)
        return self.local_function

    def facts(self, function: Function) -> Function:
        """Register facts about the local map, which the record of a comparison contains.

        The function takes the local map of one sample, a numpy array (C, H', W'), and the settings. It
        returns a dictionary that is ready for JSON. For files with equal bytes, which are not decoded, the
        map has one pixel.
        """
        self.facts_function = with_keyword_settings(function, self.settings_class)
        return self.facts_function

    def features(self, function: Function) -> Function:
        """Register the features behind a score.

        The function takes two tensors and returns the scores, (N,), the features of the reference and the
        features of the candidate: two lists with an array (N, K, h, w) for each layer. Autograd can
        differentiate the scores with respect to the features.
        """
        self.features_function = with_keyword_settings(function, self.settings_class)
        return self.features_function

    def several(self, function: Function) -> Function:
        """Register the scores of several candidates, for which the reference is prepared once.

        The function takes a reference, a list of candidates and the settings. It returns a list of scores,
        (N,), each as the metric itself returns it. It is not differentiated.
        """
        self.several_function = with_keyword_settings(function, self.settings_class)
        return self.several_function

    def fixed(self, function: Function) -> Function:
        """Register the score against a reference that stays the same.

        The function takes a reference, a tensor, and the settings. It returns a function of a candidate that
        returns the scores, (N,), and that autograd can differentiate.
        """
        self.fixed_function = with_keyword_settings(function, self.settings_class)
        return self.fixed_function

    def ready(self, function: Function) -> Function:
        """Register a function of the settings that raises an error where the metric cannot be computed."""
        self.ready_function = with_keyword_settings(function, self.settings_class)
        return self.ready_function

    def check_ready(self) -> None:
        """Raise an error that every pair of images would raise.

        Raises
        ------
        MissingDependencyError
            If a package is missing.
        WeightsError
            If weights are missing or wrong.
        InputError
            If the value of a setting is not possible.
        """
        if self.ready_function is not None:
            self.ready_function(**self.settings)

    def kernel(self, function: Function) -> Function:
        """Register the compiled kernel of the score, the map and the gradient.

        The function takes a :class:`~difference_finder.arrays.jobs.Job` and the settings. It returns the
        scores, (number of candidates, N), with the map or the gradient, or None in place of these for a job
        that asks for the score alone. It returns a single None for a job that it cannot compute; the job is
        then repeated in float64, and after that the reference implementation computes.
        """
        self.kernel_function = with_keyword_settings(function, self.settings_class)
        return self.kernel_function
