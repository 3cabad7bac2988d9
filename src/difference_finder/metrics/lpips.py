"""Learned perceptual image patch similarity."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from difference_finder.arrays.backend import namespace, to_tensor
from difference_finder.errors import InputError
from difference_finder.metrics._networks import (
    ALEXNET,
    VGG16,
    cast_back,
    check_size,
    exact_arithmetic,
    inpaint,
    load_tensors,
    masked_mean,
    max_pool,
    network_input,
    network_stages,
)
from difference_finder.parts.registry import metric

Array = Any

NETWORKS = {
    "alex": (("alexnet", "lpips-alex"), ALEXNET, 3, (1, 2), 31),
    "vgg": (("vgg16", "lpips-vgg"), VGG16, 2, (1, 2, 3, 4), 16),
}
"""Weights, stages, size of the pooling, stages that begin by pooling, and least side of an image."""

SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
"""Mean and standard deviation of each channel of ImageNet, on a scale of -1 to 1."""


@metric(
    "lpips",
    higher_is_better=False,
    bounds=(0.0, None),
    identical=0.0,
    symmetric=True,
    mirrored=False,
    learned=True,
)
def lpips(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    net: str = "alex",
    weights: str | None = None,
) -> Array:
    """Learned perceptual image patch similarity, version 0.1: the distance of the features of a network.

    Parameters
    ----------
    reference, candidate
        Images of shape (N, 3, H, W) in RGB, or (N, 1, H, W) in grey, which are repeated to three channels;
        0 is black. Sides of at least 31 pixels for AlexNet, 16 for VGG16.
    data_range
        Greatest minus least possible value, positive: the value of white.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.
    net
        Network: "alex", which the authors recommend for scores, or "vgg".
    weights
        Path of a file with weights of the network or of the layers; None for installed weights.

    Returns
    -------
    array
        Scores of shape (N,), at least 0 and mostly below 1; lower for more similar images, 0 for identical
        ones.

    Raises
    ------
    InputError
        If an image is too small or does not have 1 or 3 channels, or the network is unknown.
    WeightsError
        If weights are missing; ``difference-finder weights fetch`` downloads them.
    MissingDependencyError
        If torch is not installed.

    Notes
    -----
    Images are scaled to [-1, 1] and standardized by the mean and standard deviation of ImageNet. After each
    of five stages of the network, the features of a place are divided by their norm, and the squared
    differences are added with a weight for each channel. The score is the sum over the stages of the mean
    over the places. float64 images are computed in float64, others in float32, on CUDA without TF32. Where
    the norm is zero its derivative is defined as zero; the authors' program gives not-a-number.

    Masked pixels are replaced in both images by the mean of the nearest pixels that count, because the edges
    of a hole would affect features far away. Each place of a stage is weighted by the share of pixels in its
    cell of a regular grid that count. Masked pixels thus have no weight themselves, and affect places near
    them like smooth surroundings.

    The local map, (N, 1, H, W), agrees with the authors' (``spatial=True``): the sum of the differences of
    all stages, enlarged bilinearly to the size of the images. Its mean is nearly the score; enlarging changes
    the weights of places at the border. It is 0 where masked.

    References
    ----------
    R. Zhang et al., "The unreasonable effectiveness of deep features as a perceptual metric", CVPR 2018.
    doi:10.1109/CVPR.2018.00068

    Examples
    --------
    >>> import numpy as np
    >>> black, white = np.zeros((1, 3, 64, 64)), np.ones((1, 3, 64, 64))
    >>> float(lpips(black, black, data_range=1.0)[0])
    0.0
    >>> bool(lpips(black, white, data_range=1.0)[0] > 0)
    True
    """
    first, second, mask = _prepared(reference, candidate, data_range, mask, net)
    with exact_arithmetic(first):
        scores = sum(masked_mean(gap, mask)[:, 0, 0, 0] for _, _, gap in _layers(first, second, net, weights))
    return cast_back(scores, candidate)


@lpips.local
def lpips_map(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    net: str = "alex",
    weights: str | None = None,
) -> tuple[Array, Array]:
    """Return the distance and the distance of each place, (N, 1, H, W), 0 where masked."""
    first, second, mask = _prepared(reference, candidate, data_range, mask, net)
    functional = sys.modules["torch"].nn.functional
    scores, places = 0, 0
    with exact_arithmetic(first):
        for _, _, gap in _layers(first, second, net, weights):
            scores = scores + masked_mean(gap, mask)[:, 0, 0, 0]
            places = places + functional.interpolate(gap, tuple(first.shape[2:]), mode="bilinear")
    if mask is not None:
        places = places * mask
    return cast_back(scores, candidate), cast_back(places, candidate)


@lpips.features
def lpips_features(
    reference: Array,
    candidate: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    net: str = "alex",
    weights: str | None = None,
) -> tuple[Array, list[Array], list[Array]]:
    """Return the distance, and the features of both images after each stage, divided by their norm.

    The distance compares normalized features. The derivative with respect to features before the division is
    orthogonal to them, because their norm has no influence, and would hide the places that differ.
    """
    first, second, mask = _prepared(reference, candidate, data_range, mask, net)
    with exact_arithmetic(first):
        layers = list(_layers(first, second, net, weights))
        scores = sum(masked_mean(gap, mask)[:, 0, 0, 0] for _, _, gap in layers)
    return scores, [one for one, _, _ in layers], [other for _, other, _ in layers]


@lpips.ready
def lpips_ready(*, net: str, weights: str | None) -> None:
    """Load the weights."""
    import numpy as np

    image = network_input("lpips", np.zeros((1, 3, 1, 1), np.float32), 1.0)
    load_tensors(_chosen(net)[0], weights, image)


def _chosen(net: str) -> tuple[Any, ...]:
    if net not in NETWORKS:
        raise InputError(f"net of 'lpips' is one of {', '.join(NETWORKS)}, not '{net}'")
    return NETWORKS[net]


def _prepared(
    reference: Array, candidate: Array, data_range: float, mask: Array | None, net: str
) -> tuple[Array, Array, Array | None]:
    """Return both images in the form that the network expects, and the mask, as tensors on one device."""
    check_size("lpips", candidate, _chosen(net)[-1])
    second = network_input("lpips", candidate, data_range)
    first = network_input("lpips", reference, data_range)
    if mask is not None:
        mask = to_tensor(mask, second.device)
    shift, scale = (second.new_tensor(values).reshape(1, 3, 1, 1) for values in (SHIFT, SCALE))
    first, second = ((2 * inpaint(image, mask) - 1 - shift) / scale for image in (first, second))
    return first, second, mask


def _layers(
    first: Array, second: Array, net: str, weights: str | None
) -> Iterator[tuple[Array, Array, Array]]:
    """Yield for each stage the normalized features of both images, and their distance, (N, 1, h, w).

    A generator keeps the features of a single stage in memory where autograd records nothing.
    """
    names, network, size, pooled, _ = _chosen(net)
    sets = load_tensors(names, weights, second)
    pool = max_pool(size)
    both = (network_stages(image, sets[names[0]], network, pool, pooled) for image in (first, second))
    for number, features in enumerate(zip(*both, strict=True)):
        weight = sets[names[1]][str(number)].reshape(1, -1, 1, 1)
        one, other = (_directed(image) for image in features)
        yield one, other, ((one - other) ** 2 * weight).sum(1, keepdim=True)


def _directed(features: Array) -> Array:
    """Return the features of each place divided by their norm; a norm of zero has a derivative of zero."""
    xp = namespace(features)
    squares = (features**2).sum(1, keepdim=True)
    there = squares > 0
    norm = xp.where(there, xp.where(there, squares, xp.ones_like(squares)).sqrt(), squares)
    return features / (norm + 1e-10)
