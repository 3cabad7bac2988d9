"""Write a page for each kind of part, and one for the protocols, from the registries of the program."""

import inspect
from collections.abc import Iterator
from pathlib import Path

from numpydoc.docscrape_sphinx import SphinxDocString
from sphinx.application import Sphinx

from difference_finder.parts import registry
from difference_finder.pipeline.protocol import PROTOCOLS

PAGES = {
    "metrics": (
        "All metrics",
        "Chosen by ``--metric NAME`` or ``metric=``. :doc:`/metrics` explains how to use them.",
    ),
    "strategies": (
        "All strategies",
        "Chosen by ``--strategy NAME`` or ``strategy=``. :doc:`/map-definitions` compares them.",
    ),
    "preprocessors": ("All pre-processors", "Chosen by ``--pre NAME`` or ``pre_processor=``."),
    "postprocessors": ("All post-processors", "Chosen by ``--post NAME`` or ``post_processor=``."),
    "readers": ("All readers", "Chosen by the content of a file. :doc:`/formats` lists formats and extras."),
    "reporters": ("All reporters", "Chosen by ``--write NAME``, or as the argument of ``Comparison.save``."),
    "transforms": ("All transforms", "Changes of a whole image; see :doc:`/transforms`."),
    "kinds": ("All kinds of change", "What a region is said to be; see :doc:`/kinds`."),
}
"""Title and first line of the page of each kind of part."""


def write_pages(app: Sphinx) -> None:
    """Write the pages into ``parts/``, each only if it changed."""
    folder = Path(app.srcdir) / "all-parts"
    folder.mkdir(exist_ok=True)
    pages = {kind: _page(kind) for kind in PAGES} | {"protocols": _protocols()}
    for name, lines in pages.items():
        path, text = folder / f"{name}.rst", "\n".join(lines)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _page(kind: str) -> Iterator[str]:
    title, line = PAGES[kind]
    yield from _title(title, "=")
    yield from (line, "", "This page is made from the program.", "")
    parts = getattr(registry, kind)
    for name in parts.names():
        part = parts.get(name)
        yield from _title(part.name, "-")
        if part.aliases:
            yield from (f"Other names: {', '.join(f'``{alias}``' for alias in part.aliases)}.", "")
        if part.settings:
            settings = ", ".join(f"{key}={value}" for key, value in part.settings.items())
            yield from (f"Settings: ``{settings}``", "")
        yield from (str(SphinxDocString(inspect.cleandoc(part.__doc__ or part.summary), config={})), "")


def _protocols() -> Iterator[str]:
    yield from _title("All protocols", "=")
    yield from ("Chosen by ``--protocol NAME`` or ``protocol=``. :doc:`/protocols` explains them.", "")
    yield from ("This page is made from the program.", "")
    for protocol in PROTOCOLS.values():
        yield from _title(protocol.name, "-")
        yield from (f"{_escaped(protocol.summary)}.", "")
        if protocol.settings:
            settings = ", ".join(f"{key}={value}" for key, value in protocol.settings.items())
            yield from (f"Settings: ``{settings}``", "")
        yield from (f"Source: {_escaped(protocol.source)}.", "")


def _title(text: str, line: str) -> tuple[str, ...]:
    return (text, line * len(text), "")


def _escaped(text: str) -> str:
    return text.replace("_", r"\_").replace("*", r"\*")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("builder-inited", write_pages, priority=100)  # before examples register parts of their own
    return {"parallel_read_safe": True, "parallel_write_safe": True}
