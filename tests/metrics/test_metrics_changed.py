"""Changed pixels: which count, which do not, and the facts about them."""

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import InputError
from difference_finder.finder import Finder
from difference_finder.metrics._clusters import greatest_in_window
from difference_finder.scoring import local_map, score
from known_answers import folder

GREY = 96


def page(height: int = 60, width: int = 80) -> np.ndarray:
    """Return a flat picture with a dark bar."""
    picture = np.full((height, width, 3), 240, np.uint8)
    picture[20:24, 10:70] = 30
    return picture


def count(first: np.ndarray, second: np.ndarray, settings: str = "", **options) -> int:
    """Return the number of changed pixels."""
    places = local_map(f"changed{settings}", first, second, **options)[1]
    assert set(np.unique(places)) <= {0.0, 1.0}
    pixels = int(places[..., 0].sum())
    assert score(f"changed{settings}", first, second, **options) == pytest.approx(places.mean(), rel=1e-6)
    return pixels


def disc(shift: float, size: int = 40, radius: float = 11.0) -> np.ndarray:
    """Return an anti-aliased ring of 2 pixels, moved to the right by a part of a pixel."""
    fine = (np.arange(size * 8) + 0.5) / 8 - size / 2
    far = np.hypot(fine[:, None], fine[None, :] - shift)
    cover = ((far < radius) & (far > radius - 2)).reshape(size, 8, size, 8).mean(axis=(1, 3))
    return np.round(255 * (1 - cover)).astype(np.uint8)[..., None].repeat(3, axis=2)


@pytest.mark.parametrize(
    ("box", "colour", "expected"),
    [
        ((40, 41, 30, 31), (0, 0, 0), 1),  # a single pixel of great contrast
        ((40, 41, 30, 31), (220, 220, 220), 0),  # 20 levels: a single pixel that nobody sees
        ((40, 43, 30, 33), (236, 236, 236), 9),  # 4 levels in a square of 3x3
        ((40, 42, 30, 40), (236, 236, 236), 0),  # in a strip of two rows
        ((40, 43, 30, 33), (237, 237, 237), 0),  # 3 levels
        ((40, 41, 20, 60), (224, 224, 224), 40),  # a thin line of 16 levels
        ((40, 41, 20, 28), (224, 224, 224), 0),  # shorter than 9 pixels
        ((40, 50, 20, 30), (240, 240, 228), 100),  # 12 levels of blue
        ((20, 24, 10, 70), (240, 240, 240), 240),  # the bar is gone
    ],
)
def test_changes_count_if_they_are_visible(box, colour, expected) -> None:
    first, second = page(), page()
    second[box[0] : box[1], box[2] : box[3]] = colour
    assert count(first, second) == expected
    assert count(second, first) == expected


@pytest.mark.parametrize("shift", [0.25, 0.5, 1.0])
def test_edges_that_moved_by_up_to_a_pixel_do_not_count_unless_asked_for(shift: float) -> None:
    first, second = disc(0.0), disc(shift)
    assert count(first, second) == 0
    assert count(first, second, ":antialiasing=count") > 50


@pytest.mark.parametrize(("difference", "expected"), [(63, 0), (64, 1)])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32, np.float64])
def test_a_difference_of_just_the_share_of_the_contrast_does_not_count(kind, difference, expected) -> None:
    # 63 levels are 0.7 of the contrast of 90 levels.
    first = np.full((1, 1, 12, 13), 128.0)
    second = first.copy()
    second[..., 5:7, 5:8] = [[126, 117, 38], [126, 128, 55]]
    second[..., 6, 6] = 128 - difference
    counted = local_map("changed", first.astype(kind), second.astype(kind), data_range=255)[1]
    assert np.asarray(counted)[0, 0, 6, 6] == expected


def test_tolerance_is_the_distance_that_an_edge_may_move() -> None:
    first, second = page(), page()
    second[20:24, 10:73] = 30  # the end moved by three pixels
    counts = [count(first, second, f":antialiasing=count,tolerance={n}") for n in range(4)]
    # With 1 the two columns out of reach count, and of the third column the two rows far from the background.
    assert counts == [12, 10, 4, 0]
    # Anti-aliasing hides one column more, as a tolerance of 1 does.
    counts = [count(first, second, f":tolerance={n}") for n in range(3)]
    assert counts == [10, 4, 0]


