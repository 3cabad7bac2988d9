"""The documentation site as it is built: without a warning, and its links lead somewhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

import difference_finder
from difference_finder.cli import group
from difference_finder.pipeline.protocol import PROTOCOLS

pytestmark = pytest.mark.nightly

ROOT = Path(__file__).parents[1]
SOURCES = ("docs", "examples", "benchmarks", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "action.yml")
GENERATED = ("all-parts", "commands", "gallery", "generated", "demo", "__pycache__", "*.png.json")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
NEEDED = (
    "sphinx", "pydata_sphinx_theme", "myst_parser", "numpydoc", "sphinx_gallery", "sphinx_copybutton",
    "sphinx_design", "latex2mathml", "matplotlib",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Return the folder of the site: the one that was built before, or one of a copy of its sources.

    The environment variable DIFFERENCE_FINDER_SITE names the former. Warnings are errors.
    """
    if built := os.environ.get("DIFFERENCE_FINDER_SITE"):
        assert (ROOT / built / "index.html").is_file()
        return ROOT / built
    for module in NEEDED:
        pytest.importorskip(module)
    work = tmp_path_factory.mktemp("site")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, work / name, ignore=shutil.ignore_patterns(*GENERATED))
        else:
            shutil.copy(source, work / name)
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "docs", "html"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return work / "html"


class Page(HTMLParser):
    """The links, the files and the anchors of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "id":
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def test_every_link_of_the_site_leads_to_a_page_or_file_and_an_anchor(site: Path) -> None:
    pages = {path.resolve(): Page(path) for path in site.rglob("*.html") if "_static" not in path.parts}
    assert len(pages) > 60
    broken = []
    for path, page in pages.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:|//", target):
                continue
            file = (path.parent / unquote(target.partition("?")[0])).resolve() if target else path
            if not file.is_file():
                broken.append(f"{path.name}: {link}")
            elif anchor and file in pages and unquote(anchor) not in pages[file].anchors:
                broken.append(f"{path.name}: no anchor {link}")
    assert not broken, "\n".join(broken)


def test_the_pages_of_the_commands_have_every_option(site: Path) -> None:
    for name in group.list_commands(click.Context(group)):
        text = (site / "commands" / f"{name}.html").read_text(encoding="utf-8")
        for parameter in group.get_command(None, name).params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert f"{parameter.opts[-1]}</span>" in text, f"{name} {parameter.opts[-1]}"


KINDS = ("metrics", "strategies", "preprocessors", "postprocessors", "readers", "reporters")


def test_the_pages_of_the_parts_and_of_the_interface_are_complete(site: Path) -> None:
    # In a process of its own: other tests register parts in this one.
    script = (
        "import json; from difference_finder.parts import registry;"
        f"print(json.dumps({{kind: getattr(registry, kind).names() for kind in {KINDS}}}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    for kind, names in json.loads(done.stdout).items():
        assert headings(site / "all-parts" / f"{kind}.html") == names
    assert headings(site / "all-parts" / "protocols.html") == list(PROTOCOLS)
    for name in set(difference_finder.__all__) - {"__version__"}:
        assert (site / "api" / "generated" / f"difference_finder.{name}.html").is_file(), name


def headings(path: Path) -> list[str]:
    return re.findall(r"<h2>(.*?)<a", path.read_text(encoding="utf-8"))


def test_the_gallery_shows_every_example_with_its_picture(site: Path) -> None:
    index = (site / "gallery" / "index.html").read_text(encoding="utf-8")
    assert len(EXAMPLES) >= 8
    for example in EXAMPLES:
        assert f'href="{example.stem}.html' in index
        assert list((site / "_images").glob(f"sphx_glr_{example.stem}_001*.png")), example.stem


def test_no_page_needs_another_server(site: Path) -> None:
    """No script, style, font or picture comes from elsewhere; formulas are drawn by the browser."""
    loaded = ('<(?:script|img|iframe)[^>]* src="', '<link rel="stylesheet"[^>]* href="')
    remote = re.compile("|".join(f'{tag}(?:https?:)?//[^"]*' for tag in loaded))
    found = {path.name: remote.findall(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    assert not {name: addresses for name, addresses in found.items() if addresses}
    assert "<math" in (site / "map-definitions.html").read_text(encoding="utf-8")
