"""Engines: who runs the shards of a study.

An engine has one method, :meth:`Engine.run`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from difference_finder.errors import InputError

if TYPE_CHECKING:
    from difference_finder.study.manifest import Manifest

__all__ = ["Engine", "engine_of"]


class Engine(Protocol):
    """What runs the shards of a study."""

    def run(
        self,
        manifest: Manifest,
        numbers: Sequence[int],
        parts: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Have shards written into a folder.

        Parameters
        ----------
        manifest
            The study.
        numbers
            Which shards.
        parts
            The folder for part-files.
        step
            Told the name of each image that is done.

        Raises
        ------
        StoppedError
            If the study cannot go on.
        """


def engine_of(choice: Any, workers: int | None = None, timeout: float | None = None) -> Engine:
    """Return the engine of a user's choice.

    Parameters
    ----------
    choice
        None for processes on this machine; an engine; or any ``concurrent.futures.Executor``.
    workers, timeout
        Of the processes on this machine.

    Raises
    ------
    InputError
        If it is none of these, or takes no workers or timeout.
    """
    from concurrent.futures import Executor

    if choice is None:
        from difference_finder.engines.local import LocalEngine

        return LocalEngine(workers, timeout)
    for name, value in (("workers", workers), ("timeout", timeout)):
        if value is not None:
            raise InputError(f"{name}={value!r} is for processes on this machine; leave it or the engine out")
    if isinstance(choice, Executor):
        from difference_finder.engines.executor import ExecutorEngine

        return ExecutorEngine(choice)
    if not callable(getattr(choice, "run", None)):
        raise InputError(
            f"engine must be an engine, a concurrent.futures.Executor or None, not {type(choice).__name__}"
        )
    engine: Engine = choice
    return engine
