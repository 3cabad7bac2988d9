"""Verdicts of ``changed`` on the test pictures of pixelmatch, looks-same and blazediff, beside their own answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from difference_finder.errors import ShapeMismatchError
from difference_finder.finder import Finder

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
PAIRS = (
    KnownPair("pixelmatch", "1a", "1b", 154, STRICT),
    KnownPair("pixelmatch", "2a", "2b", 12821, STRICT),
    KnownPair("pixelmatch", "3a", "3b", 220, STRICT),
    KnownPair("pixelmatch", "4a", "4b", 36563, STRICT),
    KnownPair("pixelmatch", "5a", "5b", 0, STRICT),
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
    KnownPair("looks-same", "antialiasing-tolerance-ref-1", "antialiasing-tolerance-actual-1", "changed"),
    KnownPair("looks-same", "antialiasing-tolerance-ref-2", "antialiasing-tolerance-actual-2", "changed"),
    KnownPair(
        *("looks-same", "antialiasing-tolerance-ref-1", "antialiasing-tolerance-actual-1", "same"),
        "antialiasingTolerance 4",
    ),
    KnownPair(
        *("looks-same", "antialiasing-tolerance-ref-2", "antialiasing-tolerance-actual-2", "same"),
        "antialiasingTolerance 4",
    ),
    KnownPair("looks-same", "bounding-box-ref-1", "bounding-box-ref-2", "changed"),
    KnownPair("looks-same", "large-ref", "large-different", "changed"),
    KnownPair("blazediff/fixtures/same", "1a", "1b", 0),
    KnownPair("blazediff/fixtures/alpha", "1a", "1b", "changed"),
)


def verdict(pair: KnownPair) -> tuple[bool, str]:
    """Return whether we fail a pair with ``--max-changed 0``, and the number of changed pixels."""
    try:
        done = Finder(strategy="local", metric=pair.spec).compare(*pair.paths)
    except ShapeMismatchError:
        return True, "other size"
    pixels = next(iter(done.score_facts.values()))["changed_pixels"]
    unequal = [one.text for one in done.unequal if not one.allowed]
    return pixels > 0 or bool(unequal), f"{pixels}{''.join(f'; {text}' for text in unequal)}"


def pixelmatch_count(pair: KnownPair) -> str:
    from PIL import Image
    from pixelmatch.contrib.PIL import pixelmatch

    images = [Image.open(path).convert("RGBA") for path in pair.paths]
    return str(pixelmatch(*images)) if images[0].size == images[1].size else "sizes"


def blazediff_count(pair: KnownPair) -> str:
    from blazediff import compare

    result = compare(*map(str, pair.paths))
    return str(result.diff_count)
if __name__=='__main__':
    for pair in PAIRS:
        try: b=blazediff_count(pair)
        except Exception as e: b=repr(e)[:40]
        v=verdict(pair)
        print(pair.program[:10],pair.first,pair.second,pair.answer,pair.setting,'| ours',v,'OK' if v[0]==pair.is_change else 'DEVIATES','| blaze',b, '| pm', pixelmatch_count(pair) if max(1,0) and pair.program!='blazediff/fixtures/same' else '')
