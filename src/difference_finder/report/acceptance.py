"""The acceptance of a picture: the files that it changes, checked, and as a command."""

from __future__ import annotations

import hashlib
import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError, ReadError
from difference_finder.pipeline.run_file import RunFolders
from difference_finder.readers import image_suffix, open_pages
from difference_finder.report.run_rows import RunRow
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.storage.paths import is_remote
from difference_finder.text import escape_controls

__all__ = ["Acceptance", "acceptance_of", "command_of"]


@dataclass(frozen=True)
class Acceptance:
    """The change of files that makes a picture the baseline.

    Parameters
    ----------
    folders
        Folder of the baselines, and folder of the new pictures.
    source, target
        New picture, and baseline that becomes a copy of it; None if there is no new picture.
    removed
        Baselines to remove.
    """

    folders: tuple[Path, Path]
    source: Path | None
    target: Path | None
    removed: tuple[Path, ...] = ()

    @property
    def command(self) -> str:
        """The command of a POSIX shell that changes the files."""
        parts = []
        if self.source is not None and self.target is not None:
            if self.target.parent != self.folders[0]:
                parts.append(["mkdir", "-p", "--", str(self.target.parent)])
            parts.append(["cp", "--", str(self.source), str(self.target)])
        if self.removed:
            parts.append(["rm", "--", *map(str, self.removed)])
        return " && ".join(shlex.join(part) for part in parts)

    def to_dict(self) -> dict[str, Any]:
        """Return the absolute paths for a confirmation, and the digest of the files as they are now."""
        copied = [] if self.source is None else [[_shown(self.source), _shown(self.target)]]
        return {"copies": copied, "removes": [_shown(path) for path in self.removed], "digest": self.digest()}

    def digest(self) -> str:
        """Return a digest of the paths, sizes and times of the files; it changes when a file does."""
        files = (self.source, self.target, *self.removed)
        facts = [[str(path), *_stamp(path)] for path in files if path is not None]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def check(self) -> None:
        """Check that only pictures between the two folders are changed.

        Raises
        ------
        InputError
            If a path leaves its folder, also by a link, or is not the path of an image.
        """
        baselines, pictures = (folder.resolve() for folder in self.folders)
        if self.source is not None:
            _check_inside(self.source, pictures)
        for path in (self.target, *self.removed):
            if path is not None:
                _check_inside(path, baselines)

    def perform(self) -> None:
        """Copy the new picture over its baseline, atomically, and remove baselines.

        Raises
        ------
        InputError
            If a path is refused, or a file cannot be written or removed.
        ReadError
            If the new picture is not an image that can be read.
        """
        self.check()
        if self.source is not None and self.target is not None:
            content = _readable(self.source)
            make_folder(self.target.parent)
            write_whole(self.target, content)
        for path in self.removed:
            try:
                path.unlink()
            except OSError as error:
                raise InputError(f"cannot remove '{_shown(path)}': {error.strerror}") from error


def acceptance_of(row: RunRow, folders: RunFolders | None) -> Acceptance | None:
    """Return the acceptance of a row of a run.

    Parameters
    ----------
    row
        Row of a run of two folders.
    folders
        Folders of the run; None if they are unknown.

    Returns
    -------
    Acceptance or None
        None if there is nothing to accept: the images are the same, both are measured against a reference, or
        it is unknown which file becomes which baseline.
    """
    if folders is None or folders.reference is not None or row.state == "same" or not row.files:
        return None
    if any(is_remote(path) for path in (folders.first, folders.second, *row.files.values())):
        return None
    if any(image_suffix(Path(path)) == "" for path in row.files.values()):
        return None
    roots = Path(folders.first), Path(folders.second)
    if not row.second:
        removable = row.state == "deleted"
        return Acceptance(roots, None, None, (Path(row.first),)) if removable else None
    source = Path(row.second)
    if not row.first:
        known = row.target or source.is_relative_to(roots[1])
        if row.state != "new" or not known:
            return None
        return Acceptance(roots, source, Path(row.target or roots[0] / source.relative_to(roots[1])))
    baseline = Path(row.first)
    old, new = image_suffix(baseline), image_suffix(source)
    if old == new:
        return Acceptance(roots, source, baseline)
    stem = baseline.name[: -len(old)]
    return Acceptance(roots, source, baseline.with_name(f"{stem}{new}"), (baseline,))


def command_of(row: RunRow, folders: RunFolders | None) -> str:
    """Return the command that accepts a row: of pytest if a test made the picture; "" if there is none."""
    acceptance = acceptance_of(row, folders)
    if acceptance is None or folders is None:
        return ""
    if row.test:
        return shlex.join(["pytest", row.test, "--image-update", *folders.arguments])
    return acceptance.command


def _check_inside(path: Path, folder: Path) -> None:
    """Refuse a path that does not lie in a folder, links resolved."""
    try:
        real, is_link = path.parent.resolve() / path.name, path.is_symlink()
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"'{_shown(path)}' cannot be resolved: {error}") from error
    if path.name in ("", ".", "..") or not real.is_relative_to(folder) or is_link:
        reason = "is a link" if is_link else f"does not lie in '{_shown(folder)}'"
        raise InputError(f"'{_shown(path)}' {reason}; copy the file yourself")
    if not image_suffix(path):
        raise InputError(f"'{_shown(path)}' has no suffix of an image; copy the file yourself")


def _readable(path: Path) -> bytes:
    """Return the content of an image; raise an error if it cannot be decoded."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(f"cannot read '{_shown(path)}': {error.strerror}") from error
    for _ in open_pages(path):
        pass
    return content


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.lstat()
    except (OSError, ValueError):
        return (-1, -1)
    return facts.st_size, facts.st_mtime_ns


def _shown(path: Path | None) -> str:
    return escape_controls(str(Path.cwd() / path)) if path is not None else ""
