"""Scores by the high-frequency content of the reference, and on the worst images."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from difference_finder.errors import InputError, StudyError
from difference_finder.images.image import Image
from difference_finder.study.difficulty import difficulty_csv, read_difficulty, thirds, worst
from difference_finder.study.rank import rank
from difference_finder.study.results import Results
from difference_finder.study.run import high_frequency as module
from difference_finder.study.run.high_frequency import high_frequency
from difference_finder.study.summary import format_study
from difference_finder.study.table import Scores

NAN = math.nan


def content_of(pixels: np.ndarray, data_range: float | None = 1.0) -> float | None:
    return high_frequency(Image(pixels, data_range))


def test_the_content_is_what_pillows_bilinear_filter_loses() -> None:
    luma = np.random.default_rng(0).random((300, 200)).astype(np.float32)
    small = luma.reshape(150, 2, 100, 2).mean(axis=(1, 3))
    back = np.asarray(Picture.fromarray(small).resize((200, 300), Picture.Resampling.BILINEAR))
    expected = math.sqrt(np.mean((luma - back) ** 2))
    assert content_of(luma[None, None]) == pytest.approx(expected, rel=1e-5)
    # An odd last row and column have no pair.
    odd = np.pad(luma, ((0, 1), (0, 1)))
    assert content_of(odd[None, None]) == pytest.approx(expected, rel=1e-5)


def test_finer_detail_has_more_content() -> None:
    x = np.arange(128)[None, None, None] * np.ones((128, 1))
    waves = [np.sin(x * 2 * math.pi * cycles / 128 + 0.3) for cycles in (2, 8, 16, 24, 60)]
    found = [content_of(wave) for wave in waves]
    assert found[:4] == sorted(found[:4]) and found[0] < 0.01
    assert found[4] == pytest.approx(math.sqrt(0.5), rel=0.1)  # averaging removes nearly all of it
    assert content_of(waves[2].swapaxes(2, 3)) == pytest.approx(found[2], rel=0.02)


def test_the_scale_is_the_data_range_and_colour_is_luma() -> None:
    grey = np.random.default_rng(1).integers(0, 256, (1, 1, 32, 32), dtype=np.uint8)
    plain = content_of(grey, 255.0)
    assert plain == pytest.approx(content_of(grey / 255.0), rel=1e-5)
    assert content_of(np.repeat(grey, 3, axis=1), 255.0) == pytest.approx(plain, rel=1e-5)
    green = np.concatenate([0 * grey, grey, 0 * grey], axis=1)
    assert content_of(green, 255.0) == pytest.approx(0.587 * plain, rel=1e-5)
    assert content_of(grey.astype(float), None) == pytest.approx(255 * plain, rel=1e-5)


def test_small_constant_and_broken_images() -> None:
    assert content_of(np.ones((1, 1, 8, 8))) == 0.0
    assert content_of(np.ones((1, 1, 1, 8))) is None
    assert content_of(np.full((1, 1, 8, 8), NAN)) is None
    noise = np.random.default_rng(2).random((1, 1, 64, 64))
    holed = noise.copy()
    holed[..., 30, 30] = NAN
    assert content_of(holed) == pytest.approx(content_of(noise), rel=0.02)


def test_large_images_and_stacks_are_sampled_evenly(monkeypatch) -> None:
    noise = np.random.default_rng(3).random((20, 1, 640, 100))
    whole = content_of(noise[:1])
    monkeypatch.setattr(module, "MOST_PIXELS", 20_000)
    assert content_of(noise[:1]) == pytest.approx(whole, rel=0.03)
    assert content_of(noise) == pytest.approx(whole, rel=0.03)
    noise[10:] = 0.0  # half of the samples are constant
    assert content_of(noise) == pytest.approx(whole * math.sqrt(0.5), rel=0.15)


def scores(table, groups=None, data_sets=None) -> Scores:
    table = np.asarray(table, dtype=float)
    names = tuple(f"{n:02}" for n in range(table.shape[1]))
    return Scores(names, groups, ("ours", "edsr")[: len(table)], ("psnr",), {"psnr": table}, data_sets)


def test_thirds_divide_the_images_by_content() -> None:
    content = np.array([0.5, 0.1, 0.9, 0.2, 0.8, NAN, 0.7])
    table = scores([[1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1]])
    low, middle, high = thirds(table, content, {"psnr": True})
    assert [(third.name, third.images) for third in (low, middle, high)] == [
        ("low", 2), ("middle", 2), ("high", 2)
    ]  # fmt: skip
    assert (low.least, low.most, high.least) == (0.1, 0.2, 0.8)
    assert [mean.mean for mean in low.means] == [3.0, 5.0]
    assert [mean.mean for mean in middle.means] == [4.0, 4.0]
    assert [(mean.mean, mean.best) for mean in high.means] == [(4.0, True), (4.0, True)]


def test_thirds_contain_all_data_sets_and_whole_groups() -> None:
    data_sets = ("a",) * 3 + ("b",) * 6
    content = np.array([0.1, 0.2, 0.3, 1.0, 1.2, 1.1, 3.0, 2.0, 2.2])
    groups = ("x", "y", "z", "x", "x", "y", "y", "z", "z")
    table = scores([np.arange(9.0)], groups, data_sets)
    found = thirds(table, content, {"psnr": True})
    # In b, x has 1.1 on average, y 2.05 and z 2.1.
    assert [third.images for third in found] == [3, 3, 3]
    assert [third.means[0].data_sets for third in found] == [2, 2, 2]
    assert found[0].means[0].mean == (0 + 3.5) / 2
    assert found[1].means[0].mean == (1 + 5.5) / 2
    two = thirds(scores([[1, 2]]), np.array([0.2, 0.1]), {"psnr": True})
    assert [(third.name, third.images) for third in two] == [("low", 1), ("middle", 1)]


def test_the_worst_images_of_each_method() -> None:
    generator = np.random.default_rng(4)
    table = generator.normal(30, 3, (2, 250))
    table[0, 7] = NAN
    ours, edsr = worst(scores(table), {"psnr": True}, 1)
    left = np.delete(table, 7, axis=1)
    assert (ours.n, edsr.n) == (3, 3)  # 1 % of 249 images, rounded up
    expected = [np.sort(row)[:3].mean() for row in left]
    assert [ours.mean, edsr.mean] == pytest.approx(expected)
    assert [ours.best, edsr.best] == [own == max(expected) for own in expected]
    lower = worst(scores(table), {"psnr": False}, 1)
    assert lower[0].mean == pytest.approx(np.sort(left[0])[-3:].mean())
    every = worst(scores(table), {"psnr": True}, 100)
    assert every[0].mean == pytest.approx(left[0].mean())
    assert worst(scores(table), {"psnr": None}) == []


def test_the_worst_images_of_data_sets_have_the_same_weight() -> None:
    table = [np.arange(110.0, 0, -1)]
    data_sets = ("a",) * 10 + ("b",) * 100
    (found,) = worst(scores(table, None, data_sets), {"psnr": True})
    assert (found.n, found.mean) == (2, (101 + 1) / 2)


def test_nothing_finite_has_no_worst_image() -> None:
    (found,) = worst(scores([[NAN, math.inf]]), {"psnr": True})
    assert found.n == 0 and math.isnan(found.mean)
    assert found.to_dict()["mean"] is None


@pytest.mark.parametrize("percent", [0, -1, 101, True, "1"])
def test_invalid_shares_are_errors(percent) -> None:
    with pytest.raises(InputError, match="percent must be a number above 0, at most 100"):
        worst(scores([[1.0]]), {"psnr": True}, percent)


def test_the_file_restores_the_content(tmp_path) -> None:
    names, content = ("=cat", "dög"), np.array([0.123456789, NAN])
    path = tmp_path / "difficulty.csv"
    path.write_bytes(b"".join(difficulty_csv(names, content)))
    np.testing.assert_array_equal(read_difficulty(path, names), content)
    assert read_difficulty(tmp_path / "none.csv", names) is None
    with pytest.raises(StudyError, match="it lists other images than the scores"):
        read_difficulty(path, ("a", "b"))


def make_study(folder: Path, **settings):
    """Run a study of six images, of which the names tell the order of their content."""
    generator = np.random.default_rng(5)
    for method in ("GT", "ours", "edsr"):
        (folder / method).mkdir()
    for number in range(6):
        reference = 0.5 + 0.08 * number * generator.uniform(-1, 1, (16, 16))
        np.save(folder / "GT" / f"{number}.npy", reference)
        for method, error in (("ours", 0.01), ("edsr", 0.02)):
            np.save(folder / method / f"{number}.npy", np.clip(reference + error * (number + 1) / 6, 0, 1))
    methods = {method: folder / method for method in ("ours", "edsr")}
    return rank(folder / "GT", methods, "psnr", output=folder / "out", crops=None, workers=1, **settings)


def test_a_study_measures_the_content_of_its_references(tmp_path) -> None:
    study = make_study(tmp_path)
    assert np.diff(study.high_frequency).min() > 0
    low, middle, high = study.by_difficulty()
    assert [third.images for third in (low, middle, high)] == [2, 2, 2]
    expected = study.scores.of("psnr", "ours")
    assert high.means[0].mean == pytest.approx(expected[4:].mean())
    assert study.worst()[0].mean == pytest.approx(expected.min())
    record = json.loads((tmp_path / "out" / "study.json").read_bytes())
    assert [third["images"] for third in record["difficulty"]["thirds"]] == [2, 2, 2]
    assert record["difficulty"]["measure"].startswith("root mean square of the luma")
    assert record["worst"]["percent"] == 1.0 and record["worst"]["means"][0]["n"] == 1
    again = Results.open(tmp_path / "out")
    np.testing.assert_array_equal(again.high_frequency, study.high_frequency)
    assert again.to_dict(scores=False)["difficulty"] == record["difficulty"]


def test_the_summary_has_tables_by_difficulty_if_asked(tmp_path) -> None:
    study = make_study(tmp_path)
    assert "high-frequency" not in str(study)
    lines = format_study(study, [], by_difficulty=True)
    start = lines.index("means by high-frequency content of the reference:")
    assert lines[start + 1].split() == ["metric", "images", "method", "low", "middle", "high"]
    means = [f"{third.means[0].mean:#.5g}" for third in study.by_difficulty()]
    words = [word for word in lines[start + 2].split() if word != "*"]
    assert words == ["psnr", "2,", "2,", "2", "ours", *means]
    start = lines.index("means of the worst 1 % of images (at least one, of each data set):")
    assert lines[start + 2].split() == ["psnr", "ours", "1", f"{study.worst()[0].mean:#.5g}", "*"]


def test_tables_by_difficulty_count_the_images_of_their_means(tmp_path) -> None:
    study = make_study(tmp_path)
    study.scores.tables["psnr"][0, :5] = np.inf
    lines = format_study(study, [], by_difficulty=True)
    start = lines.index("means by high-frequency content of the reference:")
    assert lines[start + 2].split()[:7] == ["psnr", "0,", "0,", "1", "ours", "-", "-"]
    start = lines.index("means of the worst 1 % of images (at least one, of each data set):")
    assert lines[start + 2].split()[:3] == ["psnr", "ours", "1"]


def test_earlier_studies_have_no_content(tmp_path) -> None:
    make_study(tmp_path)
    (tmp_path / "out" / "difficulty.csv").unlink()
    study = Results.open(tmp_path / "out")
    assert study.high_frequency is None and study.by_difficulty() == []
    text = "\n".join(format_study(study, [], by_difficulty=True))
    assert "no means by difficulty: the high-frequency content of the references is unknown" in text
