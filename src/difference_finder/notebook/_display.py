"""Widgets that show a comparison or a study in a notebook."""

from __future__ import annotations

import sys
import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.notebook._widget import HEIGHT, LEAST_HEIGHT, MOST_HEIGHT, widget_class
from difference_finder.pipeline.comparison import Comparison, FailedPair
from difference_finder.report import IMAGES
from difference_finder.study.study import Study
from difference_finder.text import option

if TYPE_CHECKING:
    from collections.abc import MutableMapping

__all__ = ["widget", "widget_view"]

Result = Comparison | FailedPair | Study

VIEW = "application/vnd.jupyter.widget-view+json"

MEGABYTES = 32.0
"""The default size limit of a widget: it is saved with the notebook, and sent to the browser in one piece."""

_SHOWN: MutableMapping[Any, Any] = WeakKeyDictionary()
"""The widgets of displayed results, so that a result that is displayed again has one widget."""


def widget(
    result: Result, *, height: int = HEIGHT, images: str | None = None, megabytes: float = MEGABYTES
) -> Any:
    """Return a widget that shows a comparison or a study, with zoom, slider, blinking and live gain.

    Parameters
    ----------
    result
        Comparison, failed pair or study.
    height
        Height in pixels, 200 to 10,000; the trait ``height`` changes it later. The width follows the cell.
    images
        Images with pictures: "all", "crops" (images with crops of a study) or "none". The default is "crops"
        for a study and "all" for a comparison.
    megabytes
        Size limit of document and pictures. Images of a study beyond the limit are listed without pictures,
        with the reason.

    Returns
    -------
    anywidget.AnyWidget
        Widget with these traits, which Python reads and sets, and which follow what the reader does:

        - ``selection``: the selected part of the images, a tuple (x, y, width, height) in pixels whose
          ``slices`` index an array; None for none. Setting it, also to a region, shows the part.
        - ``view``: the name of the open image, and every setting that differs from the view in which the
          widget opens, as in the address of the page; empty until the widget is displayed. Setting it
          changes the view, except for settings that it does not have, which return to their first values.
        - ``height``, and ``document``, the content of the page.

        Its method ``crop()`` returns the pixels of the selected part of all images, ``score(metric)`` its
        scores.

    Raises
    ------
    InputError
        If an option is invalid, or a comparison exceeds the size limit; also when ``selection`` or ``view``
        is set to an impossible value.
    UnknownNameError
        When ``view`` is set to an unknown setting or image.
    MissingDependencyError
        If anywidget is not installed.

    Notes
    -----
    Pictures are data: addresses in the document, as in a report, since a saved notebook is text. Maps have 16
    bits and images 8 bits. Each widget contains the bundle of the page, 90 kB, which runs once per page. No
    network is used.

    Examples
    --------
    >>> import numpy as np
    >>> from difference_finder import Finder
    >>> shown = widget(Finder().compare(np.zeros((8, 8)), np.eye(8)), height=400)
    >>> shown.height, [layer["role"] for layer in shown.document["entries"][0]["layers"]]
    (400, ['first', 'second', 'map', 'error'])
    >>> shown.selection = (2, 2, 4, 3)
    >>> shown.selection.slices, shown.score("mae")
    ((slice(2, 5, None), slice(2, 6, None)), {'second': 0.25})
    """
    made = _widget(result, height, images, megabytes)
    made.result = result
    return made


def _widget(result: Any, height: int, images: str | None, megabytes: float) -> Any:
    _check(result, height, images, megabytes)
    return widget_class()(document=_document(result, images, megabytes * 1e6), height=height)


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
        raise InputError(f"{option('images', 'crops')} needs a study; pass 'all' or 'none' for a comparison")
    if isinstance(megabytes, bool) or not isinstance(megabytes, int | float) or not 0 < megabytes < 1e6:
        raise InputError(f"megabytes must be a number above 0 and below 1e6, not {megabytes!r}")


def _document(result: Result, images: str | None, limit: float) -> dict[str, Any]:
    from difference_finder.notebook import _documents

    if isinstance(result, Study):
        return _documents.of_study(result, images or "crops", limit)
    if isinstance(result, FailedPair):
        return _documents.of_failure(result)
    return _documents.of_comparison(result, images != "none", limit)


def widget_view(result: Result) -> dict[str, Any]:
    """Return the MIME bundle of a result, in addition to its picture and text.

    Parameters
    ----------
    result
        Comparison, failed pair or study.

    Returns
    -------
    dict
        Widget view by MIME type; empty if anywidget is not installed or only text is displayed. A warning
        says why a result cannot be a widget.
    """
    if find_spec("anywidget") is None or _is_text_only():
        return {}
    shown = _SHOWN.get(result)
    if shown is None or shown.comm is None:
        try:
            shown = _widget(result, HEIGHT, None, MEGABYTES)  # which does not keep its result alive
        except DifferenceFinderError as error:
            warnings.warn(f"no widget: {error}", stacklevel=2)
            return {}
        _SHOWN[result] = shown
    return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": shown.model_id}}


def _is_text_only() -> bool:
    """Return whether IPython runs in a terminal."""
    module = sys.modules.get("IPython")
    shell = None if module is None else module.get_ipython()
    return shell is not None and shell.display_formatter.active_types == ["text/plain"]
