"""Pages for tests in a browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from difference_finder.page.document import Entry, comparison_document, comparison_entry
from difference_finder.report._writing import write_report

FIRST = np.random.default_rng(5).integers(0, 256, (40, 60, 3), dtype=np.uint8)
SECOND = FIRST.copy()
SECOND[10:20, 30:45] = 255 - SECOND[10:20, 30:45]
MAP = np.abs(FIRST.astype(np.float32) - SECOND).mean(axis=2) / 255


def record(**changes: Any) -> dict[str, Any]:
    """Return a comparison of two small images that differ in one place."""
    image = {"width": 60, "height": 40, "channels": 3, "dtype": "uint8", "data_range": 255.0, "notes": []}
    return {
        "schema": 2,
        "name": "pair",
        "ok": True,
        "metric": {"name": "psnr", "higher_is_better": True},
        "scores": {"psnr": 21.5, "ssim": "Infinity"},
        "protocol": {"name": "default", "data_range": 1.0, "settings": {}},
        "first": {"name": "a/first.png", **image},
        "second": {"name": "b/second.png", **image},
        "reference": None,
        "map": {"label": "absolute difference", "signed": False, "unit_range": 1.0},
        "regions": [{"x": 30, "y": 10, "width": 15, "height": 10, "area": 150, "peak": 0.9, "mean": 0.4}],
        "regions_dropped": 0,
        "pictures": {"black": 0.0, "white": 1.0},
        "options": {"strategy": "difference"},
        "notes": ["alpha composed on white"],
        "arrays": {"first": FIRST, "second": SECOND, "map": MAP},
        **changes,
    }


@pytest.fixture
def write(tmp_path) -> Callable[..., Path]:
    """Write a document with its entries; return the page."""

    def written(
        document: dict[str, Any], entries: list[Entry], name: str = "report.html", max_bytes: float = 1e9
    ) -> Path:
        return write_report(tmp_path / name, document, entries, max_bytes, lambda _: None)

    return written


@pytest.fixture
def comparison(write) -> Path:
    """The page of one comparison."""
    one = record()
    return write(comparison_document("A pair", [one]), [comparison_entry(one)])
