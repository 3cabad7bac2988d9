"""Gradients of callables, and of scores with respect to features, by autograd of torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from difference_finder.arrays.backend import (
    cast_like,
    exact_convolutions,
    limited_threads,
    require_torch,
    to_tensor,
)
from difference_finder.errors import InputError
from difference_finder.text import option

__all__ = ["gradient_by_autograd", "gradient_by_features", "gradient_of_functions"]

Array = Any


def gradient_by_autograd(
    function: Callable[[Array, Array], Array], reference: Array, candidate: Array, wrt: int, name: str
) -> tuple[Array, Array]:
    """Return the score of every sample and its derivative with respect to one of the images.

    Parameters
    ----------
    function
        Function of two tensors (1, C, H, W) that returns a tensor; the mean of the tensor is the score.
    reference, candidate
        Images of shape (N, C, H, W).
    wrt
        Image to differentiate with respect to: 0 for the reference, 1 for the candidate.
    name
        Name of the function in messages.

    Returns
    -------
    tuple of array
        Scores (N,) and derivatives (N, C, H, W), in the library and type of the candidate.

    Raises
    ------
    MissingDependencyError
        If torch is not installed.
    InputError
        If the function does not return a tensor that depends on the image through torch, or autograd cannot
        differentiate it.
    """
    images = [to_tensor(image) for image in (reference, candidate)]

    def of_sample(n: int) -> Callable[[Array], Array]:
        def score(leaf: Array) -> Array:
            other = images[1 - wrt][n : n + 1].clone()
            return function(other, leaf) if wrt else function(leaf, other)

        return score

    functions = [of_sample(n) for n in range(candidate.shape[0])]
    scores, slopes = gradient_of_functions(functions, images[wrt], name)
    return scores, cast_like(slopes, candidate)


def gradient_of_functions(
    functions: Sequence[Callable[[Array], Array]], image: Array, name: str
) -> tuple[Array, Array]:
    """Return the score of every sample of an image and its derivative, by a function for each sample.

    Parameters
    ----------
    functions
        Functions of a tensor (1, C, H, W) that return a tensor, of which the mean is the score.
    image
        Image of shape (N, C, H, W).
    name
        Name of the metric in messages.

    Returns
    -------
    tuple of array
        Scores (N,) and derivatives (N, C, H, W), in the library and type of the image.

    Raises
    ------
    MissingDependencyError, InputError
        As for :func:`gradient_by_autograd`.
    """
    torch = require_torch(f"the gradient of '{name}'")
    image_tensor = to_tensor(image)
    scores, slopes = [], []
    with torch.enable_grad(), limited_threads():
        for n, function in enumerate(functions):
            leaf = image_tensor[n : n + 1].clone().requires_grad_(True)
            value = function(leaf)
            if not isinstance(value, torch.Tensor) or not value.requires_grad:
                raise InputError(
                    f"metric '{name}' is not differentiable: it returned"
                    f" {type(value).__name__} that does not depend on its inputs through torch;"
                    f" compute it with torch operations, or use {option('strategy', 'difference')}"
                )
            score = value.mean()
            with exact_convolutions(leaf):
                slope = _slope(torch, score, leaf, name)
            scores.append(score.detach())
            slopes.append(torch.zeros_like(leaf) if slope is None else slope)
        return torch.stack(scores), cast_like(torch.cat(slopes), image)


def _slope(torch: Any, score: Array, leaf: Array, name: str) -> Array:
    """Return d score / d leaf, or None where the score does not depend on it."""
    try:
        return torch.autograd.grad(score, leaf, allow_unused=True)[0]
    except (RuntimeError, NotImplementedError) as error:
        cause = " ".join(str(error).split())
        raise InputError(
            f"torch cannot go back through metric '{name}' ({cause}); use another metric, or"
            f" {option('strategy', 'difference')}"
        ) from error


def gradient_by_features(
    function: Callable[[Array, Array], tuple[Array, list[Array], list[Array]]],
    reference: Array,
    candidate: Array,
    wrt: int,
    layer: int | None,
    name: str,
) -> tuple[Array, Array, Array]:
    """Return the score of every sample, the features of one image, and the derivative with respect to them.

    Parameters
    ----------
    function
        Function of two tensors (1, C, H, W) that returns the score and two lists of features, one for each
        layer.
    reference, candidate
        Images of shape (N, C, H, W).
    wrt
        Image of the features: 0 for the reference, 1 for the candidate.
    layer
        Number of the layer, counted from 1; None for the last.
    name
        Name of the metric in messages.

    Returns
    -------
    tuple of array
        Scores (N,), features (N, K, h, w) and derivatives (N, K, h, w), in the library and type of the
        candidate.

    Raises
    ------
    MissingDependencyError
        If torch is not installed.
    InputError
        If the metric does not have that layer.
    """
    torch = require_torch(f"the features of '{name}'")
    results: list[list[Array]] = [[], [], []]
    with torch.enable_grad(), limited_threads():
        for n in range(candidate.shape[0]):
            pair = [to_tensor(image[n : n + 1]).clone() for image in (reference, candidate)]
            pair[wrt].requires_grad_(True)
            score, *layers = function(pair[0], pair[1])
            count = len(layers[wrt])
            if layer is not None and not 1 <= layer <= count:
                raise InputError(f"'{name}' has the layers 1 to {count}, and no layer {layer}")
            features = layers[wrt][(layer or count) - 1]
            with exact_convolutions(features):
                (slope,) = torch.autograd.grad(score.sum(), features)
            for result, value in zip(results, (score, features, slope), strict=True):
                result.append(value.detach())
    scores, features, slopes = (cast_like(torch.cat(result), candidate) for result in results)
    return scores, features, slopes
