"""The programs that are compared with ours, one file each.

A peer that is not installed is left out of the tables, with a line that says how to install it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from _rows import Missing

if TYPE_CHECKING:
    from _pictures import FloatPair

Run = Callable[[], Any]
Works = dict[str, Callable[["FloatPair"], Run]]

REQUIREMENTS = "pip install -r benchmarks/requirements.txt -c constraints.txt"


@dataclass(frozen=True)
class Peer:
    """A library that does the same work on arrays.

    Parameters
    ----------
    name
        Its name on the package index.
    load
        Imports the library and returns its works: each takes a pair and returns a function that does the work
        once.
    version
        Returns its version.
    threaded
        Whether it uses as many threads as torch.
    """

    name: str
    load: Callable[[], Works]
    version: Callable[[], str]
    threaded: bool = True

    def work(self, name: str) -> Callable[[FloatPair], Run]:
        """Return one of its works.

        Raises
        ------
        Missing
            If the library is not installed.
        """
        return _loaded(self)[name]

    def threads(self, number: int) -> str:
        """Return the numbers of threads of both sides, in words."""
        return str(number) if self.threaded or number == 1 else f"{number} / 1 (it has no threads)"


@cache
def _loaded(peer: Peer) -> Works:
    try:
        return peer.load()
    except ImportError as error:
        raise Missing(f"{peer.name} cannot be imported ({error}): {REQUIREMENTS}") from error


def array_peer(name: str) -> Peer:
    """Return the peer of that name."""
    module = importlib.import_module(f"peers.{name.replace('-', '_')}")
    return module.PEER  # type: ignore[no-any-return]
