"""The view and the selection of widgets, which the page and Python share."""

import json
from typing import Any

import numpy as np
import pytest

from difference_finder.notebook import widget

pytest.importorskip("anywidget")

STATE = "window.cells[0].page.state"
PLACE = "window.cells[0].page.viewport.place"


class Kernel:
    """A widget in Python and its page, and the messages between them."""

    def __init__(self, page: Any, shown: Any) -> None:
        self.page, self.widget = page, shown

    def receive(self) -> int:
        """Give the widget what the page sent; return the number of messages."""
        self.page.settled()
        messages = self.page.evaluate("window.cells[0].sent.splice(0)")
        for message in messages:
            self.widget.set_state(message)
        return len(messages)

    def send(self) -> None:
        """Give the page what Python set."""
        state = json.loads(json.dumps(self.widget.get_state(["view", "selection"])))
        self.page.evaluate("state => { window.cells[0].update(state); }", state)
        self.page.settled()


@pytest.fixture
def opened(notebook):
    def start(result: Any, **options: Any) -> Kernel:
        shown = widget(result)
        kernel = Kernel(notebook(shown, **options), shown)
        kernel.receive()
        return kernel

    return start


def drag(page: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag with the Shift key from the middle of a pixel to the middle of another."""
    page.keyboard.down("Shift")
    page.mouse.move(*page.point(*start))
    page.mouse.down()
    page.mouse.move(*page.point(*end), steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")


def test_python_reads_the_part_that_a_reader_drags(opened, comparison) -> None:
    kernel = opened(comparison)
    assert kernel.widget.selection is None
    drag(kernel.page, (20, 5), (47, 30))
    kernel.receive()
    assert kernel.widget.selection == (20, 5, 28, 26)
    second = np.asarray(comparison.pair.second)[0]
    rows, columns = kernel.widget.selection.slices
    np.testing.assert_array_equal(kernel.widget.crop()["second"], second[:, rows, columns])
    kernel.page.keyboard.press("Delete")
    kernel.receive()
    assert kernel.widget.selection is None


def test_python_reads_the_region_that_a_reader_chooses(opened, comparison) -> None:
    kernel = opened(comparison)
    kernel.page.locator("difference-pane canvas").first.click()
    kernel.page.keyboard.press("j")
    kernel.receive()
    region = comparison.regions[0]
    assert kernel.widget.selection == (region.x, region.y, region.width, region.height)
    assert kernel.widget.view["frame"][2] == pytest.approx(1.06 * region.width)


def test_python_selects_a_part_and_the_page_shows_it(opened, comparison) -> None:
    kernel = opened(comparison)
    kernel.widget.selection = comparison.regions[0]
    kernel.send()
    box = dict(zip(("x", "y", "width", "height"), kernel.widget.selection, strict=True))
    place = kernel.page.evaluate(PLACE)
    assert place["marked"] == box
    assert place["framed"]["width"] == pytest.approx(1.06 * box["width"])
    kernel.receive()
    frame = kernel.widget.view["frame"]
    assert frame[0] + frame[2] / 2 == pytest.approx(box["x"] + box["width"] / 2)
    kernel.widget.selection = None
    kernel.send()
    after = kernel.page.evaluate(PLACE)
    assert after["marked"] is None
    assert after["framed"] == place["framed"]


def test_python_sets_the_view(opened, comparison) -> None:
    kernel = opened(comparison)
    view = {"mode": "flip", "flip": 1, "zoom": 3, "x": 20.5, "y": 12, "gain": 4, "exposure": -1.5}
    kernel.widget.view = view
    kernel.send()
    state = kernel.page.evaluate(STATE)
    assert {name: state[name] for name in ("mode", "flip", "gain", "exposure")} == {
        "mode": "flip", "flip": 1, "gain": 4, "exposure": -1.5
    }  # fmt: skip
    place = kernel.page.evaluate(PLACE)
    assert (place["zoom"], place["x"], place["y"]) == (3, 20.5, 12)
    assert kernel.receive() == 0  # the page does not answer with what it was told
    kernel.widget.view = {}
    kernel.send()
    assert kernel.page.evaluate(f"{STATE}.mode") == "side"
    assert kernel.page.evaluate(f"{PLACE}.zoom") is None


def test_python_reads_the_view(opened, comparison) -> None:
    kernel = opened(comparison)
    assert kernel.widget.view == {"image": comparison.name}
    kernel.page.locator("difference-pane canvas").first.click()
    kernel.page.keyboard.press("w")
    kernel.page.evaluate("window.cells[0].page.viewport.zoomTo(4)")
    kernel.receive()
    view = kernel.widget.view
    assert (view["mode"], view["zoom"]) == ("slider", 4)
    assert 0 < view["x"] < 60


def test_a_view_and_a_part_are_set_at_once(opened, study) -> None:
    kernel = opened(study)
    crop = study.crops.best[0]
    assert kernel.widget.view == {"image": crop.image}
    assert kernel.widget.selection == (crop.x, crop.y, crop.size, crop.size)
    other = next(name for name in study.scores.names if name != crop.image)
    kernel.widget.view = {"image": other, "zoom": 5, "x": 30, "y": 31}
    assert kernel.widget.selection is None  # it was a part of another image
    kernel.send()
    place = kernel.page.evaluate(PLACE)
    assert (place["zoom"], place["x"], place["y"], place["marked"]) == (5, 30, 31, None)


def test_a_saved_view_opens_again(notebook, comparison) -> None:
    shown = widget(comparison)
    shown.selection = (4, 6, 20, 10)
    shown.view = {"mode": "difference", "zoom": 2, "x": 14, "y": 11}
    page = notebook(shown)
    place = page.evaluate(PLACE)
    assert (place["zoom"], place["x"], place["y"]) == (2, 14, 11)
    assert place["marked"] == {"x": 4, "y": 6, "width": 20, "height": 10}
    assert page.evaluate(f"{STATE}.mode") == "difference"


def test_every_setting_of_python_is_one_of_the_page(opened, comparison) -> None:
    from difference_finder.notebook._views import SETTINGS

    kernel = opened(comparison)
    known = {*kernel.page.evaluate(f"Object.keys({STATE})"), "zoom", "x", "y", "filled", "frame", "image"}
    assert set(SETTINGS) == known - {"entry"}
    together = {name: {"zoom": 2.5, "x": 7, "y": 9} for name in ("zoom", "x", "y", "filled")}
    together |= {"black": {"white": 1e6}, "white": {"black": -1e6}}
    asked = [(name, value) for name, values in VALUES.items() for value in values]
    views = []
    for name, value in asked:
        kernel.widget.view = {**together.get(name, {}), name: value}  # which checks it
        views.append(kernel.widget.view)
    shown = kernel.page.evaluate(
        """views => views.map((view) => {
          const { embedding } = window.cells[0].page;
          embedding.show(view, null);
          return embedding.view;
        })""",
        views,
    )
    assert [(name, view.get(name)) for (name, _), view in zip(asked, shown, strict=True)] == asked
    assert set(VALUES) == set(SETTINGS) - {"image"}


VALUES: dict[str, list[Any]] = {
    "mode": ["flip", "slider", "blink", "overlay", "difference"],
    "shown": [[0], [2, 0, 1]],
    "errors": [True],
    "flip": [0, 2],
    "first": [1, 2],
    "second": [0, 2],
    "split": [0, 1],
    "opacity": [0, 1],
    "speed": [0.2, 10],
    "signed": [True],
    "error": ["squared", "relative"],
    "extent": ["percentile", "greatest"],
    "exposure": [-16, 16],
    "gamma": [0.1, 10],
    "black": [-1e6],
    "white": [1e6],
    "channel": [0, 99],
    "tint": ["magma", "viridis"],
    "gain": [0.01, 1000],
    "threshold": [1],
    "colourmap": ["viridis", "grey"],
    "shared": [False],
    "boxes": [False],
    "tab": ["images", "plots", "methods", "errors", "about"],
    "metric": [],
    "sort": ["s" * 40],
    "down": [False],
    "filter": ["ahead", "behind", "missing"],
    "search": ["s" * 200],
    "only": ["failed", "size", "changed", "deleted", "new", "same", "accepted", "rejected"],
    "kind": ["k" * 60],
    "lists": [True],
    "width": [200, 900],
    "metrics": [True],
    "gallery": [True],
    "inspector": [True],
    "loupe": [True],
    "verdict": [True],
    "unfolded": ["", "rivals.caveats.pairs.ranks.difficulty.sets"],
    "theme": ["light", "dark"],
    "zoom": [1e-4, 64],
    "x": [0, 1e9],
    "y": [0, 1e9],
    "filled": [True],
    "frame": [[1.5, -2, 30, 4.25]],
}
"""Values of each setting at its limits, other than those of the opening view."""

SURROUNDINGS = [
    ("document.body.dataset.jpThemeLight = 'false'", "document.body.dataset.jpThemeLight = 'true'"),
    ("document.body.className = 'vscode-dark'", "document.body.className = 'vscode-light'"),
    ("document.documentElement.setAttribute('theme', 'dark')",
     "document.documentElement.removeAttribute('theme')"),
    ("document.body.className = 'dark dark-theme'", "document.body.className = 'light light-theme'"),
]  # fmt: skip

BACKGROUND = "getComputedStyle(window.cells[0].page).backgroundColor"
LIGHT, DARK = "rgb(244, 244, 242)", "rgb(19, 20, 23)"


@pytest.mark.parametrize(("darken", "lighten"), SURROUNDINGS)
def test_the_theme_follows_the_notebook(opened, comparison, darken, lighten) -> None:
    kernel = opened(comparison, color_scheme="light")
    page = kernel.page
    assert page.evaluate(BACKGROUND) == LIGHT
    page.evaluate(darken)
    page.settled()
    assert page.evaluate(BACKGROUND) == DARK
    page.evaluate(lighten)
    page.settled()
    assert page.evaluate(BACKGROUND) == LIGHT
    assert "theme" not in page.evaluate("window.cells[0].page.embedding.view")


def test_a_light_notebook_is_light_on_a_dark_system(opened, comparison) -> None:
    kernel = opened(comparison, color_scheme="dark")
    assert kernel.page.evaluate(BACKGROUND) == DARK
    kernel.page.evaluate("document.body.dataset.jpThemeLight = 'true'")
    kernel.page.settled()
    assert kernel.page.evaluate(BACKGROUND) == LIGHT
    kernel.widget.view = {"theme": "dark"}  # a theme that was chosen has priority
    kernel.send()
    assert kernel.page.evaluate(BACKGROUND) == DARK
