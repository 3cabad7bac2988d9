"""Learned perceptual image patch similarity."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

from difference_finder.arrays.backend import to_tensor
from difference_finder.errors import InputError
from difference_finder.metrics._bands import Layer, Trunk, bands, is_recorded
from difference_finder.metrics._networks import (
    ALEXNET,
    VGG16,
    cast_back,
    channels_last,
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


CACHED = 1_000_000
"""Features whose distances are computed at once: they stay in the cache, and are enough that the threads need
not wait for each other often."""


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
    images, mask = _prepared([reference, candidate], data_range, mask, net)
    with exact_arithmetic(images[0]):
        (gaps,) = _gaps(images[0], images[1:], net, weights)
        scores = _score(gaps, mask)
    return cast_back(scores, candidate)


@lpips.several
def lpips_several(
    reference: Array,
    candidates: Sequence[Array],
    *,
    data_range: float,
    mask: Array | None = None,
    net: str = "alex",
    weights: str | None = None,
) -> list[Array]:
    """Return the scores of several candidates; the features of the reference are computed once."""
    images, mask = _prepared([reference, *candidates], data_range, mask, net)
    with exact_arithmetic(images[0]):
        return [_score(gaps, mask) for gaps in _gaps(images[0], images[1:], net, weights)]


@lpips.fixed
def lpips_fixed(
    reference: Array,
    *,
    data_range: float,
    mask: Array | None = None,
    net: str = "alex",
    weights: str | None = None,
) -> Callable[[Array], Array]:
    """Return the score as a function of the candidate; the features of the reference are computed once."""
    (image,), fixed_mask = _prepared([reference], data_range, mask, net)
    stages, heads = _network(image, net, weights)
    with exact_arithmetic(image):
        known = [_directed(features) for features in Trunk(stages).push(image, last=True)]

    def score(candidate: Array) -> Array:
        (image,), _ = _prepared([candidate], data_range, mask, net)
        with exact_arithmetic(image):
            features = Trunk(stages).push(image, last=True)
            gaps = [_gap(*three) for three in zip(known, features, heads, strict=True)]
            return _score(gaps, fixed_mask)

    return score


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
    (first, second), mask = _prepared([reference, candidate], data_range, mask, net)
    functional = sys.modules["torch"].nn.functional
    with exact_arithmetic(first):
        (gaps,) = _gaps(first, [second], net, weights)
        scores, size = _score(gaps, mask), tuple(first.shape[2:])
        places = sum(functional.interpolate(gap, size, mode="bilinear") for gap in gaps)
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
    images, mask = _prepared([reference, candidate], data_range, mask, net)
    stages, heads = _network(images[0], net, weights)
    with exact_arithmetic(images[0]):
        first, second = (
            [_directed(features) for features in Trunk(stages).push(image, last=True)] for image in images
        )
        gaps = [
            _weighted((one - other) ** 2, head) for one, other, head in zip(first, second, heads, strict=True)
        ]
        return _score(gaps, mask), first, second


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
    images: Sequence[Array], data_range: float, mask: Array | None, net: str
) -> tuple[list[Array], Array | None]:
    """Return images in the form that the network expects, and the mask, as tensors on one device."""
    check_size("lpips", images[-1], _chosen(net)[-1])
    tensors = [network_input("lpips", image, data_range) for image in images]
    if mask is not None:
        mask = to_tensor(mask, tensors[0].device)
    shift, scale = (tensors[0].new_tensor(values).reshape(1, 3, 1, 1) for values in (SHIFT, SCALE))
    factor, offset = 2 / scale, (1 + shift) / scale
    return [channels_last((inpaint(image, mask) * factor).sub_(offset)) for image in tensors], mask


def _network(like: Array, net: str, weights: str | None) -> tuple[list[list[Layer]], list[Array]]:
    """Return the stages of the network, and the weights of the channels of each stage."""
    names, network, size, pooled, _ = _chosen(net)
    sets = load_tensors(names, weights, like)
    heads = [sets[names[1]][str(number)] for number in range(len(network))]
    return network_stages(sets[names[0]], network, max_pool(size), pooled), heads


def _gaps(first: Array, others: Sequence[Array], net: str, weights: str | None) -> list[list[Array]]:
    """Return for each of the others the distances of each stage from the first, (N, 1, h, w)."""
    torch = sys.modules["torch"]
    stages, heads = _network(first, net, weights)
    trunks = [Trunk(stages) for _ in (first, *others)]
    found: list[list[list[Array]]] = [[[] for _ in stages] for _ in others]
    for rows, last in bands([first, *others], stages):
        known = [None if f is None else _directed(f) for f in trunks[0].push(rows[0], last)]
        for of_image, trunk, band in zip(found, trunks[1:], rows[1:], strict=True):
            for place, features in enumerate(trunk.push(band, last)):
                if features is not None:
                    of_image[place].append(_gap(known[place], features, heads[place]))
    return [[torch.cat(parts, 2) for parts in of_image] for of_image in found]


def _gap(one: Array, features: Array, weight: Array) -> Array:
    """Return the distances of features, of which the first are divided by their norm, (N, 1, h, w)."""
    if is_recorded(one, features):
        return _weighted((one - _directed(features)) ** 2, weight)
    n, channels, height, width = features.shape
    torch = sys.modules["torch"]
    step = max(1, CACHED // int(n * channels * width))
    parts = [slice(top, top + step) for top in range(0, height, step)]
    gaps = [
        _weighted(_directed(features[:, :, part]).sub_(one[:, :, part]).square_(), weight) for part in parts
    ]
    return gaps[0] if len(gaps) == 1 else torch.cat(gaps, 2)


def _weighted(squares: Array, weight: Array) -> Array:
    """Return the weighted sum over the channels, (N, 1, h, w)."""
    return (squares.movedim(1, -1) @ weight)[:, None]


def _score(gaps: Sequence[Array], mask: Array | None) -> Array:
    """Return the sum over the stages of the mean over the places, (N,)."""
    return sum(masked_mean(gap, mask)[:, 0, 0, 0] for gap in gaps)


def _directed(features: Array) -> Array:
    """Return the features of each place divided by their norm; a norm of zero has a derivative of zero."""
    norm = sys.modules["torch"].linalg.vector_norm(features, dim=1, keepdim=True)
    return features * (1 / (norm + 1e-10))
