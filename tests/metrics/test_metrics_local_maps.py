"""The scores of every place, against libraries that have them and against what a map must be."""

import numpy as np
import pytest

from difference_finder import gradient, local_map, score, score_many
from difference_finder.errors import DataRangeError, InputError, MissingDependencyError
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import metrics
from pictures import photograph, waves


def installed(part: Metric) -> bool:
    try:
        part.check_ready()
    except MissingDependencyError:
        return False
    return True


NAMES = [
    part.name
    for part in metrics.loaded()
    if part.local_function is not None
    and part.features_function is None  # networks have tests of their own
    and installed(part)
]
ERRORS = ("changed", "ciede2000", "flip", "mae", "mse", "nmse", "psnr", "rmse")
NEUTRAL = {name: 0 if name in ERRORS else 1 for name in NAMES}


def pair(channels: int = 2, size: tuple[int, int] = (34, 29)) -> tuple[np.ndarray, np.ndarray]:
    first = photograph(*size, 0, channels).transpose(2, 0, 1) / 255
    return first, np.clip(first + np.random.default_rng(1).normal(0, 0.08, first.shape), 0, 1)


@pytest.mark.parametrize("uniform", [True, False])
@pytest.mark.parametrize("sample", [True, False])
def test_the_map_of_ssim_against_scikit_image(uniform: bool, sample: bool) -> None:
    peer = pytest.importorskip("skimage.metrics").structural_similarity
    first, second = pair(3)
    _, expected = peer(
        first,
        second,
        data_range=1.0,
        channel_axis=0,
        gaussian_weights=not uniform,
        use_sample_covariance=sample,
        full=True,
    )
    kind = "window=uniform,window_size=7" if uniform else "window=gaussian"
    spec = f"ssim:{kind},covariance={'sample' if sample else 'population'}"
    value, places = local_map(f"{spec},padding=same", first, second, data_range=1.0)
    np.testing.assert_allclose(places, expected, atol=1e-12)
    assert value == pytest.approx(places.mean(), rel=1e-13)
    margin = 3 if uniform else 5
    value, places = local_map(spec, first, second, data_range=1.0)
    np.testing.assert_allclose(places, expected[:, margin:-margin, margin:-margin], atol=1e-12)
    assert value == pytest.approx(places.mean(), rel=1e-13)


def test_the_map_of_ssim_against_numbers_of_torchmetrics() -> None:
    """``return_full_image=True``, as in the test of its scores."""
    _, places = local_map("ssim:padding=reflect", *waves(41, 54), data_range=1.0)
    assert places.shape == (41, 54)
    assert places[0, 0] == pytest.approx(0.9440626863277459, abs=1e-12)
    assert places[-1, 20] == pytest.approx(0.5805630066237579, abs=1e-12)


def test_squared_errors() -> None:
    first, second = pair()
    value, places = local_map("mse", first, second)
    np.testing.assert_allclose(places, (first - second) ** 2, rtol=1e-15)
    assert value == pytest.approx(places.mean())
    value, of_psnr = local_map("psnr", first, second)
    np.testing.assert_array_equal(of_psnr, places)
    assert value == score("psnr", first, second)


@pytest.mark.parametrize("name", NAMES)
def test_the_score_is_that_of_score(name: str) -> None:
    first, second = pair()
    assert local_map(name, first, second)[0] == score(name, first, second)


@pytest.mark.parametrize("name", NAMES)
def test_identical_images_have_a_neutral_map(name: str) -> None:
    flat = [np.full((20, 21), value) for value in (0.0, 0.7)]
    for image in (pair()[0], *(flat[1:] if name == "nmse" else flat)):  # undefined for a black reference
        value, places = local_map(name, image, image.copy())
        assert value == metrics.get(name).identical
        assert (places == NEUTRAL[name]).all()


