"""The kinds of change between ours and each rival, over a data set."""

from __future__ import annotations

import dataclasses
import json
import math
import statistics
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder, rank
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.images.difference_map import Kind
from difference_finder.pipeline.data_range import check_data_range
from difference_finder.pipeline.measurement import Measurement
from difference_finder.study.engines.local import LocalEngine
from difference_finder.study.kinds.counter import KindCounter, study_kinds
from difference_finder.study.kinds.counts import KindCount, RivalKinds, StudyKinds
from difference_finder.study.kinds.regions import StrongRegion, for_three
from difference_finder.study.kinds.sentences import MOST_ROWS, tabulate_kinds, write_kinds
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.rank import run_study
from difference_finder.study.run.store import Store
from difference_finder.study.statistics.paragraph import MOST_LINES, count_lines
from difference_finder.study.study import Study
from difference_finder.text import to_jsonable
from folders import method_folders, tables
from planted_methods import LEVELS, planted_folders

METHODS = ("ours", "soft", "bright", "same")
COUNT = 4


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("kinds")
    planted_folders(folder, (*METHODS, "jpeg"), COUNT)
    return folder


def studied(root: Path, methods: tuple[str, ...] = METHODS, **options) -> Study:
    folders = {name: root / name for name in methods}
    return rank(root / "GT", folders, "psnr", workers=1, kinds=True, crop_sizes=[32, 48], **options)


@pytest.fixture(scope="module")
def study(root: Path) -> Study:
    return studied(root, output=root / "out")


def most_frequent(study: Study, rival: str) -> KindCount:
    return study.kinds.of(rival).kinds[0]


# What is counted


def test_planted_kinds_are_counted_with_their_strength_and_the_nearer_method(study) -> None:
    bright = most_frequent(study, "bright")
    assert (bright.name, bright.method, bright.unit) == ("brighter", "bright", "levels")
    assert study.kinds.of("bright").share("brighter") > 0.9
    assert bright.strength == pytest.approx(LEVELS, abs=0.5)
    assert bright.images == COUNT
    assert bright.ours_nearer == bright.regions
    soft = study.kinds.of("soft")
    assert soft.share("blurred") + soft.share("lost_texture") > 0.9
    assert 0 < soft.area < COUNT * 128 * 128
    assert soft.ours_nearer == soft.regions


def test_the_counts_are_those_of_comparing_each_pair(root, study) -> None:
    finder = Finder(strategy="advantage", metric="mse", post_processor="regions:method=percentile", workers=1)
    for rival in ("soft", "bright"):
        first, area, strengths, nearer = Counter(), Counter(), [], 0
        for number in range(COUNT):
            paths = [root / name / f"{number:02d}.png" for name in ("ours", rival, "GT")]
            for region in finder.compare(*paths).regions[:20]:
                first[region.kinds[0].name] += 1
                area[region.kinds[0].name] += region.area
                strengths.append((region.kinds[0].name, region.kinds[0].strength))
                nearer += region.peak > 0
        found = study.kinds.of(rival)
        assert {count.name: count.regions for count in found.kinds} == first
        assert {count.name: count.area for count in found.kinds} == area
        assert (found.regions, found.ours_nearer) == (first.total(), nearer)
        top = found.kinds[0]
        assert top.strength == statistics.median(value for name, value in strengths if name == top.name)


def test_equal_methods_have_no_strong_region(study) -> None:
    assert study.kinds.of("same") == RivalKinds("same", COUNT, COUNT, 0, 0, 0, ())
    assert np.isnan(study.kinds.of("same").share("blurred"))
    assert f"Between ours and same, no strong region in {COUNT} images." in study.kinds.text


def test_the_kind_is_what_the_rival_is_whichever_method_is_ours(root) -> None:
    study = studied(root, ("soft", "ours"))
    assert study.kinds.ours == "soft"
    rival = study.kinds.of("ours")
    assert rival.share("sharpened") > 0.5
    assert rival.ours_nearer == 0  # the blurred images are nowhere nearer to the reference