@pytest.mark.parametrize("settings", ["", ":antialiasing=count", ":tolerance=1", ":threshold=0.1"])
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_it_is_what_the_definition_says(settings: str, channels: int) -> None:
    rng = np.random.default_rng(channels)
    first = rng.integers(0, 2, (channels, 12, 14)) * 0.4 + 0.3
    first[:, :, :6] = 0.3
    second = np.clip(first + 0.05 * rng.integers(-1, 2, first.shape), 0, 1)
    second[:, 3:8, 2:6] += 0.06
    second[:, 9, 9] = 1.0
    mask = rng.random((12, 14)) > 0.1
    for inside in (None, mask):
        known = np.ones((12, 14), bool) if inside is None else inside
        _, places = local_map(f"changed{settings}", first, second, data_range=1.0, mask=inside)
        np.testing.assert_array_equal(places[0] > 0, defined(first, second, known, settings))


def defined(first: np.ndarray, second: np.ndarray, mask: np.ndarray, settings: str) -> np.ndarray:
    """Return the changed pixels pixel by pixel, from the description of the metric; shapes aside."""
    threshold = 0.1 if "threshold" in settings else 0.0125
    ignore = "count" not in settings
    radius = int(ignore) + ("tolerance" in settings)
    groups = [[0, 1, 2]] if len(first) == 3 else [[i] for i in range(len(first))]
    found = np.zeros(mask.shape, bool)
    for group in groups:
        far, sharp = np.zeros(mask.shape), np.zeros(mask.shape, bool)
        for y, x in zip(*np.nonzero(mask), strict=True):
            ends = []
            for image in (first, second):
                rows, columns = (slice(max(i - radius, 0), i + radius + 1) for i in (y, x))
                colours = np.array([yiq(image[group, v, u]) for v, u in around(rows, columns, mask)])
                ends.append((colours.min(axis=0), colours.max(axis=0), yiq(image[group, y, x])))
            gaps = [outside(ends[i][2], *ends[1 - i][:2]) for i in (0, 1)]
            distance = max(length(gap) for gap in gaps)
            contrast = max(length(high - low) for low, high, _ in ends)
            edge = equal_places(first[group], second[group], y, x, mask, threshold) < 3
            sharp[y, x] = distance > 0.7 * contrast
            far[y, x] = 0 if ignore and edge and not sharp[y, x] else distance
        beyond = far > threshold
        if ignore:
            thin = beyond & (far > 0.05)
            strong = beyond & (far > 0.1) & sharp
            boxes = (
                filled(beyond & (far > 0.1), 2, 2)
                | filled(beyond, 3, 3)
                | filled(thin, 1, 9)
                | filled(thin, 9, 1)
            )
            beyond = strong | boxes
        found |= beyond
    return found


def equal_places(
    first: np.ndarray, second: np.ndarray, y: int, x: int, mask: np.ndarray, alike: float
) -> int:
    """Return in how many of the 8 adjacent places both images have the colour of the centre."""
    total = 0
    for v, u in around(slice(max(y - 1, 0), y + 2), slice(max(x - 1, 0), x + 2), mask):
        gaps = [length(yiq(image[:, v, u]) - yiq(image[:, y, x])) for image in (first, second)]
        total += (v, u) != (y, x) and max(gaps) <= alike
    return total


def around(rows: slice, columns: slice, mask: np.ndarray) -> list[tuple[int, int]]:
    places = [(y, x) for y in range(mask.shape[0])[rows] for x in range(mask.shape[1])[columns]]
    return [place for place in places if mask[place]]


def yiq(colour: np.ndarray) -> np.ndarray:
    if len(colour) == 1:
        return colour
    r, g, b = colour
    return np.array(
        [
            0.299 * r + 0.587 * g + 0.114 * b,
            0.596 * r - 0.274 * g - 0.322 * b,
            0.211 * r - 0.523 * g + 0.312 * b,
        ]
    )


