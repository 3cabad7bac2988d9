"""Whatever is given, the answer is right or a typed error of one line."""

import pickle

import numpy as np
import pytest

from difference_finder.errors import (
    DataRangeError,
    DeviceError,
    DifferenceFinderError,
    InputError,
    PairingError,
    ReadError,
    UnknownNameError,
)
from difference_finder.finder import Finder
from difference_finder.scoring import gradient, score
from difference_finder.storage.matching import match_folders
from pictures import photograph


def unit(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(shape)


def complaint(function, *arguments, error: type = InputError, **options) -> str:
    with pytest.raises(error) as caught:
        function(*arguments, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "image",
    [
        None, 3, [[1.0]], "no such file.png", "x" * 5000, b"bytes", object(), np.zeros(4), np.zeros((0, 4)),
        np.zeros((2, 2, 2, 2, 2)), np.zeros((4, 4), object), np.array([["a"]]),
        np.zeros((4, 4), [("r", "f4")]), np.full((4, 4), np.nan),
    ],
    ids=lambda image: f"{type(image).__name__}-{getattr(image, 'shape', '')}",
)  # fmt: skip
def test_what_is_no_image(image: object) -> None:
    for call in (Finder().run, Finder(strategy="difference").compare):
        message = complaint(call, image, np.zeros((4, 4)), error=DifferenceFinderError)
        assert len(message) < 6000


class Stubborn(np.ndarray):
    """A subclass whose reductions take no other arguments, as those of numpy's matrices."""

    def min(self):
        return super().min()

    def all(self):
        return super().all()


class Liar:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no array\nhere")


def test_objects_that_do_not_become_arrays() -> None:
    assert "Liar does not become an array: no array here" in complaint(Finder().run, Liar(), np.zeros((4, 4)))


@pytest.mark.parametrize(
    "options",
    [
        {"data_range": "1"}, {"data_range": True}, {"data_range": 1j}, {"data_range": np.array([1.0])},
        {"workers": "2"}, {"workers": 1.5}, {"workers": True}, {"protocol": 3}, {"protocol": ["default"]},
        {"pairing": "x"},
        {"fit": "x"}, {"background": "x"}, {"max_pixels": 0}, {"metric": None}, {"strategy": 3}, {"also": 3},
        {"also": "nothing"}, {"device": "meta"}, {"protocol": "seed-0.0.4", "data_range": 1.0},
        {"metric": "ssim:sigma=true"}, {"metric": "ssim:window_size=true"},
        {"post_processor": "threshold:binary=3"}, {"post_processor": "regions:method=3"},
        {"pre_processor": "highpass_filter:factor=none"},
    ],
    ids=repr,
)  # fmt: skip
def test_options_are_refused_when_they_are_given(options: dict) -> None:
    complaint(Finder, error=DifferenceFinderError, **options)


def test_settings_take_the_type_that_they_announce() -> None:
    assert Finder(metric="ssim:window_size=7.0").options.metric.settings["window_size"] == 7
    assert Finder(metric="ssim:sigma=2").options.metric.settings["sigma"] == 2
    assert score("ssim:sigma=1e-300", unit(20, 20), unit(20, 20)) == 1.0


def test_also_takes_one_or_many_and_keeps_callables_apart() -> None:
    pair = unit(20, 20), unit(20, 20, seed=1)
    assert list(Finder(strategy="difference", also="ssim").compare(*pair).scores) == ["mae", "ssim"]
    assert Finder(also=None).options.also == []
    scores = Finder(strategy="difference", also=[lambda a, b: 1.0, lambda a, b: 2.0]).compare(*pair).scores
    assert sorted(value for name, value in scores.items() if name != "mae") == [1.0, 2.0]


@pytest.mark.parametrize("result", [None, "abc", [1.0, 2.0], {}, object()])
def test_metrics_that_give_no_score(result: object) -> None:
    complaint(score, lambda a, b: result, unit(9, 9), unit(9, 9))


def test_parts_that_fail_are_named() -> None:
    pair = unit(9, 9), unit(9, 9, seed=1)
    for option in ("pre_processor", "strategy", "post_processor"):
        assert "'broken' failed: ZeroDivisionError" in complaint(Finder(**{option: broken}).run, *pair)
    assert "'broken' failed" in complaint(score, broken, *pair)


def broken(*_: object) -> None:
    raise ZeroDivisionError("division by\nzero")


def test_parts_that_change_the_size_or_give_no_numbers() -> None:
    pair = unit(20, 20), unit(20, 20, seed=1)
    for function in (lambda x: x[:, :, ::2], lambda x: x[:, :, :3], lambda x: 3, lambda x: None):
        for option in ("pre_processor", "post_processor"):
            complaint(Finder(**{option: function}).run, *pair)
    complaint(Finder(post_processor=lambda x: x * np.nan).run, *pair)
    assert "put 'regions' last" in complaint(Finder(post_processor=["regions", "normalize"]).run, *pair)


def test_integers_of_unknown_range_against_floats() -> None:
    whole = photograph(20, 20).astype(np.int32)
    assert "int32, a type without a known range" in complaint(
        score, "psnr", whole, whole / 255, error=DataRangeError
    )
    assert score("mse", whole, whole.astype(float), data_range=255) == 0


def test_one_range_for_two_depths_is_refused() -> None:
    eight = photograph(20, 20)
    sixteen = eight.astype(np.uint16) * 257
    assert score("mse", eight, sixteen) < 1e-12
    complaint(score, "mse", eight, sixteen, data_range=65535, error=DataRangeError)
    complaint(score, "mse", eight, eight, data_range=1e300, error=DataRangeError)


def test_wide_integers_are_the_same_in_torch() -> None:
    torch = pytest.importorskip("torch")
    first = np.full((3, 3), 2**39)
    second = first + 1
    tensors = torch.from_numpy(first), torch.from_numpy(second)
    expected = score("mse", first, second, data_range=2.0**40)
    assert score("mse", *tensors, data_range=2.0**40) == expected > 0


def test_tensors_without_plain_values() -> None:
    torch = pytest.importorskip("torch")
    dense = torch.rand(9, 9)
    for tensor in (
        dense.to_sparse(),
        dense.to("meta"),
        dense.to(torch.float8_e4m3fn),
        dense.to(torch.complex64).to_sparse(),
    ):
        complaint(Finder().run, tensor, dense)
    sixteen = (dense * 65535).to(torch.uint16)
    assert Finder(data_range=65535).run(sixteen, sixteen).max() == 0
    with pytest.raises(DeviceError):
        Finder(device="meta")


def test_torch_modules_are_metrics() -> None:
    torch = pytest.importorskip("torch")
    first, second = unit(3, 9, 9), unit(3, 9, 9, seed=1)
    map_ = Finder(metric=torch.nn.MSELoss()).run(first, second)
    np.testing.assert_allclose(map_, Finder(metric="mse").run(first, second), rtol=1e-5, atol=1e-10)


def test_masked_arrays_are_masked_everywhere() -> None:
    first = np.ma.masked_array(unit(20, 20), mask=np.zeros((20, 20), bool))
    second = first.copy()
    second[5:9, 5:9] = 0.9
    first[5:9, 5:9] = second[5:9, 5:9] = np.ma.masked
    second.data[5:9, 5:9] = 0.1
    for name in ("mse", "ssim"):
        assert score(name, first, second) == (0 if name == "mse" else 1)
    assert Finder(strategy="difference").run(first, second).max() == 0
    eight = np.ma.masked_array(photograph(20, 20), mask=np.zeros((20, 20, 3), bool))
    eight[0, 0] = np.ma.masked
    assert Finder(strategy="difference").compare(eight, photograph(20, 20)).score < 1e-7  # by rounding
    assert score("mse", unit(9, 9).view(Stubborn), unit(9, 9)) == 0


def test_masked_pixels_do_not_leak_into_filters() -> None:
    first = 0.5 + 0.5 * unit(30, 30)
    second = first.copy()
    second[10:14, 10:14] -= 0.2
    hole = first.copy()
    hole[0, 0] = np.nan
    for pre in ("normalize", "identity"):
        finder = Finder(strategy="difference", pre_processor=pre, data_range=1.0, nan="mask")
        np.testing.assert_allclose(
            finder.run(hole, second)[5:, 5:], finder.run(first, second)[5:, 5:], atol=0.01
        )
    for pre in ("highpass_filter", "lowpass_filter"):
        finder = Finder(strategy="difference", pre_processor=pre, data_range=1.0, nan="mask")
        with_hole, whole = finder.run(hole, second), finder.run(first, second)
        assert with_hole[0, 0] == 0
        np.testing.assert_allclose(with_hole[5:, 5:], whole[5:, 5:], atol=0.02)
    dot = np.zeros((9, 9))
    dot[4, 4] = 0.5
    empty = np.full((9, 9), 0.0)
    empty[4, 5] = np.nan
    assert Finder(strategy="difference:tolerance=1", data_range=1.0, nan="mask").run(dot, empty)[4, 4] == 0.5


def test_masked_mean_absolute_error_of_channels() -> None:
    first, second = unit(3, 20, 20), unit(3, 20, 20, seed=1)
    expected = np.abs(first - second)[:, 1:].mean()
    first[1, 0] = np.nan
    score_ = Finder(strategy="difference", data_range=1.0).compare(first, second).score
    assert score_ == pytest.approx(expected, rel=1e-6)


def test_a_gradient_has_no_greatest_difference() -> None:
    pair = unit(20, 20), unit(20, 20, seed=1)
    assert Finder(metric="mse").compare(*pair).map.unit_range is None
    assert Finder(strategy="difference").compare(*pair).map.unit_range == 1.0


def test_a_sample_without_any_number() -> None:
    batch = unit(2, 1, 20, 20)
    batch[1] = np.nan
    assert "no pixel is finite" in complaint(score, "mse", batch, batch, data_range=1.0)


def test_a_batch_of_which_the_first_is_looked_at_says_so(tmp_path) -> None:
    batch, other = unit(3, 1, 20, 20), unit(3, 1, 20, 20, seed=1)
    assert (
        "the map shows the first of 3 samples; the others were not compared"
        in Finder().compare(batch, other).notes
    )
    assert Finder(batch="all").compare(batch, other).notes == ()
    np.save(tmp_path / "x.npy", batch)
    np.save(tmp_path / "y.npy", other)
    values, slope = gradient("mse", tmp_path / "x.npy", tmp_path / "y.npy")
    np.testing.assert_array_equal(values, score("mse", batch, other))
    assert slope.shape == (3, 1, 20, 20)


def test_both_pictures_are_on_one_scale() -> None:
    first = 255 * unit(20, 20)
    arrays = (
        Finder(strategy="difference", data_range=255).compare(first, first / 2).to_dict(arrays=True)["arrays"]
    )
    np.testing.assert_allclose(arrays["second"], arrays["first"] / 2, atol=1)
    eight = photograph(20, 24)
    arrays = Finder(strategy="difference").compare(eight, eight).to_dict(arrays=True)["arrays"]
    np.testing.assert_array_equal(arrays["first"], eight)
    record = Finder().compare(4 * unit(9, 9) - 2, 4 * unit(9, 9) - 2).to_dict()
    assert -2 <= record["pictures"]["black"] < 0 < record["pictures"]["white"] <= 2


def test_the_record_says_what_was_used() -> None:
    first, second = photograph(20, 20, 1), photograph(20, 20, 2)
    record = Finder(strategy="difference").compare(first, second).to_dict()
    assert record["options"]["metric"] is None
    assert record["options"]["regions"]["method"] == "auto"
    assert {"scipy", "pillow", "imagecodecs", "tifffile"} <= set(record["versions"])
    record = Finder(metric="ssim", protocol="seed-0.0.4").compare(first, second).to_dict()
    assert record["protocol"]["data_range"] == 255
    label = Finder(metric="ssim", pre_processor="normalize", reduce="l2").compare(first, second).map.label
    assert label == "gradient of ssim after normalize, channels by l2"


def test_a_quiet_finder_stays_quiet_beside_a_talkative_one(capsys) -> None:
    first, second = unit(9, 9), unit(9, 9, seed=1)
    Finder(verbose=True).run(first, second)
    assert "difference-finder: read 'array'" in capsys.readouterr().err
    Finder().run(first, second)
    assert capsys.readouterr().err == ""


def test_finders_can_be_sent_to_other_processes() -> None:
    finder = Finder(metric="ssim:sigma=2", pre_processor=["normalize", "highpass_filter:factor=0.3"])
    twin = pickle.loads(pickle.dumps(finder))
    first, second = unit(20, 20), unit(20, 20, seed=1)
    np.testing.assert_array_equal(twin.run(first, second), finder.run(first, second))
    assert twin.options.to_dict() == finder.options.to_dict()


def test_files_that_cannot_be_listed_or_lead_nowhere_are_not_left_out(tmp_path, save) -> None:
    for folder in ("a", "b"):
        save(photograph(9, 9), f"{folder}/one.png")
        (tmp_path / folder / "gone.png").symlink_to(tmp_path / "nowhere.png")
    results = list(Finder().stream(tmp_path / "a", tmp_path / "b"))
    assert [(r.name, r.ok) for r in results] == [("gone", False), ("one", True)]
    with pytest.raises(PairingError, match="ndarray is not a folder"):
        Finder().run(tmp_path / "a", unit(9, 9))


def test_folders_that_cannot_be_read(tmp_path, monkeypatch) -> None:
    def walk(root, onerror):
        onerror(PermissionError(13, "Permission denied", str(root / "deep")))
        return iter(())

    monkeypatch.setattr("difference_finder.storage.listing.os.walk", walk)
    with pytest.raises(PairingError, match=r"deep' cannot be listed: Permission denied"):
        match_folders([tmp_path, tmp_path], [".png"])


def test_files_that_announce_too_much(save) -> None:
    path = save(photograph(40, 40), "big.png")
    with pytest.raises(ReadError, match="max_pixels"):
        Finder(max_pixels=100).run(path, path)


def test_nearest_names_of_parts_without_settings() -> None:
    assert "no setting of 'mse' 'x'; there is none" in complaint(
        Finder, metric="mse:x=1", error=UnknownNameError
    )
