"""A browser, and pages to open in it."""

import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
MILLISECONDS = 120_000
"""How long a page may take, on a machine that may be busy."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium: that of the machine, best the one without windows, which is faster; else playwright's own.

    No longer than a module, because while it is open no other loop of asyncio can run.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        found = next(filter(None, map(shutil.which, NAMES)), None)
        if found is None and not Path(started.chromium.executable_path).exists():
            pytest.skip("needs Chromium: apt-get install chromium, or playwright install chromium")
        opened = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


class Page:
    """A page that was opened, and what it must not do."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: (self.errors.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))
        page.add_init_script(TIMERS)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    def ready(self) -> None:
        """Wait until every picture is drawn."""
        self.page.wait_for_selector("difference-stage")
        self.page.wait_for_function(READY)
        self.settled()

    def drawn(self) -> None:
        """Wait until what is asked for is drawn."""
        self.page.evaluate(TWO_FRAMES)
        self.page.wait_for_function(LOADED)
        self.page.evaluate(TWO_FRAMES)

    def settled(self) -> None:
        """Wait until all is drawn and done, also what waits until the view rests, such as the address."""
        self.drawn()
        self.page.evaluate(f"window.rest({REST})")
        self.drawn()

    def panes(self) -> list[str]:
        """Return the headings."""
        return self.page.locator("difference-pane header b").all_inner_texts()

    def pixels(self, number: int = 0) -> np.ndarray:
        """Return what a pane shows, (H, W, 3)."""
        return unpacked(self.page.locator("difference-pane canvas").nth(number).evaluate(PIXELS))

    def point(self, x: float, y: float, number: int = 0) -> tuple[float, float]:
        """Return where on the screen the middle of a pixel of the picture is."""
        box = self.page.locator("difference-pane canvas").nth(number).bounding_box()
        corner, scale = self.corner(number)
        return box["x"] + corner[0] + (x + 0.5) * scale, box["y"] + corner[1] + (y + 0.5) * scale

    def corner(self, number: int = 0) -> tuple[tuple[int, int], float]:
        """Return where on a pane the corner of the picture is, and the zoom."""
        x, y, scale = (
            self.page.locator("difference-pane")
            .nth(number)
            .evaluate("pane => [pane.frame.x, pane.frame.y, pane.frame.scale]")
        )
        return (x, y), scale

    def zoom(self, scale: float) -> None:
        """Zoom, and wait."""
        self.page.locator("difference-page").evaluate("(page, scale) => page.viewport.zoomTo(scale)", scale)
        self.settled()

    def alone(self, number: int) -> None:
        """Show one layer alone, and wait."""
        self.page.locator("difference-page").evaluate(
            "(page, flip) => page.change({ mode: 'flip', flip })", number
        )
        self.settled()

    def middle(self) -> list[float]:
        """Return the middle of the chosen box that fills the panes."""
        return self.page.locator("difference-page").evaluate(
            "({ viewport: { framed } }) => [framed.x + framed.width / 2, framed.y + framed.height / 2]"
        )


def unpacked(answer: list[Any]) -> np.ndarray:
    """Return the pixels that PIXELS gives, (H, W, 3)."""
    width, height, data = answer
    return np.frombuffer(b64decode(data), np.uint8).reshape(height, width, 4)[..., :3]


PIXELS = """(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let text = '';
  for (let i = 0; i < data.length; i += 32768) text += String.fromCharCode(...data.subarray(i, i + 32768));
  return [canvas.width, canvas.height, btoa(text)];
}"""

REST = 260
"""Timers of at most so many milliseconds wait until the view rests."""

TIMERS = """(() => {
  const { setTimeout: start, clearTimeout: stop } = window;
  const waiting = new Map();
  window.setTimeout = (run, delay = 0, ...values) => {
    const call = () => {
      waiting.delete(timer);
      run(...values);
    };
    const timer = start(call, delay);
    waiting.set(timer, { call, delay, due: performance.now() + delay });
    return timer;
  };
  window.clearTimeout = (timer) => {
    waiting.delete(timer);
    stop(timer);
  };
  window.rest = (longest) => {
    const short = [...waiting].filter(([, { delay }]) => delay <= longest);
    for (const [timer, { call }] of short.sort(([, a], [, b]) => a.due - b.due)) {
      if (!waiting.has(timer)) continue;
      stop(timer);
      call();
    }
  };
})();"""
"""Lets ``window.rest(longest)`` call at once what waits for a timer of at most so many milliseconds."""

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

LOADED = """() => {
  const page = document.querySelector('difference-page');
  const pictures = [...(page?.library?.pictures?.values() ?? [])];
  const stores = pictures.flatMap(picture => [picture.tiles, picture.stored.tiles]);
  const loaded = stores.every(store => [...store.values()].every(one => one.tile || one.failed));
  return loaded && !page?.viewport?.moving;
}"""

READY = """() => {
  const stage = document.querySelector('difference-page').shadowRoot.querySelector('difference-stage');
  const panes = [...(stage?.shadowRoot?.querySelectorAll('difference-pane') ?? [])];
  return panes.length > 0 && panes.every(pane => pane.shadowRoot?.querySelector('canvas')
    && !pane.shadowRoot.querySelector('p'));
}"""


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Page]]:
    """Open a file in a fresh window; in the end no page may have raised an error or asked the network."""
    contexts, pages = [], []

    def open_page(path: Path, hash: str = "", ready: bool = True, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 800}, **options})
        context.set_default_timeout(MILLISECONDS)
        contexts.append(context)
        page = Page(context.new_page())
        pages.append(page)
        page.page.goto(path.resolve().as_uri() + hash)
        if ready:
            page.ready()
        return page

    yield open_page
    for page in pages:
        assert page.errors == []
        foreign = [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))]
        assert foreign == []
    for context in contexts:
        context.close()
