"""Engines, which run the shards of a study.

An engine has one method, :meth:`Engine.run`. ``ENGINES`` holds the classes that are chosen by name; the
arguments of a class are the settings of its engine.
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

__all__ = ["ENGINES", "Engine", "get_engine"]

ENGINES = {"local": "LocalEngine", "ray": "RayEngine", "slurm": "SlurmEngine"}
"""Classes of engines, keyed by the name of their module."""


class Engine(Protocol):
    """The interface of an engine."""

    def run(
        self,
        manifest: Manifest,
        numbers: Sequence[int],
        shard_folder: Path,
        step: Callable[[str], None] | None = None,
    ) -> None:
        """Score shards and write their result files into a folder.

        Parameters
        ----------
        manifest
            Manifest of the study.
        numbers
            Numbers of the shards to score.
        shard_folder
            Folder for the result files of shards.
        step
            Function called with the name of each finished image.

        Raises
        ------
        StoppedError
            If the study cannot continue.
        """


def get_engine(choice: Any, workers: int | None = None, timeout: float | None = None) -> Engine:
    """Return the engine that a user chose.

    Parameters
    ----------
    choice
        None or "local" for processes on this machine; "ray", "slurm", or one of these with settings
        ("ray:address=10.0.0.1:6379"); an engine; or any ``concurrent.futures.Executor``.
    workers, timeout
        Settings of an engine that is chosen by name.

    Raises
    ------
    InputError
        If the choice is none of these, or the engine takes no workers or timeout.
    UnknownNameError
        If no engine has that name, or the engine has no such setting.
    MissingDependencyError
        If the engine needs a package that is not installed.

    Examples
    --------
    >>> get_engine("local:workers=2").workers
    2
    """
    from concurrent.futures import Executor

    asked = {key: value for key, value in (("workers", workers), ("timeout", timeout)) if value is not None}
    if choice is None or isinstance(choice, str):
        return _named("local" if choice is None else choice, asked)
    for name, value in asked.items():
        raise InputError(
            f"{option(name, value)} applies to engines that are chosen by name; leave it out, or pass it to"
            " the engine itself"
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
