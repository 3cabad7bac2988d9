"""The pages with known edits, of which a few are aligned here, and all by the benchmark."""

import numpy as np
from grown_pages import KINDS, is_exact, pages

from difference_finder.arrays.row_alignment import align_rows


def test_each_kind_is_made_and_most_are_found():
    cases = list(pages(2 * len(KINDS)))
    assert {case.kind for case in cases} == set(KINDS)
    exact = []
    for case in cases:
        kept = case.partners >= 0
        assert (np.diff(case.partners[kept]) > 0).all()
        assert (case.first[kept] == case.clean[case.partners[kept]]).all()
        found = align_rows(case.first.transpose(2, 0, 1), case.second.transpose(2, 0, 1))
        if found.found and is_exact(case, found.partners):
            exact.append(case.kind)
    assert {"one insertion", "one removal", "word changed elsewhere", "columns", "top"} <= set(exact)
    assert len(exact) >= 0.8 * len(cases)
