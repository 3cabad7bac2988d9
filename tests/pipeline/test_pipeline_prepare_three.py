"""A third image that two others are measured against."""

import math
from pathlib import Path

import numpy as np
import pytest

from difference_finder.errors import (
    DataRangeError,
    InputError,
    PairingError,
    ReadError,
    ShapeMismatchError,
    UnequalWarning,
)
from difference_finder.finder import Finder
from difference_finder.pipeline.comparison import FailedPair
from difference_finder.pipeline.folders import match_sources
from difference_finder.scoring import score
from pictures import photograph


def three(*shape: int, scale: float = 1.0) -> list[np.ndarray]:
    return [scale * np.random.default_rng(seed).random(shape) for seed in range(3)]


ADVANTAGE = "advantage:sigma=0"


def test_the_scores_are_those_of_both_against_it_and_the_gap() -> None:
    first, second, truth = (photograph(60, 70, seed) for seed in range(3))
    comparison = Finder(strategy=ADVANTAGE, metric="psnr", also=["ssim", "mse"]).compare(first, second, truth)
    for metric in ("psnr", "ssim", "mse"):
        expected = score(metric, truth, first), score(metric, truth, second)
        found = [comparison.scores[f"{metric} {name}"] for name in ("of first", "of second", "gap")]
        assert found == pytest.approx([*expected, expected[0] - expected[1]], rel=1e-6)
    assert comparison.score == comparison.scores["psnr gap"]
    assert comparison.metric == "psnr gap"
    assert list(comparison.scores)[:3] == ["psnr of first", "psnr of second", "psnr gap"]
    assert dict(comparison.facts) == {
        "higher_is_better": True, "identical": 0.0, "bounds": [None, None], "gap": True,
    }  # fmt: skip


def test_run_and_compare_agree_and_the_record_names_all_three() -> None:
    first, second, truth = (photograph(60, 70, seed) for seed in range(3))
    finder = Finder(strategy=ADVANTAGE)
    map_, value = finder.run(first, second, return_metric=True, reference=truth)
    comparison = finder.compare(first, second, truth)
    np.testing.assert_array_equal(map_, np.asarray(comparison.map))
    assert value == comparison.score
    record = comparison.to_dict(arrays=True)
    assert record["reference"]["width"] == 70
    assert set(record["arrays"]) == {"map", "first", "second", "reference", "stored"}
    np.testing.assert_array_equal(record["arrays"]["reference"], truth)
    assert (
        "reference" not in Finder(strategy="difference").compare(first, second).to_dict(arrays=True)["arrays"]
    )


def test_infinite_scores() -> None:
    first, second, _ = (photograph(60, 70, seed) for seed in range(3))
    finder = Finder(strategy=ADVANTAGE, metric="psnr")
    assert finder.compare(first, second, first).score == math.inf
    assert finder.compare(second, first, first).score == -math.inf
    assert finder.compare(first, first.copy(), first).score == 0
    assert finder.compare(second, first, first).to_dict()["score"] == "-Infinity"


@pytest.mark.parametrize(
    "kinds", [("u1", "u1", "u1"), ("u1", "u2", "f4"), ("f8", "u1", "u2"), ("f4", "f8", "u1")]
)
def test_types_meet_on_one_scale(kinds: tuple[str, ...]) -> None:
    pictures = [photograph(30, 40, seed) for seed in range(3)]
    as_kind = {
        "u1": lambda p: p,
        "u2": lambda p: p.astype(np.uint16) * 257,
        "f4": lambda p: np.float32(p / 255),
    }
    as_kind["f8"] = lambda p: p / 255
    expected = Finder(strategy=ADVANTAGE).run(*pictures[:2], reference=pictures[2])
    first, second, truth = (as_kind[kind](picture) for kind, picture in zip(kinds, pictures, strict=True))
    map_ = Finder(strategy=ADVANTAGE).run(first, second, reference=truth)
    np.testing.assert_allclose(map_, expected, atol=1e-6)


def test_a_data_range_is_that_of_all_three() -> None:
    first, second, truth = three(30, 40, scale=200)
    unit = [image / 255 for image in (first, second, truth)]
    finder = Finder(strategy=ADVANTAGE, metric="psnr", data_range=255)
    assert finder.compare(first, second, truth).score == pytest.approx(
        Finder(strategy=ADVANTAGE, metric="psnr").compare(*unit).score
    )
    with pytest.raises(
        DataRangeError, match=r"with the reference .* first image is 1 and the range of the second is unknown"
    ):
        Finder(strategy=ADVANTAGE).compare(unit[0], second, unit[2])


