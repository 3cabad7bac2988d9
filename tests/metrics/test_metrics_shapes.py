"""Other shapes, such as a letter that became another: which count for the metric ``changed``."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from difference_finder.metrics._parts import Parts
from difference_finder.metrics._shapes import other_shapes
from difference_finder.metrics._strokes import MARGINS, Strokes
from difference_finder.scoring import local_map

FINE = 8
SIZE = (150, 60)


def lines(*texts: str, height: int = 12, move: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Return lines of text, each letter at a place of its own; ``move`` is in pixels."""
    font = ImageFont.load_default(height * FINE)
    large = Image.new("L", (SIZE[0] * FINE, SIZE[1] * FINE), 255)
    draw = ImageDraw.Draw(large)
    for row, text in enumerate(texts):
        for column, letter in enumerate(text):
            place = (8 + column * 0.62 * height + move[0], 4 + row * 1.5 * height + move[1])
            draw.text(tuple(FINE * v for v in place), letter, fill=20, font=font)
    return np.array(large.resize(SIZE, Image.Resampling.BOX))


def count(first: np.ndarray, second: np.ndarray, settings: str = "", **options) -> int:
    return int(local_map(f"changed{settings}", first, second, **options)[1].sum())


def shapes(first: np.ndarray, second: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """Return around which pixels there are other shapes, as a plane."""
    rows, columns = np.nonzero(np.abs(first.astype(float) - second) > 4)
    found = np.zeros(first.shape, bool)
    images = (first[None].astype(float), second[None].astype(float))
    for members, part in Parts(images, (rows, columns), mask, 255.0).around(MARGINS):
        here = rows[members], columns[members]
        found[here] = other_shapes(Strokes(part), 1, np.arange(len(members)))
    return found


@pytest.mark.parametrize("height", [10, 12, 16])
@pytest.mark.parametrize("other", ["a colour scene", "a colaur score", "e colour score"])
def test_a_letter_that_became_a_similar_one_counts(other: str, height: int) -> None:
    first, second = (lines("one pixel here", text, height=height) for text in ("a colour score", other))
    assert count(first, second) > 3
    assert count(second, first) == count(first, second)
    assert count(first[:, ::-1].copy(), second[:, ::-1].copy()) == count(first, second)


@pytest.mark.parametrize("move", [(0.25, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5), (1.0, 1.0)])
def test_text_that_moved_does_not_count(move: tuple[float, float]) -> None:
    text = ("one pixel here", "a colour score")
    assert count(lines(*text), lines(*text, move=move)) == 0


def test_a_small_difference_counts_only_beside_equal_strokes() -> None:
    text = "ocolourscoreonhere"
    moved = lines(text, text, move=(0.4, 0.3))
    alone, among = lines(text, text), moved.copy()
    alone[:, 74:83] = lines(text, text.replace("o", "e"))[:, 74:83]
    among[:, 74:83] = alone[:, 74:83]
    assert shapes(lines(text, text), alone).any()
    assert not shapes(lines(text, text), among).any()


def test_windows_near_masked_pixels_are_not_tested() -> None:
    first, second = lines("a colour score"), lines("a colaur score")
    found = shapes(first, second)
    _, columns = np.nonzero(found)
    mask = np.ones(first.shape, bool)
    mask[:, columns.max() + 6 :] = False
    np.testing.assert_array_equal(shapes(first, second, mask), found)
    mask[:, columns.min() - 1] = False
    assert shapes(first, second, mask).sum() < found.sum()


def test_the_place_in_the_image_does_not_matter() -> None:
    first, second = lines("a colour score"), lines("a colaur score")
    expected = shapes(first, second)
    for left in (170, 196, 230, 256):  # around the border of two tiles
        page = np.full((2, 300, 480), 255, np.uint8)
        page[:, 220:280, left : left + SIZE[0]] = first, second
        found = shapes(*page)
        np.testing.assert_array_equal(found[220:280, left : left + SIZE[0]], expected)
        assert found.sum() == expected.sum()


@pytest.mark.slow
@pytest.mark.parametrize("equal", [True, False])
@pytest.mark.parametrize("seed", [0, 1])
def test_other_shapes_are_what_the_definition_says(seed: int, equal: bool) -> None:
    rng = np.random.default_rng(seed)
    words = ["".join(rng.choice(list("aeocsn"), 16)) for _ in range(2)]
    other = words[0][:3] + "o" + words[0][4:8] + "sn" + words[0][10:]
    first, second = lines(*words), lines(other, words[1], move=(0.3 * seed, 0.1 * seed))
    if equal:
        second[:, :28], second[:, 47:] = first[:, :28], first[:, 47:]
    else:
        second[:, 110:120] = 255
    np.testing.assert_array_equal(shapes(first, second), defined(first / 255, second / 255))


def defined(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return around which pixels there are other shapes, pixel by pixel from the description."""
    far = 50
    images = [np.pad(image, far, mode="edge") for image in (first, second)]
    differs = np.pad(np.abs(first - second) > 4.5 / 255, far, mode="edge")
    edges = edges_of(images, np.pad(np.ones(first.shape, bool), far), differs)
    found = np.zeros(first.shape, bool)
    for y, x in zip(*np.nonzero(differs[far:-far, far:-far]), strict=True):
        v, u = y + far, x + far
        windows = [image[v - 3 : v + 4, u - 3 : u + 4] for image in images]
        contrast = np.max(windows) - np.min(windows)
        energy = ((windows[0] - windows[1]) ** 2).sum() / contrast**2
        if contrast <= 0.2 or energy <= 1.5:
            continue
        least = limit(*edges, v, u, energy)
        if energy <= least:
            continue
        moves = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        pairs = [(a, (0, 0)) for a in moves] + [((0, 0), b) for b in moves]
        left = [residual(images, (v, u), one, other, contrast) for one, other in pairs]
        found[y, x] = min(left) > least
    return found


def edges_of(images: list, inside: np.ndarray, differs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the vertical and the horizontal edges, (2, H, W), and those of them that are equal."""
    total, equal = np.zeros((2, *inside.shape), bool), np.zeros((2, *inside.shape), bool)
    for v, u in zip(*np.nonzero(inside), strict=True):
        threes = [(v, slice(u - 1, u + 2)), (slice(v - 1, v + 2), u)]
        for i, three in enumerate(threes):
            total[i, v, u] = max(np.ptp(image[three]) for image in images) > 0.1
            equal[i, v, u] = total[i, v, u] and not differs[v - 1 : v + 2, u - 1 : u + 2].any()
    return total, equal


def limit(total: np.ndarray, equal: np.ndarray, y: int, x: int, energy: float) -> float:
    """Return the least difference that counts."""
    sides = [(slice(y - 6, y + 7), slice(x - 40, x - 8)), (slice(y - 6, y + 7), slice(x + 9, x + 41))]
    around = slice(y - 24, y + 25), slice(x - 40, x + 41)
    counts = [
        [edges[(slice(None), *box)].sum((1, 2)) for box in (*sides, around)] for edges in (total, equal)
    ]
    many, same = np.array(counts)

    def alike(boxes: list[int], least: int, share: float) -> bool:
        here, left = many[boxes].sum(0), same[boxes].sum(0)
        return here[0] >= least and (left >= share * here).all()

    if alike([0], 20, 0.95) or alike([1], 20, 0.95) or alike([0, 1], 20, 0.7):
        return max(1.5, 0.35 * energy)
    many, same = many.sum(1), same.sum(1)
    redrawn = many[:2].sum() >= 100 and (same <= np.array([0.2, 0.2, 0.3]) * many).all()
    return 7.5 if redrawn else 6.5


def residual(images: list, place: tuple[int, int], one: tuple, other: tuple, contrast: float) -> float:
    """Return the rest of a ridge regression, by the least squares of an extended system."""
    (y, x), terms, gaps = place, [], []
    parts = [(image, y + down, x + right) for image, (down, right) in zip(images, (one, other), strict=True)]

    def mean(down: int, right: int) -> float:
        return sum(image[v + down, u + right] for image, v, u in parts) / 2

    for v in range(-3, 4):
        for u in range(-3, 4):
            across, down = (mean(v, u + 1) - mean(v, u - 1)) / 2, (mean(v + 1, u) - mean(v - 1, u)) / 2
            bends = [mean(v, u + 1) + mean(v, u - 1), mean(v + 1, u) + mean(v - 1, u)]
            bends = [bend - 2 * mean(v, u) for bend in bends]
            terms.append([across, down, across * u / 3, down * v / 3, *bends, 1.0])
            (a, b, c), (d, e, f) = parts
            gaps.append(d[e + v, f + u] - a[b + v, c + u])
    costs = np.eye(7)[:6] * np.sqrt(0.2) * contrast
    system, known = np.vstack([terms, costs]), np.array([*gaps, *[0.0] * 6])
    solved = np.linalg.lstsq(system, known, rcond=None)[0]
    return float(((system @ solved - known) ** 2).sum() / contrast**2)
