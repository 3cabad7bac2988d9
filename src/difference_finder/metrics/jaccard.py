"""Jaccard index."""

from __future__ import annotations

from typing import Any

from difference_finder.metrics._overlap import FLAT, agreement, overlap, quotient
from difference_finder.parts.registry import metric

Array = Any


@metric("jaccard", higher_is_better=True, bounds=(0.0, 1.0), identical=1.0, symmetric=True, no_gradient=FLAT)
def jaccard(
    reference: Array, candidate: Array, *, threshold: float = 0.0, mask: Array | None = None
) -> Array:
    """Jaccard index of two masks: the size of the intersection over the size of the union.

    Parameters
    ----------
    reference, candidate
        Masks of shape (N, C, H, W), or images and maps that ``threshold`` turns into masks.
    threshold
        Values greater than the threshold belong to a mask; 0 selects all positive values. Integers are
        divided by their data range first: for pictures of 8 bits, 0.5 selects values of 128 and more.
    mask
        Mask of shape (N, 1, H, W); True where pixels count.

    Returns
    -------
    array
        Scores of shape (N,), in [0, 1]; 1 for equal masks, also where both are empty.

    Notes
    -----
    The pixels of all channels are counted together. The local map, (N, C, H, W), is 1 where both masks agree
    and 0 elsewhere. There is no gradient. The index is d / (2 - d) for the Dice coefficient d, so both rank
    masks equally.

    References
    ----------
    P. Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11(2), 1912.
    doi:10.1111/j.1469-8137.1912.tb05611.x

    Examples
    --------
    >>> import numpy as np
    >>> first, second = np.array([[[[1, 1, 0, 0]]]]), np.array([[[[0, 1, 0, 0]]]])
    >>> float(jaccard(first, second)[0])
    0.5
    """
    both, either = overlap(reference, candidate, threshold, mask)
    return quotient(both, either)


@jaccard.local
def jaccard_map(
    reference: Array, candidate: Array, *, threshold: float = 0.0, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the index and the agreement of the masks, (N, C, H, W), 1 where masked."""
    scores = jaccard(reference, candidate, threshold=threshold, mask=mask)
    return scores, agreement(reference, candidate, threshold, mask)
