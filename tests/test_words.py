"""Phrases that are not plain English stay out of the sources and the documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLACES = ("src", "docs", "web/src", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")
SUFFIXES = {".py", ".md", ".ts", ".js", ".css", ".html"}
GENERATED = {"bundle.js"}

# A phrase may continue on the next line.
PHRASES = re.compile(
    "is no (folder|chance|file|name)|goes on|plain text|that of the|must not be taken".replace(" ", r"\s+")
)

# File and text around the phrase, where it is the idiomatic one.
ALLOWED = {
    "src/difference_finder/study/figure/_figure.py": ("Caption as plain text.",),
    "src/difference_finder/study/figure/_latex.py": ("Caption as plain text.",),
}


def found(text: str, allowed: tuple[str, ...] = ()) -> Iterator[tuple[int, str]]:
    """Yield the line number and the words of each phrase that is not within an allowed text."""
    spans = [
        match.span()
        for words in allowed
        for match in re.finditer(r"\s+".join(map(re.escape, words.split())), text)
    ]
    for match in PHRASES.finditer(text):
        if not any(start <= match.start() and match.end() <= end for start, end in spans):
            yield text.count("\n", 0, match.start()) + 1, " ".join(match[0].split())


def files(place: str) -> Iterator[tuple[str, str]]:
    """Yield the path below the repository and the text of each file of a place."""
    for path in [ROOT / place] if (ROOT / place).is_file() else sorted((ROOT / place).rglob("*")):
        if path.suffix in SUFFIXES and path.name not in GENERATED:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", PLACES)
def test_no_such_phrase(place: str) -> None:
    texts = dict(files(place))
    assert texts
    rows = [
        f"{name}:{line}: {words}"
        for name, text in texts.items()
        for line, words in found(text, ALLOWED.get(name, ()))
    ]
    assert not rows, "\n".join(rows)


def test_every_allowed_text_is_there() -> None:
    for name, texts in ALLOWED.items():
        words = " ".join((ROOT / name).read_text(encoding="utf-8").split())
        for text in texts:
            assert text in words, f"{name} has no longer '{text}'"
            assert PHRASES.search(text), f"'{text}' needs no exception"


def test_phrases_are_found_across_lines_and_exceptions_are_not() -> None:
    text = "'x' is no folder\nor that of\n    the study"
    assert list(found(text)) == [(1, "is no folder"), (2, "that of the")]
    assert list(found(text, ("that of the study",))) == [(1, "is no folder")]
