"""Pairs without their border."""

from __future__ import annotations

from difference_finder.arrays.masked import keeps_every_sample
from difference_finder.errors import InputError
from difference_finder.images.pair import Pair
from difference_finder.text import count_of

__all__ = ["describe_border", "without_border"]


def without_border(pair: Pair, border: int, by: str, setting: str) -> Pair:
    """Return the inner part of a pair, which knows where it lies.

    Parameters
    ----------
    pair
        The images.
    border
        How many pixels are left out at each of the four sides.
    by, setting
        What leaves them out, and which setting of it says how many, for messages.

    Raises
    ------
    InputError
        If nothing is left, or nothing that counts.
    """
    if not border:
        return pair
    h, w = (int(side) for side in pair.second.shape[-2:])
    found = f"{by} leaves out {count_of(border, 'pixel')} at each side"
    if min(h, w) <= 2 * border:
        raise InputError(f"{found}, and the images are {w}x{h}; use {setting}={(min(h, w) - 1) // 2} or less")
    part = pair.cropped(border, border, h - 2 * border, w - 2 * border)
    if part.mask is not None and not keeps_every_sample(part.mask):
        raise InputError(f"{found}, and all others are masked; use a smaller {setting}")
    return part


def describe_border(border: int, by: str) -> str:
    """Return the note that a border of so many pixels, at least 1, is not measured, and why."""
    verb = "is" if border == 1 else "are"
    return f"{count_of(border, 'pixel')} at each side {verb} not measured ({by})"
