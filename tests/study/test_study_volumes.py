"""Volumes with one file a slice, and scores of several images as one, against ``evaluate.py`` by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from difference_finder import Finder, rank, score
from difference_finder.errors import InputError
from difference_finder.study.study import Study
from folders import tables
from pictures import photograph

METHODS = ("ours", "edsr")
VOLUMES = {"brain1": 5, "brain2": 3, "knee": 4}
METRICS = ["psnr", "nmse", "ssim", "mse", "rmse"]


def volumes() -> dict[str, dict[str, np.ndarray]]:
    """Return volumes (slices, H, W) of floats up to 3, which grow darker from slice to slice."""
    found: dict[str, dict[str, np.ndarray]] = {}
    for number, (name, slices) in enumerate(VOLUMES.items()):
        light = np.linspace(3, 0.4, slices)[:, None, None]
        truth = light * photograph(30, 34, number, channels=slices).transpose(2, 0, 1) / 255
        noise = (
            np.random.default_rng(number).normal(0, 1, truth.shape)
            * np.linspace(0.02, 0.2, slices)[:, None, None]
        )
        found[name] = {"GT": truth, "ours": truth + noise, "edsr": truth + (1.2 + 0.2 * number) * noise}
    return found


@pytest.fixture
def given(tmp_path) -> dict[str, dict[str, np.ndarray]]:
    """Write one file for each slice, GT/brain1/00.npy, and one for each volume, whole/GT/brain1.npy."""
    found = volumes()
    for name, arrays in found.items():
        for role, volume in arrays.items():
            (tmp_path / role / name).mkdir(parents=True)
            (tmp_path / "whole" / role).mkdir(parents=True, exist_ok=True)
            np.save(tmp_path / "whole" / role / f"{name}.npy", volume)
            for number, plane in enumerate(volume):
                np.save(tmp_path / role / name / f"{number:02d}.npy", plane)
    return found


def ranked(root: Path, metrics=METRICS, protocol="fastmri:volume=group", **options) -> Study:
    folders = {name: root / name for name in METHODS}
    options = {"group": "parent", "workers": 1, "crops": None, **options}
    return rank(root / "GT", folders, metrics, protocol, **options)


def evaluated(truth: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Return what ``evaluate.py`` of fastmri computes, with scikit-image."""
    peer = pytest.importorskip("skimage.metrics")
    peak, error = truth.max(), np.mean((truth - found) ** 2)
    similar = [peer.structural_similarity(a, b, data_range=peak) for a, b in zip(truth, found, strict=True)]
    return {
        "psnr": peer.peak_signal_noise_ratio(truth, found, data_range=peak),
        "nmse": np.linalg.norm(truth - found) ** 2 / np.linalg.norm(truth) ** 2,
        "ssim": np.mean(similar),
        "mse": error,
        "rmse": np.sqrt(error),
    }


def test_slices_of_several_files_are_measured_as_their_volume(tmp_path, given) -> None:
    study = ranked(tmp_path, output=tmp_path / "out")
    whole = rank(
        tmp_path / "whole/GT", {m: tmp_path / "whole" / m for m in METHODS}, METRICS, "fastmri", workers=1
    )
    means = {(mean.metric, mean.method): mean for mean in study.means}
    for metric in METRICS:
        for method in METHODS:
            each = [evaluated(arrays["GT"], arrays[method])[metric] for arrays in given.values()]
            mean = means[metric, method]
            assert mean.mean == pytest.approx(np.mean(each), rel=1e-9), metric
            assert (mean.n, mean.groups) == (12, 3)
            assert whole.scores.of(metric, method) == pytest.approx(each, rel=1e-9)
    outcomes = {outcome.metric: outcome for outcome in study.verdicts.outcomes}
    for metric in METRICS:
        gap = means[metric, "ours"].mean - means[metric, "edsr"].mean
        sign = 1 if study.higher_is_better[metric] else -1
        assert outcomes[metric].paired.mean == pytest.approx(sign * gap, rel=1e-9)
        assert outcomes[metric].paired.mean > 0
    again = Study.open(tmp_path / "out")
    assert [mean.to_dict() for mean in again.means] == [mean.to_dict() for mean in study.means]
    assert set(study.record["volumes"]) == set(VOLUMES)
    assert study.record["volumes"]["brain1"][2] == 5


