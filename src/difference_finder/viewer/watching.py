"""An album that follows a folder of results: it is made anew when the files of the folder change."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.page.document import comparison_document
from difference_finder.viewer.album import Album

if TYPE_CHECKING:
    from difference_finder.viewer.pyramids import Pyramid

__all__ = ["PERIOD", "WatchedAlbum"]

PERIOD = 1.0
"""Seconds between two looks at a folder; of a large folder at least twenty times as long as a look takes."""

SHARE = 20


@dataclass(frozen=True)
class _State:
    """The files of a folder, as far as their changes can be seen."""

    count: int
    size: int
    newest: int


class WatchedAlbum:
    """The album of a folder of results that grows; its pictures cannot be accepted.

    Parameters
    ----------
    folder
        Folder that is watched, with all folders in it.
    make
        Function that makes the album of the folder. Before the first result it raises InputError, and the
        album is empty.

    Attributes
    ----------
    waiting
        Why the album is empty; "" once there was a result.
    """

    decisions = None

    def __init__(self, folder: Path, make: Callable[[], Album]) -> None:
        self._folder, self._make = folder, make
        self.period = PERIOD
        self._state = self._look()
        self.waiting = ""
        try:
            self._album = make()
        except InputError as error:  # there is no result yet
            self._album, self.waiting = self._empty(), str(error)

    def refresh(self) -> bool:
        """Make the album anew if the folder has changed; return whether it has.

        The album stays while a file cannot be read, which may be a file that is being written, or makes no
        album. It becomes empty only with the folder.
        """
        state = self._look()
        if state == self._state:
            return False
        try:
            album = self._make()
            album.keep(self._album)
            self.waiting = ""
        except DifferenceFinderError:
            if state.count:
                return False
            album = self._empty()
        self._state, self._album = state, album
        return True

    def warm(self) -> None:
        """Open the entry that is shown first."""
        self._album.warm()

    def document(self) -> dict[str, Any]:
        """Return the document, without the means to accept pictures."""
        document = self._album.document()
        if document.get("run"):
            document["run"] = {**document["run"], "writable": False}
        entries = [
            {key: fact for key, fact in entry.items() if key != "accept"} for entry in document["entries"]
        ]
        return {**document, "entries": entries}

    def entry(self, name: str, step: int = 0) -> dict[str, Any]:
        """Return an entry with all layers."""
        return {key: fact for key, fact in self._album.entry(name, step).items() if key != "accept"}

    def thumbnail(self, name: str) -> bytes:
        """Return the thumbnail of an entry as JPEG."""
        return self._album.thumbnail(name)

    def layer(self, name: str) -> Pyramid:
        """Return the pixels of a layer."""
        return self._album.layer(name)

    def _empty(self) -> Album:
        title = self._folder.resolve().name
        return Album([], lambda: comparison_document(title, ()))

    def _look(self) -> _State:
        """Return the state of the folder."""
        begin = time.monotonic()
        count = size = newest = 0
        for parent, _, names in os.walk(self._folder):
            for name in names:
                try:
                    found = os.stat(os.path.join(parent, name))  # noqa: PTH116, PTH118  half the time of Path
                except OSError:  # it was replaced between the two calls
                    continue
                count, size, newest = count + 1, size + found.st_size, max(newest, found.st_mtime_ns)
        self.period = max(PERIOD, SHARE * (time.monotonic() - begin))
        return _State(count, size, newest)
