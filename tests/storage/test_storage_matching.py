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
    matches = match_folders([first, second, third], SUFFIXES).matches
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


def test_names_without_a_rule_are_refused_and_paired_by_order_only_when_asked(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "img1.png", "img2_1.png")
    second = touch(tmp_path / "b", "img2.png", "img2_2.png")
    for mode in ("auto", "name"):
        with pytest.raises(
            PairingError, match=r"4 of 4 names are unmatched: .*; rename the files, or use pairing='order'"
        ):
            match_folders([first, second], SUFFIXES, mode=mode)
    matching = match_folders([first, second], SUFFIXES, mode="order")
    assert matching.examples() == ["img1.png = img2.png", "img2_1.png = img2_2.png"]
    assert {match.rule for match in matching.matches} == {"order"}


def test_order_counts_numbers_by_value(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", *(f"v{i}/{i}.png" for i in (1, 2, 9, 10, 11)))
    second = touch(tmp_path / "b", *(f"{name}.png" for name in "abcde"))
    matching = match_folders([first, second], SUFFIXES, mode="order")
    assert matching.examples()[1:4] == ["v2/2.png = b.png", "v9/9.png = c.png", "v10/10.png = d.png"]


def test_one_common_name_forbids_order(tmp_path: Path) -> None:
    first = touch(tmp_path / "a", "one.png", "two.png")
    second = touch(tmp_path / "b", "one.png", "three.png")
    with pytest.raises(PairingError, match=r"2 of 3 names are unmatched.*use unmatched='report'"):
        match_folders([first, second], SUFFIXES)
    assert len(match_folders([first, second], SUFFIXES, mode="order").matches) == 2


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
