"""Functions of users, and parts of other packages, that change their arguments in place."""

import inspect
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from difference_finder.arrays.native import native
from difference_finder.finder import Finder
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.images.pair import Pair
from difference_finder.images.patches import PatchPair
from difference_finder.kinds.place import Place
from difference_finder.parts.kinds import ChangeKind, ImageTransform, PreProcessor, Reporter
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import kinds, transforms
from difference_finder.scoring import gradient, local_map, score
from pictures import photograph

Array = Any


def shifted(image: Array) -> Array:
    """Return an image at a tenth of its contrast, in its own memory."""
    image -= image.mean()
    image *= 0.1
    image += 0.5
    return image


def shifted_pair(pair: Pair) -> Pair:
    for image in (pair.first, pair.second):
        shifted(image)
    return pair


def halved(values: Array) -> Array:
    values *= 0.5
    return values


def halved_map(map_: DifferenceMap) -> DifferenceMap:
    map_.values[:] *= 0.5
    map_.pair.first[:] = 0
    return map_


def changing_strategy(first: Array, second: Array, metric: Any, *, mask: Array | None = None) -> Any:
    first -= second
    if mask is not None:
        mask[:] = False
    return first, (first**2).mean(axis=(1, 2, 3))


def changing_score(reference: Array, candidate: Array, *, mask: Array | None = None) -> float:
    candidate -= reference
    candidate **= 2
    if mask is not None:
        mask[..., 0] = False
    return candidate.mean()


PARTS: dict[str, tuple[str, Callable[..., Any], dict[str, Any]]] = {
    "pre-processor": ("pre_processor", shifted, {}),
    "pre-processor of a pair": ("pre_processor", PreProcessor("pair", shifted_pair, pair=True), {}),
    "post-processor": ("post_processor", halved, {}),
    "post-processor of a map": ("post_processor", halved_map, {}),
    "strategy": ("strategy", changing_strategy, {}),
    "metric": ("metric", changing_score, {"strategy": "consensus"}),
    "second metric": ("also", [changing_score], {}),
}


def on_copies(part: Any) -> Any:
    """Return the part with a function that copies its arguments first: an independent way to the answer."""

    def copied(value: Any) -> Any:
        if isinstance(value, DifferenceMap):
            return value.with_values(copied(value.values), pair=copied(value.pair), level=value.level)
        if isinstance(value, Pair):
            return Pair(copied(value.first), copied(value.second), value.data_range)
        return value.clone() if hasattr(value, "clone") else value.copy() if hasattr(value, "copy") else value

    if isinstance(part, list):
        return [on_copies(one) for one in part]
    function = part.function if isinstance(part, PreProcessor) else part

    def calling(*given: Any, **named: Any) -> Any:
        return function(*map(copied, given), **{key: copied(value) for key, value in named.items()})

    calling.__name__ = "pair" if isinstance(part, PreProcessor) else function.__name__
    calling.__annotations__ = function.__annotations__
    calling.__signature__ = inspect.signature(function)
    return PreProcessor("pair", calling, pair=True) if isinstance(part, PreProcessor) else calling


def images(kind: str) -> list[Array]:
    """Return two images (C, H, W) of a type."""
    pair = [photograph(40, 48, seed).transpose(2, 0, 1) for seed in (1, 2)]
    if kind == "uint8":
        return [image.copy() for image in pair]
    if kind == "float32":
        return [np.float32(image) / np.float32(255) for image in pair]
    torch = pytest.importorskip("torch")
    return [torch.from_numpy(image.copy()) / 255 for image in pair]


