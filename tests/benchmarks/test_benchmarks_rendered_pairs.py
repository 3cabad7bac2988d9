"""Rendered pairs: the same on every call, and the verdict of ``changed`` on them."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")

from rendered_pairs import CHANGED, SAME, pairs

from difference_finder.scoring import score

COUNT = 64


def test_pairs_are_the_same_on_every_call_and_all_kinds_are_in_both_halves() -> None:
    found, again = list(pairs(COUNT)), list(pairs(COUNT))
    for one, other in zip(found, again, strict=True):
        assert (one.kind, one.changed) == (other.kind, other.changed)
        np.testing.assert_array_equal(one.first, other.first)
        np.testing.assert_array_equal(one.second, other.second)
        assert (one.first != one.second).any()
    for half in (0, 1):
        assert {pair.kind for pair in found[half::2]} == {*SAME, *CHANGED}


def test_changed_is_right_on_all_pairs_but_similar_letters() -> None:
    wrong = [
        (pair.number, pair.kind)
        for pair in pairs(COUNT)
        if pair.kind != "letter" and (score("changed", pair.first, pair.second) > 0) != pair.changed
    ]
    assert wrong == []
