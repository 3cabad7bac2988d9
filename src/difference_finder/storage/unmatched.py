"""Images that lack a file in some folder, or that several files of a folder could belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import PairingError
from difference_finder.storage.listing import FolderListing
from difference_finder.text import join_names, option

__all__ = ["KINDS", "Unmatched", "refuse_unmatched"]

KINDS = ("deleted", "new", "ambiguous")


@dataclass(frozen=True)
class Unmatched:
    """An image without exactly one file in each folder.

    Parameters
    ----------
    name
        Path of a file below its folder, without suffix, with forward slashes.
    files
        Files of each folder that belong, or may belong, to the image.
    """

    name: str
    files: tuple[tuple[Path, ...], ...]

    @property
    def kind(self) -> str:
        """The kind: "ambiguous"; "deleted", in the first folder; or "new", in another one alone."""
        if any(len(candidates) > 1 for candidates in self.files):
            return "ambiguous"
        return "deleted" if self.files[0] else "new"

    def cause(self, folders: Sequence[FolderListing]) -> str:
        """Return the reason why the image is unmatched."""
        if self.kind == "ambiguous":
            sides = [
                f"{join_names([repr(folder.below(path).as_posix()) for path in files])} in '{folder.root}'"
                for folder, files in zip(folders, self.files, strict=True)
                if files
            ]
            return f"ambiguous files: {'; '.join(sides)}"
        own = next(str(files[0]) for files in self.files if files)
        lacking = [f"'{folder.root}'" for folder, files in zip(folders, self.files, strict=True) if not files]
        return f"'{own}' has no match in {' and '.join(lacking)}"


def refuse_unmatched(folders: Sequence[FolderListing], unmatched: Sequence[Unmatched], matched: int) -> None:
    """Raise an error that lists the unmatched images, if there are any.

    Parameters
    ----------
    folders
        The folders.
    unmatched
        Unmatched images.
    matched
        Number of the other images.

    Raises
    ------
    PairingError
        With what is missing in each folder, or the ambiguous files, and the remedy.
    """
    _refuse_shared_names(folders, unmatched)
    ambiguous = [image for image in unmatched if image.kind == "ambiguous"]
    if ambiguous:
        raise PairingError(
            f"{'; '.join(image.cause(folders) for image in ambiguous[:20])}; rename these files, or use"
            f" {option('pairing', 'order')}"
        )
    if not unmatched:
        return
    missing = []
    for number, folder in enumerate(folders):
        names = [image.name for image in unmatched if not image.files[number]]
        missing += [f"'{folder.root}' lacks {join_names(names)}"] if names else []
    remedy = f"add or remove these files, or use {option('unmatched', 'report')} to compare all others"
    if not matched and len({len(folder.images) for folder in folders}) == 1:
        remedy = f"rename the files, or use {option('pairing', 'order')} to pair the n-th file of each folder"
    raise PairingError(
        f"{len(unmatched)} of {len(unmatched) + matched} names are unmatched: {'; '.join(missing)}; {remedy}"
    )


def _refuse_shared_names(folders: Sequence[FolderListing], unmatched: Sequence[Unmatched]) -> None:
    """Raise an error if files of one folder differ only in their suffix."""
    for number, folder in enumerate(folders):
        groups: dict[str, list[str]] = {}
        for image in unmatched:
            for path in image.files[number]:
                groups.setdefault(folder.name(path), []).append(path.name)
        double = [f"{name} ({', '.join(files)})" for name, files in groups.items() if len(set(files)) > 1]
        if double:
            raise PairingError(
                f"ambiguous names in '{folder.root}': {join_names(double)};"
                f" keep one file for each name, or use {option('pairing', 'order')}"
            )
