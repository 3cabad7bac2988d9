"""Statistics of values that come in strips, against those of one array."""

import numpy as np
import pytest

from difference_finder.arrays import sparsity, streamed_values
from difference_finder.arrays.change import BlockGrid, measure_change, measure_rows
from difference_finder.arrays.greatest import GreatestValues
from difference_finder.arrays.percentiles import robust_maximum
from difference_finder.arrays.sparsity import ZeroCount
from difference_finder.arrays.streamed_values import StreamedValues
from difference_finder.postprocessors._statistics import ValueStatistics

RNG = np.random.default_rng(0)
SHAPE = (150, 211)
MAPS = {
    "noise": np.abs(RNG.normal(size=SHAPE)),
    "five levels": RNG.integers(0, 5, SHAPE) / 255,
    "sparse": np.where(RNG.random(SHAPE) < 0.01, RNG.random(SHAPE), 0),
    "constant": np.full(SHAPE, 0.25),
    "neighbours": np.where(RNG.random(SHAPE) < 0.5, 1, np.nextafter(np.float32(1), np.float32(2))),
    "huge and tiny": 10.0 ** RNG.uniform(-30, 30, SHAPE),
}


@pytest.fixture(params=MAPS, ids=str)
def values(request):
    return MAPS[request.param].astype(np.float32)


def strips(values, rows=37):
    return [values[top : top + rows] for top in range(0, len(values), rows)]


@pytest.mark.parametrize("few", [2**21, 50])
def test_statistics_are_those_of_one_array(values, few, monkeypatch):
    monkeypatch.setattr(streamed_values, "FEW", few)  # several passes narrow a rank down
    found, known = StreamedValues(lambda: strips(values)), ValueStatistics.of(values)
    assert found.summary == known.summary
    assert (found.median, found.deviation) == (known.median, known.deviation)
    for percentile in (0, 10, 99.5, 100):
        assert found.percentile(percentile) == known.percentile(percentile)


@pytest.mark.parametrize("root", [False, True])
def test_histograms_are_those_of_one_array(values, root):
    counts, edges = StreamedValues(lambda: strips(values)).histogram(512, root)
    known = ValueStatistics.of(values).histogram(512, root)
    assert np.array_equal(counts, known[0])
    assert np.array_equal(edges, known[1])


def test_an_interval_holds_its_values(values):
    bounds = tuple(map(float, np.quantile(values, [0.2, 0.9])))
    found = StreamedValues(lambda: strips(values)).between(*bounds)
    known = ValueStatistics.of(values).between(*bounds)
    assert found.count == known.count
    if known.count:
        assert (found.median, found.deviation) == (known.median, known.deviation)


def test_the_greatest_values_tell_the_percentile(values):
    greatest = GreatestValues(values.size)
    for part in strips(values, 5):
        greatest.add(part)
    assert greatest.percentile() == pytest.approx(robust_maximum(values), rel=1e-12)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (2, 7), (3, 1), (20, 9), (33, 40)])
@pytest.mark.parametrize("rows", [1, 2, 3, 50])
def test_zeros_of_strips_are_those_of_the_whole(shape, rows):
    plane = (np.random.default_rng(1).random(shape) < 0.1).astype(np.float32)
    zeros = ZeroCount(shape[1])
    for part in strips(plane, rows):
        zeros.add(part <= 0)
    known = sparsity._reference_zeros(plane, None, 0.0)
    together = zeros.together + sparsity._count_between(zeros._last[:1] & zeros._last[-1:])
    assert (zeros.count, zeros.zeros, together) == known
    assert zeros.is_clean() == sparsity.is_clean(plane, None, 0.0)


@pytest.mark.parametrize("gap", [1, 2, 3, 4, 30])
def test_rows_of_zeros_are_counted_without_being_read(gap):
    parts = [RNG.random((3, 12)) < 0.7, np.ones((gap, 12), bool), RNG.random((2, 12)) < 0.7]
    read, told = ZeroCount(12), ZeroCount(12)
    for number, part in enumerate(parts):
        read.add(part)
        if number == 1:
            told.add_zeros(gap)
        else:
            told.add(part)
    assert (read.count, read.zeros, read.together) == (told.count, told.zeros, told.together)
    assert read.is_clean() == told.is_clean()


def test_the_rows_of_blocks_tell_the_change_of_the_whole():
    first = RNG.integers(0, 256, (3, 190, 240), dtype=np.uint8)
    second = first.copy()
    second[:, 40:90, 60:200] = 255 - second[:, 40:90, 60:200]
    grid = BlockGrid(190, 240)
    rows = [grid.rows_of(image) for image in (first, second)]
    change = measure_rows(*rows, (255.0, 255.0), grid)
    assert change == measure_change(first, second, (255.0, 255.0))
    assert change.is_edit
