"""Write the address of the repository where a placeholder stands.

``OWNER/difference-finder`` stands for the repository on GitHub. Its owner runs once, and commits the changes:

    python .ci/set_address.py ACCOUNT/difference-finder

The workflow that builds the package runs it with ``--package``: then the links and the pictures of README.md,
which are relative in the repository, become absolute too, so that the package page shows them.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

PLACEHOLDER = "OWNER/difference-finder"

FILES = (
    "pyproject.toml",
    "CITATION.cff",
    "docs/ci.md",
    "docs/tutorials/screenshots.md",
    "tests/test_github_action.py",
)
"""The files that contain the placeholder, besides this one."""

LINK = re.compile(r"(!?)(\[[^][]*\])\((?!https?:|#|mailto:)([^()\s]+)\)")
"""A link, or a picture, whose target is a path in the repository."""


def main() -> None:
    """Read the arguments, and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", help="such as ACCOUNT/difference-finder")
    parser.add_argument("--package", action="store_true", help="make the addresses in README.md absolute")
    given = parser.parse_args()
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", given.repository):
        sys.exit(f"'{given.repository}' is not the name of a repository; give ACCOUNT/NAME")
    for name in FILES:
        _rewrite(ROOT / name, lambda text: text.replace(PLACEHOLDER, given.repository))
    if given.package:
        tag = f"v{version(ROOT)}"
        _rewrite(ROOT / "README.md", lambda text: absolute(text, given.repository, tag))


def version(root: Path) -> str:
    """Return the version of the package."""
    text = (root / "src/difference_finder/_version.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "(.+)"$', text, re.M)[1]


def absolute(text: str, repository: str, tag: str) -> str:
    """Return Markdown whose links and pictures lead to the files of a tag."""
    pages = f"https://github.com/{repository}/blob/{tag}/"
    pictures = f"https://raw.githubusercontent.com/{repository}/{tag}/"
    return LINK.sub(lambda found: f"{found[1]}{found[2]}({pictures if found[1] else pages}{found[3]})", text)


def _rewrite(path: Path, change) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
