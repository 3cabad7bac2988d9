"""Large pictures in one file, which are decoded in a worker."""

import numpy as np
import pytest

from browsing import MILLISECONDS, Page
from difference_finder.page.document import comparison_document, comparison_entry
from web.conftest import record

COUNTED = """const Own = window.Worker;
window.workers = 0;
window.Worker = class extends Own { constructor(...all) { super(...all); window.workers++; } };"""

ABSENT = "delete window.Worker;"

REFUSED = """window.Worker = class extends EventTarget {
  constructor() { super(); setTimeout(() => this.onerror?.(new Event('error'))); }
  postMessage() {} terminate() {}
};"""

CODES = """async (page) => {
  const map = page.entry.layers.find(({ kind }) => kind === 'map');
  const picture = page.library.picture(map);
  const levels = Array.from({ length: picture.levels }, (_, level) => picture.tile(level, 0, 0));
  const add = (total, value, i) => (total * 31 + value * (i % 7 + 1)) % 2147483647;
  const facts = levels.map(({ columns, rows, codes, flags, whole }) =>
    [columns, rows, codes.reduce(add, 7), flags.reduce(add, 7), whole]);
  return [facts, picture.sizes()];
}"""


@pytest.fixture(scope="module")
def large() -> dict:
    rng = np.random.default_rng(9)
    first = rng.integers(0, 256, (1001, 1203, 3), dtype=np.uint8)
    second = first.copy()
    second[300:400, 500:700] = 255 - second[300:400, 500:700]
    plane = np.abs(first.astype(np.float32) - second).mean(axis=2) / 255
    image = {"width": 1203, "height": 1001, "channels": 3, "dtype": "uint8", "data_range": 255.0, "notes": []}
    shown = {"first": {"name": "a.png", **image}, "second": {"name": "b.png", **image}}
    return record(**shown, regions=[], arrays={"first": first, "second": second, "map": plane})


@pytest.fixture
def opened(browser, write, large):
    """Open the page after a script that changes what workers are."""
    file = write(comparison_document("A large pair", [large]), [comparison_entry(large)])
    contexts = []

    def start(script: str) -> Page:
        context = browser.new_context(viewport={"width": 900, "height": 600})
        context.set_default_timeout(MILLISECONDS)
        context.add_init_script(script)
        contexts.append(context)
        page = Page(context.new_page())
        page.page.goto(file.resolve().as_uri())
        page.ready()
        page.settled()
        return page

    yield start
    for context in contexts:
        context.close()


def shown(page: Page) -> list[bytes]:
    """Return the whole images, and a part of them at their own size."""
    whole = page.locator("difference-stage").screenshot()
    page.locator("difference-page").evaluate("(page) => page.viewport.zoomTo(1)")
    page.settled()
    return [whole, page.locator("difference-stage").screenshot()]


@pytest.mark.slow
def test_pictures_of_a_worker_are_those_of_the_page(opened) -> None:
    beside = opened(COUNTED)
    codes = beside.locator("difference-page").evaluate(CODES)
    pictures = shown(beside)
    assert beside.evaluate("window.workers") > 0
    for script in (ABSENT, REFUSED):
        alone = opened(script)
        assert alone.locator("difference-page").evaluate(CODES) == codes
        assert shown(alone) == pictures
        assert alone.errors == []
    assert beside.errors == []
