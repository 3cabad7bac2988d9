"""Turn links to files of the repository, which GitHub follows, into links to pages that show these files."""

import re

from sphinx.application import Sphinx

PAGES = {
    "benchmarks/ACCURACY.md": "accuracy.md",
    "benchmarks/STATISTICS.md": "statistics-benchmark.md",
    "benchmarks/RESULTS.md": "speed.md",
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "CONTRIBUTING": "contributing.md",
    "examples/a_metric_of_your_own.py": "../gallery/a_metric_of_your_own.rst",
}
"""Files outside of the folder of the sources, and the page below ``project/`` that includes each of them."""

LINK = re.compile(r"\]\((?:\.\./)+([\w./-]+?)(#[\w-]+)?\)")


def replace_links(app: Sphinx, page: str, source: list[str]) -> None:
    """Replace the links of one page."""

    def replaced(link: re.Match[str]) -> str:
        target = PAGES.get(link[1])
        return f"](/project/{target}{link[2] or ''})" if target else link[0]

    source[0] = LINK.sub(replaced, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("source-read", replace_links)
    app.connect("include-read", lambda app, path, page, source: replace_links(app, page, source))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
