# ruff: noqa: RUF001 - the signs are what is tested
"""The strongest regions, enlarged below the pictures of a panel."""

import numpy as np
import pytest

from drawn_pages import assert_tidy, drawn, find, noise


def texts(placed):
    return [put.kind for _, put in placed]


def described(region, text):
    return {**region, "text": text, "kinds": []}


def test_all_pictures_of_a_region_are_enlarged_by_one_factor(record_of, region_of):
    plane = noise(700, 500)
    record = record_of(plane, regions=[described(region_of(300, 200, 40, 30), "brighter")])
    generator = np.random.default_rng(4)
    for role in ("first", "second"):
        record["arrays"][role] = generator.integers(0, 256, (500, 700, 3)).astype(np.uint8)
    picture = drawn("panel", record)
    for role in ("first", "second"):
        part = record["arrays"][role][200:230, 300:340]
        find(picture, np.kron(part, np.ones((8, 8, 1), np.uint8)))


@pytest.mark.parametrize("size", [(700, 500), (420, 1500), (1500, 420), (300, 250)])
def test_three_close_ups_are_tidy_and_say_their_sentence(size, placed, record_of, region_of):
    width, height = size
    regions = [
        described(region_of(width - 40, height - 30, 40, 30), "fine detail 90 % weaker in the second"),
        described(region_of(0, 0, 9, 12), "8.8 levels brighter in the second " * 9),
        described(region_of(10, 60, width - 20, 150), "12 rows inserted"),
        described(region_of(5, 230, 9, 9), "moved 3 px left"),
    ]
    drawn("panel", record_of(noise(*size), regions=regions))
    assert_tidy([put for put in placed if put[1].kind not in "1234"])
    found = texts(placed)
    assert found.count("picture") == 4 + 3 * 3
    assert "1: fine detail 90 % weaker in the second" in found
    assert any(text.startswith("2: 8.8 levels brighter") for text in found)
    assert "3: 12 rows inserted" in found
    assert not any(text.startswith("4: ") for text in found)
    facts = [text for text in found if "shown at" in text and " at (" in text]
    assert facts[0].startswith(f"40 × 30 at ({width - 40}, {height - 30})  ·  shown at ")
    assert ["a part of it" in text for text in facts] == [False, False, True]


def test_a_large_region_is_shown_around_its_strongest_pixel(record_of, region_of):
    plane = np.full((600, 800), 0.01, np.float32)
    plane[450, 700] = 0.9
    record = record_of(plane, regions=[region_of(10, 10, 780, 580)])
    record["arrays"]["first"][450, 700] = (1, 250, 3)
    picture = drawn("panel", record)
    small, large = (
        (picture == record["arrays"]["first"][450, 700]).all(-1).sum() for picture in (picture, picture[700:])
    )
    assert small == 1 + 4
    assert large == 4


def test_a_wide_region_is_shown_whole(placed, record_of, region_of):
    drawn("panel", record_of(noise(800, 600), regions=[region_of(200, 300, 300, 12)]))
    assert "300 × 12 at (200, 300)  ·  shown at 2:1" in [put.kind for _, put in placed]


def test_three_images_and_the_map_are_enlarged(placed, record_of, region_of):
    record = record_of(noise(500, 400), regions=[region_of(100, 100, 30, 30)])
    record["reference"] = {"name": "g/photo.png"}
    record["arrays"]["reference"] = np.full((400, 500, 3), 7, np.uint8)
    drawn("panel", record)
    assert_tidy([put for put in placed if put[1].kind != "1"])
    below = [put.kind for _, put in placed if put.kind in ("Reference", "First", "Second", "Map")]
    assert below == ["Reference", "First", "Second", "Reference", "First", "Second", "Map"]


@pytest.mark.parametrize(
    ("size", "options", "regions", "count"),
    [
        ((500, 400), {}, 0, 0),
        ((500, 400), {"regions": False}, 1, 0),
        ((40, 40), {}, 1, 0),  # shown at 4:1 or more
        ((500, 400), {}, 1, 3),
        ((2000, 1500), {"max_side": 500}, 2, 6),
    ],
)
def test_when_there_are_close_ups(size, options, regions, count, placed, record_of, region_of):
    record = record_of(noise(*size), regions=[region_of(10, 10, 9, 9)] * regions)
    drawn("panel", record, **options)
    assert texts(placed).count("picture") == 4 + count


def test_pictures_of_another_size_than_the_map_are_not_enlarged(placed, record_of, region_of):
    record = record_of(noise(500, 400), regions=[region_of(290, 190, 10, 10)])
    record["arrays"]["second"] = np.zeros((40, 50, 3), np.uint8)
    drawn("panel", record)
    assert [text for text in texts(placed) if text in ("First", "Second", "Map")] == [
        "First",
        "Second",
        "First",
        "Map",
    ]


def test_masked_pixels_are_hatched_in_close_ups(record_of, region_of):
    plane = noise(500, 400)
    record = record_of(plane, regions=[region_of(100, 100, 20, 20)])
    record["arrays"]["first"][:] = record["arrays"]["second"][:] = (0, 99, 0)
    pages = []
    for mask in (np.ones((400, 500), bool), np.ones((400, 500), bool)):
        mask[105:115, 105:115] = len(pages) == 0
        record["arrays"]["mask"] = mask
        pages.append(drawn("panel", record)[500:])
    green = [int((page == (0, 99, 0)).all(-1).sum()) for page in pages]
    assert (green[0] - green[1]) % 200 == 0
    assert green[0] > green[1]
