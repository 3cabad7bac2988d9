"""Patterns of files in place of folders."""

from __future__ import annotations

import pytest

from difference_finder import rank
from difference_finder.errors import InputError, PairingError
from difference_finder.storage.listing import list_folder
from difference_finder.storage.patterns import FilePattern, split_pattern
from folders import method_folders


@pytest.mark.parametrize(
    ("given", "root", "text"),
    [
        ("a/b/{image}_x4.png", "a/b", "{image}_x4.png"),
        ("/a/*/{image}", "/a", "*/{image}"),
        ("{image}.png", ".", "{image}.png"),
        ("/{image}.png", "/", "{image}.png"),
        ("a/v1-*/x4/{image}.png", "a", "v1-*/x4/{image}.png"),
        ("a/b", "a/b", None),
    ],
)
def test_a_pattern_has_a_folder(given, root, text) -> None:
    assert split_pattern(given) == (root, None if text is None else FilePattern(text))


@pytest.mark.parametrize(
    ("text", "below", "name"),
    [
        ("{image}_x4.png", "baby_x4.png", "baby"),
        ("{image}_x4", "sub/baby_x4.png", "sub/baby"),
        ("{image}_x4.png", "baby_x4.jpg", None),
        ("{image}_x4.png", "_x4.png", None),
        ("*/{image}.png", "v1/baby.png", "baby"),
        ("*/{image}.png", "baby.png", None),
        ("{image}*.png", "a.png", "a"),
        ("{image}.(png)", "a.(png)", "a"),
    ],
)
def test_a_pattern_gives_the_name(text, below, name) -> None:
    suffix = ".png" if below.endswith(".png") else ".jpg" if below.endswith(".jpg") else ""
    assert FilePattern(text).name(below, suffix) == name


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path) -> None:
    (tmp_path / "{image}").mkdir()
    assert split_pattern(tmp_path / "{image}") == (tmp_path / "{image}", None)


def test_two_images_in_a_pattern_are_an_error() -> None:
    with pytest.raises(InputError, match="more than once"):
        split_pattern("a/{image}/{image}.png")


def test_a_pattern_lists_only_its_files(tmp_path) -> None:
    for name in ("a_x4.png", "a_x4_err.png", "b_x4.png", "b.txt"):
        (tmp_path / name).touch()
    listing = list_folder(f"{tmp_path}/{{image}}_x4.png", {".png"})
    assert list(listing.by_name()) == ["a", "b"]
    assert listing.unread == {}
    with pytest.raises(PairingError, match=r"holds 3 images, but none that '\{image\}_x2.png' stands for"):
        list_folder(f"{tmp_path}/{{image}}_x2.png", {".png"})


def test_a_study_of_patterns(tmp_path) -> None:
    folders = method_folders(tmp_path, ["cat", "dog"])
    plain = rank(tmp_path / "GT", folders, "mse", crops=None, workers=1)
    for path in (tmp_path / "edsr").iterdir():
        path.rename(path.with_name(f"{path.stem}_x4_seed0.png"))
    folders["edsr"] = str(tmp_path / "edsr" / "{image}_x4_*.png")
    study = rank(tmp_path / "GT", folders, "mse", crops=None, workers=1, pairing="name")
    assert study.scores.names == ("cat", "dog")
    assert study.scores.of("mse", "edsr").tolist() == plain.scores.of("mse", "edsr").tolist()
    assert study.path("cat", "edsr") == tmp_path / "edsr" / "cat_x4_seed0.png"
    with pytest.raises(PairingError, match=r"method 'edsr': .*, the folder of .*, is not a folder"):
        rank(tmp_path / "GT", {"edsr": str(tmp_path / "nothing" / "{image}.png")}, "mse")


def test_a_folder_may_have_the_name_of_a_misspelling(tmp_path) -> None:
    given = tmp_path / "{imag}"
    with pytest.raises(
        InputError, match=r"contains \{imag\}, which stands for nothing; did you mean \{image\}"
    ):
        split_pattern(given)
    given.mkdir()
    assert split_pattern(given) == (given, None)
