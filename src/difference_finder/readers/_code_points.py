"""Colour primaries and transfer functions by their code points (ITU-T H.273), as contents of a file."""

from __future__ import annotations

from difference_finder.images.contents import Content

__all__ = ["colour_contents"]

# The code points of standard dynamic range are not told apart: many encoders leave them out.
_PRIMARIES = {9: "BT.2020", 11: "DCI-P3", 12: "Display P3"}
_TRANSFERS = {8: "linear", 16: "PQ", 18: "HLG"}


def colour_contents(primaries: int, transfer: int) -> list[Content]:
    """Return contents for wide primaries and for transfer functions of high dynamic range.

    Examples
    --------
    >>> [content.holds for content in colour_contents(9, 16)], colour_contents(1, 1)
    (['primaries BT.2020', 'transfer function PQ'], [])
    """
    contents = []
    if primaries in _PRIMARIES:
        contents.append(Content("profile", f"primaries {_PRIMARIES[primaries]}"))
    if transfer in _TRANSFERS:
        contents.append(Content("transfer", f"transfer function {_TRANSFERS[transfer]}"))
    return contents
