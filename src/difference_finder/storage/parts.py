"""Names of files that are being written, and removal of those that a killed process left."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import time
from functools import cache
from pathlib import Path

__all__ = ["part_name", "sweep"]

NAME = re.compile(r"\.([0-9a-f]{8})-([0-9]+)-[0-9a-f]{16}\.part")

DAY = 86_400.0
"""Seconds after which a file of another machine counts as left behind: its process cannot be looked up."""


def part_name() -> str:
    """Return a new name, which tells the machine and the process that write the file."""
    return f".{_machine()}-{os.getpid()}-{os.urandom(8).hex()}.part"


def sweep(folder: Path, again: bool = False) -> None:
    """Remove the files and folders that killed processes left in a folder.

    From the second call on, nothing is done unless ``again`` asks for it.
    """
    if os.getpid() not in _swept:  # a fork has swept nothing yet
        _swept.clear()
    known = _swept.setdefault(os.getpid(), set())
    if folder in known and not again:
        return
    known.add(folder)
    with contextlib.suppress(OSError), os.scandir(folder) as entries:  # a folder that cannot be listed stays
        for entry in entries:
            found = NAME.fullmatch(entry.name)
            if found and _is_left(found, entry):
                _remove(entry)


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        import shutil  # slow to import

        shutil.rmtree(entry.path)
    else:
        Path(entry.path).unlink(missing_ok=True)


_swept: dict[int, set[Path]] = {}


def _is_left(found: re.Match[str], entry: os.DirEntry[str]) -> bool:
    if found[1] == _machine():
        return not _runs(int(found[2]))
    return time.time() - entry.stat(follow_symlinks=False).st_mtime > DAY


def _runs(process: int) -> bool:
    """Tell whether a process of this machine runs; where that cannot be told, as on Windows, it may."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it belongs to someone else
        return True
    return True


@cache
def _machine() -> str:
    """Return a digest of what numbers processes: the machine and, in a container on Linux, the container.

    Machines that share a folder may have one name, so on Linux the boot counts as well.
    """
    name = socket.gethostname()
    with contextlib.suppress(OSError):  # other systems have no such files
        name += str(Path("/proc/self/ns/pid").readlink())
        name += Path("/proc/sys/kernel/random/boot_id").read_text()
    return hashlib.sha256(name.encode()).hexdigest()[:8]
