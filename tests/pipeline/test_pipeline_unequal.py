"""What two images are unequal in besides the measured values: found, told, allowed, and shown in maps."""

import weakref

import numpy as np
import pytest

from difference_finder.errors import InputError, UnequalWarning, UnknownNameError
from difference_finder.finder import Finder
from difference_finder.images.contents import KINDS, Content
from difference_finder.images.image import Image
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.unequal import check_allow, find_unequal
from difference_finder.scoring import score, score_many


def image(*contents: Content, value: float = 0.5, format: str = "png", **facts) -> Image:
    pixels = np.full((1, 3, 8, 9), value, np.float32)
    return Image(pixels, 1.0, format=format, contents=contents, finite=True, **facts)


def texts(first: Image, second: Image, allow: frozenset[str] = frozenset()) -> list[str]:
    pair = Measurement().prepare([first, second])
    return [one.text for one in find_unequal([first, second], pair, allow)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Content("bits", "8 bits"), Content("bits", "8 bits"), []),
        (
            Content("bits", "8 bits"),
            Content("bits", "16 bits"),
            ["8 bits in the first image, 16 bits in the second"],
        ),
        (Content("bits", "8 bits"), None, []),  # floats have no bits
        (
            Content("profile", "A", stored=("x",)),
            Content("profile", "B", stored=("x",)),
            [],  # the stored values decide
        ),
        (
            Content("profile", "A", stored=("x",)),
            Content("profile", "A", stored=("y",)),
            ["profile differs: x and y"],
        ),
        (
            Content("profile", "A", stored=("x",)),
            None,
            ["A in the first image only"],
        ),
        (
            None,
            Content("profile", "A", stored=("x",)),
            ["A in the second image only"],
        ),
        (
            Content("profile", "A", stored=("x",)),
            Content("profile", "B", stored=("y",)),
            ["A in the first image, B in the second"],
        ),
        (
            Content("timing", "1 frame of 20 ms, played 1 time"),
            Content("timing", "2 frames of 20 ms"),
            ["1 frame of 20 ms, played 1 time in the first image; 2 frames of 20 ms in the second"],
        ),
        (
            Content("bits", "8 bits", stored=("8 bits", "8 bits")),
            Content("bits", "8 bits, 16 bits", stored=("8 bits", "16 bits")),
            ["bit depth differs: 8 bits and 16 bits"],
        ),
        (
            Content("bands", "1 of 2", compared=False, stored=(np.arange(4),), parts=("band 2 of 2",)),
            Content("bands", "1 of 2", compared=False, stored=(np.arange(4) % 3,), parts=("band 2 of 2",)),
            ["band 2 of 2 differs in 1 value and was not compared"],
        ),
        (
            Content("phase", "phases", compared=False, stored=(np.array([np.nan, 1.0]),)),
            Content("phase", "phases", compared=False, stored=(np.array([np.nan, 1.0]),)),
            [],
        ),
        (
            Content("pages", "1 of 2", compared=False, stored=(image(),), parts=("page 2 of 2",)),
            Content("pages", "1 of 2", compared=False, stored=(image(value=0.4),), parts=("page 2 of 2",)),
            ["page 2 of 2 differs in 72 pixels and was not compared"],
        ),
        (
            Content("pages", "1 of 2", compared=False, stored=(image(),)),
            Content("pages", "1 of 3", compared=False, stored=(image(), image())),
            ["1 of 2 in the first image, 1 of 3 in the second"],
        ),
    ],
)
def test_contents_of_one_kind(first: Content | None, second: Content | None, expected: list[str]) -> None:
    images = [image(*(() if content is None else (content,))) for content in (first, second)]
    assert texts(*images) == expected


def test_arrays_do_not_know_what_files_record() -> None:
    profile = Content("profile", "A", stored=("x",))
    assert texts(image(profile), image(format="array")) == []
    left_out = Content("phase", "phases", compared=False, stored=(np.ones(3),))
    assert texts(image(left_out), image(format="array")) != []


def test_allowed_kinds_are_told_and_do_not_count() -> None:
    first, second = image(Content("bits", "8 bits")), image(Content("bits", "16 bits"))
    pair = Measurement().prepare([first, second])
    [unequal] = find_unequal([first, second], pair, frozenset({"bits"}))
    assert unequal.allowed
    assert check_allow(["alpha,pages", "bits"]) == {"alpha", "pages", "bits"}
    assert check_allow(()) == frozenset()
    with pytest.raises(UnknownNameError, match="did you mean 'alpha'"):
        check_allow("alhpa")
    with pytest.raises(InputError, match="allow must be names of kinds"):
        check_allow([1])
    assert set(Finder(allow=tuple(KINDS)).options.allow) == set(KINDS)


