"""Studies decide once for all files, and score all methods on the same pixels."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image as Picture

from difference_finder import rank
from difference_finder.errors import DataRangeError
from difference_finder.parts.registry import readers
from difference_finder.pipeline.measurement import Measurement
from difference_finder.study.plan.measurement_settings import MeasurementSettings, settings_of
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.run import scorer
from difference_finder.study.study import Study

RANDOM = np.random.default_rng(8)
SHAPE = (20, 24)


@pytest.fixture
def write(tmp_path):
    """Return a function that writes the arrays of each folder, and returns reference and methods."""

    def save(**folders):
        for name, arrays in folders.items():
            (tmp_path / name).mkdir()
            for number, array in enumerate(arrays):
                np.save(tmp_path / name / f"{number}.npy", array)
        methods = {name: tmp_path / name for name in folders if name != "truth"}
        return tmp_path / "truth", methods

    return save


def study_of(given, metrics="mse", **options):
    options = {"workers": 1, "crops": None, **options}
    return rank(*given, metrics, **options)


def test_a_study_records_what_it_decided(write, tmp_path):
    images = [RANDOM.random(SHAPE) for _ in range(3)]
    given = write(truth=images, ours=[image / 2 for image in images])
    study = study_of(given, "psnr", output=tmp_path / "out")
    decided = json.loads((tmp_path / "out" / "study.json").read_text())["options"]["data_set"]
    assert (decided["floats"], decided["files"]) == ("unit", 6)
    assert list(decided["sides"]) == ["reference", "ours"]
    again = Study.open(tmp_path / "out")
    assert settings_of(again.record).data_set == settings_of(study.record).data_set
    resumed = study_of(given, "psnr", output=tmp_path / "out")
    assert resumed.scores.of("psnr", "ours").tolist() == study.scores.of("psnr", "ours").tolist()


def test_mixed_floats_are_refused_before_work(write):
    images = [RANDOM.random(SHAPE) for _ in range(3)]
    given = write(truth=images, ours=images, other=[images[0] * 3, *images[1:]])
    with pytest.raises(DataRangeError, match="1 of the 9 files with floats"):
        study_of(given, "psnr")
    study = study_of(given, "psnr", data_range=(0, 3))
    assert not study.errors


def test_all_methods_are_scored_on_their_common_pixels(processes, write):
    truth = RANDOM.random(SHAPE)
    ours, other = truth + 0.1, truth + 0.2
    ours[:, 12:] = truth[:, 12:] + 0.9  # other has no numbers there
    other[:, 12:] = np.nan
    truth_with_hole = truth.copy()
    truth_with_hole[0, 0] = np.inf
    study = study_of(write(truth=[truth_with_hole, truth], ours=[ours, ours], other=[other, truth / 2]))
    kept = np.ones(SHAPE, bool)
    kept[:, 12:] = kept[0, 0] = False
    assert study.scores.of("mse", "ours")[0] == pytest.approx(0.01)
    assert study.scores.of("mse", "other")[0] == pytest.approx(0.04)
    assert study.scores.of("mse", "ours")[1] == pytest.approx(((ours - truth) ** 2).mean())
    left = int((~kept).sum())
    assert study.record["support"] == {"images": 1, "pixels": left, "of": kept.size}
    sentence = (
        f"On 1 of 2 images, {left} of {kept.size} pixels are not finite in the reference or in a method"
    )
    assert sentence in study.verdicts.text
    notes = {
        (note["method"], note["images"])
        for note in study.record["notes"]
        if "for all methods" in note["note"]
    }
    assert notes == {("ours", 1), ("other", 1)}
    assert study.record["unequal"] == {"nan": {"ours": 1, "other": 1}}


def test_each_method_has_its_own_pixels_if_asked(write):
    truth = RANDOM.random(SHAPE)
    ours, other = truth + 0.1, truth + 0.2
    ours[:, 12:] = truth[:, 12:] + 0.9
    other[:, 12:] = np.nan
    study = study_of(write(truth=[truth], ours=[ours], other=[other]), nan="mask", data_range=2)
    assert study.scores.of("mse", "ours")[0] == pytest.approx(((ours - truth) ** 2).mean())
    assert study.scores.of("mse", "other")[0] == pytest.approx(0.04)
    assert study.record["support"] is None


def test_a_mask_stays_apart_from_pixels_that_are_not_finite(write, tmp_path):
    truth = RANDOM.random(SHAPE)
    other = truth + 0.2
    other[3, 4] = np.nan
    mask = np.ones(SHAPE, np.uint8)
    mask[:5, 10:] = 0
    np.save(tmp_path / "mask.npy", mask)
    given = write(truth=[truth], ours=[truth + 0.1], other=[other])
    study = study_of(given, mask=tmp_path / "mask.npy", data_range=2)
    assert study.record["support"] == {"images": 1, "pixels": 1, "of": int(mask.sum())}


def test_many_methods_share_pixels_across_batches(write, monkeypatch):
    monkeypatch.setattr(scorer, "TOGETHER", 2)
    truth = RANDOM.random(SHAPE)
    methods = {f"m{number}": [truth + 0.1 * number] for number in range(1, 6)}
    methods["m1"][0][:, 12:] += 0.5
    last = methods["m5"][0]
    last[:, 12:] = np.nan
    study = study_of(write(truth=[truth], **methods), data_range=2)
    found = [study.scores.of("mse", name)[0] for name in methods]
    assert found == pytest.approx([0.01, 0.04, 0.09, 0.16, 0.25])
    assert study.record["support"]["pixels"] == 20 * 12
    counts = [note["images"] for note in study.record["notes"]]
    assert counts == [1] * len(counts)  # nothing of the first pass is left


def test_nothing_in_common_is_an_error_row(write):
    truth = RANDOM.random(SHAPE)
    left, right = truth.copy(), truth.copy()
    left[:, 12:] = right[:, :12] = np.nan
    study = study_of(write(truth=[truth], left=[left], right=[right]))
    assert [error.cause for error in study.errors] == [
        "no pixel counts and is finite in the reference and in all methods"
    ] * 2


def test_what_no_score_includes_is_counted(tmp_path):
    for name, alphas in {"truth": (255, 255), "ours": (255, 255), "other": (128, 255)}.items():
        (tmp_path / name).mkdir()
        for number, alpha in enumerate(alphas):
            pixels = np.full((*SHAPE, 4), 255, np.uint8)
            pixels[..., 3] = alpha
            Picture.fromarray(pixels).save(tmp_path / name / f"{number}.png")
    study = study_of((tmp_path / "truth", {name: tmp_path / name for name in ("ours", "other")}))
    assert study.record["unequal"] == {"alpha": {"ours": 0, "other": 1}}
    assert "alpha (transparency" in study.verdicts.text
    assert "ours on 0, other on 1." in study.verdicts.text
    assert "note: unequal to the reference in alpha, which no score includes (ours 0, other 1)" in " ".join(
        str(study).split()
    )


def test_the_score_of_a_file_of_many_samples_is_their_mean(write):
    truth = RANDOM.random((4, 1, *SHAPE))
    noise = np.array([0.1, 0.2, 0.3, 0.4]).reshape(4, 1, 1, 1)
    given = write(truth=[truth], ours=[truth + noise], other=[truth + noise[::-1] / 2])
    study = study_of(given, ("mse", "psnr"), data_range=2)
    assert not study.errors
    assert study.scores.of("mse", "ours")[0] == pytest.approx((noise**2).mean())
    each = 10 * np.log10(4 / noise.reshape(-1) ** 2)
    assert study.scores.of("psnr", "ours")[0] == pytest.approx(each.mean())
    assert study.record["samples"] == {"least": 4, "most": 4}
    assert "note: each file holds 4 samples; its score is their mean" in " ".join(str(study).split())


def test_a_protocol_that_pools_scores_a_file_as_one(write):
    truth = RANDOM.random((4, 1, *SHAPE))
    noise = np.array([0.1, 0.2, 0.3, 0.4]).reshape(4, 1, 1, 1)
    study = study_of(write(truth=[truth], ours=[truth + noise]), "psnr", data_range=2, protocol="fastmri")
    assert study.scores.of("psnr", "ours")[0] == pytest.approx(10 * np.log10(4 / (noise**2).mean()))


def test_unequal_numbers_of_samples_are_an_error_row(write):
    truth = RANDOM.random((4, 1, *SHAPE))
    study = study_of(write(truth=[truth, truth[:1]], ours=[truth[:3], truth]))
    assert ["holds 4 samples, and" in error.cause for error in study.errors] == [True, False]
    assert "holds 1 sample, and" in study.errors[1].cause


def test_pages_of_a_study_are_selected(write):
    truth = RANDOM.random((4, 1, *SHAPE))
    noise = np.array([0.1, 0.2, 0.3, 0.4]).reshape(4, 1, 1, 1)
    study = study_of(write(truth=[truth], ours=[truth + noise]), pages="2:3", data_range=2)
    assert study.scores.of("mse", "ours")[0] == pytest.approx((0.04 + 0.09) / 2)
    assert "pages" in study.record["unequal"]  # those that were not selected differ


def test_a_mean_states_over_how_many(write):
    truth = RANDOM.random(SHAPE)
    study = study_of(write(truth=[truth] * 4, ours=[truth, truth / 2, truth / 3, truth]), "psnr")
    [mean] = study.to_dict()["means"]
    assert (mean["n"], mean["images"], mean["infinite"]) == (2, 4, 2)
    assert "psnr: means of the 2 of 4 images" in " ".join(str(study).split())


@pytest.mark.parametrize(("data_range", "good"), [("-1,1", True), (2, False)])
def test_negative_ends_reach_every_metric_of_a_study(write, data_range, good):
    truth = RANDOM.random((24, 24)) * 2 - 1
    study = study_of(
        write(truth=[truth], ours=[truth * 0.9]), ("psnr", "ssim", "nmse"), data_range=data_range
    )
    assert study.scores.of("psnr", "ours")[0] == pytest.approx(10 * np.log10(4 / ((0.1 * truth) ** 2).mean()))
    assert study.scores.of("nmse", "ours")[0] == pytest.approx(0.01)
    assert np.isfinite(study.scores.of("ssim", "ours")[0]) == good
    assert ["both ends of the range" in error.cause for error in study.errors] == [True] * (not good)


@pytest.fixture
def streamed(monkeypatch):
    """Let the samples of NumPy files be read one by one, as the frames of a video are."""
    monkeypatch.setattr(readers.get("npy"), "streamed", True)


def test_frames_are_scored_one_by_one(write, streamed, monkeypatch):
    truth = RANDOM.random((4, 1, *SHAPE))
    noise = np.array([0.1, 0.2, 0.3, 0.4]).reshape(4, 1, 1, 1)
    given = write(truth=[truth], ours=[truth + noise], other=[truth + noise[::-1] / 2])
    prepared = []
    original = Measurement.prepare

    def counted(self, images, **options):
        prepared.append([image.pixels.shape[0] for image in images])
        return original(self, images, **options)

    monkeypatch.setattr(Measurement, "prepare", counted)
    done = scored(given, data_range=2)
    assert prepared == [[1, 1]] * 8
    assert done.values[0][0] == pytest.approx((noise**2).mean())
    assert done.values[1][0] == pytest.approx((noise**2).mean() / 4)
    assert (done.samples, done.errors) == (4, [])
    assert all(done.digests)


def scored(given, metrics_="mse", **options):
    """Return the scores of the only image of a study, scored in this process."""
    plan = plan_study(*given, MeasurementSettings.checked(metrics_, **options), crops=None)
    return scorer.Scorer(plan.shard(0)).score(plan.images[0])


def test_frames_and_whole_files_have_equal_scores(write, monkeypatch):
    truth = RANDOM.random((3, 3, *SHAPE))
    ours = np.clip(truth + RANDOM.normal(0, 0.1, truth.shape), 0, 1)
    other = ours.copy()
    other[1, 0, 2, 3] = np.nan
    given = write(truth=[truth], ours=[ours], other=[other])
    whole = scored(given, ("psnr", "ssim"), data_range=1)
    monkeypatch.setattr(readers.get("npy"), "streamed", True)
    frames = scored(given, ("psnr", "ssim"), data_range=1)
    np.testing.assert_allclose(frames.values, whole.values, rtol=1e-12)
    assert (frames.unequal, frames.left_out[0]) == (whole.unequal, whole.left_out[0]) == ([[], ["nan"]], 1)


def test_frames_without_counterpart_are_an_error_row(write, streamed):
    truth = RANDOM.random((4, 1, *SHAPE))
    done = scored(write(truth=[truth], ours=[truth[:3]], other=[truth], more=[np.tile(truth, (2, 1, 1, 1))]))
    assert [(error.method, error.stage) for error in done.errors] == [
        ("ours", "compare"),
        ("more", "compare"),
    ]
    assert "fewer frames than the reference: frame 4" in done.errors[0].cause
    assert "more frames than the reference: frame 5" in done.errors[1].cause
    assert done.values == [[None], [0.0], [None]]


def test_frames_are_selected_and_the_others_compared_for_equality(write, streamed):
    truth = RANDOM.random((4, 1, *SHAPE))
    noise = np.array([0.1, 0.2, 0.3, 0.4]).reshape(4, 1, 1, 1)
    given = write(truth=[truth], ours=[truth + noise], other=[truth])
    done = scored(given, pages="2:3", data_range=2)
    assert done.values[0][0] == pytest.approx((0.04 + 0.09) / 2)
    assert (done.samples, done.unequal) == (2, [["pages"], []])
    assert "selects no frame" in scored(given, pages="7:9").errors[0].cause


def test_a_frame_that_fails_leaves_no_mean(write, streamed):
    truth = RANDOM.random((3, 1, *SHAPE))
    truth[1] = 0
    done = scored(write(truth=[truth], ours=[truth / 2]), ("mse", "nmse"))
    assert done.values[0][0] == pytest.approx((truth**2).mean() / 4)
    assert done.values[0][1] is None
    assert [(error.metric, error.cause[:20]) for error in done.errors] == [("nmse", "frame 2: nmse is und")]


def test_a_damaged_reference_of_frames_is_an_error_row_of_each_method(write, tmp_path, streamed):
    truth = RANDOM.random((3, 1, *SHAPE))
    given = write(truth=[truth], ours=[truth], other=[truth])
    whole = (tmp_path / "truth" / "0.npy").read_bytes()
    (tmp_path / "truth" / "0.npy").write_bytes(whole[:-50])
    done = scored(given)
    assert [(error.method, error.stage) for error in done.errors] == [("ours", "read"), ("other", "read")]
    assert done.values == [[None], [None]]
