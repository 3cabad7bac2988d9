"""Notebooks: with anywidget, a comparison or a study is displayed as an interactive page.

Without anywidget, and in notebooks that are only read, the output is a picture: the panel of a comparison, or
the figure of a study.
"""

from __future__ import annotations

from difference_finder.notebook._display import widget, widget_view

__all__ = ["widget", "widget_view"]
