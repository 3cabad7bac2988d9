"""Times of difference-finder without a peer, each with a limit."""

from __future__ import annotations

import atexit
import http.client
import json
import re
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import _ours as ours
import numpy as np
from _pictures import retouched_files
from _rows import Disagreement, Goal, Result, Row, Settings
from _timing import in_turns, milliseconds

METHODS = ("ours", "one", "two", "three")


@dataclass(frozen=True)
class Alone:
    """The time of a work.

    Parameters
    ----------
    work, size
        As in Result.
    most
        The limit in milliseconds.
    build
        A function that returns the work, ready to run. The work raises Disagreement if its answer is wrong.
    agreement
        The place where the answer is checked.
    slow
        Whether a quick run leaves it out.
    """

    work: str
    size: str
    most: float
    build: Callable[[], Callable[[], None]]
    agreement: str
    slow: bool = False
    group: str = "Without a peer"

    @property
    def name(self) -> str:
        """What ``--only`` looks at."""
        return self.blank().name

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        return Result(self.group, self.work, self.size, goal=Goal(at_most=self.most), unit="ms")

    def measure(self, settings: Settings) -> Result:
        """Time it in as many turns as fit."""
        result = self.blank()
        (taken,) = in_turns([self.build()], settings)
        result.number = 1000 * statistics.median(taken)
        result.agreement = f"a time, which depends on the machine; {self.agreement}"
        result.aside = {"ours ms": milliseconds(taken), "turns": str(len(taken))}
        return result


def _crops() -> Callable[[], None]:
    """Return a function that looks for crops in one more image."""
    from difference_finder.study.crops.finder import CropFinder

    generator = np.random.default_rng(0)
    rough = np.kron(generator.random((32, 32)), np.ones((16, 16)))
    maps = {name: (rough * generator.random((512, 512)) ** 2).astype(np.float32) for name in METHODS}
    finder = CropFinder(METHODS[0], METHODS[1:], metric="mse")
    count = iter(range(10**9))
    return lambda: finder.add(f"image{next(count)}", maps)


def _first_picture(shape: tuple[int, int]) -> Callable[[], None]:
    """Return a function that starts the viewer and asks for the coarsest tile of both images."""
    command = [ours.command(), "view", *map(str, retouched_files(shape)), "--no-browser"]

    def run() -> None:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                address = re.search(r"127\.0\.0\.1:(\d+)/\?token=(\S+)", process.stdout.readline())
                assert address is not None
                _coarsest_tiles(int(address[1]), address[2])
            finally:
                process.kill()

    return run


def _matching(count: int) -> Callable[[], None]:
    """Return a function that matches the files of two folders, whose names differ in affixes and zeros."""
    from difference_finder.storage.matching import match_folders

    kept = tempfile.TemporaryDirectory()
    root = Path(kept.name)
    for folder, form in (("GT", "img_{:05}.png"), ("ours", "r_{}x4.png")):
        (root / folder).mkdir()
        for number in range(count):
            (root / folder / form.format(number)).touch()

    def run() -> None:
        matches = match_folders([root / "GT", root / "ours"], [".png"]).matches
        wrong = [m for m in matches if int(m.paths[0].stem[4:]) != int(m.paths[1].stem[2:-2])]
        if len(matches) != count or wrong:
            raise Disagreement(f"{len(matches)} of {count} files matched, {len(wrong)} of them wrongly")

    atexit.register(kept.cleanup)
    return run


def _coarsest_tiles(port: int, token: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def get(path: str) -> bytes:
        connection.request("GET", f"/{token}/{path.removeprefix('./')}")
        return connection.getresponse().read()

    for layer in json.loads(get("document.json"))["entries"][0]["layers"]:
        source = layer["source"]
        if not get(f"{source['base']}{source['levels'] - 1}/0_0.png").startswith(b"\x89PNG"):
            raise Disagreement(f"there is no picture of '{layer['label']}'")
    connection.close()


def rows() -> list[Row]:
    """Return the works."""
    return [
        Alone(
            "crops of an image with 4 methods",
            "512x512",
            30.0,
            _crops,
            "tests/study/test_study_crops.py checks the answer by brute force",
        ),
        Alone(
            "files of two folders, matched by number",
            "10,000 names",
            2000.0,
            lambda: _matching(10_000),
            "each number is matched with itself",
        ),
        Alone(
            "view, from the command to the first picture of both",
            "8192x8192",
            2000.0,
            lambda: _first_picture((8192, 8192)),
            "both are pictures",
            slow=True,
        ),
    ]
