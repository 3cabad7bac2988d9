from pathlib import Path

import pytest

from difference_finder.errors import InputError, PairingError
from difference_finder.storage.matching import match_folders

SUFFIXES = (".png", ".jpg")


def touch(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def test_by_name_without_suffix_in_order_of_name(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "z.png", "deep/b.JPG", "a.jpg", "notes.txt", ".hidden.png", ".cache/x.png")
    second = touch(tmp_path / "b", "a.png", "deep/b.png", "z.jpg")
    third = touch(tmp_path / "c", "a.png", "deep/b.png", "z.jpg")
    matches = match_folders([first, second, third], SUFFIXES)
    assert [match.name for match in matches] == ["a", "deep/b", "z"]
    assert matches[0].paths == (first / "a.jpg", second / "a.png", third / "a.png")


def test_unmatched_names_are_listed(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "one.png", "two.png", "three.png")
    second = touch(tmp_path / "b", "one.png", "four.png", "five.png")
    with pytest.raises(PairingError) as caught:
        match_folders([first, second], SUFFIXES)
    message = str(caught.value)
    assert "4 of 5 names are unmatched" in message
    assert f"'{first}' lacks five, four" in message
    assert f"'{second}' lacks three, two" in message
    assert "\n" not in message


def test_many_unmatched_names_are_counted(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "one.png", *(f"{i:03}.png" for i in range(100)))
    second = touch(tmp_path / "b", "one.png")
    with pytest.raises(PairingError, match="and 80 more"):
        match_folders([first, second], SUFFIXES)


def test_ambiguous_names_are_listed(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "one.png", "one.jpg", "two.png")
    second = touch(tmp_path / "b", "one.png", "two.png")
    with pytest.raises(PairingError, match=r"ambiguous names in .*one \(one.jpg, one.png\)"):
        match_folders([first, second], SUFFIXES)


def test_no_common_name_and_equal_counts_are_paired_by_order_with_a_warning(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "img1.png", "img2_1.png")
    second = touch(tmp_path / "b", "img2.png", "img2_2.png")
    with pytest.warns(
        UserWarning, match="paired by order: .*img1.png = .*img2.png, .*img2_1.png = .*img2_2.png"
    ):
        matches = match_folders([first, second], SUFFIXES)
    assert [path.name for path in matches[1].paths] == ["img2_1.png", "img2_2.png"]
    with pytest.raises(PairingError, match="4 of 4 names are unmatched"):
        match_folders([first, second], SUFFIXES, mode="name")


def test_one_common_name_forbids_order(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "one.png", "two.png")
    second = touch(tmp_path / "b", "one.png", "three.png")
    with pytest.raises(PairingError, match="unmatched"):
        match_folders([first, second], SUFFIXES)
    assert len(match_folders([first, second], SUFFIXES, mode="order")) == 2


def test_other_faults(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "one.png", "two.png")
    with pytest.raises(PairingError, match="is not a folder"):
        match_folders([first, tmp_path / "b"], SUFFIXES)
    with pytest.raises(PairingError, match="holds no image"):
        match_folders([first, touch(tmp_path / "c", "x.txt").parent / "c"], SUFFIXES)
    with pytest.raises(PairingError, match=r"different numbers of images .*holds 2, .*holds 1"):
        match_folders([first, touch(tmp_path / "d", "x.png")], SUFFIXES, mode="order")
    with pytest.raises(InputError, match="pairing must be one of"):
        match_folders([first, first], SUFFIXES, mode="guess")
