"""Decisions of a reviewer about the rows of a run: accepted pictures become baselines."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.report.acceptance import Acceptance
from difference_finder.text import join_names

__all__ = ["ACCEPT", "CLEAR", "REJECT", "Decisions"]

ACCEPT, REJECT, CLEAR = "accept", "reject", "clear"

WORDS = {ACCEPT: "accepted", REJECT: "rejected", CLEAR: ""}


class Decisions:
    """The decisions about the rows of a run, and the changes of files that they cause.

    Parameters
    ----------
    acceptances
        Name and acceptance of each row that can be accepted, by the id of its entry.
    """

    def __init__(self, acceptances: Mapping[str, tuple[str, Acceptance]]) -> None:
        self._rows = dict(acceptances)
        self._decided: dict[str, str] = {}
        self._lock = Lock()

    def facts(self, entry: str) -> dict[str, Any]:
        """Return the items of an entry about its decision: the decision, and the files of an acceptance."""
        decision = self._decided.get(entry, "")
        if entry not in self._rows or decision == WORDS[ACCEPT]:
            return {"decision": decision}
        return {"decision": decision, "accept": self._rows[entry][1].to_dict()}

    def decide(self, entry: str, decision: Any, digest: Any) -> dict[str, Any]:
        """Record a decision; change the files of an acceptance.

        Parameters
        ----------
        entry
            Id of an entry.
        decision
            "accept", "reject" or "clear".
        digest
            Digest of the files that the reviewer has confirmed; used by "accept" alone.

        Returns
        -------
        dict
            The items of the entry after the decision.

        Raises
        ------
        UnknownNameError
            If no entry with this id can be decided.
        InputError
            If the decision is unknown, the row is accepted already, or a file cannot be changed, or has
            changed since it was confirmed.
        ReadError
            If the new picture cannot be read.
        """
        if entry not in self._rows:
            raise UnknownNameError("no entry of that id can be accepted or rejected")
        if not isinstance(decision, str) or decision not in WORDS:
            raise InputError(f"a decision is one of {', '.join(WORDS)}, not {decision!r}")
        with self._lock:
            name, acceptance = self._rows[entry]
            if self.is_accepted(entry):
                raise InputError(f"'{name}' is accepted already; restore its baseline to undo this")
            if decision == ACCEPT:
                if digest != acceptance.digest():
                    raise InputError(f"the files of '{name}' have changed; run diff again")
                acceptance.perform()
            self._decided[entry] = WORDS[decision]
        return self.facts(entry)

    def is_accepted(self, entry: str) -> bool:
        """Tell whether the new picture of a row became its baseline."""
        return self._decided.get(entry) == WORDS[ACCEPT]

    def lines(self) -> list[str]:
        """Return a line with the names of the accepted rows, and one with the names of the rejected rows."""
        lines = []
        for word in (WORDS[ACCEPT], WORDS[REJECT]):
            names = [self._rows[entry][0] for entry, decided in self._decided.items() if decided == word]
            if names:
                lines.append(f"{word} {len(names)}: {join_names(names)}")
        return lines
