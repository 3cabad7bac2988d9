"""Pre-processors of one's own that take a pair."""

from dataclasses import replace

import numpy as np
import pytest

from difference_finder.errors import InputError
from difference_finder.finder import Finder
from difference_finder.images.pair import Pair
from difference_finder.parts.kinds import PreProcessor


def images() -> tuple[np.ndarray, np.ndarray]:
    return np.random.default_rng(0).random((20, 30)), np.random.default_rng(1).random((20, 30))


def test_a_pair_becomes_another_pair() -> None:
    def swapped(pair: Pair) -> Pair:
        """Swap the two."""
        return replace(pair, first=pair.second, second=pair.first).noted("swapped")

    first, second = images()
    done = Finder(PreProcessor("swapped", swapped, pair=True), metric="mse").compare(first, second)
    np.testing.assert_allclose(done.map, Finder(metric="mse").run(second, first))
    assert "swapped" in done.notes
    assert done.raw_scores is None
    kept = PreProcessor("swapped", swapped, pair=True, corrects=True)
    assert Finder(kept, metric="mse").compare(first, second).raw_scores == {"mse": done.score}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda pair: pair.second, "'broken' must return a Pair, not ndarray"),
        (lambda pair: replace(pair, second=pair.second[..., 1:]), "must return images .* of one shape"),
        (
            lambda pair: replace(pair, first=pair.first[0], second=pair.second[0]),
            "of one shape",
        ),
        (lambda pair: replace(pair, mask=np.ones((1, 1, 3, 3), bool)), "must return a mask for"),
        (lambda pair: 1 / 0, "'broken' failed: ZeroDivisionError"),
    ],
)
def test_what_is_no_pair_is_refused(change, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        Finder(PreProcessor("broken", change, pair=True)).run(*images())