def outside(own: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return own - np.clip(own, low, high)


def length(difference: np.ndarray) -> float:
    weights = (0.5053, 0.299, 0.1957)
    total = sum(w * d * d for w, d in zip(weights, difference, strict=False))
    return math.sqrt(total / (35215 / 255**2))


def filled(members: np.ndarray, height: int, width: int) -> np.ndarray:
    found = np.zeros_like(members)
    for y in range(members.shape[0] - height + 1):
        for x in range(members.shape[1] - width + 1):
            if members[y : y + height, x : x + width].all():
                found[y : y + height, x : x + width] = True
    return found


@pytest.mark.parametrize("side", [1, 2])
def test_a_flat_change_of_a_tiny_image_counts(side: int) -> None:
    first = np.full((side, side), 200, np.uint8)
    assert score("changed", first, first - 8) == 1
    assert score("changed", first, first - 3) == 0


def test_changes_where_masked_do_not_count() -> None:
    first, second = page(), page()
    second[40:50, 30:40] = GREY
    second[5:8, 5:8] = GREY
    mask = np.ones(first.shape[:2], bool)
    mask[40:50, 30:40] = False
    assert score("changed", first, second, mask=mask) == pytest.approx(9 / mask.sum(), rel=1e-12)


def with_bar(height: int, width: int = 1, x: int = 40, colour: int = 0) -> np.ndarray:
    picture = page(90)
    picture[30 : 30 + height, x : x + width] = colour
    return picture


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (page(90), with_bar(15), 0),
        (with_bar(40, 3), page(90), 0),
        (with_bar(20), with_bar(20, x=50), 0),  # it moved: each image has one
        (page(90), with_bar(9), 9),  # shorter than a line of text
        (page(90), with_bar(41), 41),
        (page(90), with_bar(15, 4), 60),
        (page(90), np.minimum(with_bar(15), with_bar(15, x=50)), 30),  # nothing has two carets
        (page(90), with_bar(15, x=0), 0),  # at the border
    ],
)
def test_a_caret_does_not_count_if_asked_for(first, second, expected) -> None:
    assert count(first, second, ":caret=ignore") == expected
    assert count(second, first, ":caret=ignore") == expected
    assert count(first, second) >= count(first, second, ":antialiasing=count,caret=ignore") == expected


def test_the_surroundings_of_a_caret_count_as_without_it() -> None:
    first, second = page(90), with_bar(15)
    first[35:38, 43:46] = 100
    assert count(first, second, ":caret=ignore") == 9
    second[35:38, 43:46] = 100
    first[35:38, 42], second[35:38, 42] = 130, 170  # an edge that was drawn otherwise
    assert count(first, second, ":caret=ignore") == 0


def test_a_bar_of_two_colours_or_over_text_is_not_a_caret() -> None:
    first, second = page(90), with_bar(15)
    second[37:, 40][:3] = 120
    assert count(first, second, ":antialiasing=count,caret=ignore") == 15
    first[30:45:2, 40] = 120
    assert count(first, with_bar(15), ":antialiasing=count,caret=ignore") == 15


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("no-caret", "caret"), 0),
        (("no-caret+text", "caret+text"), 0),
        (("caret+antialiasing", "no-caret+antialiasing"), 0),
        (("no-caret", "two-caret"), 29),
        (("no-caret", "1px-diff"), 1),
    ],
)
def test_carets_of_looks_same(names: tuple[str, str], expected: int) -> None:
    root = folder() / "visreg/looks-same"
    pair = [np.asarray(Image.open(root / f"{name}.png").convert("RGB")) for name in names]
    assert count(*pair, ":caret=ignore") == expected


