"""Large images, served as tiles."""

import io
import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from browsing import MILLISECONDS, TWO_FRAMES, Page
from difference_finder.drawing.map_facts import MapFacts
from difference_finder.drawing.png import encode_png
from difference_finder.page.layers import map_layer
from difference_finder.page.shell import bundle
from waiting import until

TILE, TOKEN = 256, "secret"
POLICY = "default-src 'none'; script-src 'self'; img-src blob: data:; connect-src 'self'; style-src 'none'"
HTML = (
    "<!doctype html><title>v</title><script src=bundle.js defer></script><script src=start.js defer></script>"
)
START = """const page = document.createElement('difference-page');
page.headers = {'X-Token': 'secret'};
page.setAttribute('src', 'document.json'); document.body.append(page);"""
MOVE = "(p, [zoom, x, y]) => { Object.assign(p.viewport, {zoom, x, y}); p.viewport.changed(); }"


def pyramid(pixels: np.ndarray) -> list[np.ndarray]:
    levels = [pixels]
    while max(levels[-1].shape[:2]) > TILE:
        fine = levels[-1].astype(np.float32)
        fine = np.pad(fine, ((0, fine.shape[0] % 2), (0, fine.shape[1] % 2), (0, 0)), mode="edge")
        coarse = fine.reshape(fine.shape[0] // 2, 2, fine.shape[1] // 2, 2, 3).mean(axis=(1, 3))
        levels.append(np.rint(coarse).astype(np.uint8))
    return levels


@pytest.fixture(scope="module")
def pictures() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    first = rng.integers(0, 256, (2000, 3001, 3), dtype=np.uint8)
    second = first.copy()
    second[1500:1600, 2500:2700] ^= 255
    plane = np.abs(first.astype(np.float32) - second).mean(axis=2) / 255
    coded = map_layer("m", MapFacts(plane, "m", False, 1.0, []))
    from PIL import Image

    codes = np.asarray(Image.open(io.BytesIO(coded.png)))
    return {"a": first, "b": second, "m": codes}


@pytest.fixture(scope="module")
def levels(pictures) -> dict[str, list[np.ndarray]]:
    return {name: pyramid(pixels) for name, pixels in pictures.items()}


@pytest.fixture
def server(pictures, levels) -> Iterator[Any]:
    asked: list[str] = []

    def layer(name: str, **facts: Any) -> dict[str, Any]:
        source = {"type": "tiles", "base": f"./layer/{name}/", "tile": TILE, "levels": len(levels[name])}
        size = {"width": 3001, "height": 2000, "low": 0, "high": 255, "channels": 3, "depth": 8}
        return {"id": name, "label": name, "kind": "image", "role": name, **size, **facts, "source": source}

    layers = [
        layer("a", role="first", depth=16, high=65535),
        layer("b", role="second"),
        layer("m", kind="map", role="map", low=0, high=1, depth=16, unit_range=1, signed=False),
    ]
    document = {
        "schema": 2, "kind": "comparison", "title": "v", "record": {}, "methods": [], "metrics": [],
        "scores": {}, "groups": None, "errors": [], "verdicts": None, "crops": None,
        "entries": [{"name": "pair", "layers": layers}],
    }  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = self.answer()
            self.send_response(200 if body is not None else 403)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body or b"")

        def answer(self) -> tuple[str, bytes | None]:
            plain = {"/": ("text/html", HTML), "/bundle.js": ("text/javascript", bundle())}
            plain["/start.js"] = ("text/javascript", START)
            if self.path in plain:
                return plain[self.path][0], plain[self.path][1].encode()
            if self.headers["X-Token"] != TOKEN:
                return "text/plain", None
            asked.append(self.path)
            if self.path == "/document.json":
                return "application/json", json.dumps(document).encode()
            if found := re.fullmatch(r"/layer/(\w)/values\?x=(\d+)&y=(\d+)", self.path):
                name, x, y = found[1], int(found[2]), int(found[3])
                return "application/json", json.dumps(
                    [v * 257 + 1 for v in pictures[name][y, x].tolist()]
                ).encode()
            name, level, x, y = re.fullmatch(r"/layer/(\w)/(\d+)/(\d+)_(\d+)\.png", self.path).groups()
            part = levels[name][int(level)][int(y) * TILE :, int(x) * TILE :][:TILE, :TILE]
            return "image/png", encode_png(np.ascontiguousarray(part))

        def log_message(self, *_: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=listening.serve_forever)
    thread.start()
    yield SimpleNamespace(address=f"http://127.0.0.1:{listening.server_port}/", asked=asked)
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def opened(browser, server) -> Iterator[Callable[..., Page]]:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.set_default_timeout(MILLISECONDS)
    page = Page(context.new_page())
    page.page.goto(server.address)
    page.ready()
    yield page
    assert page.errors == []
    assert all(url.startswith((server.address, "blob:", "data:")) for url in page.requests)
    context.close()