def test_each_slice_has_a_score_in_the_range_of_its_volume(tmp_path, given) -> None:
    study = ranked(tmp_path, ["psnr"])
    place = study.scores.names.index("knee/03")
    truth, ours = given["knee"]["GT"], given["knee"]["ours"]
    expected = 10 * np.log10(truth.max() ** 2 / np.mean((truth[3] - ours[3]) ** 2))
    assert study.scores.of("psnr", "ours")[place] == pytest.approx(expected, rel=1e-9)
    alone = score("psnr", truth[3], ours[3], protocol="fastmri")
    assert expected - alone > 10


@pytest.mark.slow
def test_processes_shards_and_resumed_runs_agree(processes, tmp_path, given) -> None:
    ranked(tmp_path, output=tmp_path / "one")
    ranked(tmp_path, output=tmp_path / "two", workers=2, shard_size=4)
    assert (tmp_path / "one/scores.csv").read_bytes() == (tmp_path / "two/scores.csv").read_bytes()
    before = tables(tmp_path / "one")
    ranked(tmp_path, output=tmp_path / "one")
    assert tables(tmp_path / "one") == before


def test_a_column_may_measure_slices_by_themselves(tmp_path, given) -> None:
    study = ranked(tmp_path, ["psnr@fastmri:volume=group", "psnr"], "fastmri")
    truth, ours = given["brain2"]["GT"], given["brain2"]["ours"]
    place = study.scores.names.index("brain2/02")
    own = 10 * np.log10(truth[2].max() ** 2 / np.mean((truth[2] - ours[2]) ** 2))
    assert study.scores.of("psnr", "ours")[place] == pytest.approx(own, rel=1e-9)
    assert study.scores.of("psnr@fastmri:volume=group", "ours")[place] - own > 10


def test_a_slice_without_a_score_leaves_the_others_of_its_volume(tmp_path, given) -> None:
    (tmp_path / "edsr/knee/01.npy").write_bytes(b"not an array")
    study = ranked(tmp_path, ["psnr"])
    kept = [0, 2, 3]
    truth, ours = given["knee"]["GT"], given["knee"]["ours"]
    error = np.mean((truth[kept] - ours[kept]) ** 2)
    knee = 10 * np.log10(truth.max() ** 2 / error)
    each = [evaluated(given[name]["GT"], given[name]["ours"])["psnr"] for name in ("brain1", "brain2")]
    assert study.means[0].mean == pytest.approx(np.mean([*each, knee]), rel=1e-9)
    assert len(study.errors) == 1


def test_an_identical_slice_has_no_error_in_its_volume(tmp_path, given) -> None:
    np.save(tmp_path / "ours/knee/00.npy", given["knee"]["GT"][0])
    study = ranked(tmp_path, ["psnr"])
    assert np.isinf(study.scores.of("psnr", "ours")).sum() == 1
    truth, ours = given["knee"]["GT"], given["knee"]["ours"].copy()
    ours[0] = truth[0]
    each = [evaluated(given[name]["GT"], given[name]["ours"])["psnr"] for name in ("brain1", "brain2")]
    expected = np.mean([*each, evaluated(truth, ours)["psnr"]])
    assert study.means[0].mean == pytest.approx(expected, rel=1e-9)
    assert study.means[0].infinite == 0


def test_the_crops_of_a_figure_have_scores_in_the_range_of_the_volume(tmp_path, given) -> None:
    from difference_finder.study.images import Place, measure_crops

    study = ranked(tmp_path, ["psnr"])
    [crop] = measure_crops(study, [Place("hand", "knee/03", 4, 6, 16)], ["ours"], ["psnr"])
    truth, ours = given["knee"]["GT"], given["knee"]["ours"]
    inner = np.s_[3, 6:22, 4:20]
    expected = 10 * np.log10(truth.max() ** 2 / np.mean((truth[inner] - ours[inner]) ** 2))
    assert crop.scores["psnr"]["ours"] == pytest.approx(expected, rel=1e-6)


