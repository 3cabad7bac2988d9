"""Sentences about a whole pair in its entry on the page."""

from typing import Any

import numpy as np
import pytest

from difference_finder.finder import Finder
from difference_finder.page.document import comparison_entry, items_of, regions_of
from pictures import photograph

TRANSFORM = {
    "text": "the second looks like the first with gain 0.96",
    "scores_after": {"psnr": "Infinity", "ssim": 0.99984, "gmsd": None},
}


def record(**items: Any) -> dict[str, Any]:
    image = {"name": "a.png", "width": 8, "height": 8, "dtype": "uint8"}
    return {"name": "x", "first": image, "second": image, "notes": ["a note"], **items}


@pytest.mark.parametrize(
    ("items", "statements"),
    [
        ({}, []),
        ({"transform": None, "advantage": None}, []),
        (
            {"transform": TRANSFORM},
            ["The second looks like the first with gain 0.96; undone, psnr \u221e, ssim 0.9998."],
        ),
        (
            {"transform": {"text": "the second is noisier"}, "advantage": {"text": "the first is better"}},
            ["The second is noisier.", "The first is better."],
        ),
    ],
)
def test_statements_are_sentences_and_are_not_repeated_in_the_notes(items, statements) -> None:
    found = items_of(record(**items))
    assert found["statements"] == statements
    assert found["notes"] == ["a note"]


def test_regions_know_the_better_image_if_the_record_tells() -> None:
    regions = [{"x": 1}, {"x": 2}]
    each = [{"better": "first", "text": "one"}, {"better": None, "text": "two"}]
    told = regions_of(record(regions=regions, advantage={"text": "", "each": each}))
    assert told["regions"] == [{"x": 1, "advantage": each[0]}, {"x": 2, "advantage": each[1]}]
    for older in ({"text": ""}, {"text": "", "each": each[:1]}, None):
        assert regions_of(record(regions=regions, advantage=older))["regions"] == regions


def test_entries_of_comparisons_have_kinds_and_statements() -> None:
    first = photograph(208, 240)
    second = np.round(0.9 * first).astype(np.uint8)
    second[60:72, 80:96] = 255 - second[60:72, 80:96]
    entry = comparison_entry(Finder(strategy="difference").compare(first, second).to_dict(arrays=True)).facts
    assert entry["statements"][0].startswith("The second looks like the first with gain 0.9; undone, mae 0.")
    region = entry["regions"][0]
    assert region["text"]
    assert 0 < region["kinds"][0]["confidence"] <= 1