def zoom(page, scale: float, x: float, y: float) -> None:
    page.locator("difference-page").evaluate(
        "(p, [z, x, y]) => { Object.assign(p.viewport, {zoom: z, x, y}); p.viewport.changed(); }",
        [scale, x, y],
    )
    page.settled()


def test_the_whole_image_requests_only_coarse_tiles(opened, server) -> None:
    tiles = [path for path in server.asked if path.endswith(".png")]
    assert len(tiles) < 40
    assert not any("/0/" in path for path in tiles)


def test_pixels_are_exact_at_every_place(opened, server, pictures) -> None:
    for x, y in ((2600, 1550), (30, 30), (2990, 1990)):
        zoom(opened, 2, x, y)
        corner, scale = opened.corner()
        shown = opened.pixels(0)
        top, left = max(0, -(corner[1] // 2)), max(0, -(corner[0] // 2))
        for name, number in (("a", 0), ("b", 1)):
            part = pictures[name][top + 1 : top + 60, left + 1 : left + 80]
            at_y, at_x = corner[1] + 2 * (top + 1), corner[0] + 2 * (left + 1)
            seen = opened.pixels(number)[
                at_y : at_y + 2 * part.shape[0] : 2, at_x : at_x + 2 * part.shape[1] : 2
            ]
            rows, columns = min(seen.shape[0], part.shape[0]), min(seen.shape[1], part.shape[1])
            assert rows > 3
            np.testing.assert_array_equal(seen[:rows, :columns], part[:rows, :columns])
        assert scale == 2
        assert shown.any()


def test_values_beyond_eight_bits_come_from_the_server(opened, server, pictures) -> None:
    zoom(opened, 4, 100, 100)
    opened.mouse.move(*opened.point(101, 99))
    wanted = " ".join(str(257 * int(v) + 1) for v in pictures["a"][99, 101])
    told = opened.locator("difference-pane output").first
    until(lambda: told.inner_text() == f"101, 99  {wanted}", lambda: opened.page.wait_for_timeout(50))
    assert "/layer/a/values?x=101&y=99" in server.asked


def test_the_difference_of_tiles(opened, pictures) -> None:
    opened.keyboard.press("u")
    zoom(opened, 4, 2500, 1500)
    opened.mouse.move(*opened.point(2510, 1510, 1))
    opened.settled()
    told = opened.locator("difference-pane output").nth(1).inner_text().split()[-1]
    a, b = (pictures[name][1510, 2510].astype(float) for name in "ab")
    assert float(told) == pytest.approx(np.abs(a - b).mean() * 257, rel=1e-3)  # the first has 16 bits


def test_only_visible_tiles_are_kept(opened) -> None:
    for y in range(100, 2000, 250):  # all of the 96 tiles of the finest level are seen once
        for x in range(100, 3000, 250):
            opened.locator("difference-page").evaluate(MOVE, [2, x, y])
            opened.page.evaluate(TWO_FRAMES)
    opened.settled()
    kept = opened.locator("difference-page").evaluate(
        "p => [...p.library.pictures.values()].map(q => q.tiles.size)"
    )
    seen = (
        12  # at a zoom of 2 two by two of 256 pixels in a pane, the one of all, and those of the last frames
    )
    assert max(kept) <= seen


def test_a_refused_tile_is_reported(browser, server) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/start.js", lambda route: route.fulfill(body=START.replace("secret", "wrong")))
    page.goto(server.address)
    page.wait_for_selector("text=the server answered 403")
    context.close()
