"""Programs that run as separate processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _rows import Missing


@dataclass(frozen=True)
class Program:
    """A program, its arguments, and a function that reads its output.

    Parameters
    ----------
    arguments
        The program and its arguments.
    answer
        Takes the output; returns the answer.
    codes
        Exit codes that mean success.
    written
        The output file, which is removed before each run and must exist after it.
    """

    arguments: tuple[str, ...]
    answer: Callable[[str], Any] = str
    codes: tuple[int, ...] = (0,)
    written: Path | None = None

    def __call__(self) -> Any:
        """Run it once."""
        if self.written is not None:
            self.written.unlink(missing_ok=True)
        done = subprocess.run(self.arguments, capture_output=True, text=True, check=False)
        if "No such option" in done.stderr:
            raise Missing(f"the program says: {done.stderr.strip().splitlines()[-1]}")
        if done.returncode not in self.codes or (self.written is not None and not self.written.exists()):
            said = (done.stderr or done.stdout).strip()[:200]
            raise RuntimeError(f"{Path(self.arguments[0]).name} failed ({done.returncode}): {said}")
        return self.answer(done.stdout)

    def peak(self) -> int:
        """Run it once and return its peak of memory in bytes.

        A small interpreter starts it, because Linux counts the memory of the parent process as well.
        """
        arguments = [sys.executable, "-I", "-S", "-c", _STARTER, *self.arguments]
        done = subprocess.run(arguments, capture_output=True, text=True, check=True)
        return 1024 * int(done.stdout)


_STARTER = """
import os, resource, sys
quiet = os.open(os.devnull, os.O_WRONLY)
files = [(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)]
os.waitpid(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=files), 0)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