def test_the_record_states_number_cluster_and_window() -> None:
    first, second = page(), page()
    second[40:45, 30:36] = GREY
    second[45, 36] = GREY  # touches at a corner
    second[5:7, 5:8] = GREY
    done = Finder(strategy="local", metric="changed:window=10").compare(first, second)
    assert done.to_dict()["score_facts"]["changed:window=10"] == {
        "changed_pixels": 37,
        "largest_cluster": {"pixels": 31, "x": 30, "y": 40, "width": 7, "height": 6},
        "window": 10,
        "greatest_in_window": 31,
    }
    same = Finder(strategy="local", metric="changed").compare(first, first)
    facts = same.score_facts["changed"]
    assert facts["changed_pixels"] == facts["greatest_in_window"] == 0
    assert set(facts["largest_cluster"].values()) == {0}
    assert same.map_facts == {}


def test_facts_are_stated_beside_any_map() -> None:
    first, second = page(), page()
    second[40:45, 30:36] = GREY
    done = Finder(strategy="difference", also="changed").compare(first, second)
    assert done.score_facts["changed"]["changed_pixels"] == 30
    assert done.scores["changed"] == 30 / second[..., 0].size


def test_a_window_counts_its_own_pixels_only() -> None:
    first, second = page(), page()
    second[5::30, 5::20] = GREY
    counts = []
    for size in (1, 20, 21, 31, 1000):
        finder = Finder(strategy="local", metric=f"changed:window={size}")
        (facts,) = finder.compare(first, second).score_facts.values()
        counts.append(facts["greatest_in_window"])
    assert counts == [1, 1, 2, 4, 8]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("threshold=1", "threshold must be at least 0 and less than 1, not 1"),
        ("threshold=-0.1", "threshold must be at least 0 and less than 1, not -0.1"),
        ("antialiasing=skip", "antialiasing must be one of ignore, count, not 'skip'"),
        ("caret=skip", "caret must be one of ignore, count, not 'skip'"),
        ("tolerance=-1", "tolerance must be a whole number of pixels, at least 0, not -1"),
        ("window=0", "window must be a whole number of pixels, at least 1, not 0"),
    ],
)
def test_impossible_settings_are_refused(settings: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        score(f"changed:{settings}", page(), page())


def fixtures(kind: str) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Return the pairs of Playwright's tests that should match, or should fail."""
    root = folder() / "visreg/playwright/tests/image_tools/fixtures" / kind
    pairs = []
    for path in sorted(root.glob("*/*-expected.png")):
        other = Path(str(path).replace("-expected", "-actual"))
        pairs.append((path.stem, *(np.asarray(Image.open(p).convert("RGB")) for p in (path, other))))
    return pairs


@pytest.mark.parametrize(("kind", "number", "fails"), [("should-match", 12, 0), ("should-fail", 9, 9)])
def test_pairs_of_playwright_pass_and_fail_as_they_should(kind: str, number: int, fails: int) -> None:
    pairs = fixtures(kind)
    assert len(pairs) == number
    assert sum(score("changed", *pair[1:]) > 0 for pair in pairs) == fails


@pytest.mark.parametrize(
    ("size", "colour"),
    [
        ((1024, 1280), (255, 255, 255)),
        ((1024, 1280), (0, 0, 0)),
        ((1024, 1280), (40, 90, 160)),
        pytest.param((4000, 1920), (200, 180, 40), marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize(("kind", "fails"), [("should-match", 0), ("should-fail", 9)])
def test_a_page_around_them_changes_no_verdict(kind, fails, size, colour) -> None:
    failed = 0
    for _, *pair in fixtures(kind):
        pages = [np.full((*size, 3), colour, np.uint8) for _ in pair]
        for sheet, picture in zip(pages, pair, strict=True):
            sheet[200 : 200 + len(picture), 301 : 301 + picture.shape[1]] = picture
        failed += score("changed", *pages) > 0
    assert failed == fails


def test_the_greatest_number_in_a_window_is_found_by_trying_all_windows(rng) -> None:
    for _ in range(100):
        height, width, size = rng.integers(1, 12, 3)
        members = rng.random((height, width)) < rng.choice([0, 0.05, 0.3, 1])
        tall, wide = min(size, height), min(size, width)
        counts = [
            members[y : y + tall, x : x + wide].sum()
            for y in range(height - tall + 1)
            for x in range(width - wide + 1)
        ]
        assert greatest_in_window(members, int(size)) == max(counts)
