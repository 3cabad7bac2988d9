"""Crops say their kind, and crops of one kind are chosen among the strong regions."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from difference_finder import rank
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.images.difference_map import Kind
from difference_finder.images.pair import Pair
from difference_finder.study.crops.crop import Crop
from difference_finder.study.crops.records import Crops
from difference_finder.study.crops.settings import CropSettings
from difference_finder.study.kinds.crop_change import describe_window
from difference_finder.study.kinds.regions import StrongRegion
from difference_finder.study.kinds.windows import with_window
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.run import crop_kinds
from difference_finder.study.run.crop_kinds import CropKinds
from difference_finder.study.run.shard import read_shard
from difference_finder.study.study import Study
from folders import tables
from planted_methods import planted_folders

METHODS = ("ours", "soft", "bright")
COUNT = 5


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("crops")
    planted_folders(folder, (*METHODS, "same"), COUNT)
    return folder


def studied(root: Path, methods: tuple[str, ...] = METHODS, **options) -> Study:
    folders = {name: root / name for name in methods}
    return rank(root / "GT", folders, "psnr", workers=1, crop_sizes=[32, 48], **options)


@pytest.fixture(scope="module")
def study(root: Path) -> Study:
    return studied(root, output=root / "out", kinds=True)


def every(crops: Crops) -> list[Crop]:
    return [crop for listed in crops.lists.values() for crop in listed]


# The kind of a crop


def test_each_crop_has_the_kind_of_its_rival(study) -> None:
    # Ours has noise that the blurred images lack, which is all that differs in plain crops.
    kinds = {"bright": {"brighter"}, "soft": {"blurred", "lost_texture", "ringing", "smoother"}}
    for crop in every(study.crops):
        assert crop.kinds[0].name in kinds[crop.rival]
        assert crop.text.startswith(crop.kinds[0].text)
    assert {crop.rival for crop in every(study.crops)} == set(kinds)


def test_a_disclosure_names_the_methods_in_place_of_first_and_second(study) -> None:
    crop = next(crop for crop in every(study.crops) if crop.rival == "bright")
    told = crop.disclosure()
    assert "From ours to bright: " in told
    assert " levels brighter in bright; ours is nearer to the reference (brighter, confidence " in told
    assert "the first" not in told
    assert "the second" not in told
    called = {"ours": "A", "bright": "the first"}.__getitem__
    renamed = crop.disclosure(called)
    assert "the margin over the first is" in renamed
    assert "brighter in the first; A is nearer" in renamed


def test_a_crop_without_a_difference_says_so(root) -> None:
    crop = studied(root, ("ours", "same")).crops.best[0]
    assert crop.kinds == ()
    assert crop.disclosure().endswith("From ours to same: no pixel differs.")


def test_a_crop_that_was_not_measured_says_nothing(study) -> None:
    crop = dataclasses.replace(study.crops.best[0], kinds=(), text="")
    assert crop.disclosure().endswith(" of them.")


def test_kinds_of_crops_survive_json_and_records_without_them_are_read(study) -> None:
    facts = json.loads(json.dumps(study.crops.to_dict()))
    assert Crops.from_dict(facts) == study.crops
    for name in ("kind", "of_kinds"):
        del facts[name]
    for listed in (facts[name] for name in study.crops.lists):
        for crop in listed:
            for name in ("kinds", "text", "chosen_kind"):
                del crop[name]
    old = Crops.from_dict(facts)
    assert old.best[0].kinds == ()
    assert [crop.box for crop in old.median] == [crop.box for crop in study.crops.median]


def test_a_resumed_study_does_not_measure_its_crops_again(root, study, monkeypatch) -> None:
    before = tables(root / "out")

    def fail(*given) -> None:
        raise AssertionError("measured again")

    monkeypatch.setattr(crop_kinds, "describe_window", fail)
    studied(root, output=root / "out", kinds=True)
    assert tables(root / "out") == before


def test_a_damaged_record_is_measured_again(root, study, tmp_path) -> None:
    before = tables(root / "out")
    shutil.copytree(root / "out", tmp_path / "out")
    (tmp_path / "out" / "study.json").write_bytes(b"{")
    studied(root, output=tmp_path / "out", kinds=True)
    assert tables(tmp_path / "out") == before


def test_files_that_have_changed_are_a_cause_and_not_a_kind(root, study) -> None:
    manifest = Manifest.load(root / "out" / "manifest.jsonl")
    meter = CropKinds(manifest, lambda number: ["0" * 64] * (len(METHODS) + 1), None)
    crops = meter.describe(dataclasses.replace(study.crops, best=study.crops.best[:1], random=()))
    assert crops.best[0].kinds == ()
    causes = [cause for _, cause in meter.causes]
    assert all("has changed since it was scored" in cause for cause in causes)
    assert set.union(*meter.causes.values()) == {c.image for c in (*every(crops),)}


def test_a_cause_becomes_a_note_of_the_study(root, monkeypatch) -> None:
    def fail(*given) -> None:
        raise InputError("no such window")

    monkeypatch.setattr(crop_kinds, "describe_window", fail)
    study = studied(root)
    notes = {row["note"] for row in study.record["notes"]}
    assert "the kinds of some crops were not measured: no such window" in notes


def test_the_window_of_a_cropped_pair_is_in_pixels_of_the_whole_image() -> None:
    random = np.random.default_rng(0)
    first = random.integers(60, 90, (1, 3, 80, 90)).astype(np.float32)
    second = first.copy()
    second[:, :, 30:60, 40:70] += 12
    whole = Pair(first, second, 255.0)
    kinds, text = describe_window(whole, 40, 30, 30)
    assert kinds[0].name == "brighter"
    assert text.startswith("12.0 levels brighter in the second")
    assert describe_window(whole.cropped(5, 7, 70, 80), 40, 30, 30)[0][0].name == "brighter"
    assert describe_window(whole, 0, 0, 20) == ((), "no pixel differs")


# Windows around strong regions

SETTINGS = CropSettings.checked(
    "ours",
    ["edsr"],
    metric="mse",
    sizes=[16, 32],
    border=8,
    stride=None,
    keep=5,
    seed=0,
    exact=0,
)


def placed(box: tuple[int, int, int, int], shape=(100, 120), errors=None) -> StrongRegion:
    kind = Kind("blurred", 10.0, "%", 0.9, "")
    region = StrongRegion(*box, box[2] * box[3], True, (kind,), "")
    maps = errors or {"ours": np.zeros(shape, np.float32), "edsr": np.ones(shape, np.float32)}
    return with_window(region, maps, "edsr", SETTINGS)


@pytest.mark.parametrize(
    ("box", "window"),
    [
        ((40, 50, 10, 8), (37, 46, 16)),  # around the region
        ((40, 50, 17, 8), (33, 38, 32)),  # of the next size
        ((4, 50, 10, 8), (8, 46, 16)),  # moved out of the border
        ((110, 90, 6, 6), None),  # in the border of the image
        ((0, 0, 3, 3), None),
    ],
)
def test_a_window_surrounds_its_region_within_the_border(box, window) -> None:
    found = placed(box)
    assert found.window == window
    assert found.errors == (None if window is None else (0.0, 1.0))


def test_a_large_region_is_shown_where_the_errors_differ_most() -> None:
    errors = {"ours": np.zeros((100, 120)), "edsr": np.zeros((100, 120))}
    errors["edsr"][40:60, 60:80] = 1
    left, top, size = placed((10, 10, 100, 80), errors=errors).window
    assert size == 32
    assert left <= 60
    assert left + size >= 80
    assert top <= 40
    assert top + size >= 60


def test_no_window_has_pixels_that_do_not_count() -> None:
    errors = {"ours": np.zeros((100, 120)), "edsr": np.ones((100, 120))}
    errors["ours"][52, 42] = np.nan
    assert placed((40, 50, 10, 8), errors=errors).window is None


def test_no_window_is_larger_than_the_image() -> None:
    assert placed((10, 10, 10, 10), shape=(30, 60)).window is None
    assert placed((10, 10, 40, 10), shape=(40, 90)).window[2] == 16


# Crops of one kind


def rows(root: Path, kind: str) -> list[tuple[str, str, StrongRegion]]:
    """Return image, rival and region of each window of a kind, from the results of the shards."""
    manifest = Manifest.load(root / "out" / "manifest.jsonl")
    images = [
        image
        for number in range(manifest.shards)
        for image in read_shard(manifest.shard(number), root / "out" / "parts").images
    ]
    regions = (
        (image.name, rival, StrongRegion.from_json(row))
        for image in images
        for rival, listed in image.kinds.items()
        for row in listed
    )
    return [row for row in regions if row[2].kinds[0].name == kind and row[2].window]


def test_crops_of_a_kind_are_those_of_its_windows(root, study) -> None:
    found = study.crops.of_kind("brighter")
    known = rows(root, "brighter")
    margins = np.array([region.errors[1] - region.errors[0] for *_, region in known])
    assert found.candidates == len(known) > 3
    assert (found.kind, found.images) == ("brighter", len({name for name, *_ in known}))
    boxes = {(name, rival, region.window): i for i, (name, rival, region) in enumerate(known)}
    for crop in every(found):
        i = boxes[crop.image, crop.rival, crop.box[:3]]
        assert crop.margin == margins[i]
        assert crop.kinds == known[i][2].kinds
        assert crop.text == known[i][2].text
        assert crop.chosen_kind == crop.kinds[0].name == "brighter"
        assert crop.candidates == len(known)
        below, equal = (margins < margins[i]).sum(), (margins == margins[i]).sum()
        assert crop.percentile == pytest.approx(100 * (below + equal / 2) / len(known))
        assert set(crop.errors) == {"ours", crop.rival}
    assert abs(found.median[0].percentile - 50) <= 50 / len(known)
    gap = found.errors["bright"] - found.errors["ours"]
    sizes = np.array([region.window[2] for *_, region in known])
    assert {rival for _, rival, _ in known} == {"bright"}
    best = boxes[found.best[0].image, "bright", found.best[0].box[:3]]
    assert best == np.argmax((margins - gap) * sizes)
    worst = boxes[found.rival_best[0].image, "bright", found.rival_best[0].box[:3]]
    assert worst == np.argmin(margins * sizes)


def test_gaps_are_those_to_the_rival_of_the_crop(study) -> None:
    crop = study.crops.of_kind("brighter").median[0]
    errors = crop.image_errors
    assert crop.gaps.image == errors["bright"] - errors["ours"]
    same = next((c for c in every(study.crops) if c.image == crop.image), None)
    if same is not None:
        assert errors["bright"] == same.image_errors["bright"]
    assert crop.gaps.dataset == study.crops.errors["bright"] - study.crops.errors["ours"]


def test_crops_of_a_kind_say_what_they_were_chosen_from(study) -> None:
    found = study.crops.of_kind("brighter")
    told = found.disclosure()
    assert f"Crops were selected by mse from {found.candidates} windows" in told
    assert "around the strong regions with the first kind brighter" in told
    assert "ours was better than the rival in" in told
    crop = found.median[0].disclosure()
    assert f"of {found.candidates} windows with the first kind brighter; the rival is better in" in crop
    assert "the best rival" not in crop


def test_a_kind_that_no_window_has_is_refused_with_the_kinds_that_were_found(study) -> None:
    counts = ", ".join(f"{kind} {crops.candidates}" for kind, crops in study.crops.of_kinds.items())
    with pytest.raises(InputError) as caught:
        study.crops.of_kind("banding")
    assert str(caught.value) == (
        f"crops_kind='banding': no window has this first kind; the windows have {counts}"
    )
    with pytest.raises(UnknownNameError, match="no kind of change 'brihgter'; did you mean 'brighter'"):
        study.crops.of_kind("brihgter")
    for name in ("sharpened", "undetermined"):  # the name in the other order, and no kind
        with pytest.raises(InputError, match="no window has this first kind"):
            study.crops.of_kind(name)


def test_a_study_without_kinds_has_no_crops_of_a_kind(root) -> None:
    with pytest.raises(InputError, match=r"crops_kind='brighter' needs the kinds .* run it again with kinds"):
        studied(root).crops.of_kind("brighter")


def test_without_crops_there_are_counts_and_no_crops_of_a_kind(root) -> None:
    study = studied(root, crops=None, kinds=True)
    assert study.crops is None
    assert study.kinds.of("bright").share("brighter") > 0.9
