"""Widgets in a real browser, opened as by anywidget: a module renders a model."""

from dataclasses import replace

import numpy as np
import pytest

from browsing import PIXELS, unpacked
from notebook.conftest import HOSTILE

pytest.importorskip("anywidget")

CANVAS = f"""([cell, pane]) => {{
  const stage = window.cells[cell].page.shadowRoot.querySelector("difference-stage");
  const shown = stage.shadowRoot.querySelectorAll("difference-pane")[pane];
  return ({PIXELS})(shown.shadowRoot.querySelector("canvas"));
}}"""


FRAME = """(({ x, y }) => [x, y])(window.cells[0].page.shadowRoot.querySelector("difference-stage")
  .shadowRoot.querySelector("difference-pane").frame)"""


def pixels(page, cell: int, pane: int) -> np.ndarray:
    return unpacked(page.evaluate(CANVAS, [cell, pane]))


def scale(page, cell: int) -> float:
    return page.evaluate("cell => window.cells[cell].page.viewport.scale", cell)


def test_both_panes_draw_and_zoom_together(notebook, comparison) -> None:
    page = notebook(comparison)
    first, second = comparison.pair.first, comparison.pair.second
    page.evaluate("window.cells[0].page.change({ boxes: false })")
    page.evaluate("window.cells[0].page.viewport.zoomTo(1)")
    page.settled()
    x, y = page.evaluate(FRAME)
    for pane, image in enumerate((first, second)):
        shown = pixels(page, 0, pane)[y : y + 40, x : x + 60]
        np.testing.assert_array_equal(shown, np.asarray(image)[0].transpose(1, 2, 0))
    canvas = page.locator("difference-pane canvas")
    before = pixels(page, 0, 0)
    canvas.first.click()
    page.mouse.wheel(0, -600)
    page.settled()
    assert scale(page, 0) > 1.9
    zoomed = pixels(page, 0, 0)
    assert (zoomed != before).any()
    # Both show the same corner of the image, outside the difference, at the same zoom.
    page.evaluate("(p => { p.viewport.show({ x: 2, y: 2, width: 4, height: 4 }); })(window.cells[0].page)")
    page.mouse.move(1, 1)
    page.settled()
    np.testing.assert_array_equal(pixels(page, 0, 0), pixels(page, 0, 1))


def test_two_widgets_do_not_disturb_each_other(notebook, comparison, study) -> None:
    page = notebook(comparison, study)
    boxes = page.evaluate("window.cells.map(({ page }) => page.getBoundingClientRect().toJSON())")
    assert [box["height"] for box in boxes] == [560, 560]
    other, before = pixels(page, 1, 0), scale(page, 1)
    page.locator("difference-pane canvas").first.click()
    page.keyboard.press("+")
    page.keyboard.press("w")
    page.settled()
    modes = page.evaluate("window.cells.map(({ page }) => page.state.mode)")
    assert modes == ["slider", "side"]
    assert scale(page, 1) == before
    np.testing.assert_array_equal(pixels(page, 1, 0), other)
    assert page.evaluate("window.keys") == []
    assert page.evaluate("location.hash") == ""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("3")
    assert page.evaluate("window.keys") == ["3"]
    assert page.evaluate("window.cells.map(({ page }) => page.state.mode)") == modes


def test_scrolling_past_does_not_zoom(notebook, comparison) -> None:
    page = notebook(comparison, comparison)
    before = scale(page, 0)
    page.locator("difference-pane canvas").first.hover()
    page.mouse.wheel(0, 100)
    page.wait_for_function("scrollY > 0")
    assert scale(page, 0) == before


def test_changes_of_the_model_are_shown(notebook, comparison) -> None:
    page = notebook(comparison)
    page.evaluate("""() => {
      const { state, listeners } = window.cells[0];
      state.height = 333;
      listeners["change:height"]();
      state.document = { ...state.document, title: "another title" };
      listeners["change:document"]();
    }""")
    page.settled()
    assert page.evaluate("window.cells[0].page.getBoundingClientRect().height") == 333
    assert page.get_by_role("heading", name="another title").is_visible()
    page.evaluate("window.cells[0].close()")
    assert page.evaluate(
        "[window.cells[0].el.children.length, Object.keys(window.cells[0].listeners).length]"
    ) == [0, 0]


@pytest.mark.parametrize("width", [420, 760, 1000])
def test_a_narrow_cell_hides_nothing(notebook, comparison, width) -> None:
    page = notebook(comparison, viewport={"width": width, "height": 700})
    fits = """() => {
      const { page } = window.cells[0];
      return [page.scrollWidth - page.clientWidth, page.getBoundingClientRect().height];
    }"""
    over, height = page.evaluate(fits)
    assert over <= 0
    assert height == 560
    canvas = page.locator("difference-pane canvas").first.bounding_box()
    assert canvas["width"] > 90
    assert canvas["height"] > 50


def test_a_dark_notebook_is_dark(notebook, comparison) -> None:
    colours = [
        notebook(comparison, color_scheme=scheme).evaluate(
            "getComputedStyle(window.cells[0].page).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert colours == ["rgb(244, 244, 242)", "rgb(19, 20, 23)"]


def test_hostile_names_stay_text(notebook, comparison) -> None:
    image = replace(comparison.second, name=HOSTILE)
    hostile = replace(comparison, name=HOSTILE, second=image, notes=(HOSTILE,))
    page = notebook(hostile, hostile)
    assert page.locator("h1").first.inner_text() == HOSTILE
    assert page.locator("img").count() == 0


def test_a_pair_that_failed_says_why(notebook) -> None:
    from difference_finder.pipeline.comparison import FailedPair

    failed = FailedPair("cat", "a.png", "b.png", "read", "ReadError", "it is damaged")
    page = notebook(failed, wait=False)
    page.get_by_text("read: ReadError: it is damaged").first.wait_for()
