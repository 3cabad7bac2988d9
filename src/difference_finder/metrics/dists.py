"""Deep image structure and texture similarity."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from difference_finder.arrays.backend import to_tensor
from difference_finder.metrics._networks import (
    VGG16,
    cast_back,
    exact_arithmetic,
    inpaint,
    load_tensors,
    masked_mean,
    network_input,
    network_stages,
)
from difference_finder.parts.registry import metric

Array = Any

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Mean and standard deviation of each channel of ImageNet, on a scale of 0 to 1."""

CHANNELS = (3, 64, 128, 256, 512, 512)
STABILISER = 1e-6


@metric(
    "dists",
    higher_is_better=False,
    bounds=(0.0, 2.0),
    identical=0.0,
    symmetric=True,
    mirrored=False,
    learned=True,
)
def dists(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    weights: str | None = None,
) -> Array:
    """Deep image structure and texture similarity, as a distance that tolerates shifts of textures.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, 3, H, W) in RGB, or (N, 1, H, W) in grey, which are repeated to three channels;
        0 is black. The authors shrink images to 256 pixels on the shorter side; this function does not.
    data_range
        Greatest minus least possible value, positive: the value of white.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    weights
        Path of a file with weights of VGG16 or of its layers; None for installed weights.

    Returns
    -------
    array
        Scores of shape (N,), at least 0 and mostly below 1; lower for more similar images, 0 for identical
        ones.

    Raises
    ------
    InputError
        If an image has neither one nor three channels.
    WeightsError
        If weights are missing; ``difference-finder weights fetch`` downloads them.
    MissingDependencyError
        If torch is not installed.

    Notes
    -----
    The image and the features of five stages of VGG16 are compared channel by channel, by their means and by
    their covariance. The network pools by the root of weighted means of squares. The score is 1 minus the
    weighted sum of the similarities. It is evaluated as the weighted sum of the dissimilarities, the same
    number without cancellation: (m - n)^2 / (m^2 + n^2 + c) for the means m and n, and the variance of the
    difference divided by the sum of both variances and c for the structure; c = 1e-6.

    float64 images are computed in float64, others in float32, on CUDA without TF32. Masked pixels are treated
    as in ``lpips``: they are replaced by means of their surroundings, and each place is weighted by the share
    of pixels in its cell that count. There is no local map, because the score consists of means over the
    whole image.

    References
    ----------
    K. Ding et al., "Image quality assessment: unifying structure and texture similarity", IEEE TPAMI 44
    (2022). doi:10.1109/TPAMI.2020.3045810

    Examples
    --------
    >>> import numpy as np
    >>> black, white = np.zeros((1, 3, 32, 32)), np.ones((1, 3, 32, 32))
    >>> float(dists(black, black, data_range=1.0)[0])
    0.0
    >>> bool(dists(black, white, data_range=1.0)[0] > 0.1)
    True
    """
    first, second, mask = _prepared(reference, candidate, data_range, mask)
    with exact_arithmetic(first):
        scores = sum(gap for _, _, gap in _layers(first, second, mask, weights))
    return cast_back(scores, candidate)


@dists.features
def dists_features(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    weights: str | None = None,
) -> tuple[Array, list[Array], list[Array]]:
    """Return the distance, and the features of both images after each of the five stages."""
    first, second, mask = _prepared(reference, candidate, data_range, mask)
    with exact_arithmetic(first):
        layers = list(_layers(first, second, mask, weights))
        scores = sum(gap for _, _, gap in layers)
    return scores, [one for one, _, _ in layers[1:]], [other for _, other, _ in layers[1:]]


@dists.ready
def dists_ready(*, weights: str | None) -> None:
    """Load the weights."""
    import numpy as np

    load_tensors(("vgg16", "dists"), weights, network_input("dists", np.zeros((1, 3, 1, 1), np.float32), 1.0))


def _prepared(
    reference: Array, candidate: Array, data_range: float, mask: Array | None
) -> tuple[Array, Array, Array | None]:
    """Return both images on a scale of 0 to 1, and the mask, as tensors on one device."""
    second = network_input("dists", candidate, data_range)
    first = network_input("dists", reference, data_range)
    if mask is not None:
        mask = to_tensor(mask, second.device)
    return inpaint(first, mask), inpaint(second, mask), mask


def _layers(
    first: Array, second: Array, mask: Array | None, weights: str | None
) -> Iterator[tuple[Array, Array, Array]]:
    """Yield for the image and each stage the features of both images and their distance, (N,)."""
    sets = load_tensors(("vgg16", "dists"), weights, second)
    alpha, beta = sets["dists"]["alpha"], sets["dists"]["beta"]
    total = alpha.sum() + beta.sum()
    start = 0
    both = zip(_features(first, sets["vgg16"]), _features(second, sets["vgg16"]), strict=True)
    for channels, (one, other) in zip(CHANNELS, both, strict=True):
        of_means, of_structure = _dissimilarities(one, other, mask)
        part = slice(start, start + channels)
        yield one, other, (of_means * alpha[part] + of_structure * beta[part]).sum(1) / total
        start += channels


def _features(image: Array, network: Any) -> Iterator[Array]:
    """Yield the image, then the features after each stage."""
    yield image
    mean, deviation = (image.new_tensor(values).reshape(1, 3, 1, 1) for values in (MEAN, DEVIATION))
    yield from network_stages((image - mean) / deviation, network, VGG16, _root_of_squares, (1, 2, 3, 4))


def _root_of_squares(features: Array) -> Array:
    """Halve features by the root of the weighted mean of squares, with zeros outside."""
    channels = features.shape[1]
    weights = features.new_tensor([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16
    weights = weights.expand(channels, 1, 3, 3)
    functional = sys.modules["torch"].nn.functional
    squares = functional.conv2d(features**2, weights, stride=2, padding=1, groups=channels)
    return (squares + 1e-12).sqrt()


def _dissimilarities(one: Array, other: Array, mask: Array | None) -> tuple[Array, Array]:
    """Return one minus the similarity of the means, and of the structure, in each channel, (N, K)."""
    first, second = masked_mean(one, mask), masked_mean(other, mask)
    means = (first - second) ** 2 / (first**2 + second**2 + STABILISER)
    one, other = one - first, other - second
    spread = masked_mean(one**2, mask) + masked_mean(other**2, mask)
    structure = masked_mean((one - other) ** 2, mask) / (spread + STABILISER)
    return means[..., 0, 0], structure[..., 0, 0]