@pytest.mark.parametrize("kind", ["uint8", "float32", "torch"])
@pytest.mark.parametrize("name", PARTS)
def test_parts_that_change_their_input_give_the_right_values(name: str, kind: str) -> None:
    option, part, options = PARTS[name]
    given, kept, answers = images(kind), images(kind), []
    for one in (part, on_copies(part), part):  # the last: nothing is left of the first run
        finder = Finder(**{"strategy": "difference", "also": "ssim", **options, option: one}, data_range=None)
        done = finder.compare(*given)
        answers.append((np.asarray(done.map), done.score, *done.scores.values(), done.identical))
    assert all(
        np.array_equal(np.asarray(one), np.asarray(other)) for one, other in zip(given, kept, strict=True)
    )
    for answer in answers[1:]:
        for found, expected in zip(answer, answers[0], strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_pre_processor_that_changes_its_input_once() -> None:
    first, second = np.full((3, 20, 20), 0.5), np.full((3, 20, 20), 0.25)
    first[0, 0, 0] = 1.0
    found = Finder(strategy="difference", pre_processor=halved).compare(first, second)
    assert found.score == pytest.approx((0.25 * 1199 + 0.75) / 1200 / 2)
    assert np.asarray(found.map)[5, 5] == pytest.approx(0.125)
    assert first[0, 0, 0] == 1.0
    assert first[1, 1, 1] == 0.5


def squared(reference: Array, candidate: Array, *, mask: Array | None = None) -> Array:
    candidate -= reference
    return (candidate**2).mean(axis=(1, 2, 3))


def squared_gradient(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    candidate -= reference
    return (candidate**2).mean(axis=(1, 2, 3)), candidate * 2 / candidate[0].size


def squared_map(reference: Array, candidate: Array, *, mask: Array | None = None) -> tuple[Array, Array]:
    candidate -= reference
    candidate **= 2
    return candidate.mean(axis=(1, 2, 3)), candidate


def facts_of_squared(places: Array) -> dict[str, Any]:
    places[:] = -places
    return {"least": float(places.min())}


def kernel_of_squared(job: Any) -> Any:
    done = [changing_score(job.reference, candidate) for candidate in job.candidates]
    return np.array(done)[:, None], None


@pytest.fixture
def metric() -> Metric:
    metric = Metric("squared", squared, higher_is_better=False, identical=0.0)
    metric.gradient(squared_gradient)
    metric.local(squared_map)
    metric.facts(facts_of_squared)
    return metric


def test_all_functions_of_a_metric_may_change_their_input(metric: Metric) -> None:
    first, second = np.full((1, 1, 20, 20), 0.5), np.full((1, 1, 20, 20), 0.25)
    for _ in range(2):
        assert score(metric, first, second) == pytest.approx(1 / 16)
        assert gradient(metric, first, second)[1] == pytest.approx(np.full(first.shape, -0.5 / 400))
        assert local_map(metric, first, second)[1] == pytest.approx(np.full(first.shape, 1 / 16))
    done = Finder(strategy="local", metric=metric, also="mse").compare(first, second)
    assert done.score_facts["squared"] == {"least": -1 / 16}
    assert np.asarray(done.map) == pytest.approx(np.full((20, 20), 1 / 16))
    assert done.scores == pytest.approx({"squared": 1 / 16, "mse": 1 / 16})


def test_a_kernel_may_change_its_job(metric: Metric) -> None:
    if native() is None:
        pytest.skip("needs compiled kernels")
    metric.kernel(kernel_of_squared)
    first, second = np.full((1, 1, 20, 20), 0.5), np.full((1, 1, 20, 20), 0.25)
    assert [score(metric, first, second) for _ in range(2)] == pytest.approx([1 / 16, 1 / 16])


def test_a_reporter_may_change_the_record() -> None:
    def wiped(record: dict[str, Any], file: io.BytesIO) -> None:
        file.write(f"{record.pop('name')} {record['arrays']['map'].sum():.3f}".encode())
        record["arrays"]["map"][:] = 0

    part = Reporter("wiped", wiped, suffix=".txt")
    done = Finder(strategy="difference").compare(*images("uint8"))
    record = done.to_dict(arrays=True)
    total = f"{np.asarray(done.map).sum():.3f}"
    assert [part.render(record).decode().split()[-1] for _ in range(2)] == [total, total]


def test_transforms_and_kinds_may_change_their_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def wiped_patches(pair: PatchPair) -> list[Any]:
        pair.first[:] = pair.second
        pair.whole_first.stored[:] = 0
        return []

    def wiped_place(place: Place) -> None:
        place.first[:] = place.second

    first = photograph(160, 160).transpose(2, 0, 1)
    second = np.clip(first + 9.0, 0, 255).astype(np.uint8)
    second[:, 40:60, 40:60] = 0

    def described() -> Any:
        done = Finder(strategy="difference", post_processor="regions").compare(first, second)
        return done.transform, done.regions

    expected = described()
    assert expected[0] is not None
    assert expected[1][0].kinds
    transform = ImageTransform("wiped", wiped_patches, example={}, free=0)
    kind = ChangeKind("wiped", wiped_place, unit="", weights=(), bias=0.0)
    for registry, part in ((transforms, transform), (kinds, kind)):
        parts = [part, *registry.all()]
        monkeypatch.setattr(registry, "all", lambda parts=parts: parts)
    assert described() == expected