@pytest.mark.parametrize("ours", ["ours", "jpeg"])
def test_a_kind_of_one_name_tells_which_method_has_it(root, ours) -> None:
    rival = {"ours": "jpeg", "jpeg": "ours"}[ours]
    study = studied(root, (ours, rival))
    top = most_frequent(study, rival)
    assert (top.name, top.method) == ("blocks", "jpeg")
    assert ("blocks in jpeg" in study.kinds.text) == (ours == "jpeg")


def test_an_image_that_cannot_be_read_is_not_counted(tmp_path) -> None:
    folders = planted_folders(tmp_path, ("ours", "soft", "bright"), 3, size=96)
    (folders["soft"] / "01.png").write_bytes(b"not an image")
    study = rank(tmp_path / "GT", folders, "psnr", workers=1, kinds=True, crops=None)
    assert [study.kinds.of(rival).images for rival in ("soft", "bright")] == [2, 3]
    assert "in 2 of 3 images (1 image not measured)" in study.kinds.text


def test_files_of_several_samples_are_noted(tmp_path) -> None:
    for level, name in enumerate(("GT", "ours", "edsr")):
        (tmp_path / name).mkdir()
        np.save(tmp_path / name / "stack.npy", np.full((2, 40, 40, 3), 0.1 * level))
    folders = {name: tmp_path / name for name in ("ours", "edsr")}
    study = rank(tmp_path / "GT", folders, "psnr", workers=1, kinds=True, axes="NHWC")
    assert study.kinds.of("edsr").images == 0
    assert "no image was measured" in study.kinds.text
    assert "no kinds of change: the files hold several samples" in {n["note"] for n in study.record["notes"]}


@pytest.mark.parametrize(
    "options", [{"ignore": ["0,0,60,128"]}, {"protocol": "basicsr-y:crop_border=8"}, {"crops": "ssim"}]
)
def test_only_pixels_that_the_study_measures_count(root, options) -> None:
    study = studied(root, ("ours", "bright"), **options)
    assert most_frequent(study, "bright").name == "brighter"
    assert study.kinds.metric == options.get("crops", "mse")
    if "ignore" in options:
        lefts = [crop.x for crops in study.crops.of_kinds.values() for crop in crops.best]
        assert lefts
        assert min(lefts) >= 60


@pytest.mark.parametrize(
    ("given", "three"), [(None, None), (255, 255.0), ("-1,1", "-1,1"), ("255:65535", "65535:65535:255")]
)
def test_the_ranges_of_reference_and_method_become_those_of_three_images(given, three) -> None:
    measurement = Measurement(data_range=check_data_range(given))
    assert for_three(measurement, None).data_range == three


# How it is kept


def test_a_finished_study_has_the_same_kinds(root, study) -> None:
    opened = Study.open(root / "out")
    assert opened.kinds == study.kinds
    assert opened.crops == study.crops
    assert StudyKinds.from_dict(json.loads(json.dumps(study.kinds.to_dict()))) == study.kinds
    record = json.loads((root / "out" / "study.json").read_text())
    assert record["kinds"]["text"] == study.kinds.text == study.to_dict()["kinds"]["text"]
    assert repr(study.kinds) == f"StudyKinds(ours='ours', rivals=3, regions={_regions(study)})"


def _regions(study: Study) -> int:
    return sum(rival.regions for rival in study.kinds.rivals)


