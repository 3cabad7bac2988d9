"""FLIP: published numbers, those of NVIDIA's program, and derivatives."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from difference_finder import Finder, gradient, local_map, score
from difference_finder.errors import DataRangeError, InputError
from difference_finder.parts.registry import metrics
from difference_finder.readers import open_image
from pictures import photograph


def pair(channels: int = 3) -> tuple[np.ndarray, np.ndarray]:
    return photograph(40, 50, 0, channels), photograph(40, 50, 1, channels)


def test_the_published_numbers(shared) -> None:
    """Those of OpenImageIO, for a pair of OpenEXR files of radiance."""
    pytest.importorskip("OpenEXR")
    facts = json.loads((shared / "EXPECTED.json").read_text())["flip hdr/flip reference-crop vs test-crop"]
    files = [shared / "hdr" / "flip" / f"{name}-crop.exr" for name in ("reference", "test")]
    assert score("flip", *files) == pytest.approx(facts["hdr_auto_mean"], abs=5e-5)
    assert score("flip:mode=ldr", *files) == pytest.approx(facts["ldr_mean"], abs=2e-6)
    value, places = local_map("flip:mode=hdr", *files)
    assert value == pytest.approx(places.mean(), rel=1e-6)
    _, plain = local_map("flip:mode=ldr", *files)
    for name, found in (("auto", places), ("ldr", plain)):
        (published,) = open_image(shared / "hdr" / "flip" / f"reference-test-flip-{name}.exr").pixels[0]
        np.testing.assert_allclose(found, np.stack([published] * 3), atol=5e-4)  # in 16-bit floats


@pytest.mark.parametrize("kernels", [True, False])
@pytest.mark.parametrize("mode", ["LDR", "HDR"])
@pytest.mark.parametrize("encoding", ["srgb", "linear"])
def test_against_the_program_of_nvidia(mode: str, encoding: str, kernels: bool, monkeypatch) -> None:
    evaluate = pytest.importorskip("flip_evaluator").evaluate
    if mode == "HDR" and encoding == "srgb":
        pytest.skip("radiance is linear")
    if not kernels:
        monkeypatch.setattr("difference_finder.arrays.native._opened", lambda: None)
        monkeypatch.setattr("difference_finder.metrics._flip_viewing.PIXELS", 300)  # several strips
    images = [image.astype(np.float32) / 255 for image in pair()]
    srgb = encoding == "srgb"
    errors, mean, _ = evaluate(*images, mode, inputsRGB=srgb, applyMagma=False, parameters={"ppd": 40.0})
    given = "" if mode == "HDR" else f",encoding={encoding}"
    value, places = local_map(f"flip:mode={mode.lower()},ppd=40{given}", *images)
    assert value == pytest.approx(mean, rel=1e-5)
    np.testing.assert_allclose(places, np.broadcast_to(errors, places.shape), atol=1e-5)  # in float32


@pytest.mark.parametrize("tonemapper", ["aces", "hable", "reinhard"])
def test_settings_for_high_dynamic_range(tonemapper: str) -> None:
    evaluate = pytest.importorskip("flip_evaluator").evaluate
    first, second = (20 * image.astype(np.float32) / 255 for image in pair())
    second[3:9, 4:8] = 0
    for given in ({}, {"startExposure": -3.0, "stopExposure": 1.0, "numExposures": 3}):
        names = {"tonemapper": tonemapper, **given}
        _, mean, _ = evaluate(first, second, "HDR", applyMagma=False, inputsRGB=False, parameters=names)
        own = ",start_exposure=-3,stop_exposure=1,exposures=3" if given else ""
        found = score(f"flip:tonemapper={tonemapper}{own}", first, second)
        assert found == pytest.approx(mean, rel=1e-5)
    settings = f"tonemapper={tonemapper},start_exposure=-3,stop_exposure=1,exposures=3"
    assert score(f"flip:{settings}", first, second) == pytest.approx(mean, rel=1e-5)
    for other in ("start_exposure=0,stop_exposure=9", "exposures=40"):
        assert score(f"flip:{other}", first, second) != pytest.approx(mean, rel=1e-3)


def test_integers_grey_images_and_other_channels() -> None:
    first, second = pair()
    whole = score("flip", first, second)
    assert score("flip", first / 255, second / 255) == pytest.approx(whole, rel=1e-6)
    grey = [image[..., 0] for image in (first, second)]
    repeated = [np.repeat(image[..., :1], 3, axis=2) for image in (first, second)]
    assert score("flip", *grey) == score("flip", *repeated)
    four = [np.concatenate([image, image[..., :1]], axis=2) for image in (first, second)]
    each = [score("flip", first[..., c], second[..., c]) for c in (0, 1, 2, 0)]
    assert score("flip", *four, alpha="band") == pytest.approx(np.mean(each), rel=1e-6)
    _, places = local_map("flip", *four, alpha="band")
    assert places.shape == (40, 50, 4)


def test_data_ranges_and_encodings() -> None:
    first, second = (image / 255 for image in pair())
    whole = score("flip", first, second)
    assert score("flip", 1000 * first, 1000 * second, data_range=1000) == pytest.approx(whole, rel=1e-6)
    assert score("flip:encoding=linear", first, second) != pytest.approx(whole, rel=1e-3)
    # Without a data range values are radiance.
    radiance = score("flip", 1000 * first, 1000 * second)
    assert radiance == score("flip:mode=hdr", 1000 * first, 1000 * second)
    assert radiance != pytest.approx(whole, rel=1e-3)


def test_black_against_white() -> None:
    black, white = np.zeros((3, 8, 8)), np.ones((3, 8, 8))
    assert score("flip", black, white) == pytest.approx(0.967388, abs=1e-5)


def test_several_pairs_at_once_do_not_disturb_each_other() -> None:
    generator = np.random.default_rng(0)
    pairs = [9 * generator.random((2, 3, 40 + n, 50), np.float32) for n in range(12)]
    alone = [score("flip", *pair) for pair in pairs]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda pair: score("flip", *pair), pairs)) == alone


def test_masked_pixels_do_not_count() -> None:
    first, second = (image / 255 for image in pair())
    second[5:10, 5:10] = np.nan
    value, places = local_map("flip", first, second, data_range=1.0)
    assert not places[5:10, 5:10].any()
    assert value == pytest.approx(places[..., 0].sum() / (40 * 50 - 25), rel=1e-6)


def test_exposures_are_those_of_the_pixels_that_count() -> None:
    first = np.full((64, 64, 3), 1.5, np.float32)
    first[20:30, 20:30] = 1e-5
    second = first.copy()
    second[20:30, 20:30] = 3e-5
    mask = np.zeros((64, 64), bool)
    mask[16:48, 16:48] = True  # less than half of all pixels
    found = score("flip:mode=hdr", first, second, mask=mask)
    alone = score("flip:mode=hdr", first[16:48, 16:48], second[16:48, 16:48])
    assert found == pytest.approx(alone, rel=0.2)  # beside black instead of repeated pixels


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ("mode=rgb", "mode must be one of auto, ldr, hdr, not 'rgb'"),
        ("encoding=log", "encoding must be one of auto, srgb, linear"),
        ("mode=hdr,tonemapper=none", "setting 'tonemapper' of 'flip' must be a word"),
        ("mode=hdr,tonemapper=filmic", "tonemapper must be one of aces, hable, reinhard"),
        ("ppd=0", "ppd must be positive, not 0"),
        ("ppd=nan", "setting 'ppd' of 'flip' must be finite"),
        ("mode=hdr,start_exposure=1", "give start_exposure and stop_exposure both, or neither"),
        (
            "mode=hdr,start_exposure=3,stop_exposure=1",
            "start_exposure of flip, 3, is greater than stop_exposure, 1",
        ),
        ("mode=hdr,start_exposure=0,stop_exposure=2000", "must be within -100 and 100 stops"),
        ("mode=hdr,exposures=1", "exposures must be at least 2, not 1"),
        ("mode=hdr,encoding=srgb", "encoding='srgb' has no meaning with mode='hdr'"),
        ("exposures=3,tonemapper=hable", "exposures, tonemapper of flip would be ignored without mode='hdr'"),
    ],
)
def test_settings_without_a_meaning(settings: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        score(f"flip:{settings}", *pair())
    if "without mode=" not in complaint:  # of radiance they have a meaning
        with pytest.raises(InputError, match=complaint):  # before the first pair
            Finder(strategy="difference", also=[f"flip:{settings}"])


@pytest.mark.parametrize("settings", ["encoding=srgb", "mode=ldr,encoding=linear", "exposures=3", "mode=hdr"])
def test_settings_that_have_a_meaning_for_some_images(settings: str) -> None:
    metrics.get(f"flip:{settings}").check_ready()


@pytest.mark.parametrize("level", [0.0, 1e-20, -5.0])
def test_a_reference_without_light(level: float) -> None:
    first, second = np.full((12, 13, 3), level), np.full((12, 13, 3), 5.0)
    with pytest.raises(DataRangeError, match=r"finds no exposures; .*give start_exposure and stop_exposure"):
        score("flip:mode=hdr", first, second)
    assert 0 < score("flip:mode=hdr,start_exposure=0,stop_exposure=2", first, second) <= 1


def test_values_beyond_float32() -> None:
    first, second = (1e200 * image.astype(float) for image in pair())
    usual = [image.astype(float) for image in pair()]
    assert score("flip", first, second) == pytest.approx(score("flip", *usual), rel=1e-9)
    assert score("flip", first, second, data_range=255e200) == pytest.approx(
        score("flip", *usual, data_range=255), rel=1e-9
    )
    assert 0 < score("flip:start_exposure=0,stop_exposure=2", first, second * 1e-205) < 1


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (5, 2)])
@pytest.mark.parametrize("mode", ["ldr", "hdr"])
def test_tiny_images(mode: str, size: tuple[int, int]) -> None:
    first, second = (np.random.default_rng(seed).random(size) for seed in (0, 1))
    value, places = local_map(f"flip:mode={mode}", first, second)
    assert 0 < value <= 1
    assert places.shape == size
    assert score(f"flip:mode={mode}", first, first.copy()) == 0


@pytest.mark.parametrize(
    ("settings", "scale", "options"),
    [
        ("ppd=40", 1, {}),
        ("ppd=20,encoding=linear", 1, {}),
        ("mode=hdr,ppd=20", 9, {}),
        ("mode=hdr,tonemapper=hable,start_exposure=-4,stop_exposure=2,exposures=3", 9, {}),
        ("mode=hdr,tonemapper=reinhard", 9, {}),
        ("ppd=30", 300, {"data_range": 300}),
    ],
)
def test_the_gradient_is_that_of_finite_differences(settings, scale, options, monkeypatch) -> None:
    monkeypatch.setattr("difference_finder.metrics._flip_viewing.PIXELS", 60)  # several strips
    generator = np.random.default_rng(0)
    first, second = scale * (0.1 + 0.8 * generator.random((2, 3, 44, 11)))
    mask = np.ones((44, 11), bool)
    mask[20:24, 3:6] = False
    options = {"mask": mask, **options}
    value, slope = gradient(f"flip:{settings}", first, second, **options)
    assert value == pytest.approx(score(f"flip:{settings}", first, second, **options), rel=1e-12)
    assert not slope[:, ~mask].any()
    step = 1e-6 * scale
    for place in [(0, 0, 0), (1, 17, 5), (2, 43, 10), (0, 19, 3), (1, 24, 6)]:
        ends = []
        for side in (1, -1):
            moved = second.copy()
            moved[place] += side * step
            ends.append(score(f"flip:{settings}", first, moved, **options))
        assert slope[place] == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=1e-4, abs=1e-9 / scale)


def test_grey_images_and_other_channels_have_a_gradient() -> None:
    first, second = np.random.default_rng(0).random((2, 4, 20, 21))
    value, slope = gradient("flip", first, second)
    alone = [gradient("flip", one, other) for one, other in zip(first, second, strict=True)]
    assert value == pytest.approx(np.mean([found for found, _ in alone]))
    np.testing.assert_allclose(slope, np.stack([found for _, found in alone]) / 4, atol=1e-12)


def test_strips_change_nothing(monkeypatch) -> None:
    monkeypatch.setattr("difference_finder.arrays.native._opened", lambda: None)
    first, second = (image / 255 for image in pair())
    whole = local_map("flip", first, second)
    monkeypatch.setattr("difference_finder.metrics._flip_viewing.PIXELS", 1)
    np.testing.assert_allclose(local_map("flip", first, second)[1], whole[1], atol=1e-12)
