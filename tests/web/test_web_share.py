"""The share of a window that pictures fill on opening."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from difference_finder import rank
from difference_finder.page.document import comparison_document, comparison_entry
from difference_finder.report import report
from folders import method_folders
from picture_share import share
from web.conftest import record
from web.test_web_kinds import TRANSFORM

WINDOW = {"width": 1440, "height": 900}
CELL = {"width": 900, "height": 560}
IN_WINDOW, IN_CELL = 0.6, 0.45


@pytest.fixture(scope="module")
def study(one_process, tmp_path_factory) -> Path:
    """Return the report of a study with crops."""
    root: Path = tmp_path_factory.mktemp("share_study")
    folders = method_folders(root, [f"scene{i}" for i in range(4)], ("ours", "edsr", "rcan"), size=72)
    rank(root / "GT", folders, ["psnr", "ssim"], output=root / "study", workers=1, crop_sizes=[24])
    return report(root / "study", root / "report.html").path


def pair(height: int, width: int, reference: bool = False) -> dict[str, Any]:
    """Return the record of two images, and of a reference if wanted."""
    first = np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8)
    second = first.copy()
    second[10:20, 30:45] = 255 - second[10:20, 30:45]
    plane = np.abs(first.astype(np.float32) - second).mean(axis=2) / 255
    image = {
        "width": width,
        "height": height,
        "channels": 3,
        "dtype": "uint8",
        "data_range": 255.0,
        "notes": [],
    }
    arrays = {"first": first, "second": second, "map": plane}
    return record(
        first={**image, "name": "first.png"},
        second={**image, "name": "second.png"},
        reference={**image, "name": "truth.png"} if reference else None,
        arrays={**arrays, "reference": first} if reference else arrays,
    )


def opened(visit, write, one: dict[str, Any], **options: Any) -> Any:
    return visit(write(comparison_document("A pair", [one]), [comparison_entry(one)]), **options)


def more(*values: Any) -> list[Any]:
    """Return further values of a parameter, for nightly tests."""
    return [pytest.param(value, marks=pytest.mark.nightly) for value in values]


def test_a_study_is_mostly_picture(visit, study) -> None:
    assert share(visit(study, viewport=WINDOW), *WINDOW.values()) >= IN_WINDOW


@pytest.mark.parametrize(
    "size", [(200, 300), *more((240, 240), (300, 200), (180, 320), (150, 300))], ids="{0[0]}x{0[1]}".format
)
def test_a_pair_is_mostly_picture(visit, write, size) -> None:
    assert share(opened(visit, write, pair(*size), viewport=WINDOW), *WINDOW.values()) >= IN_WINDOW


def test_a_pair_with_a_sentence_above_it_is_mostly_picture(visit, write) -> None:
    page = opened(visit, write, {**pair(180, 320), "transform": TRANSFORM}, viewport=WINDOW)
    assert page.locator(".statements").inner_text()
    assert share(page, *WINDOW.values()) >= IN_WINDOW


@pytest.mark.parametrize("width", [320, *more(480, 600, 800), 1000])
def test_three_wide_images_are_mostly_picture(visit, write, width) -> None:
    page = opened(visit, write, pair(180, width, reference=True), viewport=WINDOW)
    assert len(page.panes()) == 4
    assert share(page, *WINDOW.values()) >= IN_WINDOW


@pytest.mark.parametrize("which", ["pair", "study"])
def test_a_notebook_cell_is_mostly_picture(visit, write, study, tmp_path, which) -> None:
    one = pair(200, 300)
    file = study if which == "study" else write(comparison_document("A pair", [one]), [comparison_entry(one)])
    cell = tmp_path / "cell.html"
    embedded = file.read_text().replace("<difference-page>", "<difference-page embedded>")
    cell.write_text(embedded.replace("default-src 'none';", ""))
    assert share(visit(cell, viewport=CELL), *CELL.values()) >= IN_CELL
