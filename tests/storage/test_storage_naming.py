"""Names of images as people and benchmarks write them: paired rightly, or refused, never crosswise."""

import random
import unicodedata
from pathlib import Path

import pytest

from difference_finder.errors import PairingError
from difference_finder.storage.matching import match_folders
from difference_finder.storage.naming import TOKENS, Names, link_names

SUFFIXES = (".png", ".jpg", ".npy")

NFC, NFD = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))


def span(form: str, first: int, end: int) -> list[str]:
    return [form.format(number) for number in range(first, end)]


# The files of both folders, of which the n-th belong together, and the loosest rule.
PAIRED = {
    "equal names": (["cat.png", "dog.png"], ["cat.png", "dog.png"], "name"),
    "other suffixes": (["cat.png", "dog.png"], ["cat.jpg", "dog.npy"], "name"),
    "upper-case suffix": (["cat.png", "dog.png"], ["cat.PNG", "dog.Png"], "name"),
    "dots in names": (["a.b.png", "a.c.png"], ["a.b.jpg", "a.c.jpg"], "name"),
    "macOS": ([f"{NFC}.png", "x.png"], [f"{NFD}.png", "x.png"], "name"),
    "nested": (["v1/a.png", "v2/a.png"], ["v1/a.png", "v2/a.png"], "name"),
    "frames without zeros": (span("frame-{}.png", 8, 12),) * 2 + ("name",),
    "camera": (["IMG_0001.JPG", "IMG_0002.JPG"], ["img_0001.jpg", "img_0002.jpg"], "case"),
    "one upper-case name": (["Cat.png", "dog.png"], ["cat.png", "dog.png"], "case"),
    "upper-case folder": (["Set5/a.png", "Set5/b.png"], ["set5/a.png", "set5/b.png"], "case"),
    "Set5": (["baby.png", "bird.png", "head.png"], ["baby_x4.png", "bird_x4.png", "head_x4.png"], "stem"),
    "Set5, glued": (["baby.png", "butterfly.png"], ["babyx4.png", "butterflyx4.png"], "stem"),
    "SelfExSR": (
        ["img_001_SRF_4_HR.png", "img_002_SRF_4_HR.png"], ["img_001_SRF_4_LR.png", "img_002_SRF_4_LR.png"],
        "stem",
    ),
    "Urban100": (span("img_{:03}.png", 1, 4), span("img_{:03}_x4.png", 1, 4), "stem"),
    "Urban100 of 8": (span("img_{:03}.png", 1, 9), span("img_{:03}x2.png", 1, 9), "stem"),
    "DIV2K": (["0801.png", "0802.png"], ["0801x4.png", "0802x4.png"], "stem"),
    "DIV2K, mild": (["0801.png", "0802.png"], ["0801x4m.png", "0802x4m.png"], "stem"),
    "capital letters": (["babyHR.png", "birdHR.png"], ["babyLR.png", "birdLR.png"], "stem"),
    "prefix on one side": (["cat.png", "dog.png"], ["ours_cat.png", "ours_dog.png"], "stem"),
    "prefix on both sides": (["gt_cat.png", "gt_dog.png"], ["ours-cat.png", "ours-dog.png"], "stem"),
    "prefix and suffix": (["cat.png", "dog.png"], ["out_cat_fake_B.png", "out_dog_fake_B.png"], "stem"),
    "pix2pix": (["1_real_B.png", "12_real_B.png"], ["1_fake_B.png", "12_fake_B.png"], "stem"),
    "predictions": (["test_1.npy", "test_2.npy"], ["test_1_pred.npy", "test_2_pred.npy"], "stem"),
    "runs": (["run1_cat.png", "run1_dog.png"], ["run2_cat.png", "run2_dog.png"], "stem"),
    "scales": (["cat_x2.png", "dog_x2.png"], ["cat_x4.png", "dog_x4.png"], "stem"),
    "numbered scales": (["0801x2.png", "0802x2.png"], ["0801x4.png", "0802x4.png"], "stem"),
    "a shorter name": (["img.png", "img_2.png"], ["img_x4.png", "img_2_x4.png"], "stem"),
    "BasicSR": (["baby.png", "bird.png"], ["baby_5000.png", "bird_5000.png"], "stem"),
    "BasicSR, numbers": (["0801.png", "0802.png"], ["0801_5000.png", "0802_5000.png"], "stem"),
    "one clip": (span("clip1_{:03}.png", 7, 9), span("clip1_{:03}_v2.png", 7, 9), "stem"),
    "clips": (["c1_f1.png", "c2_f1.png"], ["e9_c1_f1.png", "e9_c2_f1.png"], "stem"),
    "nested stems": (["v1/a.png", "v2/b.png"], ["v1/a_sr.png", "v2/b_sr.png"], "stem"),
    "one folder in upper case": (["A_1.png", "B_2.png"], ["a_1_x4.png", "b_2_x4.png"], "stem"),
    "zeros": (["00001.png", "00002.png"], ["1.png", "2.png"], "number"),
    "zeros of some": (span("{}.png", 8, 12), span("{:02}.png", 8, 12), "number"),
    "zeros within": (span("img_{}.png", 98, 102), span("img_{:03}.png", 98, 102), "number"),
    "NeRF": (span("r_{}.png", 0, 12), span("{:04}.png", 0, 12), "number"),
    "NeRF, 200 views": (span("r_{}.png", 0, 200), span("{:03}.png", 0, 200), "number"),
    "scene and frame": (span("s1_f{}.png", 9, 12), span("s01_f{:04}.png", 9, 12), "number"),
    "video": (span("frame{:05}.png", 1, 4), span("out-{}-sr.png", 1, 4), "number"),
}  # fmt: skip

