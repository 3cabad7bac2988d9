"""Pairs of other programs' tests: our verdict is theirs, or the table says why not."""

import pytest
from known_verdicts import PAIRS, KnownPair, our_answer

from known_answers import folder


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.first}, {pair.second}, {pair.setting}")
def test_verdicts_are_those_of_the_programs_or_have_a_reason(pair: KnownPair) -> None:
    folder()
    assert (our_answer(pair)[0] != pair.is_change) == bool(pair.reason)
