"""Notebooks: a comparison or a study shows itself as the page of the reports, where anywidget is installed.

Without it, and wherever a notebook is only read, there are the pictures: the panel of a comparison, the
figure of a study.
"""

from __future__ import annotations

from difference_finder.notebook._display import widget, widget_view

__all__ = ["widget", "widget_view"]
