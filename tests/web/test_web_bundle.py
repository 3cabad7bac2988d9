"""The bundle and its sources."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from difference_finder.drawing.colormaps import colormap_table
from difference_finder.page.shell import bundle

WEB = Path(__file__).parents[2] / "web"


def test_colour_tables_match_the_python_tables() -> None:
    text = (WEB / "src" / "colour_tables.ts").read_text()
    for name, signed in (("magma", False), ("viridis", False), ("diverging", True)):
        block = re.search(rf"{name}:\s+(.*?),\n", text, re.DOTALL)[1]
        assert "".join(re.findall(r'"(\w+)"', block)) == colormap_table(name, signed).tobytes().hex()


def test_the_bundle_is_small_and_safe_to_embed() -> None:
    assert len(bundle()) < 210_000
    assert bundle().isascii()
    for forbidden in ("</script", "<!--", "eval(", "new Function"):
        assert forbidden not in bundle(), forbidden


@pytest.mark.parametrize("path", sorted((WEB / "src").glob("*.ts")), ids=lambda path: path.name)
def test_sources_never_create_markup_from_text(path) -> None:
    text = path.read_text("utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "unsafeHTML",
        "unsafeSVG",
        "insertAdjacent",
        "document.write",
        " style=",
    ):
        assert forbidden not in text, forbidden


def npm(*arguments: str) -> None:
    environment = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(
        ["npm", *arguments], check=False, cwd=WEB, capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def modules() -> None:
    """Skip without the modules of the build, which tests do not download."""
    if shutil.which("npm") is None or not (WEB / "node_modules").is_dir():
        pytest.skip("needs npm and web/node_modules: npm ci in web/")


@pytest.mark.usefixtures("modules")
def test_types_check() -> None:
    npm("run", "--silent", "check")


@pytest.mark.usefixtures("modules")
def test_units() -> None:
    npm("test", "--silent")


@pytest.mark.usefixtures("modules")
def test_the_committed_bundle_matches_its_sources(tmp_path) -> None:
    npm("run", "--silent", "build", "--", os.path.relpath(tmp_path / "bundle.js", WEB))
    assert (tmp_path / "bundle.js").read_text() == bundle()