# Files that nothing but a guess could pair, and words of the message.
REFUSED = {
    "no rule": (["a.png", "b.png"], ["c.png", "d.png"], "4 of 4 names are unmatched"),
    "single files": (["a.png"], ["b.png"], "pairing='order'"),
    "other numbers": (["img_100.png", "img_101.png"], ["img_200.png", "img_201.png"], "unmatched"),
    "other scenes": (["scene1_01.png", "scene1_02.png"], ["scene2_01.png", "scene2_02.png"], "unmatched"),
    "other months": (["2024-01-05.png", "2024-01-06.png"], ["2024-02-05.png", "2024-02-06.png"], "unmatched"),
    "other views": (["7_0.png", "8_0.png"], ["7_1.png", "8_1.png"], "unmatched"),
    "other crops": (["s_1_1.png", "s_2_1.png"], ["s_1_1_x4.png", "s_1_2_x4.png"], "lacks s_1_2_x4"),
    "other scenes and views": (["1_1.png", "1_2.png"], ["r_1_1_SR.png", "r_2_1_SR.png"], "unmatched"),
    "two ends with numbers": (["1_1.png", "2_1.png"], ["r_1_1_1.png", "r_1_2_1.png"], "unmatched"),
    "labels and scenes": (
        ["s1_1_1.png", "s1_1_2.png", "s1_2_1.png"], ["f-1_1_1.png", "f-1_2_1.png", "f-1_3_1.png"], "unmatched"
    ),
    "shifted by one": (span("f_{}.png", 0, 3), span("f_{}.png", 1, 4), "lacks f_3; .* lacks f_0"),
    "from 0 and from 1": (span("f{}.png", 0, 3), span("{:03}.png", 1, 4), "lacks 003; .* lacks f0"),
    "decimals": (["s0.5.png", "s0.25.png"], ["s0.05.png", "s0.25.png"], "lacks s0.05; .* lacks s0.5"),
    "numbered images": (["1_cat.png", "1_dog.png"], ["2_cat.png", "2_dog.png"], "lacks 2_cat, 2_dog"),
    "parts of words": (["cat.png", "car.png"], ["mat.png", "mar.png"], "unmatched"),
    "other folders": (["v1/a.png", "v2/b.png"], ["v1/b.png", "v2/a.png"], "lacks v1/b, v2/a"),
    "two suffixes": (["a.png", "a.jpg"], ["a.png", "b.png"], r"names in '.*p': a \(a.jpg, a.png\)"),
    "two cases": (["Aa.png", "aA.png"], ["aa.png", "b.png"], "'Aa.png', 'aA.png' in '.*p'; 'aa.png' in"),
    "two numbers": (["1.png", "01.png"], ["001.png", "2.png"], "ambiguous files: '01.png', '1.png' in"),
    "both forms of Unicode": ([f"{NFC}.png", f"{NFD}.png"], [f"{NFC}.png", "x.png"], "ambiguous names"),
    "some with affix": (["a.png", "b.png"], ["a.png", "b_x4.png"], "lacks b_x4; .* lacks b;"),
}  # fmt: skip


