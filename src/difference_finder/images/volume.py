"""Facts about the volume whose slices lie in several files."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Volume"]


@dataclass(frozen=True)
class Volume:
    """The reference volume that a slice belongs to.

    Parameters
    ----------
    greatest
        Greatest value of all slices, on the scale of a pair.
    energy
        Mean square of all slices, on that scale.
    slices
        Number of the slices.
    """

    greatest: float
    energy: float
    slices: int
