"""Faults of a disk, raised where this process opens, writes, flushes, renames, makes or removes a file.

A process with the variable ``FAULT_ROOT`` counts every such operation below a folder, together with the
processes that it starts, in the file ``FAULT_LOG``. At one of them the fault of ``FAULT_KIND`` happens. Files
that Python opens are raw files of this module beneath the usual buffers, so that a fault strikes where the
system would report it, and also where a library writes into a file object.
"""

# The functions that pathlib calls are replaced here.
# ruff: noqa: PTH100, PTH115, PTH118, PTH119

import builtins
import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KINDS = ("ENOSPC", "EIO", "EINTR", "short", "kill")
"""A full disk, which stays full; one error of the device; one interrupted call; a call that writes half of
its bytes only; the death of the process, in the middle of a write."""

ROOT, LOG, POINT, KIND = "FAULT_ROOT", "FAULT_LOG", "FAULT_POINT", "FAULT_KIND"

WIDTH = 120
"""Bytes of a line of the log: its position tells its number to all processes."""

_real_open, _real_write = io.open, os.write


class Faults:
    """The operations of this process, and the fault that happens at one of them."""

    def __init__(self, root: str, log: str, point: int, kind: str) -> None:
        self.root = os.path.join(os.path.realpath(root), "")
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.point, self.kind = point, kind
        self.inside = False

    def holds(self, file: Any) -> bool:
        """Tell whether a path, or the file of a descriptor, lies in the folder."""
        try:
            path = f"/proc/self/fd/{file}" if isinstance(file, int) else os.fsdecode(file)
            known = os.readlink(path) if isinstance(file, int) else os.path.abspath(path)
        except (OSError, TypeError, ValueError):
            return False
        return os.path.join(known, "").startswith(self.root)

    def happen(self, operation: str, file: Any) -> str:
        """Count an operation; raise its fault, or return "short", "kill" for a write, or ""."""
        if self.inside:
            return ""
        name = os.path.basename(str(file)) if not isinstance(file, int) else "descriptor"
        line = f"{os.getpid()} {operation} {name}".encode("ascii", "replace")[: WIDTH - 1].ljust(WIDTH - 1)
        _real_write(self.log, line + b"\n")
        number = os.lseek(self.log, 0, os.SEEK_CUR) // WIDTH
        if number < self.point or (number > self.point and self.kind != "ENOSPC") or not self.point:
            return ""
        if self.kind in ("short", "kill"):
            if self.kind == "kill" and operation != "write":
                os.kill(os.getpid(), signal.SIGKILL)
            return self.kind if operation == "write" else ""
        if self.kind == "ENOSPC" and operation == "remove":
            return ""  # a full disk lets files be removed
        code = getattr(errno, self.kind)
        raise OSError(code, os.strerror(code), None if isinstance(file, int) else str(file))

    @contextmanager
    def one_operation(self) -> Any:
        """Count what one operation does in turn as a part of it."""
        before, self.inside = self.inside, True
        try:
            yield
        finally:
            self.inside = before


class FaultyFile(io.FileIO):
    """A raw file whose writes may fail."""

    faults: Faults

    def write(self, data: Any, /) -> int:
        what = self.faults.happen("write", self.name)
        if not what:
            return super().write(data)
        half = memoryview(data).cast("B")
        written = super().write(half[: max(1, len(half) // 2)])
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return written


def _opened(
    faults: Faults, file: Any, mode: str, buffering: int, closefd: bool, opener: Any, text: Any
) -> Any:
    faults.happen("open", file)
    with faults.one_operation():
        raw = FaultyFile(file, mode.replace("b", "").replace("t", ""), closefd, opener)
    raw.faults = faults
    if buffering == 0:
        return raw
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    buffered = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw, size)
    return buffered if "b" in mode else io.TextIOWrapper(buffered, *text)


def install(faults: Faults) -> None:
    """Replace the functions that change files."""

    def open_(
        file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None,
        newline: Any = None, closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        if faults.inside or not set(mode) & set("wax+") or not faults.holds(file):
            return _real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        return _opened(faults, file, mode, buffering, closefd, opener, (encoding, errors, newline))

    def open_low(path: Any, flags: int, mode: int = 0o777, *, dir_fd: Any = None, real: Any = os.open) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and faults.holds(path):
            faults.happen("open", path)
        return real(path, flags, mode, dir_fd=dir_fd)

    def write(file: int, data: Any) -> int:
        what = faults.happen("write", file) if faults.holds(file) else ""
        if not what:
            return _real_write(file, data)
        written = _real_write(file, bytes(data)[: max(1, len(data) // 2)])
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return written

    def struck(operation: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def function(file: Any, *arguments: Any, **options: Any) -> Any:
            does_it = os.path.lexists(file) != (operation == "folder") if not isinstance(file, int) else True
            if not faults.inside and does_it and faults.holds(file):
                faults.happen(operation, file)
            return real(file, *arguments, **options)

        return function

    io.open = builtins.open = open_
    os.open, os.write = open_low, write
    for operation, names in {
        "flush": ("fsync", "fdatasync"),
        "rename": ("rename", "replace", "link"),
        "folder": ("mkdir",),
        "remove": ("unlink", "remove", "rmdir"),
    }.items():
        for name in names:
            setattr(os, name, struck(operation, getattr(os, name)))
    folders = sys.modules.get(
        "difference_finder.storage.folders"
    )  # its call to the system is not one of Python's
    if folders is not None:
        folders.exchange = struck("rename", folders.exchange)


def install_from_environment() -> None:
    """Install the fault that the environment describes; do nothing without one."""
    if ROOT in os.environ:
        point, kind = int(os.environ.get(POINT, "0")), os.environ.get(KIND, "")
        install(Faults(os.environ[ROOT], os.environ[LOG], point, kind))


def operations(log: Path) -> list[str]:
    """Return the operations of a log, each as "process operation name"."""
    return [line.rstrip() for line in log.read_text("ascii").splitlines()]