def test_kinds_of_change_and_crops_are_measured_in_volumes(tmp_path, given) -> None:
    study = ranked(tmp_path, ["psnr"], kinds=True, crops="mse", crop_sizes=[8], crop_border=0)
    assert study.record["notes"] == []
    assert study.kinds is not None
    assert study.crops is not None


def test_volumes_need_groups(tmp_path, given) -> None:
    with pytest.raises(InputError, match=r"'fastmri:volume=group' takes the files of a gr.* group='parent'"):
        ranked(tmp_path, group=None)
    with pytest.raises(InputError, match="measures whole volumes; leave out ignore"):
        ranked(tmp_path, ignore=["0,0,2,2"])
    plane = given["knee"]["GT"][0]
    with pytest.raises(
        InputError, match="which only a study with groups has; use protocol='fastmri' for files"
    ):
        score("psnr", plane, plane + 0.1, protocol="fastmri:volume=group")
    with pytest.raises(
        InputError, match="'volume' of protocol 'fastmri' must be one of file, group, not 'slice'"
    ):
        Finder(metric="psnr", protocol="fastmri:volume=slice")


def test_slices_of_different_sizes_are_no_volume(tmp_path, given) -> None:
    for role in ("GT", *METHODS):
        np.save(tmp_path / role / "knee/03.npy", np.ones((20, 34)))
    with pytest.raises(
        InputError, match="the slices of volume 'knee' have different sizes, 34x20 and 34x30;"
    ):
        ranked(tmp_path)


def test_pixels_that_are_not_finite_are_error_rows_of_a_volume(tmp_path, given) -> None:
    plane = given["knee"]["ours"][2].copy()
    plane[3, 4] = np.nan
    np.save(tmp_path / "ours/knee/02.npy", plane)
    study = ranked(tmp_path, ["psnr"])
    assert {error.name for error in study.errors} == {"knee/02"}
    assert "takes no pixels that are not finite" in study.errors[0].cause


def test_means_are_told_with_the_psnr_of_the_mean_error(tmp_path, given) -> None:
    """Over images, or over groups with equal weight, as the means."""
    for group in (None, "parent"):
        study = ranked(tmp_path, ["psnr", "ssim", "rmse"], "default", group=group, data_range=3)
        means = {(mean.metric, mean.method): mean for mean in study.means}
        for method in METHODS:
            errors = [np.mean((a["GT"] - a[method]) ** 2, axis=(1, 2)) for a in given.values()]
            mean = (
                np.mean(np.concatenate(errors))
                if group is None
                else np.mean([part.mean() for part in errors])
            )
            found = means["psnr", method]
            assert found.pooled == pytest.approx(10 * np.log10(9 / mean), rel=1e-9)
            assert found.mean - found.pooled > 1
            assert means["rmse", method].pooled == pytest.approx(np.sqrt(mean), rel=1e-6)
            assert means["ssim", method].pooled is None
        told = f"ours {means['psnr', 'ours'].pooled:#.5g}"
        assert f"psnr of the mean squared error, instead of the mean of scores: {told}" in " ".join(
            str(study).split()
        )
        assert study.to_dict()["means"][0]["pooled"] == means["psnr", "ours"].pooled


def test_reports_and_the_viewer_show_slices(tmp_path, given) -> None:
    from difference_finder.report.study_page import pictured_entry
    from difference_finder.viewer.studies import album_of_study

    study = ranked(tmp_path, ["psnr"], output=tmp_path / "out")
    entry = pictured_entry(study, "knee/03")
    assert entry.facts["notes"] == []
    assert len(entry.layers) == 5  # the reference, two methods and their errors
    [scene, *_] = album_of_study(study)._scenes.values()
    pair, _ = scene.pair_with("ours")
    assert pair.volume.slices == 5
