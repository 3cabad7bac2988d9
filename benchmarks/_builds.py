"""Installed builds of difference-finder, each in a process of its own that runs turns on request."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

CHILD = Path(__file__).with_name("_compare_child.py")


class NotMeasured(Exception):
    """A row cannot be measured in a build.

    Parameters
    ----------
    status
        "missing" if a requirement is not installed, else "FAILED".
    reason
        The cause in words.
    """

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Build:
    """An installed build.

    Parameters
    ----------
    name
        Name in messages.
    python
        The interpreter of its environment.
    benchmarks
        The folder with the benchmarks that belong to it.
    threads
        Number of threads that it may use.
    """

    name: str
    python: str
    benchmarks: Path
    threads: int

    def start(self) -> Running:
        """Start its process."""
        return Running(self)


class Running:
    """The process of a build; a context that ends it."""

    def __init__(self, build: Build) -> None:
        self.build = build
        arguments = [build.python, str(CHILD), str(build.benchmarks), str(build.threads)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            if kind is not None:
                self._process.kill()

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows of its benchmarks."""
        return self._ask(rows=None)["rows"]  # type: ignore[no-any-return]

    def begin(self, row: str) -> None:
        """Tell the process to prepare a row; ``ready`` waits for it."""
        self._tell(start=row)

    def ready(self) -> str:
        """Wait until the row can run, and return the description of the build."""
        return str(self._hear()["ready"])

    def turn(self, seconds: float) -> float:
        """Run the row for some seconds, at least once, and return the median duration of one run."""
        return float(self._ask(turn=seconds)["seconds"])

    def _ask(self, **request: Any) -> dict[str, Any]:
        self._tell(**request)
        return self._hear()

    def _tell(self, **request: Any) -> None:
        assert self._process.stdin is not None
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            self._stopped()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._stopped()
        answer: dict[str, Any] = json.loads(line)
        if "status" in answer:
            raise NotMeasured(answer["status"], f"{self.build.name}: {answer['reason']}")
        return answer

    def _stopped(self) -> None:
        code = self._process.wait()
        raise NotMeasured("FAILED", f"the process of the {self.build.name} build ended with exit code {code}")
