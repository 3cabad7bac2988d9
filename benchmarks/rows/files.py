"""Pictures from disk, in a process that is already running."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import _ours as ours
import numpy as np
from _agree import within
from _contest import Contest, Sides
from _pictures import MARKS, SIZES, RetouchedPair, folders, retouched_files, retouched_pair
from _rows import Disagreement, Goal, Row, Settings
from peers import ancestor, blazediff, pixelmatch

PAIRS = 100
GROUP = "From files, in process"


def rows() -> list[Row]:
    """Return the contests."""
    return [
        Contest(
            group=GROUP,
            work=f"folder of {PAIRS} PNG pairs, gradient of SSIM",
            size="512x512",
            against="difference-finder 0.0.4",
            build=build_folder,
            shape=SIZES["512x512"],
            goal=Goal(15),
        ),
        *(
            Contest(
                group=GROUP,
                work="PNG pair, pixel difference with regions",
                size=size,
                against="blazediff",
                build=build_pair,
                shape=shape,
                goal=Goal(1) if size == "4K" else None,
                memory=size == "4K",
            )
            for size, shape in SIZES.items()
        ),
        Contest(
            group=GROUP,
            work="pair in memory, pixel difference with regions",
            size="512x512",
            against="pixelmatch (Python)",
            build=build_memory,
            shape=SIZES["512x512"],
        ),
    ]


def build_folder(settings: Settings, shape: tuple[int, int]) -> Sides:
    """Return functions that compute the gradients of two folders; both divide by 255, as 0.0.4 does."""
    finder = ours.public("Finder")(
        strategy="gradient", metric="ssim", protocol="seed-0.0.4", workers=settings.threads
    )
    pair = folders(PAIRS, shape)
    peer = ancestor.Ancestor(settings.threads)

    def check(maps: Any, _: Any) -> str:
        with tempfile.TemporaryDirectory() as folder:
            peer.run(pair, save=Path(folder) / "maps.npy")
            theirs = np.load(Path(folder) / "maps.npy")
        gaps = [np.abs(a - b).max() / np.abs(b).max() for a, b in zip(maps, theirs, strict=True)]
        return within("maps", float(max(gaps)), 1e-4)

    return Sides(
        ours=lambda: finder.run(*pair),
        peer=lambda: peer.run(pair),
        check=check,
        threads=str(settings.threads),
        close=peer.close,
    )


def build_pair(settings: Settings, shape: tuple[int, int]) -> Sides:
    """Return functions that find the pixels that differ in two files."""
    paths = retouched_files(shape)
    return Sides(
        ours=_comparing(*paths, threads=settings.threads),
        peer=blazediff.count_changed(*paths),
        check=same_pixels(shape),
        threads=str(settings.threads),
    )


def build_memory(settings: Settings, shape: tuple[int, int]) -> Sides:
    """Return functions that find the pixels that differ in two pictures in memory."""
    pair = retouched_pair(shape)
    return Sides(
        ours=_comparing(pair.reference, pair.candidate, threads=settings.threads),
        peer=pixelmatch.count_changed(pair),
        check=same_pixels(shape),
        threads=f"{settings.threads} / 1 (it has no threads)",
    )


def _comparing(reference: Any, candidate: Any, threads: int) -> Any:
    finder = ours.public("Finder")(strategy="difference", post_processor="regions", workers=threads)

    def run() -> tuple[int, list[Any]]:
        comparison = finder.compare(reference, candidate)
        # The regions of the map: the peers do not tell what changed, as those of the comparison do.
        return int(np.count_nonzero(np.asarray(comparison.map))), list(comparison.map.regions or ())

    return run


def same_pixels(shape: tuple[int, int]) -> Any:
    """Check that both count exactly the changed pixels, and that our regions equal the changed boxes."""
    blank = np.zeros((*shape, 3), np.uint8)
    expected = RetouchedPair(blank, blank)

    def check(found: tuple[int, list[Any]], counted: int) -> str:
        number, regions = found
        boxes = {(r.x, r.y, r.width, r.height) for r in regions}
        if not number == counted == expected.changed:
            raise Disagreement(f"{number} and {counted} pixels, true {expected.changed}")
        if boxes != expected.boxes:
            raise Disagreement(f"regions {sorted(boxes)}, true {sorted(expected.boxes)}")
        return f"{counted} changed pixels and {len(MARKS)} boxes, exactly"

    return check
