"""The suites: artefacts, places and sources, drawn by seeded generators."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np

from difference_finder.arrays.luma import BT601
from planted import photographs
from planted.artefacts import ARTEFACTS, plant
from planted.backgrounds import Case, case

Array = Any

SIZES = (16, 24, 32, 48, 64, 96)
NETWORKS = ("bm3d_2582", "dncnn_2683", "ffdnet_2692", "drunet_2731")
"""Outputs of denoisers in the shared data, as ``05_NAME.png``."""

STRENGTHS = {"noise": 1.55, "upsamplers": 2.65, "denoisers": 2.65, "networks": 2.65, "whole": 2.0}
"""Base strength on each background. With the first two, |A-B| at its best width has a mean AUC of 0.95 to
0.96 (``--calibrate`` shows it; no other map was used); the others have the strength of upsamplers."""

FACTORS = (0.75, 4 / 3)
"""Each case has the base strength times a factor between these, any ratio as likely as another."""


@dataclass(frozen=True)
class Plan:
    """The recipe of a case; the same plan gives the same case.

    Parameters
    ----------
    background
        "noise", "upsamplers", "denoisers", "whole" or "networks".
    photograph
        Its name, its file, or for networks the names of two denoisers, with a blank between them.
    source
        "as it is" or "elsewhere", see :mod:`planted.photographs`; "file"; for networks the folder.
    kind, size, strength, seed
        Of the artefact.
    grey
        Whether the photograph is made grey, with one channel.
    """

    background: str
    photograph: str
    source: str
    kind: str
    size: int
    strength: float
    seed: int
    grey: bool = False

    def case(self) -> Case:
        """Return the case."""
        if self.background == "networks":
            return self._of_networks()
        photo = photographs.SOURCES[self.source](self.photograph)
        if self.grey:
            photo = photo @ np.array(BT601)[:, None]
        return case(self.background, self.photograph, photo, self.kind, self.size, self.strength, self.seed)

    def _of_networks(self) -> Case:
        first, second = (_picture(self.source, name) for name in self.photograph.split())
        random = np.random.default_rng(self.seed)
        after, mask = plant(second, self.kind, self.size, self.strength, random)
        treated = np.round(np.clip(after, 0, 1) * 255) / 255
        reference = _picture(self.source, "GT")
        names = self.kind, self.background, self.photograph, self.size
        return Case(first, treated, reference, mask, second, after, *names)


def suite(
    background: str,
    names: tuple[str, ...],
    strength: float,
    seed: int,
    sizes: tuple[int, ...] = SIZES,
    source: str = "as it is",
    kinds: Iterable[str] = tuple(ARTEFACTS),
    grey: bool = False,
) -> list[Plan]:
    """Return all photographs with all kinds on one background, with every second size in turn."""
    plans = []
    drawn = [
        (name, kind, size)
        for (i, name), (j, kind) in product(enumerate(names), enumerate(kinds))
        for size in (sizes[(i + j) % 2 :: 2] or sizes)
    ]
    for number, (name, kind, size) in enumerate(drawn):
        low, high = np.log(FACTORS)
        factor = math.exp(np.random.default_rng([seed, number]).uniform(low, high))
        drawn_seed = 10_000 * seed + number
        plans.append(Plan(background, name, source, kind, size, strength * factor, drawn_seed, grey))
    return plans


def fresh(background: str, folder: Path | None, strength: float, seed: int, times: int = 1) -> list[Plan]:
    """Return a suite with other pictures, sizes, strengths and seeds.

    Parameters
    ----------
    background
        Its name.
    folder
        Folder of photographs; None for other parts of the reported photographs, at another scale.
    strength
        The base strength; each case has 0.5 to 1.5 times this strength.
    seed
        Of the generator.
    times
        Number of cases for each photograph and kind.
    """
    source = "elsewhere" if folder is None else "file"
    names = photographs.REPORTING if folder is None else photographs.files(folder)
    plans = []
    for number, (name, kind, _) in enumerate(product(names, ARTEFACTS, range(times))):
        random = np.random.default_rng([seed, number])
        most = min(96, min(photographs.SOURCES[source](name).shape[:2]) // 3)
        size = round(math.exp(random.uniform(math.log(16), math.log(most))))
        drawn = strength * random.uniform(0.5, 1.5)
        plans.append(Plan(background, name, source, kind, size, drawn, 10_000 * seed + number))
    return plans


def networks(folder: Path, strength: float, seed: int, sizes: tuple[int, ...]) -> list[Plan]:
    """Return artefacts in the output of one denoiser, compared with the output of another."""
    names = tuple(" ".join(two) for two in permutations(NETWORKS, 2))
    return suite("networks", names, strength, seed, sizes, str(folder))


@cache
def _picture(folder: str, name: str) -> Array:
    return photographs.of_file(str(Path(folder) / f"05_{name}.png"))
