"""The suite of planted artefacts: what it plants, and how it measures."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from scipy.stats import mannwhitneyu

pytest.importorskip("skimage")

from planted import measures, photographs, suite
from planted.artefacts import ARTEFACTS, plant
from planted.backgrounds import BACKGROUNDS, case
from planted.evaluate import Measured
from planted.maps import CONSENSUS, PLAIN, REFERENCE, Images
from planted.nulls import Silence, compressed
from planted.summary import checks, lines, null_checks


@pytest.fixture
def photo(rng):
    """Texture with edges, (H, W, 3) in [0, 1]."""
    texture = gaussian_filter(rng.standard_normal((128, 144, 3)), (1.5, 1.5, 0))
    steps = (np.arange(144) // 24 % 2)[None, :, None]
    return np.clip(0.35 + 0.2 * steps + 0.4 * texture, 0, 1)


def box(height=64, width=64, top=20, left=12, side=24):
    mask = np.zeros((height, width), bool)
    mask[top : top + side, left : left + side] = True
    return mask


@pytest.mark.parametrize("levels", [3, 1000])
def test_auc_is_that_of_mann_and_whitney(rng, levels):
    map_ = rng.integers(levels, size=(64, 64)).astype(np.float32)
    mask = box()
    map_[mask] += 0.1 * levels
    inside, outside = map_[mask], map_[~mask]
    expected = mannwhitneyu(inside, outside).statistic / (inside.size * outside.size)
    assert measures.auc(map_, mask) == pytest.approx(expected, abs=1e-12)


def test_auc_of_the_mask_itself_and_of_nothing():
    mask = box()
    assert measures.auc(mask.astype(float), mask) == 1
    assert measures.auc(-mask.astype(float), mask) == 0
    assert measures.auc(np.zeros(mask.shape), mask) == 0.5


@pytest.mark.parametrize("mask", [np.zeros((8, 8), bool), np.ones((8, 8), bool)])
def test_auc_needs_an_inside_and_an_outside(mask):
    with pytest.raises(ValueError, match="both inside and outside"):
        measures.auc(np.zeros((8, 8)), mask)


def test_auc_refuses_what_is_not_a_number():
    map_ = np.zeros((64, 64))
    map_[0, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        measures.auc(map_, box())


def test_a_hit_is_in_the_artefact():
    map_ = np.zeros((64, 64), np.float32)
    map_[25:33, 17:25] = 1
    assert measures.hits(map_, box())
    assert not measures.hits(map_, box(left=36))


@pytest.mark.parametrize("sigma", [0, 1, 6, 16])
def test_blur_is_the_gaussian_filter(rng, sigma):
    map_ = rng.random((64, 40)).astype(np.float32)
    expected = gaussian_filter(map_.astype(float), sigma) if sigma else map_
    np.testing.assert_allclose(measures.blurred(map_, sigma), expected, atol=1e-6)


def test_boxes_of_regions():
    def region(x, y, width, height):
        return SimpleNamespace(x=x, y=y, width=width, height=height)

    exact, beside, half = region(12, 20, 24, 24), region(50, 50, 8, 8), region(12, 20, 12, 24)
    assert measures.boxes([exact, beside], box()) == measures.Boxes(2, 1, 1.0)
    assert measures.boxes([half], box()) == measures.Boxes(1, 1, 0.5)
    assert measures.boxes([beside], box()) == measures.Boxes(1, 0, 0.0)
    assert measures.boxes([], box()) == measures.Boxes(0, 0, 0.0)


@pytest.mark.parametrize("kind", ARTEFACTS)
def test_an_artefact_is_where_the_mask_says(photo, kind):
    treated, mask = plant(photo, kind, 32, 4.0, np.random.default_rng(3))
    change = np.abs(treated - photo).mean(axis=-1)
    far = ~gaussian_filter(mask.astype(float), 2.0, truncate=3).astype(bool)
    assert 0.3 * 32**2 < mask.sum() < 32**2
    assert change[far].max() == 0
    assert np.median(change[mask]) > 1 / 255


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_a_case_is_the_same_again_and_of_8_bits(photo, background):
    first, again, other = (case(background, "texture", photo, "level", 24, 4.0, seed) for seed in (5, 5, 6))
    images = Images.of(first)
    np.testing.assert_array_equal(images.second, Images.of(again).second)
    assert (images.second != Images.of(other).second).any()
    assert images.first.dtype == np.uint8
    np.testing.assert_allclose(images.first / 255, first.first, atol=1e-12)


def test_no_photograph_is_for_tuning_and_for_reporting():
    assert not set(photographs.TUNING) & set(photographs.REPORTING)


def test_plans_vary_as_they_say_and_are_the_same_again():
    plans = suite.suite("noise", photographs.REPORTING, 2.0, 1)
    assert plans == suite.suite("noise", photographs.REPORTING, 2.0, 1)
    factors = [plan.strength / 2 for plan in plans]
    assert 0.75 <= min(factors) < 0.77
    assert 1.3 < max(factors) <= 4 / 3
    assert len({plan.seed for plan in plans}) == len(plans) == 8 * 10 * 3


def test_a_fresh_suite_takes_the_pictures_of_a_folder(photo, save, tmp_path):
    large = np.tile(photo, (2, 2, 1))
    save(np.uint8(255 * large), "large.png")
    save(np.uint8(255 * photo), "small.png")
    plans = suite.fresh("noise", tmp_path, 2.0, 3)
    assert {plan.photograph for plan in plans} == {str(tmp_path / "large.png")}
    assert all(16 <= plan.size <= 85 for plan in plans)
    assert plans[0].case().reference.shape == large.shape
    with pytest.raises(ValueError, match="at least 192 pixels"):
        photographs.files(save(np.uint8(255 * photo), "folder/small.png").parent)


def test_another_part_of_a_photograph_is_another_picture():
    known, other = photographs.photograph("moon"), photographs.elsewhere("moon")
    assert min(other.shape[:2]) >= photographs.LEAST
    assert np.abs(other[:192, :192] - known[:192, :192]).mean() > 0.01


def test_compressed_pictures_lose_something(photo):
    image = np.uint8(255 * photo)
    assert 0 < np.abs(compressed(image, 90).astype(int) - image).mean() < 5


def made_up(background, kind, plain_aucs, ours, reference):
    plan = suite.Plan(background, "texture", "as it is", kind, 16, 1.0, 0)
    aucs = {PLAIN: plain_aucs, CONSENSUS: [ours], CONSENSUS + REFERENCE: [reference]}
    return Measured(plan, aucs, {name: [True] * len(values) for name, values in aucs.items()}, {})


def cases(ours=0.98, reference=0.99):
    low, high = [0.5] * 7 + [0.945], [0.6] * 7 + [0.965]
    kinds = {"blur": low, "level": high}
    return [made_up(b, k, v, ours, reference) for b in ("noise", "upsamplers") for k, v in kinds.items()]


def test_a_map_has_the_width_that_suits_it():
    line = lines(cases()[:2])[PLAIN]
    assert (line.width, line.kind, line.hits) == (16, "blur", 1.0)
    assert line.mean == pytest.approx(0.955)
    assert line.worst == pytest.approx(0.945)


def test_goals_that_are_met_and_goals_that_are_missed():
    assert all(check.met for check in checks(cases()))
    missed = {check.about for check in checks(cases(ours=0.9, reference=0.94)) if not check.met}
    assert {about.removeprefix("noise: ") for about in missed if about.startswith("noise")} == {
        "mean AUC of consensus",
        "mean with the reference",
        "worst with the reference",
    }
    assert "both: mean AUC of consensus" in missed


def test_one_false_alarm_in_a_hundred_is_allowed():
    silences = {"noise in one": Silence(100, 99, ["a"]), "JPEG": Silence(100, 98, ["b", "c"])}
    assert [check.met for check in null_checks(silences)] == [True, False, False]
