"""The widget of the page, with the view and the selection that Python reads and sets."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError, MissingDependencyError
from difference_finder.notebook._selections import Selection, check_selection, entry_named
from difference_finder.notebook._views import check_view
from difference_finder.page.shell import bundle
from difference_finder.pipeline.comparison import Comparison
from difference_finder.study.results import Results

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["HEIGHT", "LEAST_HEIGHT", "MOST_HEIGHT", "widget_class"]

HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 560, 200, 10_000
"""Heights of a widget in pixels: the default, the least and the greatest."""


class Selecting:
    """What a widget offers besides its traits: pixels and scores of the selected part."""

    document: dict[str, Any]
    view: dict[str, Any]
    selection: Selection | None
    result: Any = None
    """The comparison or the study of the widget."""

    from_page = False
    """Whether values come from the page, which has checked them."""

    def crop(self) -> dict[str, NDArray[Any]]:
        """Return the pixels of the selected part of the images.

        Returns
        -------
        dict of str to array
            Arrays of shape (C, height, width) by name: "first", "second" and "reference" of a comparison, or
            "reference" and the methods of a study. Integers are as stored; floats are on the scale on which
            the images are compared, and masked pixels may be 0.

        Raises
        ------
        InputError
            If nothing is selected, or the widget shows no images.
        ReadError
            If a file of a study cannot be read.
        """
        from difference_finder.notebook._regions import crops_of

        return crops_of(*self._selected())

    def score(self, metric: Any) -> dict[str, float]:
        """Score the selected part of the images.

        Parameters
        ----------
        metric
            Metric by name ("ssim"), by name with settings ("ssim:sigma=2"), or a callable of two arrays.

        Returns
        -------
        dict of str to float
            Scores by name: of "second" against the first image; of "first" and "second" against the
            reference; or of each method of a study. Each equals :func:`difference_finder.score` of the same
            crops with the data range and the protocol of the comparison, before its pre-processors. A border
            that the protocol leaves out is left out of the whole image.

        Raises
        ------
        InputError
            If nothing is selected, the widget shows no images, or the metric cannot score the part.
        UnknownNameError
            If there is no such metric.
        ReadError
            If a file of a study cannot be read.
        """
        from difference_finder.notebook._regions import scores_in

        return scores_in(*self._selected(), metric)

    def _selected(self) -> tuple[Comparison | Results, str, Selection]:
        if self.selection is None:
            raise InputError(
                "no part of the images is selected; drag over the images of the widget with the Shift key,"
                " choose a region in its lists, or set selection=(x, y, width, height)"
            )
        if not isinstance(self.result, Comparison | Results):
            raise InputError("this widget has no images of which a part could be scored")
        entry = entry_named(self.document, self.view.get("image"))
        return self.result, entry["name"] if entry is not None else "", self.selection

    def _valid_view(self, proposal: Any) -> dict[str, Any]:
        if self.from_page:
            return dict(proposal["value"])
        return check_view(proposal["value"], self.document, self.view.get("image"))

    def _valid_selection(self, proposal: Any) -> Selection | None:
        value = proposal["value"]
        if self.from_page:
            return None if value is None else Selection(*value)
        return check_selection(value, entry_named(self.document, self.view.get("image")))

    def _drop_selection(self, change: Any) -> None:
        """Drop the selection when Python opens another image."""
        if not self.from_page and change["old"].get("image") not in (None, change["new"].get("image")):
            self.selection = None


@cache
def widget_class() -> Any:
    """Return the widget class; it is defined on first use, since anywidget is optional."""
    if find_spec("anywidget") is None:
        raise MissingDependencyError.for_extra("a widget", "anywidget", "notebook")
    import anywidget
    import traitlets

    view_script = files(__package__).joinpath("_view.js").read_text("utf-8")

    class DifferencePage(Selecting, anywidget.AnyWidget):  # type: ignore[misc]
        """A comparison or a study in a notebook."""

        # Every cell loads the bundle, but an element can be defined only once.
        _esm = f'if (!customElements.get("difference-page")) {{\n{bundle()}\n}}\n{view_script}'
        document = traitlets.Dict().tag(sync=True)
        height = traitlets.Int(HEIGHT, min=LEAST_HEIGHT, max=MOST_HEIGHT).tag(sync=True)
        view = traitlets.Any().tag(sync=True)  # checked below, with errors of this package
        selection = traitlets.Any().tag(sync=True, to_json=lambda value, _: value and list(value))
        _first_view = traitlets.default("view")(lambda self: {})
        _check_view = traitlets.validate("view")(Selecting._valid_view)
        _check_selection = traitlets.validate("selection")(Selecting._valid_selection)
        _follow_view = traitlets.observe("view")(Selecting._drop_selection)

        def set_state(self, sync_data: dict[str, Any]) -> None:
            """Take values from the page."""
            self.from_page = True
            try:
                super().set_state(sync_data)
            finally:
                self.from_page = False

    return DifferencePage
