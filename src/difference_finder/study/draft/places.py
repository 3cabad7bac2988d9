"""Images of one role on one data set: a folder, and a pattern of the names of its files."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from difference_finder.errors import DifferenceFinderError
from difference_finder.readers import open_image
from difference_finder.study.draft.folders import ImageFolder
from difference_finder.study.image_facts import ImageFacts

__all__ = ["Place", "look_at"]

MOST_LOOKED = 16
"""Maximum number of images of a role on a data set that are read, spread evenly."""


@dataclass(frozen=True)
class Place:
    """Images of one role on one data set.

    Parameters
    ----------
    folder
        Their folder.
    files
        Their files by the name of the image.
    pattern
        Pattern of the files in the folder; "" if all files of the folder are meant.
    by_rule
        Whether only a looser rule than equal names pairs them with their references.
    """

    folder: ImageFolder
    files: Mapping[str, str] = field(hash=False)
    pattern: str = ""
    by_rule: bool = False

    @property
    def path(self) -> Path:
        """The folder, with the pattern if there is one."""
        return self.folder.path / self.pattern if self.pattern else self.folder.path

    @property
    def only(self) -> Path:
        """The file, if there is only one; else the folder."""
        file = next(iter(self.files.values())) if len(self.files) == 1 else ""
        return self.folder.path / file


def look_at(place: Place) -> dict[str, ImageFacts]:
    """Read some images, spread evenly, and return what they hold; those that cannot be read are left out."""
    names = sorted(place.files)
    found = {}
    for name in names[:: max(1, -(-len(names) // MOST_LOOKED))]:
        with contextlib.suppress(DifferenceFinderError):  # the check of the study reports it
            found[name] = ImageFacts.of(open_image(place.folder.path / place.files[name]))
    return found
