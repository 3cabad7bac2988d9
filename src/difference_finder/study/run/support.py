"""The pixels on which all methods of an image are scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from difference_finder.arrays.backend import mask_like, to_numpy
from difference_finder.arrays.masked import fill_masked, keeps_every_sample
from difference_finder.errors import InputError
from difference_finder.images.image import METRIC_ROLES, Image
from difference_finder.images.pair import Pair
from difference_finder.pipeline.masks import chosen_pixels
from difference_finder.pipeline.measurement import Measurement

__all__ = ["NOTE", "Support"]

NOTE = "pixels that are not finite in the reference or in any method are left out for all methods"


class Support:
    """The pixels that are finite in the reference and in all methods that were added.

    Parameters
    ----------
    measurement
        Measurement of the study.
    reference
        The reference as read.
    mask
        Mask of the image, if any.
    """

    def __init__(self, measurement: Measurement, reference: Image, mask: Image | None) -> None:
        self.measurement, self.reference, self.mask = measurement, reference, mask
        self._common: Any = None
        self._like: Pair | None = None
        self._used: list[int] = []

    def add(self, pairs: Iterable[Pair]) -> None:
        """Add the pairs of some methods, as prepared."""
        for pair in pairs:
            if pair.mask is None or self.measurement.nan == "mask":
                continue
            finite = to_numpy(pair.mask)
            if self._common is None:
                self._common, self._like = finite, pair
            elif finite.shape == self._common.shape:
                self._common = self._common & finite
        self._used.append(self._count())

    def _count(self) -> int:
        import numpy as np

        return -1 if self._common is None else int(np.count_nonzero(self._common))

    def has_shrunk(self) -> bool:
        """Tell whether pixels were left out after some methods had been scored; forget these scores."""
        shrunk = any(count != self._used[-1] for count in self._used)
        self._used = []
        return shrunk

    def _concerns(self, pair: Pair) -> bool:
        """Tell whether the common pixels apply to a pair: others have another size, by ``fit``."""
        shape = (int(pair.second.shape[0]), 1, *(int(side) for side in pair.second.shape[2:]))
        return self._common is not None and self._common.shape == shape

    def applied(self, pair: Pair) -> Pair:
        """Return a pair in which only the common pixels count.

        Raises
        ------
        InputError
            If no pixel is left.
        """
        if not self._concerns(pair):
            return pair
        mask = mask_like(self._common, pair.second)
        if not keeps_every_sample(mask):
            raise InputError("no pixel counts and is finite in the reference and in all methods")
        images = {role: fill_masked(image, mask, 0) for role, image in pair.images.items()}
        return replace(pair, mask=mask, **images)

    def notes(self, pair: Pair) -> list[str]:
        """Return a note if pixels are left out of a pair because they are not finite in any method."""
        return [NOTE] if self._concerns(pair) and self.left_out() else []

    def left_out(self) -> list[int] | None:
        """Return the number of pixels that are left out, and of those that would count; None if none is."""
        if self._common is None or self._like is None:
            return None
        chosen, _ = chosen_pixels(
            self.mask, self.measurement.ignore, self.reference, self._like.second, METRIC_ROLES[0]
        )
        total = self._common.size if chosen is None else int(to_numpy(chosen).sum())
        left = total - self._count()
        return [left, total] if left else None
