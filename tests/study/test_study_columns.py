"""Columns of a study: one image under several protocols, in tables, records, figures and resumed runs."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank, score
from difference_finder.errors import DataRangeError, DuplicateNameError, StudyError
from difference_finder.parts.registry import metrics
from difference_finder.study.plan.measurement_settings import MeasurementSettings, settings_of
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.run.scorer import Scorer
from difference_finder.study.study import Study
from folders import method_folders, tables

NAMES = ["v1/a", "v1/b", "v2/c"]
COLUMNS = [
    "psnr@basicsr-y:crop_border=4",
    "ssim@basicsr-y:crop_border=4",
    "psnr",
    "ssim:sigma=1@skimage-wang",
]
PROTOCOLS = ["basicsr-y:crop_border=4", "basicsr-y:crop_border=4", "basicsr", "skimage-wang"]


@pytest.fixture
def folders(tmp_path) -> dict[str, Path]:
    return method_folders(tmp_path, NAMES, size=40)


def ranked(root: Path, folders: dict[str, Path], metrics=COLUMNS, protocol="basicsr", **options) -> Study:
    return rank(root / "GT", folders, metrics, protocol, crop_sizes=[16], workers=1, **options)


def test_each_column_has_the_scores_of_its_protocol(tmp_path, folders) -> None:
    study = ranked(tmp_path, folders, output=tmp_path / "out")
    assert study.scores.metrics == tuple(COLUMNS)
    for column, protocol in zip(COLUMNS, PROTOCOLS, strict=True):
        metric = column.partition("@")[0]
        for method, folder in folders.items():
            expected = [
                score(metric, tmp_path / f"GT/{n}.png", folder / f"{n}.png", protocol=protocol) for n in NAMES
            ]
            assert study.scores.of(column, method).tolist() == expected
    facts = study.record["metrics"]
    assert [fact["spec"] for fact in facts] == COLUMNS
    assert [fact["name"] for fact in facts] == ["psnr", "ssim", "psnr", "ssim"]
    assert [fact["protocol"]["name"] for fact in facts] == [name.partition(":")[0] for name in PROTOCOLS]
    assert [fact["protocol"]["crop_border"] for fact in facts] == [4, 4, 0, 0]
    assert study.record["protocol"]["name"] == "basicsr"
    rows = (tmp_path / "out" / "scores.csv").read_text().splitlines()
    assert rows[1].startswith("v1/a,,ours,psnr@basicsr-y:crop_border=4,")
    again = Study.open(tmp_path / "out")
    assert again.to_dict() == study.to_dict()
    assert [column.protocol.spec for column in settings_of(again.record).columns] == PROTOCOLS
    assert [mean.metric for mean in study.means][::2] == COLUMNS
    assert {outcome.metric for outcome in study.verdicts.outcomes} == set(COLUMNS)


@pytest.mark.slow
def test_processes_and_resumed_runs_give_the_same_tables(processes, tmp_path, folders) -> None:
    ranked(tmp_path, folders, output=tmp_path / "one")
    rank(tmp_path / "GT", folders, COLUMNS, "basicsr", tmp_path / "two", crop_sizes=[16], workers=2)
    ranked(tmp_path, folders, output=tmp_path / "two")
    assert tables(tmp_path / "one") == tables(tmp_path / "two")


def test_files_are_read_once_and_measured_once_for_each_protocol(tmp_path, folders, monkeypatch) -> None:
    from difference_finder.pipeline import measurement

    reads, measured = [], []
    original = measurement.apply_protocol

    def counted(pair, protocol, *rest):
        measured.append(protocol.spec)
        return original(pair, protocol, *rest)

    monkeypatch.setattr(measurement, "apply_protocol", counted)
    settings = MeasurementSettings.checked(COLUMNS, "basicsr")
    manifest = plan_study(tmp_path / "GT", folders, settings)
    scorer = Scorer(manifest.shard(0))
    opened = scorer.files.read
    monkeypatch.setattr(scorer.files, "read", lambda *given: reads.append(given[-1]) or opened(*given))
    scorer.score(manifest.images[0])
    assert sorted(reads) == [0, 1, 2]
    assert sorted(measured) == sorted(2 * list(dict.fromkeys(PROTOCOLS)))


def test_crops_are_chosen_under_the_common_protocol(tmp_path, folders) -> None:
    alone = ranked(tmp_path, folders, ["psnr@basicsr-y"], "basicsr:crop_border=12", crop_border=0)
    common = ranked(tmp_path, folders, ["psnr"], "basicsr:crop_border=12", crop_border=0)
    assert alone.crops == common.crops
    assert min(crop.x for crops in alone.crops.lists.values() for crop in crops) >= 12


def test_a_protocol_that_cannot_measure_an_image_costs_its_own_columns(tmp_path) -> None:
    folders = {name: tmp_path / name for name in ("ours", "edsr")}
    rng = np.random.default_rng(0)
    for folder in (tmp_path / "GT", *folders.values()):
        folder.mkdir()
        np.save(folder / "bands.npy", rng.random((5, 30, 30)))
    study = ranked(
        tmp_path, folders, ["psnr@basicsr-y", "mse", "ssim@basicsr-y"], "default", axes="CHW", crop_border=0
    )
    assert [(error.method, error.metric) for error in study.errors] == [
        (method, metric) for method in folders for metric in ("psnr@basicsr-y", "ssim@basicsr-y")
    ]
    assert "5 channels" in study.errors[0].cause
    assert np.isfinite(study.scores.tables["mse"]).all()
    assert study.crops is not None
    both = ranked(tmp_path, folders, ["psnr", "ssim"], "basicsr-y", axes="CHW")
    assert [(error.method, error.metric) for error in both.errors] == [("ours", None), ("edsr", None)]


def test_pixels_that_are_not_finite_are_left_out_for_all_methods_of_a_column(tmp_path) -> None:
    folders = {name: tmp_path / name for name in ("ours", "edsr")}
    rng = np.random.default_rng(1)
    arrays = {"GT": rng.random((3, 24, 24)), "ours": rng.random((3, 24, 24)), "edsr": rng.random((3, 24, 24))}
    arrays["edsr"][:, 5, 5] = np.nan
    for name, array in arrays.items():
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / "x.npy", array)
    chosen = ["mse@basicsr:crop_border=2", "mse@basicsr:crop_border=8"]
    study = ranked(tmp_path, folders, chosen, "default", axes="CHW")
    squares = (arrays["GT"] - arrays["ours"]) ** 2
    squares[:, 5, 5] = np.nan
    expected = np.nanmean(squares[:, 2:-2, 2:-2]), np.nanmean(squares[:, 8:-8, 8:-8])
    found = [study.scores.tables[column][0, 0] for column in study.scores.metrics]
    assert found == pytest.approx(expected, rel=1e-6)
    assert study.record["support"] == {"images": 1, "pixels": 1, "of": 576}


def test_frames_of_videos_have_columns_too(tmp_path) -> None:
    folders = {name: tmp_path / name for name in ("ours", "edsr")}
    rng = np.random.default_rng(2)
    bases = rng.integers(60, 190, (3, 20, 20, 3))
    for level, folder in enumerate((tmp_path / "GT", *folders.values())):
        folder.mkdir()
        frames = [
            Image.fromarray((base + level * rng.integers(0, 9, base.shape)).astype(np.uint8))
            for base in bases
        ]
        frames[0].save(folder / "clip.gif", save_all=True, append_images=frames[1:])
    study = ranked(tmp_path, folders, ["psnr@basicsr:crop_border=2", "psnr"], "default")
    assert study.record["samples"] == {"least": 3, "most": 3}
    truth, ours = ([_rgb(tmp_path / name / "clip.gif", n) for n in range(3)] for name in ("GT", "ours"))
    for column, border in (("psnr@basicsr:crop_border=2", 2), ("psnr", 0)):
        inner = np.s_[border : 20 - border, border : 20 - border]
        each = [-10 * np.log10(np.mean((a[inner] - b[inner]) ** 2)) for a, b in zip(truth, ours, strict=True)]
        assert study.scores.of(column, "ours")[0] == pytest.approx(np.mean(each), rel=1e-6)


def _rgb(path: Path, frame: int) -> np.ndarray:
    with Image.open(path) as picture:
        picture.seek(frame)
        return np.asarray(picture.convert("RGB"), np.float64) / 255


@pytest.mark.usefixtures("networks")
def test_a_network_is_measured_on_whole_colour_images_with_a_note(tmp_path, folders) -> None:
    pytest.importorskip("torch")
    chosen = ["psnr", "lpips", "lpips@basicsr-y:crop_border=4"]
    study = ranked(tmp_path, folders, chosen, "basicsr-y:crop_border=4", output=tmp_path / "out", crops=None)
    for column, protocol in zip(
        chosen, ("basicsr-y:crop_border=4", "default", "basicsr-y:crop_border=4"), strict=True
    ):
        pair = tmp_path / "GT/v1/a.png", folders["ours"] / "v1/a.png"
        with pytest.warns() if column.startswith("lpips@") else nullcontext():
            expected = score(column.partition("@")[0], *pair, protocol=protocol)
        assert study.scores.of(column, "ours")[0] == pytest.approx(expected, rel=1e-6)
    assert study.scores.of("lpips", "ours")[0] != study.scores.of(chosen[2], "ours")[0]
    notes = [fact["note"] for fact in study.record["metrics"]]
    assert (notes[0], notes[2]) == ("", "")
    assert notes[1].startswith(
        "lpips: measured on whole images in all their colours (protocol default), since"
    )
    assert f"note: {notes[1]}" in " ".join(str(study).split())
    assert f"note: {notes[1]}" in " ".join(str(Study.open(tmp_path / "out")).split())


def test_the_statistics_name_columns_by_shorter_names(tmp_path, folders) -> None:
    study = ranked(tmp_path, folders, crops=None, primary="psnr@basicsr-y", relevant={"ssim:sigma=1": 0.01})
    assert study.record["statistics"]["primary"] == COLUMNS[:1]
    assert study.record["statistics"]["relevant"] == {COLUMNS[3]: 0.01}
    study = ranked(tmp_path, folders, crops=None, primary=["psnr", "ssim"])
    assert study.record["statistics"]["primary"] == [COLUMNS[2], COLUMNS[1], COLUMNS[3]]


def test_the_summary_names_the_protocol_of_the_columns_without_one(tmp_path, folders) -> None:
    lines = str(ranked(tmp_path, folders)).splitlines()
    assert lines[0] == "2 methods, 3 images each, protocol basicsr; * is the best mean"
    heads = [line for line in lines if line.startswith("method ")]
    assert [name for line in heads for name in line.split()[1:]] == list(COLUMNS)
    text = " ".join(str(ranked(tmp_path, folders, COLUMNS[:2])).split())
    assert text.startswith(
        "2 methods, 3 images each, each metric under its own protocol; * is the best mean method"
    )


def test_the_figure_has_the_values_and_the_protocol_of_each_column(tmp_path) -> None:
    pytest.importorskip("matplotlib")
    folders = method_folders(tmp_path, NAMES, size=72)
    study = rank(tmp_path / "GT", folders, COLUMNS, "basicsr", crop_sizes=[32], workers=1)
    caption = study.figure(metrics=["psnr@basicsr-y", "psnr"]).caption
    told = "PSNR-Y under protocol basicsr-y:crop_border=4; PSNR under protocol basicsr."
    assert told in caption
    assert " under " not in study.figure(metrics=["psnr@basicsr-y"]).caption.partition("Values:")[2]
    alike = ["psnr@basicsr:crop_border=1", "psnr@basicsr"]
    twice = rank(tmp_path / "GT", folders, alike, crop_sizes=[32], workers=1).figure().caption
    assert "psnr@basicsr:crop_border=1 under protocol basicsr:crop_border=1" in twice
    from difference_finder.study.images import Place, measure_crops

    place = Place("hand", "v1/a", 8, 8, 32)
    [crop] = measure_crops(study, [place], ["ours"], COLUMNS)
    files = [folder / "v1/a.png" for folder in (tmp_path / "GT", folders["ours"])]
    pair = [np.asarray(Image.open(file))[8:40, 8:40] for file in files]
    for column, protocol in zip(COLUMNS, ("basicsr-y", "basicsr-y", "basicsr", "skimage-wang"), strict=True):
        expected = score(column.partition("@")[0], *pair, protocol=protocol)
        assert crop.scores[column]["ours"] == pytest.approx(expected, rel=1e-9)


def test_a_column_given_twice_stops_the_study(tmp_path, folders) -> None:
    with pytest.raises(DuplicateNameError, match="metric 'psnr' is given twice"):
        ranked(tmp_path, folders, ["psnr", "psnr"])


def test_a_data_range_that_a_column_fixes_is_an_error(tmp_path, folders) -> None:
    with pytest.raises(DataRangeError, match=r"protocol 'seed-0\.0\.4' fixes the data range of"):
        ranked(tmp_path, folders, ["psnr", "ssim@seed-0.0.4"], data_range=255)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"metrics": ["psnr@basicsr", "ssim"]}, r"metrics=.*, now metrics=\['psnr@basicsr', 'ssim'\]\)"),
        ({"protocol": "basicsr"}, r"\(protocol='default', now protocol='basicsr'\)"),
    ],
)
def test_a_study_of_other_columns_is_refused(tmp_path, folders, change, message) -> None:
    given = {"metrics": ["psnr", "ssim"], "protocol": "default"}
    ranked(tmp_path, folders, **given, output=tmp_path / "out")
    with pytest.raises(StudyError, match=message):
        ranked(tmp_path, folders, **given | change, output=tmp_path / "out")


def test_a_study_measured_under_another_convention_is_refused(tmp_path, folders, monkeypatch) -> None:
    """An earlier version gave networks the luma values of the protocol."""
    ranked(tmp_path, folders, ["mse"], "basicsr-y", output=tmp_path / "out")
    monkeypatch.setattr(metrics.get("mse"), "learned", True)
    with pytest.raises(StudyError, match=r"\(protocols of the metrics basicsr-y, now default\)"):
        ranked(tmp_path, folders, ["mse"], "basicsr-y", output=tmp_path / "out")


def test_records_of_earlier_versions_have_one_protocol(tmp_path, folders) -> None:
    record = ranked(tmp_path, folders, ["psnr", "lpips@basicsr-y"][:1], "basicsr-y").record
    facts = [{k: v for k, v in fact.items() if k not in ("protocol", "note")} for fact in record["metrics"]]
    old = {**record, "metrics": [*facts, {**facts[0], "name": "lpips", "spec": "lpips"}]}
    assert [(c.protocol.name, c.note) for c in settings_of(old).columns] == [("basicsr-y", "")] * 2
