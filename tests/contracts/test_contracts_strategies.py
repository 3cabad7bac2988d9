"""Every registered strategy keeps the promises of its kind."""

import json

import numpy as np
import pytest

from difference_finder.errors import DataRangeError, InputError
from difference_finder.finder import Finder
from difference_finder.images.image import Image
from difference_finder.parts import registry
from difference_finder.pipeline.compare import compare_images
from difference_finder.pipeline.comparison import Comparison
from difference_finder.pipeline.stages import REDUCTIONS

NAMES = [name for name in registry.strategies.names() if name != "gradcam"]
"""All but one that needs a metric with features; see tests/strategies/test_strategies_gradcam.py."""
SHAPES = [(1, 1), (1, 40), (37, 1), (12, 13), (64, 48)]
CASES = [
    (name, truth)
    for name in NAMES
    for truth in (False, True)
    if (
        registry.strategies.get(name).takes_reference
        if truth
        else not registry.strategies.get(name).needs_reference
    )
]
"""Each strategy with two images, with three, or with both where it can."""

every_case = pytest.mark.parametrize(("name", "truth"), CASES)


def images(*shape: int, kind: type = np.float64) -> list[np.ndarray]:
    return [np.random.default_rng(seed).random(shape).astype(kind) for seed in range(3)]


def compared(given: list[np.ndarray], truth: bool, **options) -> Comparison:
    """Compare arrays (N, C, H, W) of any size, past the door that guesses layouts."""
    taken = [Image(pixels, options.get("data_range", 1.0)) for pixels in given[: 3 if truth else 2]]
    return compare_images(Finder(**options).options, taken, name="pair")


@pytest.mark.parametrize("shape", SHAPES)
@every_case
def test_a_map_like_the_images(name: str, truth: bool, shape: tuple[int, int]) -> None:
    given = images(2, 3, *shape)
    for array in given:
        array.setflags(write=False)
    comparison = compared(given, truth, strategy=name, batch="all", reduce="none")
    values = comparison.map.values
    assert values.shape[:1] + values.shape[2:] == (2, *shape)
    assert values.shape[1] in (1, 3)
    assert np.isfinite(values).all()
    # Of a handful of pixels none stands out from the rest.
    assert values.any() or registry.strategies.get(name).level is not None
    assert len(comparison.score) == 2
    if not registry.strategies.get(name).signed:
        assert values.min() >= 0


@every_case
def test_identical_images_have_a_map_of_zeros(name: str, truth: bool) -> None:
    for same in (images(1, 3, 30, 20)[0], np.zeros((1, 1, 30, 20)), np.ones((1, 1, 30, 20))):
        third = np.random.default_rng(9).random(same.shape)
        comparison = compared([same, same.copy(), third], truth, strategy=name)
        assert not np.asarray(comparison.map).any()
        assert comparison.score == 0
        assert comparison.regions == ()


@every_case
def test_a_batch_is_a_loop(name: str, truth: bool) -> None:
    given = images(3, 2, 20, 31)
    together = compared(given, truth, strategy=name, batch="all")
    for n in range(3):
        alone = compared([image[n : n + 1] for image in given], truth, strategy=name)
        np.testing.assert_allclose(together.map.values[n], alone.map.values[0], rtol=1e-9, atol=1e-15)
        assert together.score[n] == pytest.approx(alone.score, rel=1e-12)
        for fact, value in alone.map_facts.items():
            of_batch = together.map_facts[fact]
            of_sample = of_batch[n] if isinstance(of_batch, list) else of_batch
            assert of_sample == pytest.approx(value, rel=1e-6, abs=1e-9)


@every_case
def test_the_same_map_every_time_on_any_number_of_threads(name: str, truth: bool) -> None:
    given = images(1, 3, 64, 300, kind=np.float32)
    maps = [np.asarray(compared(given, truth, strategy=name, workers=n).map) for n in (None, 1, 3)]
    for other in maps[1:]:
        np.testing.assert_array_equal(maps[0], other)


@every_case
def test_not_a_number_is_masked_and_not_spread(name: str, truth: bool) -> None:
    given = images(1, 2, 40, 50)
    whole = np.asarray(compared(given, truth, strategy=name).map)
    given[1][0, 0, 3, 4] = np.nan
    given[2 if truth else 0][0, 1, 20, 25] = np.inf
    reported = compared(given, truth, strategy=name, data_range=1.0)
    comparison = compared(given, truth, strategy=name, data_range=1.0, nan="mask")
    map_ = np.asarray(comparison.map)
    assert np.isfinite(map_).all()
    assert map_[3, 4] == map_[20, 25] == 0
    assert reported.score == comparison.score
    # The pixel of the second image is a difference; the other one too, unless it is of the reference.
    shown = np.asarray(reported.map)
    assert np.isfinite(shown).all()
    assert shown[3, 4] >= np.abs(map_).max()
    assert bool(shown[20, 25]) != truth
    assert np.isfinite(comparison.score)
    far = np.ones(map_.shape, bool)
    far[:35, :45] = False
    # One of 2000 pixels less, the means are over fewer; two of 130 blocks less tell what is usual.
    rtol = 0.05 if registry.strategies.get(name).level is None else 0.1
    np.testing.assert_allclose(map_[far], whole[far], rtol=rtol, atol=1e-2 * np.abs(whole).max())


