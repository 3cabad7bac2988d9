"""A comparison or a study as a widget of a notebook."""

from __future__ import annotations

import sys
import warnings
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from difference_finder.errors import DifferenceFinderError, InputError, MissingDependencyError
from difference_finder.page.shell import bundle
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.report import IMAGES
from difference_finder.study.finished import Study
from difference_finder.text import option

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = ["widget", "widget_view"]

Result = Comparison | FailedPair | Study

VIEW = "application/vnd.jupyter.widget-view+json"

HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 560, 200, 10_000
"""Of a widget, in pixels."""

MEGABYTES = 32.0
"""What a notebook keeps of one result: it is saved with the notebook, and sent to the browser at once."""

_SHOWN: MutableMapping[Any, Any] = WeakKeyDictionary()
"""The widgets of results that were displayed: whoever displays one again sees the same, kept once."""


def widget(
    result: Result, *, height: int = HEIGHT, images: str | None = None, megabytes: float = MEGABYTES
) -> Any:
    """Return a widget that shows a comparison or a study: zoom, slider, blinking, live gain, the record.

    Parameters
    ----------
    result
        A comparison, a pair that failed, or a study.
    height
        In pixels, 200 to 10,000; its width is that of the cell. It can be changed later: ``shown.height``.
    images
        Whose pictures: "all", those that crops of a study are from ("crops"), or "none". By default those of
        crops of a study, and all of a comparison.
    megabytes
        The most that document and pictures may have. Images of a study that there is no room for are listed
        without pictures, and say so.

    Returns
    -------
    anywidget.AnyWidget
        With the traits ``document`` and ``height``.

    Raises
    ------
    InputError
        If an option cannot be, or a comparison has more megabytes.
    MissingDependencyError
        If anywidget is not installed.

    Notes
    -----
    Pictures are in the document as data: addresses, as in a report: a saved notebook holds text, so that
    bytes of their own would become the same text there. Maps have 16 bits, images the 8 bits that are seen.
    The script of the page is in each widget, 90 kB, and runs once in a page. Nothing is asked of a network.

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder import Finder
    >>> shown = widget(Finder().compare(np.zeros((8, 8)), np.eye(8)), height=400)
    >>> shown.height, [layer["role"] for layer in shown.document["entries"][0]["layers"]]
    (400, ['reference', 'candidate', 'map'])
    """
    _check(result, height, images, megabytes)
    made = _widget_class()
    return made(document=_document(result, images, megabytes * 1e6), height=height)


def _check(result: Any, height: Any, images: Any, megabytes: Any) -> None:
    if not isinstance(result, Result):
        raise InputError(
            f"a widget shows a Comparison, a FailedPair or a Study, not {type(result).__name__};"
            " Finder.compare gives a Comparison, rank or Study.open a Study"
        )
    if isinstance(height, bool) or not isinstance(height, int) or not LEAST_HEIGHT <= height <= MOST_HEIGHT:
        raise InputError(
            f"height must be a whole number of pixels from {LEAST_HEIGHT} to {MOST_HEIGHT}, not {height!r}"
        )
    if images is not None and images not in IMAGES:
        raise InputError(f"images must be one of {', '.join(IMAGES)}, not {images!r}")
    if images == "crops" and not isinstance(result, Study):
        raise InputError(
            f"{option('images', 'crops')} is about studies; pass 'all' or 'none' for a comparison"
        )
    if isinstance(megabytes, bool) or not isinstance(megabytes, int | float) or not 0 < megabytes < 1e6:
        raise InputError(f"megabytes must be a number above 0 and below 1e6, not {megabytes!r}")


def _document(result: Result, images: str | None, limit: float) -> dict[str, Any]:
    from difference_finder.notebook import _documents

    if isinstance(result, Study):
        return _documents.of_study(result, images or "crops", limit)
    if isinstance(result, FailedPair):
        return _documents.of_failure(result)
    return _documents.of_comparison(result, images != "none", limit)


@cache
def _widget_class() -> Any:
    """Return the class of widgets; it is made when it is asked for, since anywidget is an extra."""
    if find_spec("anywidget") is None:
        raise MissingDependencyError.for_extra("a widget", "anywidget", "notebook")
    import anywidget
    import traitlets

    view = files(__package__).joinpath("_view.js").read_text("utf-8")

    class DifferencePage(anywidget.AnyWidget):  # type: ignore[misc]
        """A comparison or a study in a notebook."""

        # A second cell brings the same script again; an element can be defined once.
        _esm = f'if (!customElements.get("difference-page")) {{\n{bundle()}\n}}\n{view}'
        document = traitlets.Dict().tag(sync=True)
        height = traitlets.Int(HEIGHT, min=LEAST_HEIGHT, max=MOST_HEIGHT).tag(sync=True)

    return DifferencePage


def widget_view(result: Result) -> dict[str, Any]:
    """Return what a notebook displays of a result beside its picture and its text.

    Parameters
    ----------
    result
        A comparison, a pair that failed, or a study.

    Returns
    -------
    dict
        The view of a widget by its kind; nothing where anywidget is not installed or only texts are shown.
        Where the result cannot be a widget there is a warning that says why.
    """
    if find_spec("anywidget") is None or _only_texts():
        return {}
    shown = _SHOWN.get(result)
    if shown is None or shown.comm is None:
        try:
            shown = widget(result)
        except DifferenceFinderError as error:
            warnings.warn(f"no widget: {error}", stacklevel=2)
            return {}
        _SHOWN[result] = shown
    return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": shown.model_id}}


def _only_texts() -> bool:
    """Return whether this is IPython in a terminal."""
    module = sys.modules.get("IPython")
    shell = None if module is None else module.get_ipython()
    return shell is not None and shell.display_formatter.active_types == ["text/plain"]
