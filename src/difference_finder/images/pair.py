"""Two images of one shape and on one scale, with the reference where there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from difference_finder.images.image import Array

__all__ = ["Pair"]


@dataclass(frozen=True, eq=False)
class Pair:
    """Two images of one shape and on one scale.

    Parameters
    ----------
    reference, candidate
        Shape (N, C, H, W): floating-point numbers; or, where there are divisors, integers as they are stored.
    data_range
        The range of the values; None where it is unknown.
    mask
        Shape (N, 1, H, W), True where pixels count: all images have a number, and the user left them in.
        None where all do.
    notes
        What was decided on the way.
    divisors
        What the integers of the reference and of the candidate are divided by to be on one scale; None for
        floating-point numbers.
    truth
        What both are measured against, where there is such a third image: of their shape and on their scale,
        in floating-point numbers, and so are they. None where the reference is what the candidate is
        measured against.
    frame
        Where the pair lies in the two images: (top, left, height, width) of these, of which it is a part.
        None for all of them.
    warnings
        Which of the notes the user is warned of.
    """

    reference: Array
    candidate: Array
    data_range: float | None
    mask: Array | None = None
    notes: tuple[str, ...] = ()
    divisors: tuple[float, float] | None = None
    truth: Array | None = None
    frame: tuple[int, int, int, int] | None = None
    warnings: tuple[str, ...] = ()

    @property
    def images(self) -> dict[str, Array]:
        """The two images, or three, by the names that they have here."""
        third = {} if self.truth is None else {"truth": self.truth}
        return {"reference": self.reference, "candidate": self.candidate, **third}

    def noted(self, note: str) -> Pair:
        """Return the pair with one more note."""
        return replace(self, notes=(*self.notes, note))

    def warned(self, note: str) -> Pair:
        """Return the pair with one more note that the user is warned of."""
        return replace(self.noted(note), warnings=(*self.warnings, note))

    def cropped(self, top: int, left: int, height: int, width: int) -> Pair:
        """Return a part of the pair, which knows where it lies."""
        rows, columns = slice(top, top + height), slice(left, left + width)
        h, w = (int(side) for side in self.candidate.shape[-2:])
        if (top, left, height, width) == (0, 0, h, w):
            return self
        above, before, whole_h, whole_w = self.frame or (0, 0, h, w)
        parts: dict[str, Any] = {
            name: None if (image := getattr(self, name)) is None else image[..., rows, columns]
            for name in ("reference", "candidate", "mask", "truth")
        }
        return replace(self, frame=(above + top, before + left, whole_h, whole_w), **parts)

    def as_floats(self) -> Pair:
        """Return the pair as floating-point numbers; itself if it has them."""
        return self if self.divisors is None else self._divided

    @cached_property
    def _divided(self) -> Pair:
        from difference_finder.arrays.backend import divide_integers

        first, second = self.divisors or (1.0, 1.0)
        return replace(
            self,
            reference=divide_integers(self.reference, first),
            candidate=divide_integers(self.candidate, second),
            divisors=None,
        )