def test_shapes_that_differ_name_the_image() -> None:
    finder = Finder(strategy=ADVANTAGE)
    first, second, truth = three(30, 40)
    with pytest.raises(ShapeMismatchError, match="reference 'array' is 40x30, first image 'array' is 40x29"):
        finder.compare(first[1:], second, truth)
    with pytest.raises(ShapeMismatchError, match="reference 'array' is 40x29, second image 'array' is 40x30"):
        finder.compare(first[1:], second, truth[1:])
    with pytest.raises(
        ShapeMismatchError, match="reference 'array' has 2 channels, first image 'array' has 3"
    ):
        finder.compare(*three(3, 30, 40)[:2], three(2, 30, 40)[2])
    with pytest.raises(
        ShapeMismatchError, match="reference 'array' has 2 samples, first image 'array' has 3"
    ):
        finder.compare(*three(3, 1, 30, 40)[:2], three(2, 1, 30, 40)[2])
    with pytest.raises(
        ShapeMismatchError, match=r"first is \(2, 1, .*, second is \(3, 1, .* reference is \(2"
    ):
        finder.compare(three(2, 1, 30, 40)[0], three(3, 1, 30, 40)[1], truth)


def test_sizes_that_differ_follow_the_reference() -> None:
    first, second, truth = (photograph(40, 50, seed) for seed in range(3))
    with pytest.warns(UnequalWarning, match="first image and reference: the sizes differ, 50x40 and 50x30"):
        cropped = Finder(strategy=ADVANTAGE, fit="crop").run(first[:30], second[:, :44], reference=truth)
    expected = Finder(strategy=ADVANTAGE).run(first[:30, :44], second[:30, :44], reference=truth[:30, :44])
    np.testing.assert_array_equal(cropped, expected)
    holes = np.where(np.eye(30, 50) > 0, np.nan, first[:30, :, 0] / 255)
    masked = Finder(strategy=ADVANTAGE, fit="crop").compare(
        holes, second[:, :44, 0] / 255, truth[..., 0] / 255
    )
    assert masked.map.shape == (30, 44)
    holes_in_map = np.asarray(masked.map)[np.eye(30, 44) > 0]  # only the first image has no numbers there
    assert (holes_in_map == np.abs(np.asarray(masked.map)).max()).all()
    assert "30 pixels with not-a-number or infinity differ" in [one.text for one in masked.unequal]
    resized = Finder(strategy=ADVANTAGE, fit="resize").compare(first[:30], second[:, :44], truth)
    assert resized.map.shape == (40, 50)
    assert [note.partition(" resized ")[2] for note in resized.notes] == [
        "from 50x30 to 50x40 (bicubic)",
        "from 44x40 to 50x40 (bicubic)",
    ]


def test_grey_beside_colour() -> None:
    first, second, truth = (photograph(40, 50, seed) / 255 for seed in range(3))
    grey = truth[..., 0]
    as_colour = np.repeat(grey[..., None], 3, axis=-1)
    for given, full in (
        ((first, second, grey), (first, second, as_colour)),
        ((first, grey, grey), (first, as_colour, as_colour)),
        ((grey, second, truth), (as_colour, second, truth)),
    ):
        maps = [Finder(strategy=ADVANTAGE).run(*images[:2], reference=images[2]) for images in (given, full)]
        np.testing.assert_allclose(maps[0], maps[1], atol=1e-9)


def test_one_reference_serves_a_batch() -> None:
    first, second, truth = three(3, 2, 30, 40)
    finder = Finder(strategy=ADVANTAGE, batch="all", metric="ssim")
    together = finder.compare(first, second, truth[:1])
    for n in range(3):
        alone = Finder(strategy=ADVANTAGE, metric="ssim").compare(first[n], second[n], truth[0])
        np.testing.assert_allclose(np.asarray(together.map)[n], np.asarray(alone.map), atol=1e-7)
        assert together.scores["ssim of second"][n] == pytest.approx(alone.scores["ssim of second"])


def test_no_number_in_any_of_the_three() -> None:
    given = three(30, 40)
    for n, image in enumerate(given):
        image[n, n] = np.nan
    reported = Finder(strategy=ADVANTAGE, data_range=1.0).compare(*given)
    assert [one.text for one in reported.unequal] == ["2 pixels with not-a-number or infinity differ"]
    assert np.asarray(reported.map)[[0, 1], [0, 1]].all()
    assert not np.asarray(reported.map)[2, 2]  # only the reference has no number there
    comparison = Finder(strategy=ADVANTAGE, data_range=1.0, nan="mask").compare(*given)
    assert comparison.unequal == ()
    assert comparison.score == reported.score
    map_ = np.asarray(comparison.map)
    assert not map_[[0, 1, 2], [0, 1, 2]].any()
    assert np.count_nonzero(map_) == 30 * 40 - 3
    clean = [np.where(np.eye(30, 40) * (np.arange(40) < 3) > 0, 0.0, image) for image in given]
    expected = sum(((clean[1] - clean[2]) ** 2 - (clean[0] - clean[2]) ** 2).reshape(-1)) / (30 * 40 - 3)
    assert -comparison.score == pytest.approx(expected, rel=1e-6)
    assert "1 pixel of the reference and 1 of the first image are not finite" in comparison.notes[0]
    assert "1 pixel of the reference and 1 of the second image are not finite" in comparison.notes[1]
    left, right = np.full((2, 4, 4), 0.5)
    left[:, :2], right[:, 2:] = np.nan, np.nan
    with pytest.raises(InputError, match="no pixel counts and is finite in all three images"):
        Finder(strategy=ADVANTAGE, data_range=1.0).compare(left, right, np.zeros((4, 4)))