def fill(folder: Path, names: list[str]) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def below(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


@pytest.mark.parametrize(("first", "second", "rule"), PAIRED.values(), ids=PAIRED)
def test_habits_are_paired_rightly_in_both_directions(tmp_path: Path, first, second, rule: str) -> None:
    p, q = fill(tmp_path / "p", first), fill(tmp_path / "q", second)
    wanted = set(zip(first, second, strict=True))
    matching = match_folders([p, q], SUFFIXES)
    assert {(below(p, one), below(q, other)) for one, other in (m.paths for m in matching.matches)} == wanted
    assert matching.rule == rule
    back = match_folders([q, p], SUFFIXES)
    assert {(below(p, one), below(q, other)) for other, one in (m.paths for m in back.matches)} == wanted


@pytest.mark.parametrize(("first", "second", "words"), REFUSED.values(), ids=REFUSED)
def test_guesses_are_refused(tmp_path: Path, first, second, words: str) -> None:
    p, q = fill(tmp_path / "p", first), fill(tmp_path / "q", second)
    with pytest.raises(PairingError, match=words):
        match_folders([p, q], SUFFIXES)


def test_by_name_only_equal_names_are_paired(tmp_path: Path) -> None:
    p, q = fill(tmp_path / "p", ["a.png", "B.png"]), fill(tmp_path / "q", ["a.png", "b.png"])
    assert [match.rule for match in match_folders([p, q], SUFFIXES).matches] == ["case", "name"]
    with pytest.raises(PairingError, match=r"lacks b; .* lacks B"):
        match_folders([p, q], SUFFIXES, mode="name")


def test_several_folders_are_matched_with_the_first(tmp_path: Path) -> None:
    folders = {
        "GT": span("{:03}.png", 9, 12),
        "ours": span("{:03}_x4.png", 9, 12),
        "edsr": span("r_{}.png", 9, 12),
        "equal": span("{:03}.jpg", 9, 12),
    }
    matching = match_folders([fill(tmp_path / name, files) for name, files in folders.items()], SUFFIXES)
    assert [match.name for match in matching.matches] == ["009", "010", "011"]
    assert [path.name for path in matching.matches[1].paths] == [
        "010.png",
        "010_x4.png",
        "r_10.png",
        "010.jpg",
    ]
    assert matching.matches[0].rule == matching.rule == "number"
    assert matching.examples()[0] == "009.png = 009_x4.png = r_9.png = 009.jpg"


def test_other_files_are_returned_by_kind(tmp_path: Path) -> None:
    p = fill(tmp_path / "p", ["a_1.png", "b_1.png", "old_1.png"])
    q = fill(tmp_path / "q", ["a_2x.png", "b_2x.png", "fresh_2x.png", "twice_2x.png", "twice_2x.jpg"])
    matching = match_folders([p, q], SUFFIXES, unmatched="report")
    assert [match.name for match in matching.matches] == ["a_1", "b_1"]
    found = {image.name: image.kind for image in matching.unmatched}
    assert found == {"old_1": "deleted", "fresh_2x": "new", "twice_2x": "ambiguous"}
    assert matching.unmatched[1].cause(matching.folders) == f"'{p / 'old_1.png'}' has no match in '{q}'"


def test_ambiguous_files_do_not_touch_the_others(tmp_path: Path) -> None:
    p, q = fill(tmp_path / "p", ["1.png", "01.png", "2.png"]), fill(tmp_path / "q", ["001.png", "002.png"])
    matching = match_folders([p, q], SUFFIXES, unmatched="ignore")
    assert [match.name for match in matching.matches] == ["2"]
    assert {image.name: image.kind for image in matching.unmatched} == {"1": "ambiguous", "01": "ambiguous"}
    assert [path.name for path in matching.unmatched[0].files[1]] == ["001.png"]


def test_an_exact_name_is_never_given_to_another(tmp_path: Path) -> None:
    p, q = fill(tmp_path / "p", ["a.png", "A.png"]), fill(tmp_path / "q", ["a.png", "b.png"])
    matching = match_folders([p, q], SUFFIXES, unmatched="report")
    assert [(match.name, match.paths[1].name) for match in matching.matches] == [("a", "a.png")]
    assert {image.name: image.kind for image in matching.unmatched} == {"A": "deleted", "b": "new"}


def test_ways_that_disagree_pair_nothing() -> None:
    # Without the start of the first, "1" is "1_2"; without its end, it is "2_1".
    links = link_names(Names(["x_1", "x_2", "x_1_2", "x_2_1"]), Names(["1", "2", "1_2", "2_1"]))
    assert links.pairs == {0: (0, "stem"), 1: (1, "stem"), 2: (2, "stem"), 3: (3, "stem")}
    links = link_names(Names(["a_b_a", "a_c_a"]), Names(["b_a", "a_b"]))
    assert links.pairs == {}
    assert links.ambiguous == [([0], [0, 1])]


def random_images(draw: random.Random) -> list[str]:
    """Return identifiers of images: numbers, words, or two numbers of which one may be common to all."""
    count = draw.randrange(2, 6)
    kinds = (
        span("{}", 8, 8 + count),
        draw.sample(["baby", "bird", "boat", "car", "cart", "cat"], count),
        [f"{i}_{j}" for i in (1, 2, 3) for j in (1, 2)][:count],
        [f"s{i % 2}_f{i}" for i in range(count)],
    )
    return draw.choice(kinds)


def random_names(draw: random.Random, images: list[str]) -> list[str]:
    """Return names of images with affixes and zeros."""
    start = draw.choice(["", "", "img_", "r_", "frame-", "scene1_", "DIV2K_", "x4_"])
    end = draw.choice(["", "", "_x4", "x4", "HR", "_1", "-0001", " (1)"])
    zeros = draw.choice([0, 0, 4])
    words = ("_".join(part.zfill(zeros) if part.isdigit() else part for part in i.split("_")) for i in images)
    return [start + word + end for word in words]


@pytest.mark.slow
def test_random_names_are_never_paired_crosswise() -> None:
    draw, complete = random.Random(5), 0
    for _ in range(2000):
        images = random_images(draw)
        sides = [[image for image in images if draw.random() < 0.8] or images for _ in range(2)]
        if draw.random() < 0.4:
            sides = [images, images]
        first, second = (random_names(draw, side) for side in sides)
        links = link_names(Names(first), Names(second))
        wrong = [
            (first[ours], second[theirs])
            for ours, (theirs, _) in links.pairs.items()
            if sides[0][ours] != sides[1][theirs]
        ]
        assert not wrong, (first, second)
        complete += len(links.pairs) == len(images)
    assert complete > 600


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("img_001x4", ["img", "_", "001", "x", "4"]),
        ("babyx4", ["baby", "x", "4"]),
        ("BABYX4", ["BABY", "X", "4"]),
        ("babyHR", ["baby", "HR"]),
        ("sigma0.25-v1.2.3", ["sigma", "0.25", "-", "v", "1.2.3"]),
        ("日本12", ["日本", "12"]),
        ("fox4run", ["fox", "4", "run"]),
    ],
)
def test_tokens_keep_numbers_and_words_whole(name: str, tokens: list[str]) -> None:
    assert TOKENS.findall(name) == tokens