@pytest.mark.slow
def test_processes_shards_and_interruptions_do_not_matter(processes, tmp_path) -> None:
    folders = planted_folders(tmp_path, ("ours", "soft", "bright"), 5, size=96)
    found = []
    for name, options in {"one": {"workers": 1}, "large": {"workers": 2, "shard_size": 3}}.items():
        rank(tmp_path / "GT", folders, "psnr", output=tmp_path / name, kinds=True, **options)
        found.append(tables(tmp_path / name))
    assert json.loads(found[0]["study.json"])["crops"]["of_kinds"]
    manifest = plan_study(
        tmp_path / "GT", folders, MeasurementSettings.checked("psnr"), kinds=True, shard_size=2
    )
    store = Store(tmp_path / "resumed", manifest)
    LocalEngine(workers=1).run(store.manifest, [1], store.shard_folder)
    run_study(manifest, tmp_path / "resumed", LocalEngine(workers=1))
    found.append(tables(tmp_path / "resumed"))
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_kinds_are_measured_only_on_request(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a", "b"], size=48)
    study = rank(tmp_path / "GT", folders, "psnr", output=tmp_path / "out", workers=1)
    assert study.kinds is None
    assert study.record["kinds"] is None
    assert study.crops is None or not study.crops.of_kinds
    assert "strong region" not in str(study)
    record = json.loads((tmp_path / "out" / "study.json").read_text())
    del record["kinds"]  # as an earlier version wrote it
    (tmp_path / "out" / "study.json").write_text(json.dumps(record))
    assert Study.open(tmp_path / "out").kinds is None


def test_requests_that_make_no_sense_are_refused(tmp_path) -> None:
    folders = method_folders(tmp_path, ["a"], ("ours", "edsr"))
    with pytest.raises(InputError, match="kinds must be True or False, not 'blurred'"):
        rank(tmp_path / "GT", folders, "psnr", kinds="blurred")
    with pytest.raises(
        InputError, match="'ours' is the only method; pass another method, or leave kinds out"
    ):
        rank(tmp_path / "GT", {"ours": folders["ours"]}, "psnr", kinds=True)
    rank(tmp_path / "GT", folders, "psnr", output=tmp_path / "out", workers=1)
    with pytest.raises(InputError, match="kinds=False, now kinds=True"):
        rank(tmp_path / "GT", folders, "psnr", output=tmp_path / "out", kinds=True)


def test_an_unknown_rival_is_named(study) -> None:
    with pytest.raises(UnknownNameError, match="no rival in this study 'sofd'; did you mean 'soft'"):
        study.kinds.of("sofd")


# What is said


def region(name: str, text: str = "", area: int = 100, nearer: bool = True) -> StrongRegion:
    kind = Kind(name, 10.0, "%", 0.9, text)
    return StrongRegion(0, 0, 10, 10, area, nearer, (kind,), text)


def test_a_sentence_counts_kinds_images_and_the_nearer_method() -> None:
    counter = KindCounter("ours", "edsr")
    counter.add([region("blurred"), region("blurred", nearer=False), region("undetermined")])
    counter.add([region("ringing", "ringing beside edges in the first, 2 levels", area=300)])
    counter.add([])
    found = study_kinds("ours", "mse", 4, [counter.result()])
    assert found.text.endswith(
        "Between ours and edsr, 4 regions in 2 of 4 images (1 image not measured): blurred 50 % (median"
        " strength 10 %), ringing in ours 25 % (median strength 10 %), undetermined 25 %; ours is nearer to"
        " the reference in 75 % of them."
    )
    rows, more = tabulate_kinds(found, ["edsr"])
    assert rows[1:] == [
        ["edsr", "blurred", "2", "50 %", "33 %", "1", "10 %", "50 %"],
        ["edsr", "ringing in ours", "1", "25 %", "50 %", "1", "10 %", "100 %"],
        ["edsr", "undetermined", "1", "25 %", "17 %", "1", "-", "100 %"],
    ]
    assert more == 0


def test_a_share_is_never_rounded_to_none_or_all() -> None:
    counter = KindCounter("ours", "edsr")
    counter.add([*[region("blurred")] * 999, region("banding", nearer=False)])
    text = study_kinds("ours", "mse", 1, [counter.result()]).text
    assert "blurred > 99 %" in text
    assert "banding < 1 %" in text
    assert "nearer to the reference in > 99 %" in text


def test_strengths_that_are_not_finite_do_not_enter_the_median() -> None:
    counter = KindCounter("ours", "edsr")
    for strength in (math.inf, math.nan, 4.0, 6.0):
        kind = Kind("stripes", strength, "px", 0.9, "")
        row = dataclasses.replace(region("stripes"), kinds=(kind,)).to_json()
        counter.add([StrongRegion.from_json(json.loads(json.dumps(to_jsonable(row), allow_nan=False)))])
    assert counter.result().kinds[0].strength == 5.0
    unknown = KindCounter("ours", "edsr")
    unknown.add([dataclasses.replace(region("stripes"), kinds=(Kind("stripes", math.nan, "px", 0.9, ""),))])
    found = study_kinds("ours", "mse", 1, [unknown.result()])
    assert "stripes 100 % (median strength unknown)" in found.text
    again = StudyKinds.from_dict(json.loads(json.dumps(to_jsonable(found.to_dict()), allow_nan=False)))
    assert math.isnan(again.rivals[0].kinds[0].strength)


def test_many_kinds_become_one_share() -> None:
    counter = KindCounter("ours", "edsr")
    for number, name in enumerate(("blurred", "noisier", "moved", "banding", "stripes", "removed")):
        counter.add([region(name)] * (10 - number))
    text = study_kinds("ours", "mse", 6, [counter.result()]).text
    assert "other kinds 24 %" in text
    assert "stripes" not in text


def test_a_paragraph_has_at_most_twelve_lines_and_a_table_has_the_rest(study) -> None:
    counters = [KindCounter("ours", f"rival-{number:02d}") for number in range(60)]
    for counter in counters:
        counter.add([region("blurred"), region("moved")])
    found = study_kinds("ours", "mse", 1, [counter.result() for counter in counters])
    text, left_out = write_kinds(found)
    assert text == found.text
    assert count_lines(text) <= MOST_LINES
    told = 60 - len(left_out)
    assert told >= 4
    assert left_out[0] == f"rival-{told:02d}"
    assert text.endswith(f"{len(left_out)} rivals more: see the table.")
    rows, more = tabulate_kinds(found, left_out)
    assert len(rows) == 1 + MOST_ROWS
    assert more == 2 * len(left_out) - MOST_ROWS
    many = Study.of(study)
    many.__dict__.update(record={**study.record, "kinds": found.to_dict()})
    many.__dict__.pop("kinds", None)
    assert f"and {more} more in the record" in str(many)


def test_the_summary_has_the_paragraph(study) -> None:
    assert " ".join(study.kinds.text.split()) in " ".join(str(study).split())


def test_images_of_another_depth_are_compared_on_their_scales(tmp_path) -> None:
    folders = planted_folders(tmp_path, ("ours", "bright"), 2, size=96)
    for folder in folders.values():
        for path in folder.glob("*.png"):
            np.save(path.with_suffix(".npy"), np.asarray(Image.open(path)).astype(np.uint16) * 257)
            path.unlink()
    study = rank(tmp_path / "GT", folders, "psnr", workers=1, kinds=True)
    assert most_frequent(study, "bright").name == "brighter"
    assert most_frequent(study, "bright").strength == pytest.approx(LEVELS, abs=0.5)


def test_one_level_is_singular_and_a_narrow_terminal_has_narrow_lines(monkeypatch) -> None:
    from difference_finder.study import summary
    from difference_finder.study.kinds.counts import KindCount
    from difference_finder.study.kinds.sentences import _strength

    counts = [KindCount("blocks", "edsr", "levels", 1, 9, 1, size, 1) for size in (1.0, 1.04, 1.5)]
    assert [_strength(count) for count in counts] == ["1 level", "1 level", "1.5 levels"]
    assert summary.width_of_lines() == summary.WIDTH
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for columns, width in ((80, 80), (200, 100), (10, 40)):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert summary.width_of_lines() == width
