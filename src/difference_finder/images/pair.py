"""Two images of one shape and on one scale, and the reference if both are measured against one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from difference_finder.images.contents import Unequal
from difference_finder.images.image import Array

if TYPE_CHECKING:
    from difference_finder.arrays.pair_errors import PairErrors
    from difference_finder.images.padding import Padding
    from difference_finder.images.volume import Volume
    from difference_finder.parts.part import Part

__all__ = ["Pair"]


@dataclass(frozen=True, eq=False, repr=False)
class Pair:
    """Two images of one shape and on one scale.

    Parameters
    ----------
    first, second
        Arrays of shape (N, C, H, W): floating-point numbers, or integers as stored where there are divisors.
    data_range
        The range of the values; None where it is unknown.
    mask
        Array of shape (N, 1, H, W), True where pixels count: they are finite in all images and were not
        masked by the user. None if all pixels count.
    notes
        Decisions that were made while the pair was prepared.
    divisors
        Numbers by which the integers of the first and of the second image are divided to be on one scale;
        None for floating-point numbers.
    reference
        The image that both are measured against, in their shape and on their scale; all three are then
        floating-point numbers. None if the second image is measured against the first.
    frame
        Position of the pair in the whole images: (top, left, height of the whole, width of the whole). None
        if the pair is the whole.
    warnings
        The notes that the user is warned of.
    unequal
        What the two images are unequal in, besides their pixel values.
    unseen
        Differences that the pixel values do not show, a numpy array (N, 1, H, W) of values from 0 to 1: the
        difference of the alphas, and 1 where only one image is finite or has a pixel. None if there are none.
    lone
        Where some images have a pixel and others have none, a numpy array of bool (N, 1, H, W): images of
        different sizes that were padded. None if all have all pixels.
    padding
        Where the rows and columns of such images lie, on the whole common area; else None.
    offset
        Number that restores the values of the files, on the scale of the pair, where a range with two ends
        moved its lower end to 0. None if the images need different numbers.
    below_zero
        Which image has negative values, in words, if only the width of the data range is known; else "".
    volume
        The volume that the reference is a slice of, if its slices lie in several files; else None.
    errors
        Errors of the images as they were opened, from the pass that found the limits of their values; None if
        there are none.
    """

    first: Array
    second: Array
    data_range: float | None
    mask: Array | None = None
    notes: tuple[str, ...] = ()
    divisors: tuple[float, float] | None = None
    reference: Array | None = None
    frame: tuple[int, int, int, int] | None = None
    warnings: tuple[str, ...] = ()
    unequal: tuple[Unequal, ...] = ()
    unseen: Array | None = None
    lone: Array | None = None
    padding: Padding | None = None
    offset: float | None = 0.0
    below_zero: str = ""
    volume: Volume | None = None
    errors: PairErrors | None = None

    def __repr__(self) -> str:
        """Return roles, shape, type and data range on one line."""
        shape = tuple(int(n) for n in self.second.shape)
        dtype = str(self.second.dtype).removeprefix("torch.")
        return f"<Pair {', '.join(self.images)}: {shape} {dtype}, data range {self.data_range}>"

    @property
    def images(self) -> dict[str, Array]:
        """The two or three images by their roles."""
        third = {} if self.reference is None else {"reference": self.reference}
        return {"first": self.first, "second": self.second, **third}

    def noted(self, note: str) -> Pair:
        """Return the pair with one more note."""
        return replace(self, notes=(*self.notes, note))

    def warned(self, note: str) -> Pair:
        """Return the pair with one more note that the user is warned of."""
        return replace(self.noted(note), warnings=(*self.warnings, note))

    def cropped(self, top: int, left: int, height: int, width: int) -> Pair:
        """Return a part of the pair, which knows where it lies."""
        rows, columns = slice(top, top + height), slice(left, left + width)
        h, w = (int(side) for side in self.second.shape[-2:])
        if (top, left, height, width) == (0, 0, h, w):
            return self
        above, before, whole_h, whole_w = self.frame or (0, 0, h, w)
        parts: dict[str, Any] = {
            name: None if (image := getattr(self, name)) is None else image[..., rows, columns]
            for name in ("first", "second", "mask", "reference", "unseen", "lone")
        }
        return replace(self, frame=(above + top, before + left, whole_h, whole_w), **parts)

    def lent_to(self, part: Part) -> Pair:
        """Return the pair for a part, with arrays of its own if its function is foreign."""
        if not part.foreign:
            return self
        arrays = ("first", "second", "mask", "reference", "unseen", "lone")
        return replace(self, errors=None, **{name: part.lent(getattr(self, name)) for name in arrays})

    def as_floats(self) -> Pair:
        """Return the pair as floating-point numbers; itself if it has them."""
        return self if self.divisors is None else self._divided

    @cached_property
    def _divided(self) -> Pair:
        from difference_finder.arrays.backend import divide_integers

        first, second = self.divisors or (1.0, 1.0)
        return replace(
            self,
            first=divide_integers(self.first, first),
            second=divide_integers(self.second, second),
            divisors=None,
        )
