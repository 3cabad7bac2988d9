"""The registry of plots: one module for each, found by its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.text import option

__all__ = ["PlotKind", "get_plot", "list_plots", "plot", "plot_names"]

PACKAGE = "difference_finder.study.plots"

Draw = Callable[..., list[str]]
"""A function that draws on a ``Drawing`` and returns the sentences of the caption. Its keyword-only arguments
are the options of the plot."""


@dataclass(frozen=True)
class PlotKind:
    """A kind of plot.

    Parameters
    ----------
    name
        Name, such as "by-difficulty".
    draw
        Function that draws it.
    summary
        What it shows, in a line.
    least_methods
        Least number of methods that it can show.
    """

    name: str
    draw: Draw
    summary: str
    least_methods: int = 1

    @property
    def options(self) -> dict[str, Any]:
        """The options that only some plots have, with their defaults."""
        parameters = inspect.signature(self.draw).parameters.values()
        return {one.name: one.default for one in parameters if one.kind is one.KEYWORD_ONLY}

    def check_options(self, given: Iterable[str]) -> None:
        """Raise an error if the plot lacks an option.

        Raises
        ------
        UnknownNameError
            If the plot has no such option.
        """
        for name in given:
            if name not in self.options:
                listed = ", ".join(option(one) for one in self.options) or "none of its own"
                raise UnknownNameError(f"the plot '{self.name}' has no {option(name)}; it has {listed}")

    def check_methods(self, count: int) -> None:
        """Raise an error if the plot cannot show so few methods.

        Raises
        ------
        InputError
            If there are too few methods.
        """
        if count < self.least_methods:
            raise InputError(
                f"the plot '{self.name}' compares at least {self.least_methods} methods, and {count} is to be"
                f" shown; add a method, or choose another {option('kind')}"
            )


_found: dict[str, PlotKind] = {}


def plot(name: str, *, summary: str, least_methods: int = 1) -> Callable[[Draw], Draw]:
    """Return a decorator that registers a plot. The module has the name of the plot, with "_" for "-".

    Parameters
    ----------
    name, summary, least_methods
        See :class:`PlotKind`.

    Raises
    ------
    DuplicateNameError
        If another module has a plot of that name.
    """

    def decorate(draw: Draw) -> Draw:
        earlier = _found.get(name)
        if earlier is not None and earlier.draw.__module__ != draw.__module__:
            raise DuplicateNameError(
                f"plot '{name}' exists already in {earlier.draw.__module__};"
                f" give the one in {draw.__module__} another name"
            )
        _found[name] = PlotKind(name, draw, summary, least_methods)
        return draw

    return decorate


def plot_names() -> list[str]:
    """Return the names of all plots, in alphabetical order; no plot is imported."""
    path = import_module(PACKAGE).__path__
    modules = (module.name for module in iter_modules(path))
    return sorted(name.replace("_", "-") for name in modules if not name.startswith("_"))


def get_plot(name: str) -> PlotKind:
    """Return the plot of a name.

    Raises
    ------
    UnknownNameError
        If there is no such plot.
    """
    if name not in plot_names():
        raise UnknownNameError.among("plot", str(name), plot_names())
    import_module(f"{PACKAGE}.{name.replace('-', '_')}")
    return _found[name]


def list_plots() -> list[PlotKind]:
    """Return all plots, in alphabetical order."""
    return [get_plot(name) for name in plot_names()]
