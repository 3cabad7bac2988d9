"""Dice coefficient."""

from __future__ import annotations

from typing import Any

from difference_finder.metrics._overlap import FLAT, agreement, overlap, quotient
from difference_finder.parts.registry import metric

Array = Any


@metric("dice", higher_is_better=True, bounds=(0.0, 1.0), identical=1.0, symmetric=True, no_gradient=FLAT)
def dice(reference: Array, candidate: Array, *, threshold: float = 0.0, mask: Array | None = None) -> Array:
    """Dice coefficient of two masks: twice what both have, over the sum of what each has.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W): masks, or images and maps that become masks by ``threshold``.
    threshold
        A value belongs to its mask if it is greater. By default all that is greater than zero does. It is
        meant on the scale of the values; integers have been divided by their data range, so that of a picture
        of 8 bits 0.5 parts values up to 127 from those of 128 and more.
    mask
        Shape (N, 1, H, W); only pixels that are True count.

    Returns
    -------
    array
        Shape (N,), in [0, 1]; 1 where both masks are the same, two empty ones included.

    Notes
    -----
    The channels of an image are counted together. The coefficient of a channel that is repeated is that of
    the channel. The local map is 1 where both masks agree, else 0. There is no gradient.

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
    """Return the coefficient and whether the masks agree, (N, C, H, W), 1 where masked."""
    scores = dice(reference, candidate, threshold=threshold, mask=mask)
    return scores, agreement(reference, candidate, threshold, mask)
