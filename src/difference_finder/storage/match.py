"""One match: files that belong together, and what a user may choose about matching."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MODES", "UNMATCHED", "Match", "pair_name"]

MODES = ("auto", "name", "order")
"""How files are matched."""

UNMATCHED = ("error", "report", "ignore")
"""What may be done with unmatched images."""


@dataclass(frozen=True)
class Match:
    """Files that belong together, one from each folder.

    Parameters
    ----------
    name
        Path of the first file below its folder, without suffix, with forward slashes.
    paths
        File of each folder.
    rule
        The rule that paired them: "name"; "case", equal but for upper and lower case; "stem", equal without
        the common start and end of the names of each folder; "number", equal but for leading zeros; "order".
    """

    name: str
    paths: tuple[Path, ...]
    rule: str = "name"


def pair_name(first: str | Path, second: str | Path) -> str:
    """Return the name of a pair of two files: their common stem, or both stems.

    Examples
    --------
    >>> pair_name("ours/cat.png", "theirs/cat.jpg"), pair_name("cat.png", "dog.png")
    ('cat', 'cat_vs_dog')
    """
    stems = [unicodedata.normalize("NFC", Path(path).stem) for path in (first, second)]
    return stems[0] if stems[0] == stems[1] else f"{stems[0]}_vs_{stems[1]}"
