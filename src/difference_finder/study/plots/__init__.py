"""Plots of a study for a paper: one module for each, with a function that ``@plot`` registers.

A plot draws on a ``Drawing``, which holds the study, the choices of the user and the style, and returns the
sentences of its caption. To add a plot, add a module of the same name.

What draws is imported on first use, so that the names of the plots are known quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from difference_finder.study.plots._registry import PlotKind, get_plot, list_plots, plot, plot_names

if TYPE_CHECKING:
    from difference_finder.study.plots._plot import Plot, check_output, draw_plot

__all__ = ["Plot", "PlotKind", "check_output", "draw_plot", "get_plot", "list_plots", "plot", "plot_names"]


def __getattr__(name: str) -> Any:
    if name not in ("Plot", "check_output", "draw_plot"):
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    from difference_finder.study.plots import _plot

    return getattr(_plot, name)
