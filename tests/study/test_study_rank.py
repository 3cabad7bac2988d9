"""What ``rank`` concludes: verdicts, and the places to show."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank
from difference_finder.errors import InputError, StudyError, UnknownNameError
from difference_finder.study.crops.finder import CropFinder
from difference_finder.study.crops.plan import MOST_EXACT
from difference_finder.study.study import Study
from difference_finder.study.table import Scores
from folders import method_folders
from pictures import photograph

NAMES = [f"{number:02d}" for number in range(8)]


@pytest.fixture
def folders(tmp_path) -> dict[str, Path]:
    return method_folders(tmp_path, NAMES, ("ours", "edsr", "bicubic"), size=72)


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path), np.float64) / 255


def test_verdicts_and_crops_are_those_of_the_scores_and_the_error_maps(processes, tmp_path, folders) -> None:
    study = rank(tmp_path / "GT", folders, ["psnr", "ssim"], crop_sizes=[16, 32], workers=1)
    verdicts = study.verdicts
    assert [(o.metric, o.rival) for o in verdicts.outcomes] == [
        (metric, rival) for metric in ("psnr", "ssim") for rival in ("edsr", "bicubic")
    ]
    ours, edsr = (study.scores.of("psnr", name) for name in ("ours", "edsr"))
    assert verdicts.outcomes[0].paired.mean == pytest.approx(float((ours - edsr).mean()))
    assert "dB" in verdicts.text
    finder = CropFinder("ours", ["edsr", "bicubic"], metric="mse", sizes=[16, 32])
    for name in NAMES:
        truth = pixels(tmp_path / "GT" / f"{name}.png")
        errors = {m: ((pixels(f / f"{name}.png") - truth) ** 2).mean(-1) for m, f in folders.items()}
        finder.add(name, errors)
    expected = finder.result()
    for key, crops in study.crops.lists.items():
        assert [(c.image, c.box) for c in crops] == [(c.image, c.box) for c in expected.lists[key]]
        for crop, other in zip(crops, expected.lists[key], strict=True):
            assert crop.percentile == pytest.approx(other.percentile, abs=1e-9)
            assert crop.errors == pytest.approx(other.errors, rel=1e-6)  # maps are float32


@pytest.mark.slow
@pytest.mark.parametrize("source", ["memory", "output", "open"])
def test_a_study_survives_pickling(tmp_path, folders, source) -> None:
    """As joblib, Ray and multiprocessing send it: with an error row, and verdicts computed afterwards."""
    (folders["edsr"] / f"{NAMES[3]}.png").write_bytes(b"not an image")
    output = None if source == "memory" else tmp_path / "out"
    study = rank(tmp_path / "GT", folders, ["psnr", "ssim"], output=output, crop_sizes=[16], workers=1)
    study = Study.open(tmp_path / "out") if source == "open" else study
    loaded = pickle.loads(pickle.dumps(study))
    assert type(loaded) is Study
    assert loaded.scores.names == study.scores.names
    for metric, table in study.scores.tables.items():
        assert np.array_equal(loaded.scores.tables[metric], table, equal_nan=True)
    assert loaded.verdicts == study.verdicts
    assert loaded.verdicts.text == study.verdicts.text
    assert loaded.crops == study.crops
    assert loaded.errors == study.errors
    assert loaded.to_dict() == study.to_dict()
    for role in ("reference", *folders):
        assert loaded.path(NAMES[0], role) == study.path(NAMES[0], role)
    assert (repr(loaded), str(loaded)) == (repr(study), str(study))


def test_a_study_has_a_short_repr(tmp_path, folders) -> None:
    study = rank(tmp_path / "GT", folders, ["psnr", "ssim"], crop_sizes=[16], workers=1)
    assert repr(study) == (
        "Study(\n"
        "    ours='ours', protocol='default', errors=0,\n"
        "    scores=Scores(images=8, methods=[ours, edsr, bicubic], metrics=[psnr, ssim]),\n"
        f"    crops=Crops(ours='ours', metric='mse', images=8, candidates={study.crops.candidates},"
        " best=5, rival_best=5, median=5, random=5)\n"
        ")"
    )
    assert repr(study.verdicts) == "Verdict(ours='ours', outcomes={'better': 4}, level=0.05)"
    many = tuple(f"m{number}" for number in range(40))
    scores = Scores(("cat",), None, many, ("psnr",), {"psnr": np.zeros((40, 1))})
    assert repr(scores) == "Scores(images=1, methods=[m0, m1, m2, m3, m4 and 35 more], metrics=[psnr])"


def test_the_rival_s_best_place_is_found_too(tmp_path) -> None:
    folders = {name: tmp_path / name for name in ("ours", "edsr")}
    for number in range(6):
        truth = photograph(160, 160, number)
        for name in ("GT", *folders):
            image = truth.astype(float)
            noise = 6 * np.random.default_rng([number, len(name)]).standard_normal(truth.shape)
            if name != "GT":
                image = image + noise
            spoilt = {("edsr", 2): np.s_[32:80, 40:88], ("ours", 4): np.s_[96:144, 24:72]}.get((name, number))
            if spoilt is not None:
                image[spoilt] += 40
            (tmp_path / name).mkdir(exist_ok=True)
            Image.fromarray(np.clip(image, 0, 255).astype(np.uint8)).save(tmp_path / name / f"{number}.png")
    crops = rank(tmp_path / "GT", folders, "mse", workers=1).crops
    best, worst = crops.best[0], crops.rival_best[0]
    assert (best.image, worst.image) == ("2", "4")
    assert best.margin > 0 > worst.margin
    assert best.percentile > 99.5
    assert worst.percentile < 0.5
    for crop, (x, y) in ((best, (40, 32)), (worst, (24, 96))):
        assert x - 8 <= crop.x and crop.x + crop.size <= x + 48 + 8
        assert y - 8 <= crop.y and crop.y + crop.size <= y + 48 + 8


def test_ours_is_chosen_and_crops_by_another_metric(tmp_path, folders) -> None:
    study = rank(
        tmp_path / "GT", folders, "psnr", ours="edsr", crops="ssim", crop_sizes=[32], seed=5, workers=1
    )
    assert study.verdicts.ours == study.crops.settings.ours == "edsr"
    assert [o.rival for o in study.verdicts.outcomes] == ["ours", "bicubic"]
    assert (study.crops.settings.metric, study.crops.settings.seed) == ("ssim", 5)
    assert study.crops.settings.sizes == (32,)


def test_a_border_that_a_protocol_leaves_out_has_no_crop(tmp_path, folders) -> None:
    study = rank(
        tmp_path / "GT", folders, "psnr", "basicsr:crop_border=12", crop_sizes=[16], crop_border=0, workers=1
    )
    boxes = [crop.box for crops in study.crops.lists.values() for crop in crops]
    assert all(x >= 12 and y >= 12 and x + w <= 80 - 12 and y + h <= 72 - 12 for x, y, w, h in boxes)
    assert min(x for x, *_ in boxes) == 12


def test_masked_pixels_are_in_no_crop(tmp_path, folders) -> None:
    study = rank(
        tmp_path / "GT", folders, "mse", ignore=["0,0,40,72"], crop_sizes=[16], crop_border=0, workers=1
    )
    assert min(crop.x for crops in study.crops.lists.values() for crop in crops) >= 40


def test_many_methods_are_held_a_few_at_a_time(tmp_path) -> None:
    methods = [f"m{number:02d}" for number in range(11)]
    folders = method_folders(tmp_path, NAMES[:2], methods, size=64)
    study = rank(tmp_path / "GT", folders, "mse", crop_sizes=[32], workers=1)
    assert set(study.crops.best[0].errors) == set(methods)


def test_a_study_read_again_is_the_same(tmp_path, folders) -> None:
    study = rank(tmp_path / "GT", folders, output=tmp_path / "out", workers=1)
    again = Study.open(tmp_path / "out")
    assert again.to_dict() == study.to_dict()
    assert again.crops == study.crops
    for one in (study, again):
        assert one.path("03", "edsr") == folders["edsr"] / "03.png"
        assert one.path("03", "reference") == tmp_path / "GT" / "03.png"
        with pytest.raises(UnknownNameError, match="no image in this study '33'"):
            one.path("33", "edsr")
        with pytest.raises(UnknownNameError, match="no method in this study 'edsrr'; did you mean 'edsr'"):
            one.path("03", "edsrr")
    (tmp_path / "out" / "inputs.csv").unlink()
    with pytest.raises(StudyError, match=r"cannot read '.*inputs\.csv'"):
        Study.open(tmp_path / "out").path("03", "edsr")


def test_an_image_that_a_method_lacks_has_no_part_in_crops(tmp_path, folders) -> None:
    (folders["edsr"] / "03.png").write_bytes(b"broken")
    study = rank(tmp_path / "GT", folders, "mse", crop_sizes=[32], workers=1)
    assert study.crops.images == len(NAMES) - 1
    assert [error.name for error in study.errors] == ["03"]


def test_small_images_give_no_crops_and_say_so(tmp_path) -> None:
    folders = method_folders(tmp_path, NAMES[:2], size=24)
    study = rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    assert study.crops is None
    assert "no window of 32x32 valid pixels" in study.record["no_crops"]
    assert Study.open(tmp_path / "out").crops is None


def test_one_method_has_neither_verdicts_nor_crops(tmp_path, folders) -> None:
    study = rank(tmp_path / "GT", {"ours": folders["ours"]}, "mse", workers=1)
    assert (study.verdicts, study.crops) == (None, None)
    assert rank(tmp_path / "GT", folders, "mse", crops=None, workers=1).crops is None


def test_many_images_are_counted_in_bins(tmp_path) -> None:
    names = [f"{number:02d}" for number in range(MOST_EXACT + 1)]
    folders = method_folders(tmp_path, names, size=64)
    crops = rank(tmp_path / "GT", folders, "mse", crop_sizes=[32], crop_border=0, workers=1).crops
    assert 0 < crops.best[0].percentile_error < 0.2
    few = rank(tmp_path / "GT", folders, "mse", crop_sizes=[64], crop_border=0, workers=1).crops
    assert few.candidates == 2 * len(names)


WRONG = {
    "method": ({"ours": "edrs"}, UnknownNameError, "no method 'edrs'; did you mean 'edsr'"),
    "metric": ({"crops": "lpisp"}, UnknownNameError, "did you mean 'lpips'"),
    "map": ({"crops": "ms-ssim"}, InputError, "'ms-ssim' has no local map"),
    "many": ({"crops": ["mse", "ssim"]}, InputError, "crops takes one metric.*not 2; pass one of mse, ssim"),
    "size": ({"crop_sizes": [0]}, InputError, "each of crop_sizes must be a whole number, at least 1, not 0"),
    "border": ({"crop_border": -1}, InputError, "crop_border must be a whole number, at least 0, not -1"),
    "seed": ({"seed": 1.5}, InputError, "seed must be a whole number, at least 0, not 1.5"),
}


@pytest.mark.parametrize("name", WRONG)
def test_invalid_options_are_errors_before_the_work(tmp_path, folders, name: str) -> None:
    options, kind, message = WRONG[name]
    with pytest.raises(kind, match=message):
        rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_a_damaged_part_of_the_crops_is_refused(tmp_path, folders) -> None:
    rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    part = tmp_path / "out" / "parts" / "000002.crops"
    part.write_bytes(part.read_bytes()[:-3])
    with pytest.raises(
        StudyError, match=r"000002\.jsonl': the checksum of '000002.crops' is wrong; delete it"
    ):
        rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)


def test_the_settings_of_the_statistics_are_recorded_and_may_change(tmp_path, folders) -> None:
    given = {"level": 0.01, "draws": 499, "correction": "holm", "primary": "mse", "relevant": {"psnr": 0.5}}
    where = {"output": tmp_path / "out", "crops": None, "workers": 1}
    study = rank(tmp_path / "GT", folders, ["mse", "psnr"], **where, **given)
    expected = given | {"primary": ["mse"], "over": "images", "post_hoc": None}
    assert study.record["statistics"] == expected
    judged = Study.open(tmp_path / "out").verdicts
    assert judged == study.verdicts
    assert (judged.level, judged.correction, judged.primary) == (0.01, "holm", ("mse",))
    assert judged.ranks["mse"].resamples == 499
    assert [outcome.primary for outcome in judged.outcomes] == [True, True, False, False]
    assert [outcome.margin for outcome in judged.outcomes] == [None, None, 0.5, 0.5]
    again = rank(tmp_path / "GT", folders, ["mse", "psnr"], **where)  # no image is scored again
    assert again.record["statistics"]["level"] == again.verdicts.level == 0.05
    assert Study.open(tmp_path / "out").verdicts == again.verdicts


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"level": 0}, "level must be a number between 0 and 1"),
        ({"draws": 0}, "draws must be a whole number from 99 to 1000000, not 0"),
        ({"draws": 98}, "draws must be a whole number from 99 to 1000000, not 98"),
        ({"draws": 10**9}, "draws must be a whole number from 99 to 1000000"),
        ({"correction": "bonferroni"}, "no correction 'bonferroni'"),
        ({"primary": "ssim"}, "no metric in this study 'ssim'"),
        ({"relevant": {"mse": -1}}, "relevant must be a number above 0 for 'mse', not -1"),
    ],
)
def test_invalid_settings_of_the_statistics_are_errors(tmp_path, folders, change, message) -> None:
    with pytest.raises((InputError, UnknownNameError), match=message):
        rank(tmp_path / "GT", folders, "mse", **change)