def test_arrays_and_tensors_with_masks() -> None:
    torch = pytest.importorskip("torch")
    given = three(30, 40)
    given[0][3, 3] = np.nan
    finder = Finder(strategy=ADVANTAGE, data_range=1.0, allow="nan")
    expected = finder.run(*given[:2], reference=given[2])
    given[2] = torch.from_numpy(given[2])
    mixed = finder.run(*given[:2], reference=given[2])
    np.testing.assert_allclose(mixed, expected, atol=1e-9)


def test_pre_processors_change_all_three() -> None:
    given = three(30, 40)
    finder = Finder(strategy=ADVANTAGE, pre_processor=lambda image: 2 * image)
    plain = Finder(strategy=ADVANTAGE).run(*given[:2], reference=given[2])
    np.testing.assert_allclose(finder.run(*given[:2], reference=given[2]), 4 * plain, rtol=1e-5, atol=1e-9)


def test_a_strategy_of_ones_own() -> None:
    given = three(1, 30, 40)

    def nearer(first, second, metric, *, reference):
        gain = abs(second - reference) - abs(first - reference)
        scores = metric.score_many(reference, [first, second])
        return (
            gain,
            tuple(scores),
            {"share": (gain > 0).mean(axis=(1, 2, 3)), "most": gain.max(), "unit": "grey"},
        )

    comparison = Finder(strategy=nearer).compare(*given)
    gain = abs(given[1] - given[2]) - abs(given[0] - given[2])
    expected = {"share": pytest.approx((gain > 0).mean()), "most": gain.max(), "unit": "grey"}
    assert comparison.map_facts == expected
    assert {type(fact) for fact in comparison.map_facts.values()} == {float, str}
    assert comparison.score == pytest.approx(
        score("mse", given[2], given[0]) - score("mse", given[2], given[1])
    )
    with pytest.raises(InputError, match=r"must return the scores of both images against the reference"):
        Finder(strategy=lambda first, second, metric, *, reference: (reference, [0.0])).compare(*given)
    scored = Finder(strategy=lambda first, second, metric, *, reference: reference).compare(*given)
    assert scored.scores == comparison.scores


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        ((None, [1, 2]), "must return its facts by name, not"),
        ((None, None, None), "and after it scores and facts if it has them, not tuple"),
    ],
)
def test_strategies_that_return_something_else(extra: tuple, complaint: str) -> None:
    first, second, _ = three(1, 30, 40)
    with pytest.raises(InputError, match=complaint):
        Finder(strategy=lambda reference, candidate, metric: (reference, *extra)).compare(first, second)


def test_a_metric_that_cannot_be_scored_is_noted() -> None:
    comparison = Finder(strategy=ADVANTAGE, also=["ssim"]).compare(*three(4, 4))
    assert comparison.scores["ssim gap"] is None
    assert "ssim was not scored" in comparison.notes[-1]


def folders(tmp_path: Path, save) -> list[Path]:
    for number, name in enumerate(("one", "two")):
        for seed, folder in enumerate("abg"):
            save(photograph(32, 40, 10 * seed + number), f"{folder}/{name}.png")
    return [tmp_path / name for name in "abg"]


def test_three_folders(tmp_path: Path, save) -> None:
    paths = folders(tmp_path, save)
    finder = Finder(strategy=ADVANTAGE)
    results = list(finder.stream(*paths))
    assert [result.name for result in results] == ["one", "two"]
    assert results[1].reference.name == str(paths[2] / "two.png")
    maps, scores = finder.run(*paths[:2], return_metric=True, reference=paths[2])
    np.testing.assert_array_equal(maps[1], np.asarray(results[1].map))
    assert scores == [result.score for result in results]
    (paths[2] / "two.png").write_bytes(b"\x89PNG\r\n\x1a\nnonsense")
    good, bad = finder.stream(*paths)
    assert good.ok
    assert isinstance(bad, FailedPair)
    assert (bad.stage, bad.reference) == ("read", str(paths[2] / "two.png"))
    (paths[2] / "two.png").unlink()
    with pytest.raises(PairingError, match="lacks two"):
        match_sources(finder.options, paths)
    with pytest.raises(PairingError, match="is not a folder"):
        finder.run(*paths[:2], reference=paths[2] / "one.png")
    with pytest.raises(ReadError):
        finder.run(paths[0] / "one.png", paths[1] / "one.png", reference=paths[2] / "nothing.png")
