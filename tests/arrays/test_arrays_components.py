"""The groups of pixels of a mask, by the kernel and by scipy."""

import numpy as np
import pytest

from difference_finder.arrays import components
from difference_finder.arrays.components import PixelGroup, find_groups

MASKS = {
    "empty": np.zeros((4, 5), bool),
    "full": np.ones((4, 5), bool),
    "one pixel": np.eye(1, dtype=bool),
    "corners touch": np.eye(6, dtype=bool),
    "sparse": np.random.default_rng(0).random((40, 70)) < 0.1,
    "dense": np.random.default_rng(1).random((33, 20)) < 0.5,
    "view of columns": (np.random.default_rng(2).random((60, 40)) < 0.2)[::2, ::-1].T,
}


@pytest.mark.parametrize("members", MASKS.values(), ids=MASKS)
def test_kernel_and_scipy_find_the_same(members, monkeypatch) -> None:
    found = find_groups(members)
    monkeypatch.setattr(components, "native", lambda: None)
    assert find_groups(members) == found
    assert sum(group.area for group in found) == members.sum()


def test_boxes_and_areas_in_the_order_of_first_pixels() -> None:
    members = np.zeros((8, 9), bool)
    members[3:5, 2] = members[5, 3] = True
    members[0, 7] = True
    assert find_groups(members) == [PixelGroup(7, 0, 1, 1, 1), PixelGroup(2, 3, 2, 3, 3)]
