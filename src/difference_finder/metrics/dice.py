"""Dice coefficient."""

from __future__ import annotations

from typing import Any

from difference_finder.metrics._overlap import FLAT, agreement, overlap, quotient
from difference_finder.parts.registry import metric

Array = Any


@metric("dice", higher_is_better=True, bounds=(0.0, 1.0), identical=1.0, symmetric=True, no_gradient=FLAT)
def dice(reference: Array, candidate: Array, *, threshold: float = 0.0, mask: Array | None = None) -> Array:
    """Dice coefficient of two masks: twice the size of the intersection over the sum of the sizes.

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
    The pixels of all channels are counted together; repeating a channel does not change the coefficient. The
    local map, (N, C, H, W), is 1 where both masks agree and 0 elsewhere. There is no gradient.

    References
    ----------
    L. R. Dice, "Measures of the amount of ecologic association between species", Ecology 26(3), 1945.
    doi:10.2307/1932409

    Examples
    --------
    >>> import numpy as np
    >>> first, second = np.array([[[[1, 1, 0, 0]]]]), np.array([[[[0, 1, 0, 0]]]])
    >>> round(float(dice(first, second)[0]), 4)
    0.6667
    """
    both, either = overlap(reference, candidate, threshold, mask)
    return quotient(2 * both, both + either)


@dice.local
def dice_map(
    reference: Array, candidate: Array, *, threshold: float = 0.0, mask: Array | None = None
) -> tuple[Array, Array]:
    """Return the coefficient and the agreement of the masks, (N, C, H, W), 1 where masked."""
    scores = dice(reference, candidate, threshold=threshold, mask=mask)
    return scores, agreement(reference, candidate, threshold, mask)
