"""Verdicts of ``changed`` on pairs with a known answer.

    python benchmarks/known_verdicts.py          # 20 minutes; replaces the section in ACCURACY.md
    python benchmarks/known_verdicts.py --print --sets tuning

The pairs are the test pictures of pixelmatch, looks-same and blazediff, beside the answers of these programs,
and the sets of rendered pairs (``rendered_sets.py``). Needs benchmarks/requirements.txt, and the Debian
packages chromium and those of ``font_files.py``. Without Chromium the section says so.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from _sections import write_section
from font_files import SYSTEM
from rasterisers import chromium, chromium_path
from rendered_pairs import RenderedPair, error_table, local_rasterisers, mixed_pairs, mixed_table, pairs
from rendered_sets import SETS, RenderedSet

from difference_finder.errors import ShapeMismatchError
from difference_finder.finder import Finder
from difference_finder.scoring import score

RESULTS = Path(__file__).with_name("ACCURACY.md")
HEADING = "# Verdicts of `changed`"
MIXED = 50_000
"""Number of the first pair of a set with a change that is also drawn otherwise, relative to other pairs."""

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "visreg"


@dataclass(frozen=True)
class KnownPair:
    """Two files of a program's tests, and the answer that these tests expect of the program.

    Parameters
    ----------
    program
        Folder of the files.
    first, second
        Names of the files, without the suffix.
    answer
        Number of changed pixels, or "same" or "changed".
    setting
        Setting of the program, if it is not the default.
    spec
        Our metric.
    reason
        Why our verdict is another; "" if it is not.
    """

    program: str
    first: str
    second: str
    answer: int | str
    setting: str = ""
    spec: str = "changed"
    reason: str = ""

    @property
    def paths(self) -> list[Path]:
        return [DATA / self.program / f"{name}.png" for name in (self.first, self.second)]

    @property
    def is_change(self) -> bool:
        """The verdict of the program."""
        return self.answer not in (0, "same")


STRICT = "threshold 0.05"
CARET = "changed:caret=ignore"
ALPHA = (
    "half-transparent pixels along a diagonal edge are transparent in the second picture. The colours differ"
    " no more than anti-aliasing does, but another alpha is forgiven only with `--allow alpha`"
)
EDGES = (
    "edges moved by a part of a pixel; Playwright's tests contain the same pair as one that should match, and"
    " looks-same passes it with `antialiasingTolerance: 4`"
)
PAIRS = (
    KnownPair("pixelmatch", "1a", "1b", 154, STRICT),
    KnownPair("pixelmatch", "2a", "2b", 12821, STRICT),
    KnownPair("pixelmatch", "3a", "3b", 220, STRICT),
    KnownPair("pixelmatch", "4a", "4b", 36563, STRICT),
    KnownPair("pixelmatch", "5a", "5b", 0, STRICT, reason=ALPHA),
    KnownPair("pixelmatch", "6a", "6b", 51, STRICT),
    KnownPair("pixelmatch", "6a", "6a", 0, "threshold 0"),
    KnownPair("pixelmatch", "7a", "7b", 2440),
    KnownPair("pixelmatch", "8a", "5b", 32896, STRICT),
    KnownPair("looks-same", "ref", "same", "same"),
    KnownPair("looks-same", "ref", "different", "changed"),
    KnownPair("looks-same", "ref", "different-unnoticable", "same"),
    KnownPair("looks-same", "ref", "wide", "changed"),
    KnownPair("looks-same", "ref", "tall", "changed"),
    KnownPair("looks-same", "ref", "large-different", "changed"),
    KnownPair("looks-same", "no-caret", "1px-diff", "changed"),
    KnownPair("looks-same", "no-caret", "caret", "same", spec=CARET),
    KnownPair("looks-same", "no-caret", "caret", "changed", "ignoreCaret false"),
    KnownPair("looks-same", "no-caret+text", "caret+text", "same", spec=CARET),
    KnownPair("looks-same", "caret+antialiasing", "no-caret+antialiasing", "same", spec=CARET),
    KnownPair("looks-same", "antialiasing-ref", "antialiasing-actual", "same"),
    KnownPair(
        "looks-same",
        "antialiasing-ref",
        "antialiasing-actual",
        "changed",
        "ignoreAntialiasing false",
        "changed:antialiasing=count",
    ),
    KnownPair(
        "looks-same",
        "antialiasing-tolerance-ref-1",
        "antialiasing-tolerance-actual-1",
        "changed",
        reason=EDGES,
    ),
    KnownPair(
        "looks-same",
        "antialiasing-tolerance-ref-2",
        "antialiasing-tolerance-actual-2",
        "changed",
        reason=EDGES,
    ),
    KnownPair(
        *("looks-same", "antialiasing-tolerance-ref-1", "antialiasing-tolerance-actual-1", "same"),
        "antialiasingTolerance 4",
    ),
    KnownPair(
        *("looks-same", "antialiasing-tolerance-ref-2", "antialiasing-tolerance-actual-2", "same"),
        "antialiasingTolerance 4",
    ),
    KnownPair("looks-same", "bounding-box-ref-1", "bounding-box-ref-2", "changed"),
    KnownPair("blazediff/fixtures/same", "1a", "1b", 0),
    KnownPair("blazediff/fixtures/alpha", "1a", "1b", "changed"),
)


def our_answer(pair: KnownPair) -> tuple[bool, str]:
    """Return whether a pair fails with ``--max-changed 0``, and what differs."""
    try:
        done = Finder(strategy="local", metric=pair.spec).compare(*pair.paths)
    except ShapeMismatchError:
        return True, "other size"
    (facts,) = done.score_facts.values()
    unequal = [one.text for one in done.unequal if not one.allowed]
    return facts["changed_pixels"] > 0 or bool(unequal), "; ".join([str(facts["changed_pixels"]), *unequal])


def pixelmatch_answer(pair: KnownPair) -> str:
    """Return the number of pixels that pixelmatch for Python counts by default."""
    from PIL import Image
    from pixelmatch.contrib.PIL import pixelmatch

    images = [Image.open(path).convert("RGBA") for path in pair.paths]
    return str(pixelmatch(*images)) if images[0].size == images[1].size else "other size"


def blazediff_answer(pair: KnownPair) -> str:
    """Return the number of pixels that blazediff counts by default."""
    from blazediff import compare
    from PIL import Image

    sizes = {Image.open(path).size for path in pair.paths}
    return str(compare(*map(str, pair.paths)).diff_count or 0) if len(sizes) == 1 else "other size"


def known_table() -> list[str]:
    """Return the table of the programs' own pairs, and the reason of each deviation."""
    rows, reasons = [], []
    for pair in PAIRS:
        failed, ours = our_answer(pair)
        own = f"{pair.answer}{f' ({pair.setting})' if pair.setting else ''}"
        deviates = failed != pair.is_change
        if deviates != bool(pair.reason):
            raise RuntimeError(f"{pair.program} {pair.first}, {pair.second}: another verdict than expected")
        if deviates:
            reasons.append(f"- {pair.program}, `{pair.first}` and `{pair.second}`: {pair.reason}.")
        verdict = f"**{'changed' if failed else 'same'}**" if deviates else "changed" if failed else "same"
        rows.append(
            f"| {pair.program.partition('/')[0]} | {pair.first}, {pair.second} | {own}"
            f" | {pixelmatch_answer(pair)} | {blazediff_answer(pair)} | `{pair.spec}` | {ours} | {verdict} |"
        )
    return [*rows, "", "Deviations:", "", *dict.fromkeys(reasons)]


