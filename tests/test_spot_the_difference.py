"""Known differences in drawings and photographs are found by the one command that the guide gives."""

import json
from pathlib import Path

import pytest

from difference_finder.finder import Finder
from difference_finder.images.difference_map import Region

FINDER = {"strategy": "difference:tolerance=1", "post_processor": "regions:border=0.01"}

# Bounding boxes (x, y, width, height) of what differs. The second drawing differs in seven rooms and places,
# in each of which several things have changed.
BOXES = json.loads(Path(__file__).with_name("spot_the_difference.json").read_text())


def overlaps(region: Region, box: tuple[int, int, int, int]) -> bool:
    x, y, width, height = box
    return (
        region.x < x + width
        and x < region.x + region.width
        and region.y < y + height
        and y < region.y + region.height
    )


def check(regions: tuple[Region, ...], boxes: list[tuple[int, int, int, int]]) -> None:
    missed = [box for box in boxes if not any(overlaps(region, box) for region in regions)]
    false = [region for region in regions if not any(overlaps(region, box) for box in boxes)]
    assert not missed
    assert len(false) <= 2
    assert len(regions) <= len(boxes) + 2


def test_drawings_of_the_ancestor(shared: Path) -> None:
    folder = shared / "spotdiff" / "jeongsol" / "samples"
    camp, house = Finder(**FINDER, pairing="order").stream(folder / "imgdir1", folder / "imgdir2")
    check(camp.regions, list(BOXES["camp"].values()))
    assert len(camp.regions) == 7
    check(house.regions, list(BOXES["house"].values()))


def test_a_photograph_with_ten_retouches(shared: Path) -> None:
    folder = shared / "spotdiff"
    comparison = Finder(**FINDER).compare(folder / "level1_A.png", folder / "level1_B.png")
    boxes = [tuple(box) for box in json.loads((folder / "level1_boxes.json").read_text())["boxes_xywh"]]
    check(comparison.regions, boxes)
    assert len(comparison.regions) == 10


def test_psnr_of_the_published_denoisers(shared: Path) -> None:
    folder = shared / "denoise" / "set12_05_sigma50"
    paths = list(folder.glob("05_*_*.png"))
    assert len(paths) == 5
    for path in paths:
        comparison = Finder(metric="psnr").compare(path, folder / "05_GT.png")
        assert comparison.score == pytest.approx(int(path.stem.rpartition("_")[2]) / 100, abs=0.005)
