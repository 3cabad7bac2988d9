"""What the program says of known pairs: a row is a pair, options and the numbers expected.

``pytest tests/golden --redraw`` writes the numbers anew; look at the difference before you commit it.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from difference_finder.cli._demo_images import PHOTOGRAPH, make_pair
from difference_finder.finder import Finder
from pictures import photograph

ROWS = Path(__file__).with_name("rows.json")

OPTIONS = {
    "difference": {"strategy": "difference", "also": ["mse", "psnr", "ssim", "ms-ssim"]},
    "tolerance": {"strategy": "difference:tolerance=1"},
    "filtered": {"strategy": "difference", "pre_processor": ["normalize", "highpass_filter:factor=0.2"]},
    "gradient of ssim": {"metric": "ssim", "reduce": "l2"},
    "gradient of ms-ssim": {"metric": "ms-ssim", "strategy": "gradient:wrt=1"},
    "chain": {
        "strategy": "difference",
        "post_processor": ["smooth:sigma=2", "threshold:method=rosin", "normalize"],
    },
    "signed clamp": {"metric": "mse", "post_processor": "clamp:high=90"},
    "resized": {"strategy": "difference", "fit": "resize"},
}


def pair(name: str, folder: Path) -> tuple[object, object]:
    if name == "demo":
        return make_pair(folder)
    if name == "other size":
        return PHOTOGRAPH, photograph(200, 301)
    if name == "astronaut":
        data = pytest.importorskip("skimage.data")
        sharp = data.astronaut()[:200, 100:320]
        soft = sharp.copy()
        soft[1:, 1:] = (sharp[1:, 1:].astype(int) + sharp[:-1, :-1]) // 2
        return sharp, soft
    return photograph(180, 190, seed=1), photograph(180, 190, seed=2)


CASES = [
    *[("synthetic", option) for option in OPTIONS if option != "resized"],
    *[("astronaut", option) for option in OPTIONS if option != "resized"],
    ("demo", "difference"),
    ("other size", "resized"),
]


def numbers(case: tuple[str, str], folder: Path) -> dict[str, object]:
    """Return what is compared: scores, regions and statistics of the map."""
    comparison = Finder(**OPTIONS[case[1]]).compare(*pair(case[0], folder))
    record = comparison.to_dict()
    boxes = [[region[key] for key in ("x", "y", "width", "height")] for region in record["regions"]]
    return {"scores": record["scores"], "map": record["map"], "boxes": boxes[:5], "regions": len(boxes)}


@pytest.mark.parametrize("case", CASES, ids=" / ".join)
def test_row(case: tuple[str, str], tmp_path: Path, request) -> None:
    found = numbers(case, tmp_path)
    key = " / ".join(case)
    rows = json.loads(ROWS.read_text(encoding="utf-8")) if ROWS.exists() else {}
    if request.config.getoption("--redraw"):
        rows[key] = found
        ROWS.write_text(json.dumps(dict(sorted(rows.items())), indent=1) + "\n", encoding="utf-8")
        pytest.skip("the numbers were written anew")
    expected = rows[key]
    assert (found["regions"], found["map"]["label"]) == (expected["regions"], expected["map"]["label"])
    # Another release of a library may move a sum in its last digits, and a box by a pixel.
    np.testing.assert_allclose(found["boxes"], expected["boxes"], atol=1)
    assert found["scores"] == pytest.approx(expected["scores"], rel=2e-4)
    for statistic in ("min", "mean", "max", "p99.5_abs"):
        assert found["map"][statistic] == pytest.approx(expected["map"][statistic], rel=2e-3, abs=1e-9)
