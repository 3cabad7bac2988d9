"""A viewer without a browser."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from waiting import until

TOKEN = "a-token-for-tests"


@pytest.fixture(autouse=True, scope="module")
def _server() -> None:
    for package in ("starlette", "uvicorn", "httpx"):
        pytest.importorskip(package)


class Page:
    """The requests of a page to an album, through its access control."""

    def __init__(self, album) -> None:
        from difference_finder.viewer.app import guarded_app
        from difference_finder.viewer.lifetime import OpenPages

        self.access = guarded_app(album, OpenPages(), TOKEN)

    def ask(self, method: str, address: str, **options):
        """Send a request without a network."""
        import httpx

        async def asking():
            transport = httpx.ASGITransport(self.access)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1234") as client:
                return await client.request(method, address, **options)

        return asyncio.run(asking())

    def get(self, path: str, **options):
        return self.ask("GET", f"/{TOKEN}/{path.removeprefix('./')}", **options)

    def post(self, path: str, content: object, **headers: str):
        """Send JSON as the page does."""
        own = {"Origin": "http://127.0.0.1:1234", **headers}
        return self.ask("POST", f"/{TOKEN}/{path}", json=content, headers=own)

    def json(self, path: str):
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def document(self):
        return self.json("document.json")

    def entry(self, number: int = 0):
        return self.json(self.document()["entries"][number]["load"])

    def picture(self, layer, level: int = 0) -> np.ndarray:
        """Assemble a level from its tiles."""
        width, height = (-(-layer[side] // 2**level) for side in ("width", "height"))
        whole = np.zeros((height, width, 3), np.uint8)
        side = layer["source"]["tile"]
        for row in range(-(-height // side)):
            for column in range(-(-width // side)):
                pixels = self.tile(layer, level, column, row)
                place = whole[row * side : (row + 1) * side, column * side : (column + 1) * side]
                assert pixels.shape == place.shape
                place[:] = pixels
        return whole

    def tile(self, layer, level: int, column: int, row: int) -> np.ndarray:
        from io import BytesIO

        from PIL import Image

        answer = self.get(f"{layer['source']['base']}{level}/{column}_{row}.png")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "image/png"
        return np.asarray(Image.open(BytesIO(answer.content)))

    def values(self, layer, x: int, y: int):
        return self.json(f"{layer['source']['base']}values?x={x}&y={y}")


def map_values(layer, pixels: np.ndarray) -> np.ndarray:
    """Return the values of an encoded map; NaN where pixels do not count."""
    codes = pixels[..., 0].astype(np.float64) * 256 + pixels[..., 1]
    values = layer["low"] + codes / 65535 * (layer["high"] - layer["low"])
    return np.where(pixels[..., 2] == 255, values, np.nan)


@pytest.fixture(scope="session")
def page_of_pair():
    def make(first: Path, second: Path, *, finder=None, cache=None) -> Page:
        from difference_finder import Finder
        from difference_finder.storage.match import Match
        from difference_finder.viewer.pairs import album_of_pairs

        finder = finder or Finder(strategy="difference")
        return Page(album_of_pairs(finder, [Match("pair", (first, second))], "a pair", cache))

    return make


@dataclass
class Running:
    """A viewer in its own process."""

    process: subprocess.Popen
    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].partition("/")[0])

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def ends(self, within: float) -> int | None:
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            return None


STARTER = """
from difference_finder.viewer import lifetime
lifetime.GRACE = 1.0
from difference_finder.cli import main
main()
"""


@pytest.fixture
def viewing(tmp_path, tmp_path_factory):
    """Start the real command."""

    @contextmanager
    def start(*arguments) -> Iterator[Running]:
        log = tmp_path / "viewer.log"
        is_folder = len(arguments) == 1 or str(arguments[1]).startswith("--")
        root = ["--root", tmp_path_factory.getbasetemp()] if is_folder else []
        command = [sys.executable, "-c", STARTER, "view", *arguments, *root, "--no-browser"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with log.open("wb") as file:
            process = subprocess.Popen(list(map(str, command)), stdout=file, stderr=file, env=environment)
        try:
            until(lambda: "\n" in log.read_text().partition("token=")[2] or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            address = next(word for word in log.read_text().split() if "token=" in word)
            yield Running(process, address, log)
        finally:
            process.kill()
            process.wait()

    return start
