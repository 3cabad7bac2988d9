"""Rendered pairs: the same on every call, and the verdict of ``changed`` on them."""

import itertools

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from font_files import font_path
from rasterisers import agg, pillow
from rendered_pairs import CHANGED, SAME, Material, error_table, interval, kinds_of_same, pairs
from rendered_sets import SETS

from difference_finder.scoring import score

MATERIAL = Material(tuple(font_path(name) for name in ("DejaVuSans", "DejaVuSerif", "STIXGeneral")))
"""Fonts that matplotlib contains."""


@pytest.mark.slow
def test_pairs_are_the_same_on_every_call() -> None:
    rasterisers = {"pillow": pillow}
    found = list(pairs(range(16), rasterisers, MATERIAL))
    again = list(pairs(range(12, 16), rasterisers, MATERIAL))
    for one, other in zip(found[-len(again) :], again, strict=True):
        assert (one.kind, one.changed, one.by) == (other.kind, other.changed, other.by)
        np.testing.assert_array_equal(one.first, other.first)
        np.testing.assert_array_equal(one.second, other.second)
    assert all((pair.first != pair.second).any() for pair in found)
    assert {pair.kind for pair in found if pair.changed} == set(CHANGED)


@pytest.mark.slow
def test_changed_is_right_on_most_pairs() -> None:
    rasterisers = {"pillow": pillow, "agg": agg}
    found = list(pairs(range(64), rasterisers, MATERIAL))
    assert {pair.kind for pair in found} == {*kinds_of_same(rasterisers), *CHANGED}
    wrong = [pair for pair in found if (score("changed", pair.first, pair.second) > 0) != pair.changed]
    assert {pair.kind for pair in wrong} <= {"letter", "hinting"}
    assert len(wrong) <= 1


def test_the_table_counts_wrong_verdicts() -> None:
    found = [(pair, True) for pair in pairs(range(4), {"pillow": pillow}, MATERIAL)]
    rows = error_table(found)
    assert rows[0] == "| same | moved | 1 of 1 |"
    # Two of two: the lower end p has p^2 = 0.025.
    assert rows[len(SAME)] == "| same | **all** | 2 of 2 (100.0 %, 15.8 to 100.0 %) |"
    assert rows[-1] == "| changed | **all** | 0 of 2 (0.0 %, 0.0 to 84.2 %) |"


def test_no_wrong_verdict_of_300_leaves_one_percent_possible() -> None:
    assert interval(0, 300) == pytest.approx((0, 1 - 0.025 ** (1 / 300)), abs=1e-9)


def test_sets_share_no_pair_and_those_for_reporting_no_family_with_those_for_tuning() -> None:
    starts = [one.start for one in SETS.values()]
    assert min(b - a for a, b in itertools.pairwise(starts)) >= 100_000
    families = {name: {font.split("-")[0] for font in one.fonts} for name, one in SETS.items()}
    tuned = families["tuning"] | families["further"]
    assert not tuned & families["earlier"]
    assert not families["fresh"] & (tuned | families["earlier"])
    assert not set(SETS["fresh"].words) & {
        word for name in ("tuning", "further") for word in SETS[name].words
    }


def test_a_font_that_is_not_installed_names_its_package(tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match="apt-get install fonts-open-sans"):
        font_path("OpenSans-Regular", tmp_path)
