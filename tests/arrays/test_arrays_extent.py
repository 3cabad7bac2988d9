"""The least and the greatest value, and whether all are finite, of arrays in any layout."""

import numpy as np
import pytest

from difference_finder.arrays.backend import extent

SHAPES = [(3,), (5, 7), (4, 5, 3), (1, 1, 1), (2, 3, 40, 50), (2, 40, 50, 3), (70, 1, 3), (9, 9, 1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_any_layout(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    repeated = np.broadcast_to(values[:1], shape)
    for view in (values, values[::-1], values.T, np.moveaxis(values, -1, 0), repeated):
        assert extent(view) == (float(view.min()), float(view.max()), True)
        spoilt = np.array(view)
        spoilt.flat[spoilt.size // 2] = np.nan
        assert not extent(spoilt)[2]
        assert not extent(np.moveaxis(spoilt, -1, 0))[2]


@pytest.mark.parametrize("shape", [(2, 3, 40, 50), (3, 40, 50), (4, 5, 6, 7)])
def test_repeated_axes(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    for axis in range(len(shape)):
        repeated = np.broadcast_to(np.take(values, [1], axis=axis), shape)
        assert extent(repeated) == (float(repeated.min()), float(repeated.max()), True)
    assert extent(np.broadcast_to(np.float32(3), shape)) == (3, 3, True)
