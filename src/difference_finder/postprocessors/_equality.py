"""Where the two images of a map are equal, and the region of a change of the whole image."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import to_numpy
from difference_finder.arrays.change import Change, measure_change
from difference_finder.arrays.equality import clear_equal_pixels, find_differing_pixels
from difference_finder.postprocessors._shapes import Component

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from difference_finder.images.pair import Pair

__all__ = ["PairEquality", "whole_component"]


@dataclass(frozen=True, eq=False)
class PairEquality:
    """Equality of the pixels of a pair, for its first sample.

    Parameters
    ----------
    pair
        The pair.
    """

    pair: Pair

    def clear_equal(self, found: NDArray[Any]) -> None:
        """Remove the pixels that are equal in all channels, also unseen, from a mask of the whole images."""
        import numpy as np

        top, left, *_ = self.pair.frame or (0, 0)
        height, width = self._images[0].shape[1:]
        for outside in (np.s_[:top], np.s_[top + height :], np.s_[:, :left], np.s_[:, left + width :]):
            found[outside] = False
        part = found[top : top + height, left : left + width]
        unseen = None if self.pair.unseen is None else part & (self.pair.unseen[0, 0] > 0)
        clear_equal_pixels(part, *self._images, self.pair.divisors)
        if unseen is not None:
            part |= unseen

    @cached_property
    def change(self) -> Change:
        """The spread of the difference."""
        scale = (self.pair.data_range or 1.0) if self.pair.divisors is None else 1.0
        divisors = self.pair.divisors or (scale, scale)
        mask = None if self.pair.mask is None else to_numpy(self.pair.mask)[0, 0]
        return measure_change(*self._images, divisors, mask)

    def keep_differing(self, pieces: list[Component]) -> list[Component]:
        """Return the components with a pixel that differs in their box."""
        top, left, *_ = self.pair.frame or (0, 0)
        kept = []
        for piece in pieces:
            rows = slice(max(0, piece.y - top), max(0, piece.y - top + piece.height))
            columns = slice(max(0, piece.x - left), max(0, piece.x - left + piece.width))
            if self._differing_in((rows, columns)).any():
                kept.append(piece)
        return kept

    def _differing_in(self, place: tuple[slice, slice]) -> NDArray[Any]:
        """Return which pixels of a part of the pair differ, also in what its values do not show."""
        first, second = (image[:, *place] for image in self._images)
        differing = find_differing_pixels(first, second, self.pair.divisors)
        return differing if self.pair.unseen is None else differing | (self.pair.unseen[0, 0][place] > 0)

    @property
    def _images(self) -> tuple[NDArray[Any], NDArray[Any]]:
        return to_numpy(self.pair.first)[0], to_numpy(self.pair.second)[0]


def whole_component(found: NDArray[Any], plane: NDArray[Any]) -> list[Component]:
    """Return one component of all pixels of a mask (H, W), measured in a map; none of an empty mask."""
    import numpy as np

    rows, columns = (np.flatnonzero(found.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return []
    values = plane[found].astype(np.float64)
    total = float(values.sum())
    return [
        Component(
            strength=total,
            x=int(columns[0]),
            y=int(rows[0]),
            width=int(columns[-1] - columns[0]) + 1,
            height=int(rows[-1] - rows[0]) + 1,
            area=values.size,
            peak=float(values.max()),
            total=total,
        )
    ]