def rendered_tables(names: list[str], count: int | None, system: Path) -> list[str]:
    """Return the error rates of sets of rendered pairs."""
    lines = []
    if chromium_path() is None:
        lines += ["**Chromium is not installed: no pair was drawn by it, so these are other pairs.**", ""]
    with chromium() as browsers:
        rasterisers = {**local_rasterisers(), **browsers}
        for one in (SETS[name] for name in names):
            number, material = count or one.count, one.material(system)
            numbers = range(one.start, one.start + number)
            found = [(pair, _is_changed(pair)) for pair in pairs(numbers, rasterisers, material)]
            numbers = range(one.start + MIXED, one.start + MIXED + number // 3)
            mixed = [(pair, _is_changed(pair)) for pair in mixed_pairs(numbers, rasterisers, material)]
            lines += table_of_set(one, found, mixed)
    return lines


def table_of_set(
    one: RenderedSet, found: list[tuple[RenderedPair, bool]], mixed: list[tuple[RenderedPair, bool]]
) -> list[str]:
    """Return the error rates of a set of rendered pairs."""
    head = ["| pairs | kind | wrong verdicts (95 % interval) |", "| --- | --- | --- |"]
    rows = [*head, *error_table(found), *mixed_table(mixed), ""]
    return [f"### {one.title}", "", f"{one.use} Fonts: {', '.join(one.fonts)}.", "", *rows]


def _is_changed(pair: RenderedPair) -> bool:
    return bool(score("changed", pair.first, pair.second) > 0)


INTRODUCTION = """
Made by `python benchmarks/known_verdicts.py`. A pair is changed if `--max-changed 0` fails it.

## Test pictures of other programs

Own answer: the answer that the tests of the program expect, with its setting. The answers of pixelmatch
(Python) and blazediff are the numbers of pixels that they count by default.

| pictures of | pair | own answer | pixelmatch | blazediff | our metric | changed pixels | verdict |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
RENDERED = """

## Rendered pairs

Text of 10 to 28 pixels, rings of 1 to 3 pixels, icons and a plot with ticks, drawn by Pillow, matplotlib with
Agg and with Cairo, and Chromium (text hinted and not hinted, at the scales 1 and 2). `same`: all or one shape
moved by a part of a pixel, or drawn with another filter, hinting, contrast, program or scale. `changed`:
another letter; a word, a tick, an icon or a ring gone; a colour that differs by 12 levels; a new line of one
pixel, opaque or with an opacity of 10 % (faint). `changed and redrawn`: both at once. In text that is drawn
otherwise as a whole, another letter may look like another hinting; these pairs show how often it is missed.

"""


def section(names: list[str], count: int | None, system: Path) -> str:
    """Return the section of ACCURACY.md."""
    known, rendered = "\n".join(known_table()), "\n".join(rendered_tables(names, count, system))
    return f"{HEADING}\n{INTRODUCTION}{known}{RENDERED}{rendered.rstrip()}\n"


def main() -> None:
    """Replace the section in ACCURACY.md, or print it."""
    parser = argparse.ArgumentParser(description="Verdicts of changed on pairs with a known answer.")
    parser.add_argument("--count", type=int, help="rendered pairs in each set [600; fresh 1200]")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), help="sets of rendered pairs")
    parser.add_argument(
        "--fonts", type=Path, default=SYSTEM, help="folder with fonts of Debian packages [%(default)s]"
    )
    parser.add_argument("--print", action="store_true", help="print the section only")
    options = parser.parse_args()
    if options.sets != list(SETS) and not options.print:
        parser.error("the section in ACCURACY.md has all sets: give --print, or leave out --sets")
    text = section(options.sets, options.count, options.fonts)
    if options.print:
        print(text)
    else:
        write_section(RESULTS, text)


if __name__ == "__main__":
    main()
