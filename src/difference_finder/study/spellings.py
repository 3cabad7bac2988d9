"""Names that are written in two ways in one table of scores, and would count as two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from difference_finder.errors import DuplicateNameError

__all__ = ["Spellings"]


@dataclass
class Spellings:
    """The names of one kind in a table, each of which is written in one way.

    Parameters
    ----------
    kind
        Kind of the names, such as "method".
    place
        What a row of the table is called.
    fold
        Function that returns the same text for all spellings of a name.
    """

    kind: str
    place: str
    fold: Callable[[str], str] = str.casefold
    known: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, name: str, number: int) -> None:
        """Add the name in a row.

        Raises
        ------
        DuplicateNameError
            If an earlier row has the name in another spelling; the message names both rows.

        Examples
        --------
        >>> methods = Spellings("method", "line")
        >>> methods.add("ours", 2)
        >>> methods.add("Ours", 7)
        Traceback (most recent call last):
            ...
        difference_finder.errors.DuplicateNameError: line 7 has the method 'Ours', and line 2 has 'ours'; \
write both in one way, or give them names that differ in more than case and dashes
        """
        first, line = self.known.setdefault(self.fold(name), (name, number))
        if first != name:
            raise DuplicateNameError(
                f"{self.place} {number} has the {self.kind} '{name}', and {self.place} {line} has '{first}';"
                " write both in one way, or give them names that differ in more than case and dashes"
            )