def test_alphas_are_compared_as_a_channel() -> None:
    alpha = np.full((1, 1, 8, 9), 255, np.uint8)
    faint = alpha.copy()
    faint[0, 0, 2, 3] = 51
    images = [
        Image(np.full((1, 3, 8, 9), 255, np.uint8), 255.0, "x", "rgb", "png", alpha=one, alpha_range=255.0)
        for one in (None, faint)
    ]
    pair = Measurement().prepare(images)
    assert pair.unseen is not None
    assert pair.unseen[0, 0, 2, 3] == pytest.approx(0.8)
    assert np.count_nonzero(pair.unseen) == 1
    assert [one.text for one in pair.unequal] == ["alpha differs in 1 pixel"]
    masked = Measurement.checked(ignore="3,2,1,1").prepare(images)
    assert masked.unequal == ()
    assert Measurement().prepare([images[1], images[1]]).unequal == ()


def test_the_map_is_the_greater_of_colours_and_alpha(save, tmp_path) -> None:
    first = np.full((20, 30, 4), 255, np.uint8)
    second = first.copy()
    second[3, 4, 3] = 0
    second[10, 11, :3] = 0
    paths = save(first, "a.png"), save(second, "b.png")
    comparison = Finder(strategy="difference").compare(*paths)
    expected = np.zeros((20, 30))
    expected[3, 4] = expected[10, 11] = 1
    np.testing.assert_array_equal(np.asarray(comparison.map), expected)
    assert comparison.score == pytest.approx(1 / 600)  # of the colours on white
    assert not comparison.identical
    with pytest.warns(UnequalWarning, match="alpha differs in 1 pixel"):
        score("mae", *paths)
    with pytest.warns(UnequalWarning) as told:
        score_many("mae", paths[0], [paths[1], paths[1]])
    assert [str(one.message) for one in told] == ["alpha differs in 1 pixel (and 1 more)"]
    assert told[0].filename == __file__


def test_pages_are_taken_one_by_one(monkeypatch, tmp_path) -> None:
    """Of a file of many pages, a few are in memory at any time."""
    alive: set[int] = set()
    most = 0

    def pages(self: Measurement, source: object, side: int = 0):
        nonlocal most
        for number in range(60):
            pixels = np.full((1, 3, 20, 30), number / 100, np.float32)
            if str(source).endswith("b.npy") and number == 41:
                pixels[0, 0, 3, 4] = 1
            key = len(alive) + 1000 * number + hash(str(source)) % 997
            alive.add(key)
            weakref.finalize(pixels, alive.discard, key)
            most = max(most, len(alive))
            yield Image(pixels, 1.0, name=str(source), format="npy", finite=True)

    monkeypatch.setattr(Measurement, "open_pages", pages)
    paths = [tmp_path / "a.npy", tmp_path / "b.npy"]
    for path in paths:
        np.save(path, np.zeros((2, 2)))
    comparison = Finder(strategy="difference").compare(*paths)
    assert comparison.pages is not None
    assert (len(comparison.pages.each), comparison.pages.decides) == (60, 42)
    assert most <= 12
    assert [page.identical for page in comparison.pages.each].count(False) == 1


def test_what_is_not_measured_is_told() -> None:
    first = np.full((3, 20, 30), 0.5)
    second = first.copy()
    second[0, 3, 4] += 0.25
    second[1, 3, 4] -= 0.25
    comparison = Finder(strategy="difference").compare(first, second)
    assert comparison.unequal == ()
    assert not comparison.identical
    comparison = Finder(metric="mse", protocol="basicsr:crop_border=5").compare(
        (255 * first).astype(np.uint8), (255 * second).astype(np.uint8)
    )
    assert [one.text for one in comparison.unequal] == ["1 pixel differs, but not in the measured values"]
    assert not comparison.unequal[0].allowed
    aligned = Finder(strategy="difference:tolerance=1", metric="mse")
    moved = np.zeros((3, 20, 30))
    moved[:, :, 15:] = 1
    shifted = np.roll(moved, 1, axis=2)
    shifted[:, :, 0] = 0
    comparison = aligned.compare(moved, shifted)
    assert not comparison.identical
