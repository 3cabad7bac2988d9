"""odiff and pixelmatch from npm, each run as a process of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from _contest import Missing

HOME = Path(__file__).resolve().parents[1]
INSTALL = "npm install --prefix benchmarks"


def odiff(reference: Path, candidate: Path, picture: Path) -> Callable[[], int]:
    """Return what runs odiff's own binary, without the node script before it, and counts the pixels."""
    found = sorted((HOME / "node_modules" / "@odiff").glob("*/odiff*"))
    if not found:
        raise Missing(f"odiff is not installed: {INSTALL}")
    arguments = [str(found[0]), str(reference), str(candidate), str(picture), "--parsable-stdout"]
    return _counting(arguments, r"^(\d+);", (0, 22), picture)


def pixelmatch(reference: Path, candidate: Path, picture: Path) -> Callable[[], int]:
    """Return what runs pixelmatch, which here counts anti-aliased pixels as the others do."""
    script, node = HOME / "node_modules" / "pixelmatch" / "bin" / "pixelmatch", shutil.which("node")
    if node is None:
        raise Missing("node is not installed, which runs pixelmatch: https://nodejs.org")
    if not script.exists():
        raise Missing(f"pixelmatch is not installed: {INSTALL}")
    arguments = [node, str(script), str(reference), str(candidate), str(picture), "0.1", "true"]
    return _counting(arguments, r"different pixels: (\d+)", (0, 66), picture)


def _counting(arguments: list[str], pattern: str, codes: tuple[int, ...], picture: Path) -> Callable[[], int]:
    def run() -> int:
        picture.unlink(missing_ok=True)
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        counted = re.search(pattern, done.stdout, re.MULTILINE)
        if done.returncode not in codes or counted is None or not picture.exists():
            raise RuntimeError(f"{arguments[0]} failed: {(done.stderr or done.stdout).strip()[:200]}")
        return int(counted[1])

    return run


def installed(package: str) -> str:
    """Return the version of a package."""
    found = HOME / "node_modules" / package / "package.json"
    return str(json.loads(found.read_text())["version"]) if found.exists() else ""