def test_files_of_other_kinds_are_listed_apart(tmp_path: Path) -> None:
    p = fill(tmp_path / "p", ["a.png", "b.psd", "v1/notes.txt", "README"])
    fill(p, [".DS_Store", "Thumbs.db", "v1/desktop.ini", ".hidden.txt", "v1/ehthumbs.db"])
    matching = match_folders([p, fill(tmp_path / "q", ["a.png"])], SUFFIXES)
    assert [list(folder.unread) for folder in matching.folders] == [["README", "b.psd", "v1/notes.txt"], []]


def test_a_folder_without_images_is_reported_but_not_both(tmp_path: Path) -> None:
    p, q = fill(tmp_path / "p", ["a.png"]), fill(tmp_path / "q", ["a.txt"])
    (image,) = match_folders([p, q], SUFFIXES, unmatched="report").unmatched
    assert (image.name, image.kind) == ("a", "deleted")
    with pytest.raises(PairingError, match="q' holds no image"):
        match_folders([p, q], SUFFIXES, unmatched="ignore")
    with pytest.raises(PairingError, match="q' holds no image"):
        match_folders([q, q], SUFFIXES, unmatched="report")


def test_nothing_matched_is_not_ignored(tmp_path: Path) -> None:
    p, q = fill(tmp_path / "p", ["a.png", "c.png"]), fill(tmp_path / "q", ["b.png"])
    with pytest.raises(PairingError, match=r"3 of 3 names are unmatched: .* use unmatched='report'"):
        match_folders([p, q], SUFFIXES, unmatched="ignore")


def test_suffixes_of_two_parts(tmp_path: Path) -> None:
    from difference_finder.storage.listing import list_folder

    for folder, names in (
        ("one", ["a.v1.nii.gz", "b.NII.GZ"]),
        ("two", ["a.v1.nii", "b.nii.gz", "c.tar.gz"]),
    ):
        (tmp_path / folder).mkdir()
        for name in names:
            (tmp_path / folder / name).touch()
    suffixes = {".nii", ".nii.gz"}
    matches = match_folders([tmp_path / "one", tmp_path / "two"], suffixes).matches
    assert [(match.name, [path.name for path in match.paths]) for match in matches] == [
        ("a.v1", ["a.v1.nii.gz", "a.v1.nii"]),
        ("b", ["b.NII.GZ", "b.nii.gz"]),
    ]
    assert list(list_folder(tmp_path / "two", suffixes).unread) == ["c.tar.gz"]
