"""Deep image structure and texture similarity."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from difference_finder.arrays.backend import to_tensor
from difference_finder.metrics._bands import Layer, Trunk, bands, output_sides
from difference_finder.metrics._feature_moments import PairMoments, Side, merged
from difference_finder.metrics._networks import (
    VGG16,
    cast_back,
    channels_last,
    exact_arithmetic,
    inpaint,
    load_tensors,
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
    (score,) = dists_several(reference, [candidate], data_range=data_range, mask=mask, weights=weights)
    return cast_back(score, candidate)


@dists.several
def dists_several(
    reference: Array,
    candidates: Sequence[Array],
    *,
    data_range: float,
    mask: Array | None = None,
    weights: str | None = None,
) -> list[Array]:
    """Return the scores of several candidates; the features of the reference are computed once."""
    images, mask = _prepared([reference, *candidates], data_range, mask)
    with exact_arithmetic(images[0]):
        network = _Network(images[0], mask, weights)
        found = _moments(network, images[0], images[1:])
        return [network.score(moments).to(images[0].dtype) for moments in found]


@dists.fixed
def dists_fixed(
    reference: Array, *, data_range: float, mask: Array | None = None, weights: str | None = None
) -> Callable[[Array], Array]:
    """Return the score as a function of the candidate; the features of the reference are computed once."""
    (image,), fixed_mask = _prepared([reference], data_range, mask)
    network = _Network(image, fixed_mask, weights)
    with exact_arithmetic(image):
        known = [network.side(place, rows) for place, rows in enumerate(network.features(image))]

    def score(candidate: Array) -> Array:
        (image,), _ = _prepared([candidate], data_range, mask)
        with exact_arithmetic(image):
            others = (network.side(place, rows) for place, rows in enumerate(network.features(image)))
            return network.score(one.to(other) for one, other in zip(known, others, strict=True))

    return score


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
    images, mask = _prepared([reference, candidate], data_range, mask)
    with exact_arithmetic(images[0]):
        network = _Network(images[0], mask, weights)
        first, second = (list(network.features(image)) for image in images)
        moments = (
            network.side(place, one).to(network.side(place, other))
            for place, (one, other) in enumerate(zip(first, second, strict=True))
        )
        return network.score(moments), first[1:], second[1:]


@dists.ready
def dists_ready(*, weights: str | None) -> None:
    """Load the weights."""
    import numpy as np

    load_tensors(("vgg16", "dists"), weights, network_input("dists", np.zeros((1, 3, 1, 1), np.float32), 1.0))


def _prepared(
    images: Sequence[Array], data_range: float, mask: Array | None
) -> tuple[list[Array], Array | None]:
    """Return images on a scale of 0 to 1, and the mask, as tensors on one device."""
    tensors = [network_input("dists", image, data_range) for image in images]
    if mask is not None:
        mask = to_tensor(mask, tensors[0].device)
    return [channels_last(inpaint(tensor, mask)) for tensor in tensors], mask


class _Network:
    """The network and the weights of its features, for images of one size.

    Parameters
    ----------
    like
        Image of that size, on the device and in the type of the others.
    mask
        Mask of shape (N, 1, H, W) or None.
    weights
        As for :func:`dists`.
    """

    def __init__(self, like: Array, mask: Array | None, weights: str | None) -> None:
        sets = load_tensors(("vgg16", "dists"), weights, like)
        self._alpha, self._beta = sets["dists"]["alpha"], sets["dists"]["beta"]
        self._mean, self._deviation = (
            like.new_tensor(values).reshape(1, 3, 1, 1) for values in (MEAN, DEVIATION)
        )
        pool = Layer(_root_of_squares, 3, 2, 1)
        self.stages = network_stages(sets["vgg16"], VGG16, pool, (1, 2, 3, 4))
        self._shares = _shares(mask, self.stages, like)

    def features(self, image: Array) -> Iterator[Array]:
        """Yield the image, then the features after each stage."""
        return self.push(Trunk(self.stages), image, last=True)

    def push(self, trunk: Trunk, rows: Array, last: bool) -> Iterator[Array | None]:
        """Yield the next rows of the image, then of the features after each stage; None for no rows."""
        yield rows
        yield from trunk.push((rows - self._mean) / self._deviation, last)

    def side(self, place: int, rows: Array, top: int = 0) -> Side:
        """Return the moments of rows of features, the first of which is row ``top`` of the whole image."""
        share = self._shares[place]
        return Side(rows, None if share is None else share[:, :, top : top + rows.shape[2]])

    def score(self, moments: Iterable[PairMoments]) -> Array:
        """Return the scores, (N,), from the moments of the image and of each stage."""
        total = self._alpha.sum() + self._beta.sum()
        start, score = 0, 0
        for channels, of_stage in zip(CHANNELS, moments, strict=True):
            of_means, of_structure = _dissimilarities(of_stage)
            part = slice(start, start + channels)
            gaps = of_means * self._alpha[part] + of_structure * self._beta[part]
            score = score + gaps.sum(1) / total
            start += channels
        return score


def _shares(mask: Array | None, stages: Sequence[Sequence[Layer]], like: Array) -> list[Array | None]:
    """Return for the image and each stage the share of pixels that count in the cell of each place."""
    if mask is None:
        return [None] * len(CHANNELS)
    functional = sys.modules["torch"].nn.functional
    height, width = (int(side) for side in mask.shape[2:])
    sides = [(height, width), *output_sides(stages, height, width)]
    return [functional.adaptive_avg_pool2d(mask.to(like.dtype), side) for side in sides]


def _moments(network: _Network, first: Array, others: Sequence[Array]) -> list[list[PairMoments]]:
    """Return for each of the others the moments of the image and of each stage with those of the first."""
    trunks = [Trunk(network.stages) for _ in (first, *others)]
    found: list[list[PairMoments | None]] = [[None for _ in CHANNELS] for _ in others]
    tops = [0] * len(CHANNELS)
    for rows, last in bands([first, *others], network.stages):
        known = [
            None if features is None else network.side(place, features, tops[place])
            for place, features in enumerate(network.push(trunks[0], rows[0], last))
        ]
        for of_image, trunk, band in zip(found, trunks[1:], rows[1:], strict=True):
            for place, features in enumerate(network.push(trunk, band, last)):
                one = known[place]
                if one is not None and features is not None:
                    # Moments of many bands, kept apart, would break the memory between them into pieces.
                    moments = one.to(network.side(place, features, tops[place]))
                    before = of_image[place]
                    of_image[place] = moments if before is None else merged([before, moments])
        tops = [top if side is None else top + side.height for top, side in zip(tops, known, strict=True)]
    return [[moments for moments in of_image if moments is not None] for of_image in found]


def _root_of_squares(features: Array, above: int) -> Array:
    """Halve features by the root of the weighted mean of squares, with zeros outside."""
    channels = features.shape[1]
    weights = features.new_tensor([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16
    weights = weights.expand(channels, 1, 3, 3)
    functional = sys.modules["torch"].nn.functional
    squares = functional.conv2d(features**2, weights, stride=2, padding=(above, 1), groups=channels)
    return squares.add_(1e-12).sqrt_()


def _dissimilarities(moments: PairMoments) -> tuple[Array, Array]:
    """Return one minus the similarity of the means, and of the structure, in each channel, (N, K)."""
    first, second = moments.means
    means = (first - second) ** 2 / (first**2 + second**2 + STABILISER)
    structure = moments.between / (sum(moments.variances) + STABILISER)
    return means[..., 0, 0], structure[..., 0, 0]
