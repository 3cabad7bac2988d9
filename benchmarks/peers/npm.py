"""odiff, pixelmatch and the comparator of Playwright from npm, run as separate processes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from _program import Program
from _rows import Missing

HOME = Path(__file__).resolve().parents[1]
INSTALL = "npm install --prefix benchmarks"


def odiff(reference: Path, candidate: Path, picture: Path) -> Program:
    """Return a function that runs the binary of odiff, without its node script, and counts the pixels."""
    found = sorted((HOME / "node_modules" / "@odiff").glob("*/odiff*"))
    if not found:
        raise Missing(f"odiff is not installed: {INSTALL}")
    arguments = (str(found[0]), str(reference), str(candidate), str(picture), "--parsable-stdout")
    return Program(arguments, lambda said: int(said.partition(";")[0]), codes=(0, 22), written=picture)


def odiff_each(first: Path, second: Path, pictures: Path, threads: int) -> Callable[[], set[str]]:
    """Return a function that runs odiff once for each file of two folders, on so many cores at a time.

    It returns the names of the pairs that differ; only for these odiff writes a picture.
    """
    names = sorted(path.name for path in first.iterdir())
    programs = [odiff(first / name, second / name, pictures / name) for name in names]

    def run() -> set[str]:
        with ThreadPoolExecutor(threads) as pool:
            counts = pool.map(lambda program: replace(program, written=None)(), programs)
            return {Path(name).stem for name, count in zip(names, counts, strict=True) if count}

    return run


def playwright(first: Path, second: Path, pictures: Path, threads: int, skip_equal: bool) -> Program:
    """Return a function that runs the comparator of Playwright over two folders, in one process of node.

    It has no threads. It returns the names of the pairs that differ, and writes their pictures. With
    ``skip_equal``, files with equal bytes are left out before the comparator is called.
    """
    script, node = Path(__file__).with_name("playwright.mjs"), shutil.which("node")
    if node is None:
        raise Missing("node is not installed, which runs Playwright's comparator: https://nodejs.org")
    if not (HOME / "node_modules" / "playwright-core").exists():
        raise Missing(f"playwright-core is not installed: {INSTALL}")
    arguments = (node, str(script), str(first), str(second), str(pictures), str(int(skip_equal)))
    return Program(arguments, lambda said: set(json.loads(said)))


def pixelmatch(reference: Path, candidate: Path, picture: Path) -> Program:
    """Return a function that runs pixelmatch; it counts anti-aliased pixels, as the others do."""
    script, node = HOME / "node_modules" / "pixelmatch" / "bin" / "pixelmatch", shutil.which("node")
    if node is None:
        raise Missing("node is not installed, which runs pixelmatch: https://nodejs.org")
    if not script.exists():
        raise Missing(f"pixelmatch is not installed: {INSTALL}")
    arguments = (node, str(script), str(reference), str(candidate), str(picture), "0.1", "true")
    return Program(arguments, _counted, codes=(0, 66), written=picture)


def _counted(said: str) -> int:
    found = re.search(r"different pixels: (\d+)", said)
    if found is None:
        raise RuntimeError(f"pixelmatch says {said[:80]!r}")
    return int(found[1])


def installed(package: str) -> str:
    """Return the version of a package."""
    found = HOME / "node_modules" / package / "package.json"
    return str(json.loads(found.read_text())["version"]) if found.exists() else ""
