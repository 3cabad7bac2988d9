"""Rendered pairs: the same on every call, and the verdict of ``changed`` on them."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from rasterisers import agg, pillow
from rendered_pairs import CHANGED, SAME, error_table, kinds_of_same, pairs

from difference_finder.scoring import score

FONTS = ("DejaVuSans", "DejaVuSerif", "STIXGeneral")
"""Fonts that matplotlib contains."""


def test_pairs_are_the_same_on_every_call() -> None:
    rasterisers = {"pillow": pillow}
    found = list(pairs(range(16), rasterisers, FONTS))
    again = list(pairs(range(12, 16), rasterisers, FONTS))
    for one, other in zip(found[-len(again) :], again, strict=True):
        assert (one.kind, one.changed, one.by) == (other.kind, other.changed, other.by)
        np.testing.assert_array_equal(one.first, other.first)
        np.testing.assert_array_equal(one.second, other.second)
    assert all((pair.first != pair.second).any() for pair in found)
    assert {pair.kind for pair in found if pair.changed} == set(CHANGED)


@pytest.mark.slow
def test_changed_is_right_on_most_pairs() -> None:
    rasterisers = {"pillow": pillow, "agg": agg}
    found = list(pairs(range(64), rasterisers, FONTS))
    assert {pair.kind for pair in found} == {*kinds_of_same(rasterisers), *CHANGED}
    wrong = [pair for pair in found if (score("changed", pair.first, pair.second) > 0) != pair.changed]
    assert {pair.kind for pair in wrong} <= {"letter", "hinting"}
    assert len(wrong) <= 1


def test_the_table_counts_wrong_verdicts() -> None:
    found = [(pair, True) for pair in pairs(range(4), {"pillow": pillow}, FONTS)]
    rows = error_table(found)
    assert rows[0] == "| same | moved | 1 of 1 |"
    assert rows[len(SAME)] == "| same | **all** | 2 of 2 (100.0 %) |"
    assert rows[-1] == "| changed | **all** | 0 of 2 (0.0 %) |"
