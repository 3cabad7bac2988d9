"""Masks as runs, against masks of pixels."""

import numpy as np
import pytest

from difference_finder.arrays import runs as module
from difference_finder.arrays.run_sums import measure_runs, runs_above
from difference_finder.arrays.runs import (
    add_small_holes,
    label_runs,
    lengths_of,
    mask_of_runs,
    merge_runs,
    runs_of_mask,
)

SHAPE = (61, 83)


@pytest.fixture(params=[0.0, 0.02, 0.3, 0.6, 1.0])
def mask(request):
    return np.random.default_rng(3).random(SHAPE) < request.param


def test_runs_hold_the_pixels_of_a_mask(mask):
    runs = runs_of_mask(mask)
    assert np.array_equal(mask_of_runs(runs, *SHAPE), mask)
    assert np.array_equal(mask_of_runs(runs, 20, SHAPE[1], 31), mask[31:51])
    assert lengths_of(runs).sum() == mask.sum()


def test_runs_of_strips_are_those_of_the_whole(mask):
    parts = [runs_of_mask(mask[top : top + 7], top) for top in range(0, SHAPE[0], 7)]
    assert np.array_equal(np.concatenate(parts), runs_of_mask(mask))


@pytest.mark.parametrize("reach", [0.0, 1.0, 3.3, 9.0])
def test_kernels_label_runs_as_the_reference_implementation(mask, reach, monkeypatch):
    runs = runs_of_mask(mask)
    labels, filled = label_runs(runs, SHAPE, reach), add_small_holes(runs, SHAPE, reach)
    monkeypatch.setattr(module, "native", lambda: None)
    assert np.array_equal(labels, label_runs(runs, SHAPE, reach))
    assert np.array_equal(filled, add_small_holes(runs, SHAPE, reach))


def test_runs_that_touch_in_a_row_become_one():
    given = np.array([[2, 5, 6], [1, 0, 3], [1, 3, 4], [2, 0, 5]], np.int32)
    assert merge_runs(given).tolist() == [[1, 0, 4], [2, 0, 6]]


def test_kernels_refuse_runs_that_are_not_in_order():
    if (kernels := module.native()) is None:
        pytest.skip("no kernels")
    labels = np.empty(2, np.int32)
    for runs in ([[1, 0, 2], [0, 0, 2]], [[0, 0, 2], [0, 2, 3]], [[0, 0, 9], [1, 0, 1]]):
        with pytest.raises(ValueError, match="run"):
            kernels.label_runs(np.array(runs, np.int32), 3, 8, 0.0, labels, 1)


def test_sums_of_runs(mask):
    plane = np.random.default_rng(4).random(SHAPE, np.float32)
    runs = runs_of_mask(mask)
    sums = measure_runs(runs, lambda top, bottom: plane[top:bottom], SHAPE[1])
    values = [plane[row, first:end] for row, first, end in runs]
    assert sums.totals == pytest.approx([part.sum(dtype=np.float64) for part in values], rel=1e-12)
    assert sums.peaks.tolist() == [part.max() for part in values]


def test_runs_above_levels(mask):
    plane = np.random.default_rng(4).random(SHAPE, np.float32)
    runs = runs_of_mask(mask)
    levels = np.random.default_rng(5).random(len(runs))
    above, parents = runs_above(runs, levels, lambda top, bottom: plane[top:bottom], SHAPE[1])
    level_of = np.full(SHAPE, np.inf)
    for (row, first, end), level in zip(runs, levels, strict=True):
        level_of[row, first:end] = level
    assert np.array_equal(mask_of_runs(above, *SHAPE), plane > level_of)
    assert (runs[parents, 0] == above[:, 0]).all()
    assert (runs[parents, 1] <= above[:, 1]).all()
    assert (above[:, 2] <= runs[parents, 2]).all()
