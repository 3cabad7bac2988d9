"""odiff and pixelmatch from npm, each run as a separate process."""

from __future__ import annotations

import json
import re
import shutil
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