@every_case
def test_what_lies_under_the_mask_does_not_matter(name: str, truth: bool) -> None:
    given = images(1, 2, 40, 50)
    given[0][0, 0, 20, 25] = np.nan
    maps = []
    for hidden in (0.0, 1.0):
        given[1][0, :, 20, 25] = hidden
        maps.append(np.asarray(compared(given, truth, strategy=name).map))
    np.testing.assert_array_equal(maps[0], maps[1])


@every_case
def test_half_precision_and_integers(name: str, truth: bool) -> None:
    given = [np.round(255 * image).astype(np.uint8) for image in images(1, 3, 24, 30)]
    expected = compared([image / 255 for image in given], truth, strategy=name)
    as_stored = [Image(pixels, 255.0) for pixels in given[: 3 if truth else 2]]
    for comparison, tolerance in (
        (compare_images(Finder(strategy=name).options, as_stored, name="pair"), 1e-5),
        (compared([(image / 255).astype(np.float16) for image in given], truth, strategy=name), 1e-2),
    ):
        map_ = np.asarray(expected.map)
        np.testing.assert_allclose(np.asarray(comparison.map), map_, atol=tolerance * np.abs(map_).max())
        assert comparison.score == pytest.approx(expected.score, rel=1e-2, abs=1e-3)


@every_case
def test_tensors(name: str, truth: bool) -> None:
    torch = pytest.importorskip("torch")
    given = images(1, 3, 24, 30)
    expected = np.asarray(compared(given, truth, strategy=name).map)
    tensors = [torch.from_numpy(image).requires_grad_(True) for image in given]
    map_ = compared(tensors, truth, strategy=name).map
    assert isinstance(map_.values, torch.Tensor)
    np.testing.assert_allclose(np.asarray(map_), expected, atol=1e-6 * np.abs(expected).max())
    mixed = compared([tensors[0], *given[1:]], truth, strategy=name).map
    np.testing.assert_allclose(np.asarray(mixed), expected, atol=1e-6 * np.abs(expected).max())


@every_case
def test_a_device(name: str, truth: bool) -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    given = images(1, 3, 24, 30)
    given[0][0, 0, 3, 4] = np.nan
    expected = compared(given, truth, strategy=name)
    there = compared(given, truth, strategy=name, device="cuda")
    assert there.map.values.device.type == "cuda"
    map_ = np.asarray(expected.map)
    np.testing.assert_allclose(np.asarray(there.map), map_, atol=1e-5 * np.abs(map_).max())
    assert there.score == pytest.approx(expected.score, rel=1e-5, abs=1e-7)


@every_case
def test_strides_do_not_matter(name: str, truth: bool) -> None:
    views = [image[::2, :, ::-2, ::3] for image in images(2, 3, 60, 90)]
    maps = [
        np.asarray(compared(given, truth, strategy=name).map)
        for given in (views, [np.ascontiguousarray(view) for view in views])
    ]
    np.testing.assert_allclose(maps[0], maps[1], rtol=1e-9, atol=1e-15)


@every_case
def test_huge_values_give_a_map_or_a_typed_error(name: str, truth: bool) -> None:
    refused = 0
    for scale in (1e15, 1e30, 1e200):
        given = [scale * image for image in images(1, 2, 20, 20)]
        try:
            comparison = compared(given, truth, strategy=name, data_range=scale)
        except DataRangeError as error:
            assert "rescale the images" in str(error)
            refused += 1
        else:
            assert np.isfinite(np.asarray(comparison.map)).all()
    assert refused  # float32 cannot hold differences of 1e200


@every_case
def test_every_reduction(name: str, truth: bool) -> None:
    given = images(1, 3, 20, 20)
    kept = compared(given, truth, strategy=name, reduce="none").map.values
    for reduce in REDUCTIONS:
        comparison = compared(given, truth, strategy=name, reduce=reduce)
        assert comparison.options["reduce"] == reduce
        if reduce == "sum" and kept.shape[1] == 3:
            np.testing.assert_allclose(comparison.map.values, kept.sum(axis=1, keepdims=True), rtol=1e-6)
        if reduce in ("abs", "l2", "max"):
            assert comparison.map.values.min() >= 0
            assert not comparison.map.signed


@every_case
def test_the_record_and_its_pictures(name: str, truth: bool, tmp_path) -> None:
    comparison = compared(images(1, 3, 40, 60), truth, strategy=name)
    record = comparison.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert (record["reference"] is not None) == truth
    assert record["score"] == record["scores"][record["metric"]["name"]]
    assert all(path.stat().st_size for path in comparison.save(tmp_path / "pair"))


@pytest.mark.parametrize("name", NAMES)
def test_a_third_image_is_taken_needed_or_refused(name: str) -> None:
    part = registry.strategies.get(name)
    given = images(1, 1, 20, 20)
    if not part.takes_reference:
        with pytest.raises(InputError, match=f"'{name}' compares two images and takes no reference"):
            Finder(strategy=name).compare(*given)
    else:
        first, second, reference = given
        taken = Finder(strategy=name).compare(first, second, reference=reference)
        assert taken.to_dict()["reference"] is not None
    if part.needs_reference:
        with pytest.raises(InputError, match=f"'{name}' needs a reference"):
            Finder(strategy=name).compare(*given[:2])