@pytest.mark.parametrize("name", NAMES)
def test_masked_pixels_are_neutral_and_do_not_spread(name: str) -> None:
    first, second = pair()
    second[1, 11, 12] = np.nan
    value, places = local_map(name, first, second, data_range=1.0)
    assert np.isfinite(places).all()
    size = places.shape[-2:]
    centre = {(34, 29): (11, 12), (24, 19): (6, 7), (17, 15): (5, 6)}[size]
    if name not in ("gmsd", "haarpsi"):  # whose blocks of four have others that count
        assert (places[:, centre[0], centre[1]] == NEUTRAL[name]).all()
    second[1, 11, 12] = 77
    first[0, 11, 12] = np.inf
    again, same = local_map(name, first, second, data_range=1.0)
    assert again == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(same, places, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_layouts_and_kinds(name: str) -> None:
    first, second = pair(3)
    value, places = local_map(name, first, second)
    size = places.shape[1:]
    assert places.dtype == np.float64
    last = [np.moveaxis(image, 0, -1) for image in (first, second)]
    again, turned = local_map(name, *last)
    assert turned.shape == (*size, 3)
    assert again == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(turned, np.moveaxis(places, 0, -1), rtol=1e-13)
    values, batch = local_map(name, np.stack([first, second]), np.stack([second, second]))
    assert values.shape == (2,)
    assert batch.shape == (2, 3, *size)
    np.testing.assert_array_equal(batch[0], places)
    _, batch = local_map(name, np.stack([last[0]] * 2), np.stack([last[1]] * 2))
    assert batch.shape == (2, *size, 3)
    _, plane = local_map(name, first[0], second[0].astype(np.float32))
    assert (plane.shape, plane.dtype) == (size, np.float32)
    _, grey = local_map(name, first, second[0])  # one channel met three
    assert grey.shape == size
    values, many = local_map(name, np.stack([first, second]), first)  # one image met two
    assert values.shape == (2,)
    assert many.shape == (2, 3, *size)
    _, whole = local_map(name, *((255 * image).astype(np.uint8) for image in last))
    assert (whole.shape, whole.dtype) == ((*size, 3), np.float32)


@pytest.mark.parametrize("name", NAMES)
def test_tensors(name: str) -> None:
    torch = pytest.importorskip("torch")
    first, second = pair(3)
    value, places = local_map(name, first, second)
    again, tensor = local_map(name, torch.from_numpy(first), torch.from_numpy(second).requires_grad_(True))
    assert isinstance(tensor, torch.Tensor)
    assert not tensor.requires_grad
    assert again == pytest.approx(value, rel=1e-12)
    np.testing.assert_allclose(tensor.numpy(), places, rtol=1e-10)


def test_a_protocol_that_pools_the_batch() -> None:
    first, second = np.stack([pair()[0]] * 2), np.stack([pair()[1], pair()[0]])
    values, places = local_map("mse", first, second, protocol="seed-0.0.4")
    np.testing.assert_allclose(places, (first - second) ** 2)
    assert values == pytest.approx([places.mean()] * 2)


def test_files(save) -> None:
    first, second = photograph(30, 40), photograph(30, 40, seed=2)
    value, places = local_map("ssim:padding=same", save(first, "a.png"), save(second, "b.png"))
    again, expected = local_map("ssim:padding=same", first, second)
    assert value == pytest.approx(again, rel=1e-12)
    np.testing.assert_allclose(places, np.moveaxis(expected, -1, 0), atol=1e-6)


def test_metrics_without_a_map_name_those_that_have_one() -> None:
    first, second = pair(size=(180, 180))
    with pytest.raises(InputError, match=r"metric 'ms-ssim' has no local map; those that have: .*mse, psnr"):
        local_map("ms-ssim", first, second)
    with pytest.raises(InputError, match="has no local map"):
        local_map(lambda a, b: 0.0, first, second)


def test_a_map_that_its_type_cannot_hold_is_refused() -> None:
    first, second = (np.full((12, 12), value, np.float32) for value in (0, 1e30))
    with pytest.raises(DataRangeError, match="float32 cannot hold; rescale"):
        local_map("mse", first, second)
    assert local_map("mse", first.astype(float), second.astype(float))[0] == pytest.approx(1e60)


@pytest.mark.parametrize("name", NAMES)
def test_many_candidates(name: str) -> None:
    first, second = pair(3)
    candidates = [second, np.moveaxis(first, 0, -1), (first + second).astype(np.float32) / 2]
    scores = score_many(name, first, iter(candidates))
    assert scores.dtype == np.float64
    assert scores.tolist() == [score(name, first, candidate) for candidate in candidates]
    assert score_many(name, first, []).shape == (0,)
    np.testing.assert_array_equal(score_many(name, first, np.stack([second] * 2)), [scores[0]] * 2)


def test_what_score_many_refuses() -> None:
    first, second = pair()
    with pytest.raises(InputError, match="candidate 1 and the reference make 2 pairs"):
        score_many("mse", first, [second, np.stack([second] * 2)])
    with pytest.raises(InputError, match="candidates is a list of images, not one path"):
        score_many("mse", first, "candidate.png")


@pytest.mark.parametrize("workers", [1, 3, None])
def test_the_number_of_threads_does_not_matter(workers: int | None) -> None:
    first, second = pair()
    value, slope = gradient("ssim", first, second)
    assert score("ssim", first, second, workers=workers) == value
    np.testing.assert_array_equal(gradient("ssim", first, second, workers=workers)[1], slope)
    assert local_map("ssim", first, second, workers=workers)[0] == value
    assert score_many("ssim", first, [second], workers=workers)[0] == value


@pytest.mark.parametrize("workers", [0, -1, 2.0, True, "2"])
def test_a_number_of_threads_is_whole_and_positive(workers) -> None:
    first, second = pair()
    for function in (score, gradient, local_map):
        with pytest.raises(InputError, match="workers must be a whole number, at least 1"):
            function("mse", first, second, workers=workers)
    with pytest.raises(InputError, match="workers must be a whole number, at least 1"):
        score_many("mse", first, [second], workers=workers)
