"""The scores of a study: the same as those of single pairs, and error rows where there are none."""

import hashlib
import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from difference_finder import rank, score
from difference_finder.errors import DuplicateNameError, InputError, PairingError, UnknownNameError
from difference_finder.pipeline.protocol import get_protocol
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.run.scorer import Scorer
from difference_finder.study.study import Study
from difference_finder.study.table import Scores
from folders import method_folders

METRICS = ["psnr", "ssim:sigma=1", "gmsd"]


@pytest.mark.parametrize("protocol", [None, "basicsr-y:crop_border=2", "nerfbaselines"])
def test_scores_are_those_of_single_pairs(processes, tmp_path, protocol) -> None:
    methods = [f"m{number}" for number in range(10)]  # more than are scored at once
    folders = method_folders(tmp_path, ["a", "b"], methods, size=32)
    study = rank(tmp_path / "GT", folders, METRICS, protocol, workers=2)
    for metric in METRICS:
        for method in methods:
            expected = [
                score(metric, tmp_path / "GT" / f"{n}.png", folders[method] / f"{n}.png", protocol=protocol)
                for n in "ab"
            ]
            assert study.scores.of(metric, method).tolist() == expected


def test_a_protocol_of_ones_own(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a"], size=32)
    own = replace(
        get_protocol("basicsr"), name="own", crop_border=3, metric_settings={"ssim": {"sigma": 2.0}}
    )
    study = rank(tmp_path / "GT", folders, "ssim", own, workers=1)
    pair = tmp_path / "GT" / "a.png", folders["edsr"] / "a.png"
    assert study.scores.of("ssim", "edsr")[0] == score("ssim", *pair, protocol=own)
    assert study.record["protocol"]["crop_border"] == 3


def test_masks_and_rectangles(tmp_path, save) -> None:
    folders = method_folders(tmp_path, ["a", "b"])
    half = np.zeros((24, 32), np.uint8)
    half[:, 16:] = 255
    for name in "ab":
        save(half, f"masks/{name}.png")
    truth, ours = (tmp_path / name / "a.png" for name in ("GT", "edsr"))
    expected = score("mse", truth, ours, mask=half)
    for mask in (tmp_path / "masks", tmp_path / "masks" / "b.png"):
        study = rank(
            tmp_path / "GT", folders, "mse", mask=mask, workers=1, output=tmp_path / f"of_{mask.name}"
        )
        assert study.scores.of("mse", "edsr")[0] == expected
        assert b"a,mask," in (tmp_path / f"of_{mask.name}" / "inputs.csv").read_bytes()
        assert study.record["sha256"]["mask"]
    study = rank(tmp_path / "GT", folders, "mse", ignore=[(0, 0, 16, 24)], workers=1)
    assert study.scores.of("mse", "edsr")[0] == expected
    with pytest.raises(PairingError, match="lacks a"):
        (tmp_path / "masks" / "a.png").unlink()
        rank(tmp_path / "GT", folders, "mse", mask=tmp_path / "masks")


def one(root: Path, folders: dict[str, Path], metrics=("psnr", "ssim"), **options):
    manifest = plan_study(root / "GT", folders, MeasurementSettings.checked(metrics, **options))
    scorer = Scorer(manifest.shard(0))
    return scorer, manifest.images[0]


def test_images_that_cannot_be_read_or_compared_are_error_rows(tmp_path, save) -> None:
    names = ["broken", "good", "none", "reference", "small", "tiny", "tiny_all"]
    folders = method_folders(tmp_path, names)
    (folders["edsr"] / "broken.png").write_bytes((folders["edsr"] / "broken.png").read_bytes()[:200])
    (folders["edsr"] / "none.png").write_bytes(b"")
    (tmp_path / "GT" / "reference.png").write_bytes(b"no picture")
    save(np.zeros((20, 20, 3), np.uint8), "edsr/small.png")
    for folder in ("GT", "ours", "edsr"):
        save(np.full((5, 5, 3), len(folder), np.uint8), f"{folder}/tiny.png")
    study = rank(tmp_path / "GT", folders, ["psnr", "ssim"], workers=1, output=tmp_path / "out")
    rows = [(error.name, error.method, error.metric, error.stage, error.error) for error in study.errors]
    assert rows == [
        ("broken", "edsr", None, "read", "ReadError"),
        ("none", "edsr", None, "read", "ReadError"),
        ("reference", "ours", None, "read", "UnsupportedFormatError"),
        ("reference", "edsr", None, "read", "UnsupportedFormatError"),
        ("small", "edsr", None, "compare", "ShapeMismatchError"),
        ("tiny", "ours", "ssim", "compare", "InputError"),
        ("tiny", "edsr", "ssim", "compare", "InputError"),
    ]
    tables = study.scores.tables
    assert np.isnan(tables["psnr"]).tolist() == [
        [False, False, False, True, False, False, False],
        [True, False, True, True, True, False, False],
    ]
    assert np.isnan(tables["ssim"])[:, 5].all()
    assert study.errors == Study.open(tmp_path / "out").errors
    facts = {mean.metric: mean for mean in study.means if mean.method == "edsr"}
    assert (facts["psnr"].n, facts["psnr"].missing) == (3, 4)
    assert (facts["ssim"].n, facts["ssim"].missing) == (2, 5)


def test_one_failing_candidate_does_not_affect_the_others(tmp_path) -> None:
    folders = {name: tmp_path / name for name in ("a", "b", "c")}
    truth = np.random.default_rng(0).random((16, 16))
    for number, folder in enumerate([tmp_path / "GT", *folders.values()]):
        folder.mkdir()
        np.save(folder / "x.npy", truth * (1e200 if folder.name == "b" else 1 - 0.1 * number))
    study = rank(tmp_path / "GT", folders, ["mse", "psnr"], data_range=1.0, workers=1)
    assert [(error.method, error.metric) for error in study.errors] == [("b", "mse"), ("b", "psnr")]
    assert np.isfinite(study.scores.tables["mse"][[0, 2]]).all()


def test_pairs_by_themselves_are_the_same_as_together(tmp_path) -> None:
    methods = ["a", "b", "c"]
    folders = method_folders(tmp_path, ["x"], methods)
    (folders["b"] / "x.png").write_bytes(b"broken")
    scorer, image = one(tmp_path, folders, ("psnr", "ms-ssim"))
    together = scorer.score(image)
    merged = scorer.empty(image)
    for method in (2, 0, 1):
        merged.merge(scorer.score(image, [method]))
    scorer.sort(merged.errors)
    assert merged == together
    assert [error.method for error in together.errors] == ["a", "b", "c"]


def test_a_file_that_changes_while_the_study_runs_is_an_error_row(tmp_path) -> None:
    folders = method_folders(tmp_path, ["x"])
    scorer, image = one(tmp_path, folders)
    shutil.copy(folders["edsr"] / "x.png", folders["ours"] / "x.png")
    done = scorer.score(image)
    assert [(error.method, error.stage) for error in done.errors] == [("ours", "read")]
    assert "has changed since the study began" in done.errors[0].cause
    assert done.values[0] == [None, None]


def test_notes_are_counted(processes, tmp_path, save) -> None:
    folders = method_folders(tmp_path, "abc")
    for name in "ab":
        save(np.full((24, 32), 9, np.uint8), f"ours/{name}.png")
    notes = rank(tmp_path / "GT", folders, "mse", workers=1).record["notes"]
    assert notes == [
        {"note": "the one channel of the candidate was repeated 3 times", "method": "ours", "images": 2}
    ]


def test_digests_are_those_of_the_files(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a", "sub/b"])
    study = rank(tmp_path / "GT", folders, "mse", workers=1, output=tmp_path / "out")
    lines = (tmp_path / "out" / "inputs.csv").read_text().splitlines()
    assert lines[0] == "image,role,file,bytes,sha256"
    assert len(lines) == 7
    listed = ""
    for name in ("a", "sub/b"):
        body = (folders["edsr"] / f"{name}.png").read_bytes()
        digest = hashlib.sha256(body).hexdigest()
        assert f"{name},edsr,{name}.png,{len(body)},{digest}" in lines
        listed += f"{digest}  {name}.png\n"
    assert study.record["sha256"]["methods"]["edsr"] == hashlib.sha256(listed.encode()).hexdigest()


@pytest.mark.parametrize(
    ("rule", "groups"),
    [
        ("parent", ["v1", "v1", "v2"]),
        ("^v[0-9]", ["v1", "v1", "v2"]),
        (r"^v(.)/(.)", ["1/a", "1/b", "2/a"]),
        ("[ab]", ["a", "b", "a"]),
    ],
)
def test_groups(tmp_path, rule: str, groups: list[str]) -> None:
    folders = method_folders(tmp_path, ["v1/a", "v1/b", "v2/a"], ["ours"])
    study = rank(tmp_path / "GT", folders, "mse", group=rule, workers=1, output=tmp_path / "out")
    assert study.scores.groups == tuple(groups)
    assert study.record["groups"] == {"by": rule, "count": len(set(groups))}
    rows = (tmp_path / "out" / "scores.csv").read_text().splitlines()
    assert [row.split(",")[1] for row in rows] == ["group", *groups]
    assert Study.open(tmp_path / "out").scores.groups == tuple(groups)


def test_invalid_arguments(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a", "b"])
    truth = tmp_path / "GT"
    for error, complaint, given in [
        (InputError, "matches nothing in 2 of 2 names: a, b", {"group": "parent"}),
        (InputError, r"regular expression; '\(' is invalid", {"group": "("}),
        (InputError, "shard_size must be a whole number", {"shard_size": 0}),
        (InputError, "methods is empty", {"methods": {}}),
        (InputError, "methods must map names to folders", {"methods": [truth]}),
        (InputError, "must be a printable string, not ''", {"methods": {"": truth}}),
        (InputError, "cannot be called 'mask'", {"methods": {"mask": truth}}),
        (DuplicateNameError, "two methods are called 'a'", {"methods": {"a": truth, " a": truth}}),
        (PairingError, "method 'x': 'nowhere' is not a folder", {"methods": {"x": "nowhere"}}),
        (InputError, "method 'x' must be the path of a folder, not ndarray", {"methods": {"x": np.ones(3)}}),
        (InputError, "metrics is empty", {"metrics": []}),
        (InputError, "worker processes must find metric '.*' by its name", {"metrics": lambda a, b: 0.0}),
        (UnknownNameError, "did you mean 'ssim'", {"metrics": "sssim"}),
        (UnknownNameError, "no protocol", {"protocol": "nothing"}),
        (InputError, "fit must be one of", {"fit": "stretch"}),
        (InputError, "the mask of a study must be the path of a file or a folder", {"mask": np.ones((3, 3))}),
        (InputError, "is neither a file nor a folder", {"mask": "nowhere.png"}),
        (InputError, "timeout must be a positive", {"timeout": -1}),
        (UnknownNameError, "no engine 'cloud'; there are: local, ray, slurm", {"engine": "cloud"}),
        (InputError, "engine must be a name, an engine, .* not int", {"engine": 7}),
        (InputError, "pairing must be one of", {"pairing": "size"}),
    ]:
        with pytest.raises(error, match=complaint):
            rank(truth, **{"methods": folders, **given})
    (folders["ours"] / "a.png").unlink()
    (truth / "b.png").unlink()
    with pytest.raises(PairingError, match=r"2 of 2 names are unmatched: '.*GT' lacks b; '.*ours' lacks a"):
        rank(truth, folders)


def test_names_that_spreadsheets_and_encodings_dislike(tmp_path) -> None:
    names = ["=1+1", "'quoted", "a,b", 'say "x"', "été", b"caf\xe9".decode("utf-8", "surrogateescape")]
    folders = method_folders(tmp_path, names, ["-o", "ours"])
    study = rank(tmp_path / "GT", folders, "mse", workers=1, output=tmp_path / "out")
    assert study.errors == ()
    assert set(study.scores.names) == set(names)
    again = Study.open(tmp_path / "out")
    assert (again.scores.names, again.scores.methods) == (study.scores.names, ("-o", "ours"))
    text = (tmp_path / "out" / "scores.csv").read_bytes()
    assert b"\n'=1+1,,'-o,mse," in text
    assert b"\n''quoted,," in text
    assert b"\ncaf\xe9,," in text


def test_tables_survive_the_disk(rng) -> None:
    values = rng.standard_normal((3, 50)) * 10.0 ** rng.integers(-300, 300, (3, 50))
    values[0, :4] = [math.inf, -math.inf, math.nan, 5e-324]
    names = tuple(f"{number:02d}" for number in range(50))
    table = Scores(names, None, ("a", "b", "c"), ("psnr", "mse"), {"psnr": values, "mse": values[::-1]})
    lines = b"".join(table.csv()).decode().splitlines(keepends=True)
    again = Scores.from_csv(iter(lines), 50, table.methods, table.metrics, grouped=False)
    assert again.names == names
    for metric in table.metrics:
        np.testing.assert_array_equal(again.tables[metric], table.tables[metric])


def test_means_are_of_the_same_images() -> None:
    values = np.array([[1, 2, np.nan, np.inf, 6], [3, 5, 4, 1, 1.0]])
    table = Scores(tuple("abcde"), None, ("x", "y"), ("m",), {"m": values})
    x, y = table.means({"m": True})
    assert (x.mean, x.n, x.missing, x.infinite, x.best) == (3, 3, 1, 1, True)
    assert (y.mean, y.n, y.missing, y.infinite, y.best) == (3, 3, 0, 0, True)
    values[0, 0] = 0.5
    assert [mean.best for mean in table.means({"m": True})] == [False, True]
    assert [mean.best for mean in table.means({"m": False})] == [True, False]
    assert [mean.best for mean in table.means({"m": None})] == [False, False]
    nothing = Scores(("a",), None, ("x",), ("m",), {"m": np.full((1, 1), np.nan)}).means({"m": True})[0]
    assert math.isnan(nothing.mean)
    assert not nothing.best


def test_to_dict_and_pandas(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a", "b"])
    shutil.copy(tmp_path / "GT" / "a.png", folders["ours"] / "a.png")
    study = rank(tmp_path / "GT", folders, ["psnr", "mse"], workers=1)
    facts = json.loads(json.dumps(study.to_dict(), allow_nan=False))
    assert facts["scores"]["tables"]["psnr"]["ours"][0] == "Infinity"
    assert facts["scores"]["images"] == ["a", "b"]
    assert "scores" not in study.to_dict(scores=False)
    with pytest.raises(UnknownNameError, match="no metric in this study 'ssim'"):
        study.scores.of("ssim", "ours")
    with pytest.raises(UnknownNameError, match="no method in this study 'theirs'"):
        study.scores.of("psnr", "theirs")
    pytest.importorskip("pandas")
    frame = study.to_pandas()
    assert list(frame.columns) == ["image", "group", "method", "metric", "score"]
    pivot = frame.pivot(index="image", columns=["metric", "method"], values="score")
    assert pivot["mse"]["edsr"].tolist() == study.scores.of("mse", "edsr").tolist()


def test_pandas_may_be_missing(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    table = Scores(("a",), None, ("x",), ("m",), {"m": np.zeros((1, 1))})
    with pytest.raises(ImportError, match="pip install pandas"):
        table.to_pandas()


def test_shards_are_the_whole_study(tmp_path) -> None:
    folders = method_folders(tmp_path, [f"{number}" for number in range(130)], ["ours"], size=8)
    manifest = plan_study(tmp_path / "GT", folders, MeasurementSettings.checked("mse"))
    assert [image.name for image in manifest.images] == sorted(str(number) for number in range(130))
    assert (manifest.shard_size, manifest.shards) == (2, 65)
    shards = [manifest.shard(number) for number in range(65)]
    assert tuple(image for shard in shards for image in shard.images) == manifest.images


def test_published_ratios_of_five_denoisers(shared, tmp_path) -> None:
    folder = shared / "denoise" / "set12_05_sigma50"
    expected = json.loads((shared / "EXPECTED.json").read_text())[
        "denoise/set12_05_sigma50 PSNR dB vs 05_GT.png"
    ]
    for name in ("GT", *expected):
        (tmp_path / name).mkdir()
        (path,) = folder.glob(f"05_{name}*.png")
        (tmp_path / name / "05.png").symlink_to(path)
    study = rank(tmp_path / "GT", {name: tmp_path / name for name in expected}, "psnr")
    found = {mean.method: mean for mean in study.means}
    for name, value in expected.items():
        assert found[name].mean == pytest.approx(value, abs=0.01)
    ranking = sorted(found, key=lambda name: -found[name].mean)
    assert ranking == ["drunet", "ffdnet", "dncnn", "bm3d", "noisy"]
    assert [name for name, mean in found.items() if mean.best] == ["drunet"]


def test_published_ratios_of_reconstructed_slices(shared, tmp_path) -> None:
    expected = json.loads((shared / "EXPECTED.json").read_text())["mri PSNR dB (peak 1)"]
    for name in ("gt", *expected):
        (tmp_path / name).mkdir()
        shutil.copy(shared / "mri" / f"brain1_r20_{name}.npy", tmp_path / name / "brain1.npy")
    study = rank(tmp_path / "gt", {name: tmp_path / name for name in expected}, "psnr", data_range=1.0)
    for name, value in expected.items():
        assert study.scores.of("psnr", name)[0] == pytest.approx(value, abs=0.01)
