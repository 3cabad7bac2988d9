"""Growth of the cost with the size of the picture."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import _ours as ours
from _machine import free_memory
from _pictures import FloatPair, float_pair
from _rows import Missing, Result, Row, Settings
from _timing import in_turns, milliseconds

SIDES = {0.25: (512, 512), 1: (1024, 1024), 4: (2048, 2048), 16: (4096, 4096), 64: (8192, 8192)}
UNIT = 1
"""The size in megapixels that the cost of each pixel is compared with."""


def _difference(pair: FloatPair, threads: int) -> Callable[[], Any]:
    finder = ours.public("Finder")(strategy="difference", workers=threads)
    return lambda: finder.run(pair.reference, pair.candidate)


WORKS: dict[str, Callable[[FloatPair, int], Callable[[], Any]]] = {
    "SSIM score + gradient": lambda pair, threads: ours.gradient("ssim", pair, threads),
    "MSE score + gradient": lambda pair, threads: ours.gradient("mse", pair, threads),
    "difference map": _difference,
}


@dataclass(frozen=True)
class Growth:
    """The cost per pixel, relative to the cost per pixel of a picture of one megapixel."""

    work: str
    megapixels: float
    group: str = "Growth"

    @property
    def slow(self) -> bool:
        """Whether a quick run leaves the row out."""
        return self.megapixels > 4

    @property
    def name(self) -> str:
        """Name that ``--only`` matches."""
        return f"growth: {self.blank().name}"

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        return Result(
            self.group, self.work, f"{self.megapixels:g} megapixels", f"{UNIT} megapixel, each pixel"
        )

    def measure(self, settings: Settings) -> Result:
        """Time this size and one megapixel in turns."""
        height, width = SIDES[self.megapixels]
        needed = 12 * height * width * 3 * 4  # both pictures, the gradient and temporary arrays
        if needed > free_memory():
            raise Missing(f"{needed / 1e9:.0f} GB of free memory are needed")
        result = self.blank()
        runs = [WORKS[self.work](_pair(SIDES[size]), settings.threads) for size in (self.megapixels, UNIT)]
        for run in runs:
            run()
        taken, unit = in_turns(runs, settings)
        each = statistics.median(taken) / self.megapixels
        result.number = each / (statistics.median(unit) / UNIT)
        result.agreement = "its own answer; the tables above check it"
        result.aside = {
            "ns a pixel": f"{1e9 * statistics.median(taken) / (height * width):.3g}",
            "ours ms": milliseconds(taken),
            "turns": str(len(taken)),
            "threads": str(settings.threads),
        }
        return result


@cache
def _pair(shape: tuple[int, int]) -> FloatPair:
    return float_pair(shape)


def rows() -> list[Row]:
    """Return one row for each size and work; rows of one size share pictures."""
    return [Growth(work, size) for work in WORKS for size in SIDES]
