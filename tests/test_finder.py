import contextlib
import json
import math
import warnings
from pathlib import Path

import numpy as np
import pytest

from difference_finder.errors import (
    DataRangeError,
    DeviceError,
    InputError,
    MissingDependencyError,
    PairingError,
    ReadError,
    ShapeMismatchError,
    UnequalWarning,
    UnknownNameError,
)
from difference_finder.finder import Finder
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessor, postprocessors
from difference_finder.pipeline.comparison import FailedPair
from pictures import photograph


def unit_pair(*shape: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.random(shape).astype(np.float32), generator.random(shape).astype(np.float32)


def test_defaults_are_those_of_the_ancestor() -> None:
    finder = Finder()
    assert [part.name for part in finder.options.pre_processor] == ["identity"]
    assert [part.name for part in finder.options.post_processor] == ["identity"]
    assert (finder.options.strategy.name, finder.options.metric.name, finder.options.measurement.device) == (
        "gradient",
        "mse",
        "cpu",
    )
    positional = Finder("normalize", "identity", "difference", "psnr", "cpu", True)
    assert (positional.options.strategy.name, positional.options.metric.name) == ("difference", "psnr")


@pytest.mark.parametrize(
    "shape", [(20, 30), (3, 20, 30), (20, 30, 3), (1, 20, 30), (2, 3, 20, 30), (2, 20, 30, 3), (1, 1, 20, 30)]
)
def test_every_shape_gives_a_map_of_height_and_width(shape: tuple[int, ...]) -> None:
    first, second = unit_pair(*shape)
    for strategy in ("difference", "gradient"):
        several = len(shape) == 4 and shape[0] > 1
        told = pytest.warns(UnequalWarning, match="sample 2 of 2 differs in 600 pixels and was not compared")
        with told if several else contextlib.nullcontext():
            map_ = Finder(strategy=strategy).run(first, second)
        assert map_.shape == (20, 30)
        assert map_.dtype == np.float32


def test_gradient_of_mse_by_hand() -> None:
    first, second = unit_pair(1, 3, 8, 9)
    expected = (2 * (first - second) / first.size).mean(axis=1)[0]
    np.testing.assert_allclose(Finder().run(first, second), expected, rtol=1e-5)
    np.testing.assert_allclose(Finder(strategy="gradient:wrt=1").run(first, second), -expected, rtol=1e-5)
    with pytest.raises(InputError, match="wrt must be 0"):
        Finder(strategy="gradient:wrt=2").run(first, second)


@pytest.mark.parametrize(
    ("reduce", "function"),
    [
        ("mean", lambda g: g.mean(axis=0)),
        ("abs", lambda g: np.abs(g).mean(axis=0)),
        ("l2", lambda g: np.sqrt((g**2).sum(axis=0))),
        ("max", lambda g: np.abs(g).max(axis=0)),
        ("none", lambda g: g),
    ],
)
def test_reduce(reduce: str, function) -> None:
    first, second = unit_pair(3, 12, 14)
    slope = 2 * (first - second) / first.size
    np.testing.assert_allclose(
        Finder(reduce=reduce).run(first, second), function(slope), rtol=1e-5, atol=1e-9
    )


def test_batch_all_gives_each_map_and_score() -> None:
    first, second = unit_pair(3, 2, 15, 16)
    maps, scores = Finder(batch="all", metric="ssim").run(first, second, return_metric=True)
    assert maps.shape == (3, 15, 16)
    for n in range(3):
        map_, score = Finder(metric="ssim").run(first[n], second[n], return_metric=True)
        np.testing.assert_allclose(maps[n], map_, rtol=1e-6, atol=1e-12)
        assert scores[n] == pytest.approx(score, rel=1e-12)
    assert Finder(batch="all", reduce="none").run(first, second).shape == (3, 2, 15, 16)


def test_one_reference_meets_many_candidates() -> None:
    first, second = unit_pair(3, 2, 15, 16)
    maps = Finder(batch="all", strategy="difference").run(first[:1], second)
    np.testing.assert_array_equal(maps[2], np.abs(first[0] - second[2]).mean(axis=0))


def test_the_caller_keeps_its_arrays() -> None:
    first, second = unit_pair(3, 12, 14)
    copies = first.copy(), second.copy()
    for array in (first, second):
        array.setflags(write=False)
    Finder(pre_processor=["normalize", "highpass_filter"], metric="ssim").run(first, second)
    np.testing.assert_array_equal(first, copies[0])
    np.testing.assert_array_equal(second, copies[1])


def test_unknown_parts_and_options_are_refused_at_once() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'gradient'"):
        Finder(strategy="gradiant")
    with pytest.raises(UnknownNameError, match="no protocol 'basic'"):
        Finder(protocol="basic")
    for option in ("reduce", "batch", "output"):
        with pytest.raises(InputError, match=f"{option} must be one of .*, not 'x'"):
            Finder(**{option: "x"})
    with pytest.raises(InputError, match="pass one metric, not 2"):
        Finder(metric=["mse", "psnr"])
    with pytest.raises(InputError, match="workers"):
        Finder(workers=0)


def test_shapes_that_differ_name_both() -> None:
    with pytest.raises(
        ShapeMismatchError, match="first image 'array' is 30x20, second image 'array' is 30x21"
    ):
        Finder().run(np.zeros((20, 30)), np.zeros((21, 30)))
    with pytest.raises(ShapeMismatchError, match="2 channels, second image 'array' has 3"):
        Finder().run(np.zeros((2, 20, 30)), np.zeros((3, 20, 30)))
    with pytest.raises(ShapeMismatchError, match="2 samples, second image 'array' has 3"):
        Finder().run(np.zeros((2, 1, 20, 30)), np.zeros((3, 1, 20, 30)))


def test_fit() -> None:
    first, second = photograph(40, 60), photograph(44, 57)
    with pytest.warns(UnequalWarning, match="120 pixels of the first and 228 pixels of the second were cut"):
        map_ = Finder(strategy="difference", fit="crop").run(first, second)
    quiet = Finder(strategy="difference", fit="crop", allow="size").run(first, second)
    np.testing.assert_array_equal(quiet, map_)
    expected = np.abs(first[:40, :57].astype(float) - second[:40, :57]).mean(axis=-1) / 255
    np.testing.assert_allclose(map_, expected, atol=1e-6)
    resized = Finder(strategy="difference", fit="resize").compare(first, second)
    assert resized.map.shape == (40, 60)
    assert "resized from 57x44 to 60x40" in " ".join(resized.notes)
    with pytest.raises(InputError, match="fit must be one of"):
        Finder(fit="stretch").run(first, second)


def test_data_range() -> None:
    first, second = 200 * unit_pair(20, 30)[0], 200 * unit_pair(20, 30)[1]
    with pytest.raises(DataRangeError, match="pass data_range"):
        Finder(metric="psnr").run(first, second)
    assert Finder(metric="mse").run(first, second).shape == (20, 30)  # needs no range
    comparison = Finder(metric="psnr", data_range=255).compare(first, second)
    assert comparison.protocol["data_range"] == 255
    for bad in (0, -1, math.nan, math.inf):
        with pytest.raises(DataRangeError, match="positive and finite"):
            Finder(data_range=bad).run(first, second)
    with pytest.raises(DataRangeError, match="int64, a type without a known range"):
        Finder().run(np.zeros((20, 30), np.int64), np.zeros((20, 30), np.int64))
    with pytest.raises(DataRangeError, match="up to 255, more than data_range=1; pass its true range"):
        Finder(data_range=1.0).run(*(np.full((20, 30), v, np.uint8) for v in (255, 3)))


def test_integers_and_floats_meet_on_one_scale() -> None:
    picture = photograph(20, 30)
    for other, settings in (
        (picture / 255, {}),
        (picture.astype(float), {"data_range": 255}),
        (picture.astype(np.uint16) * 257, {}),
    ):
        map_ = Finder(strategy="difference", **settings).run(picture, other)
        assert np.abs(map_).max() < 1e-4
    with pytest.raises(DataRangeError, match="so their scales are ambiguous"):
        Finder().run(picture, picture.astype(float))


def test_ten_bits_in_sixteen() -> None:
    first = np.full((20, 30), 1023, np.uint16)
    map_ = Finder(strategy="difference", data_range=1023).run(first, np.zeros_like(first))
    np.testing.assert_array_equal(map_, 1)


def test_pixels_that_are_finite_in_one_image_only_are_a_difference() -> None:
    first, second = unit_pair(40, 50)
    second[3, 4], first[10, 10] = np.nan, np.inf
    for strategy in ("difference", "gradient"):
        comparison = Finder(strategy=strategy, metric="ssim", data_range=1.0).compare(first, second)
        map_ = np.asarray(comparison.map)
        assert np.isfinite(map_).all()
        assert map_[3, 4] == map_[10, 10] == np.abs(map_).max() > 0
        assert [one.text for one in comparison.unequal] == ["2 pixels with not-a-number or infinity differ"]
        masked = Finder(strategy=strategy, metric="ssim", data_range=1.0, nan="mask").compare(first, second)
        assert masked.score == comparison.score
        assert not np.asarray(masked.map)[[3, 10], [4, 10]].any()
        assert masked.unequal == ()
        assert "1 pixel of the first image and 1 of the second image are not finite" in comparison.notes[0]
        assert "masked (2 of 2000)" in comparison.notes[0]
        assert math.isfinite(comparison.score)
    with pytest.raises(InputError, match="no pixel is finite in both"):
        Finder().run(np.full((4, 4), np.nan), np.zeros((4, 4)))


def test_difference_scores_the_mean_absolute_error() -> None:
    first, second = unit_pair(3, 20, 30)
    map_, score = Finder(strategy="difference", metric="ssim").run(first, second, return_metric=True)
    assert score == pytest.approx(np.abs(first - second).mean(), rel=1e-6)
    np.testing.assert_allclose(map_, np.abs(first - second).mean(axis=0), rtol=1e-6)


def test_identical_images() -> None:
    picture = photograph()
    comparison = Finder(metric="psnr", also=["ssim", "mse"]).compare(picture, picture.copy())
    assert comparison.score == math.inf
    assert not np.asarray(comparison.map).any()
    assert comparison.regions == ()
    assert comparison.scores == {"psnr": math.inf, "ssim": 1.0, "mse": 0.0}
    assert json.loads(json.dumps(comparison.to_dict(), allow_nan=False))["score"] == "Infinity"


def test_a_score_that_cannot_be_had_is_noted_and_does_not_cost_the_map() -> None:
    comparison = Finder(also=["ssim"]).compare(*unit_pair(4, 4))
    assert comparison.scores["ssim"] is None
    assert "ssim was not scored: an image of 4x4 is smaller" in comparison.notes[-1]


def test_the_record_says_how_it_was_made() -> None:
    finder = Finder(pre_processor="highpass_filter:factor=0.2", post_processor=["absolute", "smooth:sigma=1"])
    record = finder.compare(photograph(seed=1), photograph(seed=2), name="two").to_dict()
    assert record["name"] == "two"
    assert record["options"]["pre_processor"] == [{"name": "highpass_filter", "factor": 0.2}]
    assert record["options"]["post_processor"][1] == {"name": "smooth", "sigma": 1}
    assert record["metric"]["higher_is_better"] is False
    assert record["protocol"]["name"] == "default"
    assert record["first"]["data_range"] == 255
    assert set(record["versions"]) >= {"difference-finder", "numpy"}


def test_callables_as_parts() -> None:
    first, second = unit_pair(3, 20, 30)
    finder = Finder(
        pre_processor=[lambda image: image * 2, "identity"],
        strategy=lambda reference, candidate, metric: (reference - candidate) ** 2,
        post_processor=lambda values: values + 1,
    )
    map_ = finder.run(first, second)
    np.testing.assert_allclose(map_, (4 * (first - second) ** 2).mean(axis=0) + 1, rtol=1e-5)


def test_callables_that_return_something_else_are_refused() -> None:
    images = unit_pair(3, 20, 30)
    for option, message in (
        ("pre_processor", "must return an image"),
        ("strategy", "must return a map"),
        ("post_processor", "must return a map"),
    ):
        with pytest.raises(InputError, match=message):
            Finder(**{option: lambda *_: np.zeros(3)}).run(*images)


def test_a_post_processor_of_ones_own_may_take_the_map() -> None:
    def doubled(map_: DifferenceMap) -> DifferenceMap:
        return map_.with_values(map_.values * 2, label="doubled")

    first, second = unit_pair(20, 30)
    comparison = Finder(strategy="difference", post_processor=doubled).compare(first, second)
    assert comparison.map.label == "doubled"
    np.testing.assert_allclose(np.asarray(comparison.map), 2 * np.abs(first - second), rtol=1e-6)


def test_devices_that_are_not_there() -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        remedy = r"device 'cuda' cannot be used .*use device='cpu', or device='auto'"
        with pytest.raises(DeviceError, match=remedy):
            Finder(device="cuda")
    with pytest.raises(DeviceError, match="'nonsense'"):
        Finder(device="nonsense")


def test_without_torch_what_needs_it_names_the_command(monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    expected = r"pip install 'torch>=2.2'"
    with pytest.raises(MissingDependencyError, match=expected):
        Finder(device="cuda")
    with pytest.raises(MissingDependencyError, match=expected):
        Finder(metric=lambda a, b: (a - b).mean()).run(*unit_pair(9, 9))
    with pytest.raises(MissingDependencyError, match=expected):
        Finder(output="torch").run(*unit_pair(9, 9))


def folders(tmp_path: Path, save, names: tuple[str, ...]) -> tuple[Path, Path]:
    for number, name in enumerate(names):
        save(photograph(32, 40, number), f"a/{name}.png")
        save(photograph(32, 40, number + 50), f"b/{name}.png")
    return tmp_path / "a", tmp_path / "b"


def test_a_bad_pair_becomes_an_error_row_and_the_rest_goes_on(tmp_path: Path, save) -> None:
    first, second = folders(tmp_path, save, ("one", "three", "two", "deep/four"))
    (second / "three.png").write_bytes(b"\x89PNG\r\n\x1a\nnonsense")
    save(photograph(33, 40), "b/two.png")
    for workers in (None, 3):
        results = list(Finder(workers=workers).stream(first, second))
        assert [(r.name, r.ok) for r in results] == [
            ("deep/four", True),
            ("one", True),
            ("three", False),
            ("two", False),
        ]
        assert isinstance(results[2], FailedPair)
        assert (results[2].stage, results[3].stage) == ("read", "compare")
        assert results[3].error == "ShapeMismatchError"
        assert "\n" not in results[2].cause
    with pytest.warns(UserWarning, match="pair 'three' failed"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="pair 'two' failed")
        maps, scores = Finder().run(str(first), second, return_metric=True)
    assert [m is None for m in maps] == [False, False, True, True]
    assert scores[0] > 0


def test_streams_do_not_start_before_they_are_asked(tmp_path: Path, save) -> None:
    first, second = folders(tmp_path, save, ("one", "two"))
    stream = Finder().stream(first, second)
    (second / "two.png").unlink()
    assert next(stream).ok
    assert not next(stream).ok


def test_a_folder_and_a_file_are_refused(tmp_path: Path, save) -> None:
    path = save(photograph(), "a/one.png")
    with pytest.raises(PairingError, match="is not a folder"):
        Finder().run(tmp_path / "a", path)
    with pytest.raises(ReadError, match="nothing"):
        Finder().run(tmp_path / "nothing.png", path)


def test_pictures_in_notebooks_and_files(tmp_path: Path, photo_pair) -> None:
    comparison = Finder(strategy="difference").compare(*photo_pair)
    for picture in (comparison._repr_png_(), comparison.map._repr_png_()):
        assert picture.startswith(b"\x89PNG")
    written = comparison.save(tmp_path / "deep" / "pair")
    assert [path.name for path in written] == [
        "pair.map.npy",
        "pair.heatmap.png",
        "pair.panel.png",
        "pair.json",
    ]
    np.testing.assert_array_equal(np.load(written[0]), np.asarray(comparison.map))
    assert json.loads(written[3].read_text())["regions"][0]["x"] in range(34, 41)


def test_a_registered_post_processor_is_found_by_name() -> None:
    @postprocessor("twice_for_a_test")
    def twice(map_: DifferenceMap, *, factor: float = 2.0) -> DifferenceMap:
        """Multiply."""
        return map_.with_values(map_.values * factor)

    try:
        first, second = unit_pair(9, 9)
        map_ = Finder(strategy="difference", post_processor="twice_for_a_test:factor=3").run(first, second)
        np.testing.assert_allclose(map_, 3 * np.abs(first - second), rtol=1e-6)
    finally:
        del postprocessors._parts["twice_for_a_test"]


@pytest.mark.parametrize(
    ("strategy", "metric", "message"),
    [
        ("gradient", "dice", "metric 'dice' has no gradient: .*; those that have: .*mse"),
        ("integrated_gradient", "jaccard", "metric 'jaccard' has no gradient"),
        ("local", "ms-ssim", "metric 'ms-ssim' has no local map; those that have: .*ssim"),
        ("advantage", "ms-ssim", "metric 'ms-ssim' has no local map"),
        ("gradcam", "mse", "metric 'mse' has no features; those that have: dists, lpips"),
    ],
)
def test_what_a_strategy_asks_of_a_metric_is_checked_at_once(
    strategy: str, metric: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        Finder(strategy=strategy, metric=metric)
