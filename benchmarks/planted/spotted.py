"""Spot-the-difference pictures, with the boxes of their differences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WAYS = {
    "consensus": ("consensus", "regions"),
    "difference": ("difference", "regions"),
    "difference:tolerance=1, regions:border=0.01": ("difference:tolerance=1", "regions:border=0.01"),
}
"""Strategies with their post-processors; the README recommends the last for such pictures."""

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Spotted:
    """The result for one pair.

    Parameters
    ----------
    pair, way
        Name of the pair and of the settings.
    boxes, hit
        Number of differences, and number of differences that a region touches.
    regions, beside
        Number of regions, and number of regions that touch no difference.
    """

    pair: str
    way: str
    boxes: int
    hit: int
    regions: int
    beside: int


def spotted(data: Path) -> list[Spotted]:
    """Search for the known differences; without the pictures, return nothing."""
    from difference_finder import Finder

    rows = []
    for name, paths, boxes in _pairs(data / "spotdiff"):
        for way, (strategy, post) in WAYS.items():
            regions = Finder(strategy=strategy, post_processor=post).compare(*paths).regions
            hit = sum(any(_overlap(region, box) for region in regions) for box in boxes)
            beside = sum(not any(_overlap(region, box) for box in boxes) for region in regions)
            rows.append(Spotted(name, way, len(boxes), hit, len(regions), beside))
    return rows


def _pairs(folder: Path) -> Iterator[tuple[str, tuple[Path, Path], list[Box]]]:
    """Yield the name of a pair, its files and its boxes (x, y, width, height)."""
    if not folder.is_dir():
        return
    photograph = json.loads((folder / "level1_boxes.json").read_text())["boxes_xywh"]
    yield "photograph", (folder / "level1_A.png", folder / "level1_B.png"), [tuple(b) for b in photograph]
    known = Path(__file__).resolve().parents[2] / "tests" / "spot_the_difference.json"
    samples = folder / "jeongsol" / "samples"
    files = {"camp": ("img1", "img2"), "house": ("img2_1", "img2_2")}
    for name, boxes in json.loads(known.read_text()).items():
        first, second = files[name]
        paths = samples / "imgdir1" / f"{first}.png", samples / "imgdir2" / f"{second}.png"
        yield f"drawing of a {name}", paths, [tuple(box) for box in boxes.values()]


def _overlap(region: Any, box: Box) -> bool:
    x, y, width, height = box
    across = region.x < x + width and x < region.x + region.width
    return across and region.y < y + height and y < region.y + region.height
