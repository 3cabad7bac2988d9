"""What folders decide once: the range of floats, the axes of arrays, the bits of their containers."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image as Picture

from difference_finder import Finder
from difference_finder.errors import DataRangeError, InputError
from difference_finder.parts.registry import metrics
from difference_finder.pipeline import data_set
from difference_finder.pipeline.column import Column
from difference_finder.pipeline.data_set import DataSet
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.protocol import get_protocol

RANDOM = np.random.default_rng(3)
UNIT = RANDOM.random((12, 14))


@pytest.fixture
def folders(tmp_path):
    """Return a function that writes arrays into two folders, and returns both."""

    def write(first, second):
        for side, arrays in (("first", first), ("second", second)):
            (tmp_path / side).mkdir(exist_ok=True)
            for number, array in enumerate(arrays):
                np.save(tmp_path / side / f"{number:03d}.npy", array)
        return tmp_path / "first", tmp_path / "second"

    return write


def stream(finder, folders):
    return list(finder.stream(*folders))


def test_floats_in_the_unit_range_have_one_range(folders):
    found = stream(Finder(metric="psnr", strategy="gradient"), folders([UNIT, UNIT / 2], [UNIT / 3, UNIT]))
    assert [pair.protocol["data_range"] for pair in found] == [1.0, 1.0]
    decided = found[0].to_dict()["options"]["data_set"]
    assert (decided["floats"], decided["files"], decided["looked"]) == ("unit", 4, 4)
    assert decided["sides"]["first"]["containers"] == ["float64"]


def test_mixed_floats_are_refused_before_work(folders):
    given = folders([UNIT, UNIT * 3.2 / UNIT.max(), UNIT], [UNIT, UNIT, UNIT])
    message = r"1 of the 6 files with floats .* outside of \[0, 1\], up to 3.2, .* psnr .*; pass data_range"
    with pytest.raises(DataRangeError, match=message):
        Finder(metric="psnr").stream(*given)
    assert len(stream(Finder(metric="psnr", data_range=4), given)) == 3


def test_mixed_floats_have_no_range_where_none_is_needed(folders):
    found = stream(Finder(metric="mse"), folders([UNIT, UNIT * 9], [UNIT / 2, UNIT]))
    assert [pair.protocol["data_range"] for pair in found] == [None, None]
    assert found[0].options["data_set"]["floats"] == "unknown"


def test_floats_that_all_leave_the_range_keep_the_error_of_each_pair(folders):
    found = stream(Finder(metric="psnr"), folders([UNIT * 9, UNIT * 7], [UNIT * 8, UNIT * 8]))
    assert [pair.error for pair in found] == ["DataRangeError"] * 2


def test_a_file_that_contradicts_is_an_error_row(folders, monkeypatch):
    monkeypatch.setattr(data_set, "MOST_VALUES", 3)
    monkeypatch.setattr(data_set, "FEWEST_DECODED", 3)
    images = [UNIT] * 9
    images[3] = UNIT * 3.2 / UNIT.max()
    found = stream(Finder(metric="psnr"), folders(images, [UNIT / 2] * 9))
    assert [pair.ok for pair in found] == [number != 3 for number in range(9)]
    assert (
        "holds values up to 3.2; the data set was decided to lie in [0, 1] from 6 of 18 files"
        in found[3].cause
    )
    assert "pass data_range" in found[3].cause


def test_values_between_the_blocks_that_were_looked_at_contradict(folders):
    large = np.zeros((300, 400))
    large[12, 200] = 5.0  # between the first block of values and the second
    found = stream(Finder(metric="mse"), folders([large, UNIT], [large, UNIT]))
    assert [pair.ok for pair in found] == [False, True]


def test_a_protocol_that_supplies_the_range_takes_all_floats(folders):
    found = stream(Finder(metric="psnr", protocol="fastmri"), folders([UNIT * 9, UNIT], [UNIT * 8, UNIT / 2]))
    assert [pair.protocol["data_range"] for pair in found] == pytest.approx([9 * UNIT.max(), UNIT.max()])


@pytest.mark.parametrize(
    ("protocol", "refused"), [("default", False), ("basicsr-y", True), ("nerfbaselines", True)]
)
def test_a_protocol_may_need_the_range(folders, protocol, refused):
    given = folders([np.stack([UNIT] * 3) * 5, np.stack([UNIT] * 3)], [np.stack([UNIT] * 3)] * 2)
    if refused:
        with pytest.raises(DataRangeError, match=protocol):
            Finder(metric="mse", protocol=protocol).stream(*given)
    else:
        assert all(pair.ok for pair in stream(Finder(metric="mse", protocol=protocol), given))


def test_ambiguous_axes_are_read_as_the_others(folders):
    sure, doubtful = RANDOM.random((9, 8, 3)), RANDOM.random((4, 9, 4))
    given = folders([sure, doubtful], [sure, doubtful / 2])
    with pytest.warns(UserWarning) as heard:
        found = stream(Finder(metric="mse", alpha="band"), given)
    assert [str(warning.message) for warning in heard] == [
        "arrays of ambiguous shapes are all read alike: 1 of 2 of 'first', 1 of 2 of 'second' as HWC;"
        " pass axes if that is wrong"
    ]
    assert [pair.pair.first.shape for pair in found] == [(1, 3, 9, 8), (1, 4, 4, 9)]


def test_archives_of_arrays_are_looked_at(tmp_path):
    for side in ("first", "second"):
        (tmp_path / side).mkdir()
        np.savez(tmp_path / side / "a.npz", image=UNIT, more=UNIT * 9)
        np.savez_compressed(tmp_path / side / "b.npz", UNIT * 2)
        (tmp_path / side / "c.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DataRangeError, match="2 of the 4 files with floats"):
        Finder(metric="psnr").stream(tmp_path / "first", tmp_path / "second")


def test_axes_that_contradict_are_refused(folders):
    images = [RANDOM.random((9, 8, 3)), RANDOM.random((3, 9, 8)), RANDOM.random((3, 9, 8))]
    given = folders(images, images)
    with pytest.raises(InputError, match=r"'first' .* 2 as CHW, 1 as HWC; pass axes='CHW'"):
        Finder(metric="mse").stream(*given)


def test_each_side_has_its_own_axes(folders):
    image = RANDOM.random((3, 9, 8))
    found = stream(Finder(metric="mse"), folders([image] * 2, [image.transpose(1, 2, 0)] * 2))
    assert [pair.score for pair in found] == [0, 0]
    decided = found[0].options["data_set"]["sides"]
    assert [decided[side]["axes"] for side in ("first", "second")] == ["CHW", "HWC"]


@pytest.mark.parametrize(
    ("axes", "shape", "expected"),
    [
        ("HWC", (4, 9, 4), (1, 4, 4, 9)),
        ("hwc", (4, 9, 4), (1, 4, 4, 9)),
        ("CHW", (9, 8, 3), (1, 9, 8, 3)),
        ("CHW", (9, 8), (1, 1, 9, 8)),
        ("NHWC", (2, 4, 9, 4), (2, 4, 4, 9)),
        ("NHWC", (4, 9, 4), (1, 4, 4, 9)),
        ("HWC", (2, 4, 9, 4), (2, 4, 4, 9)),
        ("NHW", (4, 9, 4), (4, 1, 9, 4)),
        ("HW", (4, 9, 4), (4, 1, 9, 4)),
        ("WH", (9, 8), (1, 1, 8, 9)),
        ("CWH", (3, 9, 8), (1, 3, 8, 9)),
        ("HWCN", (9, 8, 3, 2), (2, 3, 9, 8)),
    ],
)
def test_axes_are_read_as_given(tmp_path, axes, shape, expected):
    array = RANDOM.random(shape)
    np.save(tmp_path / "a.npy", array)
    for source in (array, tmp_path / "a.npy"):
        assert Measurement.checked(axes=axes, alpha="band").open(source).pixels.shape == expected


@pytest.mark.parametrize("axes", ["HC", "HWW", "XHW", "", 3])
def test_impossible_axes_are_refused(axes):
    with pytest.raises(InputError, match="letters such as HWC"):
        Measurement.checked(axes=axes)


def test_axes_that_do_not_fit_are_an_error_of_the_file(folders):
    given = folders([UNIT, RANDOM.random((2, 3, 9, 8))], [UNIT] * 2)
    found = stream(Finder(metric="mse", axes="HW"), given)
    assert [pair.ok for pair in found] == [True, False]
    assert "shape (2, 3, 9, 8) does not have the axes of axes='HW'; pass its own" in found[1].cause


def test_bits_are_told_once_for_all_files(folders):
    images = [np.round(UNIT * top).astype(np.uint16) for top in (4095, 900)]
    given = folders(images, images)
    with pytest.warns(UserWarning) as heard:
        found = stream(Finder(metric="mse"), given)
    assert [str(warning.message) for warning in heard] == [
        "4 files that were looked at hold 16 bits and look like 12 of 16 bits; if so, pass data_range=4095"
    ]
    assert not any("bits" in note for pair in found for note in pair.notes)  # no other guess for each pair
    assert {pair.protocol["data_range"] for pair in found} == {1.0}
    assert found[1].options["data_set"]["notes"] == [str(heard[0].message)]


def test_bits_of_pictures_are_told_with_both_containers(tmp_path):
    for side in ("first", "second"):
        (tmp_path / side).mkdir()
    Picture.fromarray((UNIT * 255).astype(np.uint8)).save(tmp_path / "first" / "a.png")
    Picture.fromarray(np.round(UNIT * 4095).astype(np.uint16)).save(tmp_path / "second" / "a.png")
    with pytest.warns(
        UserWarning, match=r"1 file .* look like 12 of 16 bits; if so, pass data_range='255:4095'"
    ):
        stream(Finder(metric="mse"), (tmp_path / "first", tmp_path / "second"))


def test_full_bits_are_not_told(folders):
    images = [np.round(UNIT * top).astype(np.uint16) for top in (65535, 4095)]
    assert all(pair.ok for pair in stream(Finder(metric="mse"), folders(images, images)))


def test_a_decision_survives_json():
    columns = [Column(metrics.get("mse"), get_protocol(None))]
    decided = Measurement.checked().decided({"first": [], "second": []}, columns).data_set
    assert DataSet.from_dict(decided.to_dict()) == decided
    assert DataSet.from_dict(None) is None


def test_flip_is_hdr_for_all_files_or_for_none(folders):
    """Radiance of a dark scene lies in [0, 1], and is no picture of a screen."""
    dark, bright = np.stack([UNIT] * 3), np.stack([UNIT] * 3) * 4
    found = stream(Finder(strategy="local", metric="flip"), folders([dark, bright], [dark / 2, bright / 2]))
    hdr = Finder(strategy="local", metric="flip:mode=hdr").compare(dark, dark / 2)
    assert found[0].score == pytest.approx(hdr.score, rel=1e-6)
