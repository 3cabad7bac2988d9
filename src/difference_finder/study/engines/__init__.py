"""Engines: who runs the shards of a study.

An engine has one method, :meth:`Engine.run`. Those that are chosen by name are in ``ENGINES``; the arguments
of their class are their settings.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.text import option

if TYPE_CHECKING:
    from difference_finder.study.plan.manifest import Manifest

__all__ = ["ENGINES", "Engine", "engine_of"]

ENGINES = {"local": "LocalEngine", "ray": "RayEngine", "slurm": "SlurmEngine"}
"""The classes of engines by name, which is that of their module."""


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
        None or "local" for processes on this machine; "ray", "slurm", or one of these with settings
        ("ray:address=10.0.0.1:6379"); an engine; or any ``concurrent.futures.Executor``.
    workers, timeout
        Of an engine that is chosen by name.

    Raises
    ------
    InputError
        If it is none of these, or takes no workers or timeout.
    UnknownNameError
        If there is no engine of that name, or it has no such setting.
    MissingDependencyError
        If it needs a package that is not installed.

    Examples
    --------
    >>> engine_of("local:workers=2").workers
    2
    """
    from concurrent.futures import Executor

    asked = {key: value for key, value in (("workers", workers), ("timeout", timeout)) if value is not None}
    if choice is None or isinstance(choice, str):
        return _named("local" if choice is None else choice, asked)
    for name, value in asked.items():
        raise InputError(
            f"{option(name, value)} is for engines that are chosen by name; leave it out, or pass it to the"
            " engine"
        )
    if isinstance(choice, Executor):
        from difference_finder.study.engines.executor import ExecutorEngine

        return ExecutorEngine(choice)
    if isinstance(choice, type) or not callable(getattr(choice, "run", None)):
        raise InputError(
            "engine must be a name, an engine, a concurrent.futures.Executor or None, not"
            f" {type(choice).__name__}"
        )
    engine: Engine = choice
    return engine


def _named(spec: str, asked: Mapping[str, Any]) -> Engine:
    from difference_finder.parts.spec import parse_spec

    name, settings = parse_spec(spec)
    if name not in ENGINES:
        raise UnknownNameError.among("engine", name, ENGINES)
    made: Callable[..., Engine] = getattr(import_module(f"{__name__}.{name}"), ENGINES[name])
    parameters = inspect.signature(made).parameters.values()
    known = [one.name for one in parameters if one.kind is not one.VAR_KEYWORD]
    for key in settings:
        if key in asked:
            raise InputError(f"'{spec}' and {option(key, asked[key])} both set {key}; pass one of them")
        if key not in known and len(known) == len(parameters):
            raise UnknownNameError.among(f"setting of engine '{name}'", key, known)
    return made(**settings, **asked)
