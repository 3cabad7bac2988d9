"""Equal pixels are removed from a mask."""

import numpy as np
import pytest

from difference_finder.images.pair import Pair
from difference_finder.postprocessors._equality import PairEquality

SHAPE = 40, 50


@pytest.mark.parametrize("share", [0.02, 0.3])
@pytest.mark.parametrize("frame", [None, (3, 5, 48, 60)])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("unseen", [False, True])
def test_pixels_of_a_mask_that_differ(share, frame, dtype, unseen) -> None:
    generator = np.random.default_rng(0)
    first = generator.integers(0, 3, (1, *SHAPE, 3)).astype(dtype).transpose(0, 3, 1, 2)
    second = np.where(generator.random(first.shape) < 0.2, first + np.ones((), dtype), first)
    hidden = generator.random((1, 1, *SHAPE)) < 0.1 if unseen else None
    pair = Pair(first, second, 1.0, frame=frame, unseen=None if hidden is None else hidden * 1.0)
    top, left, height, width = frame or (0, 0, *SHAPE)
    found = generator.random((height, width)) < share
    differing = (first != second).any(axis=1)[0]
    if hidden is not None:
        differing |= hidden[0, 0]
    expected = np.zeros_like(found)
    expected[top : top + SHAPE[0], left : left + SHAPE[1]] = differing
    expected &= found
    assert expected.any()
    PairEquality(pair).clear_equal(found)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("share", [0.02, 0.3])
def test_integers_with_unequal_divisors_differ_by_their_quotients(share) -> None:
    generator = np.random.default_rng(0)
    first = generator.integers(0, 255, (1, 3, *SHAPE)).astype(np.uint8)
    second = first.astype(np.uint16) * 257
    second[..., ::2] += 1
    pair = Pair(first, second, 1.0, divisors=(255.0, 65535.0))
    found = generator.random(SHAPE) < share
    expected = found & (np.arange(SHAPE[1]) % 2 == 0)
    PairEquality(pair).clear_equal(found)
    np.testing.assert_array_equal(found, expected)
