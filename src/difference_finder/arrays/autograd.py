"""The gradient of any differentiable callable, and of a score by features, by torch's autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from difference_finder.arrays.backend import cast_like, exact_convolutions, require_torch, to_tensor
from difference_finder.errors import InputError
from difference_finder.text import option

__all__ = ["gradient_by_autograd", "gradient_by_features"]

Array = Any


def gradient_by_autograd(
    function: Callable[[Array, Array], Array], reference: Array, candidate: Array, wrt: int, name: str
) -> tuple[Array, Array]:
    """Return the score of every sample and its derivative with respect to one of the images.

    Parameters
    ----------
    function
        Takes two tensors (1, C, H, W) and returns a tensor; its mean is the score.
    reference, candidate
        Shape (N, C, H, W).
    wrt
        0: the reference; 1: the candidate.
    name
        What to call the function in messages.

    Returns
    -------
    tuple of array
        Scores (N,) and derivatives (N, C, H, W), in the kind of the candidate.

    Raises
    ------
    MissingDependencyError
        If torch is not installed.
    InputError
        If the function does not return a tensor that depends differentiably on the image, or autograd cannot
        go back through it.
    """
    torch = require_torch(f"the gradient of '{name}'")
    scores, slopes = [], []
    with torch.enable_grad():
        for n in range(candidate.shape[0]):
            pair = [to_tensor(image[n : n + 1]).clone() for image in (reference, candidate)]
            leaf = pair[wrt].requires_grad_(True)
            value = function(pair[0], pair[1])
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
        return torch.stack(scores), cast_like(torch.cat(slopes), candidate)


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
    """Return the score of every sample, the features of one of the images, and the derivative by them.

    Parameters
    ----------
    function
        Takes two tensors (1, C, H, W) and returns the score and the features of both, layer by layer.
    reference, candidate
        Shape (N, C, H, W).
    wrt
        Whose features: 0: the reference's; 1: the candidate's.
    layer
        Which layer, counted from 1; None for the last.
    name
        What to call the metric in messages.

    Returns
    -------
    tuple of array
        Scores (N,), features (N, K, h, w) and derivatives (N, K, h, w), in the kind of the candidate.

    Raises
    ------
    MissingDependencyError
        If torch is not installed.
    InputError
        If there is no such layer.
    """
    torch = require_torch(f"the features of '{name}'")
    results: list[list[Array]] = [[], [], []]
    with torch.enable_grad():
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
