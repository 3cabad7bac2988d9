# ruff: noqa: RUF001 - the signs are what is tested
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from difference_finder.drawing.colormaps import apply_colormap, colormap_table
from difference_finder.drawing.scale import choose_scale
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.images.difference_map import DifferenceMap, Region
from drawn_pages import assert_tidy, drawn, find, noise

SIZES = [(1, 1), (1, 2000), (2000, 1), (32, 32), (600, 400), (255, 255), (256, 100), (40, 900)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("name", ["heatmap", "panel"])
def test_nothing_overlaps_or_is_cut(name, size, signed, placed, record_of):
    plane = noise(*size, signed=signed) * 1e-7
    record = record_of(
        plane, signed=signed, notes=["a long note about what was decided"] * 9, name="photo" * 60
    )
    record["first"]["name"] = "x" * 500 + ".png"
    drawn(name, record, vmax=1.2345e-8)
    assert_tidy(placed)


@pytest.mark.parametrize("size", [(1, 2000), (2000, 1), (32, 32), (600, 400)])
@pytest.mark.parametrize("name", ["heatmap", "panel"])
def test_numbers_of_crowded_regions_do_not_cover_each_other(name, size, placed, record_of, region_of):
    width, height = size
    regions = [region_of(i % 5 % width, i // 5 % height, 1, 1) for i in range(8)]
    drawn(name, record_of(noise(*size), regions=regions))
    numbers = [put for put in placed if put[1].kind in "12345678" and put[1].kind]
    assert len(numbers) == 8 * (1 if name == "heatmap" else 3)
    # A number stands on a label of 1.2 times its size; the distance of two lines is 1.4 times.
    for _, put in numbers:
        put.bottom = put.top + (put.bottom - put.top) * 6 // 7
    assert_tidy(numbers)


@pytest.mark.parametrize("name", ["heatmap", "panel"])
def test_at_most_ten_regions_are_drawn_and_the_rest_is_counted(name, placed, record_of, region_of):
    regions = [region_of(20 * i, 100, 5, 5) for i in range(23)]
    drawn(name, record_of(noise(600, 400), regions=regions))
    texts = [put.kind for _, put in placed]
    assert "10" in texts
    assert "11" not in texts
    assert any("the 10 strongest regions drawn, and 13 more regions" in text for text in texts)
    placed.clear()
    drawn(name, record_of(noise(600, 400), regions=regions), regions=False)
    texts = [put.kind for _, put in placed]
    assert "10" not in texts
    assert not any("strongest" in text for text in texts)
    placed.clear()
    drawn(name, record_of(noise(600, 400), regions=regions[:11]))
    assert any("and 1 more region" in put.kind for _, put in placed)


def test_boxes_are_two_thin_lines_outside_of_the_region(record_of, region_of):
    plane = np.zeros((500, 600), np.float32)
    picture, plain = (
        drawn("panel", record_of(plane, regions=regions), max_side=600)
        for regions in ([region_of(200, 150, 60, 50)], [])
    )
    table = colormap_table("auto", False)
    x, y = find(plain, np.broadcast_to(table[0], (*plane.shape, 3)))
    row = picture[y + 170, x : x + 600]
    changed = np.flatnonzero((row != table[0]).any(-1))
    assert changed.tolist() == [197, 198, 261, 262]
    assert row[changed].tolist() == [[0] * 3, [255] * 3, [255] * 3, [0] * 3]


def test_numbers_lie_beside_other_regions(placed, record_of, region_of):
    below, above = region_of(100, 200, 60, 60), region_of(80, 150, 100, 45)
    drawn("heatmap", record_of(noise(500, 400), regions=[below, above]))
    left, top = next((put.left, put.top) for _, put in placed if put.kind == "picture")
    numbers = [put for _, put in placed if put.kind in ("1", "2")]
    assert len(numbers) == 2
    for number in numbers:
        for region in (below, above):
            assert (
                number.right <= left + region["x"]
                or number.left >= left + region["x"] + region["width"]
                or number.bottom <= top + region["y"]
                or number.top >= top + region["y"] + region["height"]
            )


def test_numbers_of_overlapping_regions_lie_beside_their_boxes(placed, record_of, region_of):
    regions = [region_of(20, 100, 460, 200), region_of(0, 200, 500, 180), region_of(200, 210, 40, 30)]
    drawn("heatmap", record_of(noise(500, 400), regions=regions))
    left, top = next((put.left, put.top) for _, put in placed if put.kind == "picture")
    numbers = {put.kind: put for _, put in placed if put.kind in ("1", "2", "3")}
    for number, region in zip("123", regions, strict=True):
        put = numbers[number]
        assert left + region["x"] - 20 < put.left < left + region["x"] + region["width"]
        assert top + region["y"] - 30 < put.top < top + region["y"]


@pytest.mark.parametrize("colormap", ["auto", "magma", "viridis", "grey", "diverging"])
@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(("width", "height", "factor"), [(400, 200, 1), (399, 9, 2), (90, 40, 5), (5, 3, 80)])
def test_each_pixel_has_the_colour_of_its_value(record_of, width, height, factor, signed, colormap):
    plane = noise(width, height, signed=signed)
    picture = drawn("heatmap", record_of(plane, signed=signed), colormap=colormap)
    expected = apply_colormap(plane, choose_scale(plane, signed, 1.0), colormap_table(colormap, signed))
    find(picture, np.kron(expected, np.ones((factor, factor, 1), np.uint8)))


def test_boxes_leave_the_pixels_of_their_region(record_of, region_of):
    plane = noise(400, 200)
    table = colormap_table("auto", False)
    expected = apply_colormap(plane, choose_scale(plane, False, 1.0), table)
    plain = drawn("heatmap", record_of(plane))
    boxed = drawn("heatmap", record_of(plane, regions=[region_of(100, 50, 40, 30)]))
    x, y = find(plain, expected)
    np.testing.assert_array_equal(boxed[y + 50 : y + 80, x + 100 : x + 140], expected[50:80, 100:140])
    changed = np.argwhere((plain[y : y + 200, x : x + 400] != boxed[y : y + 200, x : x + 400]).any(-1))
    assert len(changed)
    # Around the region by the width of the lines, and the number above it.
    assert changed.min(0).tolist() >= [25, 90]
    assert changed.max(0).tolist() <= [90, 150]


@pytest.mark.parametrize("size", [(600, 400), (1900, 1000), (1700, 300)])
def test_a_single_pixel_survives_in_the_panel(record_of, size):
    width, height = size
    table = colormap_table("auto", True)
    for value, end in ((0.3, table[-1]), (-0.3, table[0])):
        plane = np.zeros((height, width), np.float32)
        plane[height // 2, width // 2] = value
        picture = drawn("panel", record_of(plane, signed=True), vmax=0.3)
        plain = drawn("panel", record_of(0 * plane, signed=True), vmax=0.3)
        rows, columns = np.nonzero((picture[: len(plain)] != plain[: len(picture)]).any(-1))
        changed = picture[rows, columns]
        assert (changed == end).all(-1).any()


def test_saturation_is_stated_and_marked(placed, record_of):
    plane = np.full((300, 300), 0.01, np.float32)
    plane[0] = 0.9
    drawn("heatmap", record_of(plane), vmax=0.1)
    texts = [put.kind for _, put in placed]
    assert any("0.33 % of pixels above the scale" in text for text in texts)
    assert "≥ 0.1" in texts
    placed.clear()
    drawn("heatmap", record_of(-plane, signed=True), vmax=0.1)
    texts = [put.kind for _, put in placed]
    assert "≤ −0.1" in texts
    assert "0.1" in texts
    placed.clear()
    drawn("heatmap", record_of(plane[1:]))
    drawn("heatmap", record_of(plane * 0))
    texts = " ".join(put.kind for _, put in placed)
    assert "the map is zero" in texts
    assert "≥" not in texts


def test_what_is_not_a_number_is_stated(placed, record_of):
    plane = noise(300, 300)
    plane[5, 5:8] = np.nan
    drawn("heatmap", record_of(plane))
    assert any("3 pixels not a number" in put.kind for _, put in placed)


def test_the_panel_says_how_it_was_made(placed, record_of, region_of):
    plane = noise(1700, 1000)
    drawn("panel", record_of(plane, regions=[region_of(3, 3, 9, 9)], score="Infinity"))
    texts = "\n".join(put.kind for _, put in placed)
    for words in (
        "First",
        "Second",
        "Absolute difference",
        "a/photo.png  ·  1700 × 1000",
        "b/photo.png  ·  1700 × 1000",
        "scale 0 … 0.5 (×2)",
        "ssim  ∞  ·  higher is better",
        "photo",
        "strategy difference:tolerance=0",
        "after abs, blur:sigma=2",
        "psnr ∞",
        "protocol default",
        "data range 1",
        "1 region",
        "shown at 1:2",
        "alpha composed on white",
    ):
        assert words in texts, words
    assert "identity" not in texts


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (24.081234, "ssim  24.08"),
        (None, "ssim  not a number"),
        ("-Infinity", "ssim  −∞"),
        ([0.5, 0.25], "ssim  0.5 (first of 2 samples)"),
    ],
)
def test_scores_in_words(placed, record_of, score, words):
    drawn("panel", record_of(noise(300, 300), score=score))
    assert any(put.kind.startswith(words) for _, put in placed)


def with_truth(record, plane, **changes):
    height, width = plane.shape
    record["reference"] = {"name": "g/photo.png"}
    record["arrays"]["reference"] = np.full((height, width, 3), 7, np.uint8)
    record["metric"] = {"name": "psnr gap", "higher_is_better": True, "gap": True}
    record["map"] |= {"positive": "the first is better", "facts": {"completeness_error": 0.0123}}
    return {**record, **changes}


@pytest.mark.parametrize("size", SIZES)
def test_three_images_and_a_map_are_tidy(size, placed, record_of):
    plane = noise(*size, signed=True)
    drawn("panel", with_truth(record_of(plane, signed=True, notes=["a long note"] * 40), plane))
    assert_tidy(placed)
    assert sum(put.kind == "picture" for _, put in placed) == 5  # the bar of colours is one


@pytest.mark.parametrize(("better", "words"), [(True, "above 0 the first"), (False, "below 0 the first")])
def test_the_panel_of_three_images_names_them(better, words, placed, record_of):
    plane = noise(400, 500, signed=True)
    record = with_truth(record_of(plane, signed=True, score=-0.5), plane)
    record["metric"]["higher_is_better"] = better
    drawn("panel", record)
    pictures = {put.left: put for _, put in placed if put.kind == "picture"}
    titles = [next(p.kind for _, p in placed if p.left == left and p.top < 30) for left in sorted(pictures)]
    assert titles == ["Reference", "First", "Second", "Signed difference"]
    texts = "\n".join(put.kind for _, put in placed)
    assert f"psnr gap  −0.5  ·  {words} is better" in texts
    assert "above 0: the first is better" in texts
    assert "completeness error 0.0123" in texts


def test_the_panel_says_which_image_is_better_where(placed, record_of):
    plane = noise(400, 500, signed=True)
    text = "the first is better in 2 places, most by 6 dB at 1; the second in none"
    drawn("panel", with_truth(record_of(plane, signed=True), plane, advantage={"text": text}))
    assert any(text in put.kind for _, put in placed)


def test_a_map_without_signs_says_nothing_of_them(placed, record_of):
    plane = noise(400, 500)
    drawn("panel", with_truth(record_of(plane), plane))
    assert not any("above 0: " in put.kind for _, put in placed)


def test_a_panel_of_a_record_that_lacks_the_third_picture(record_of):
    record = with_truth(record_of(noise(30, 30)), noise(30, 30))
    del record["arrays"]["reference"]
    with pytest.raises(InputError, match="no picture of the reference"):
        drawn("panel", record)


def test_panel_limits_its_pictures(record_of):
    picture = drawn("panel", record_of(noise(300, 310)), max_side=100)
    assert picture.shape[1] < 1000
    assert drawn("panel", record_of(noise(100, 100)), max_side=100).shape[1] < 1000
    with pytest.raises(
        InputError, match="max_side of panel must be a whole number of pixels, at least 16, not 0"
    ):
        drawn("panel", record_of(noise(30, 30)), max_side=0)


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (
            ("/home/me/RCAN/a.png", "/home/me/RDN/a.png", "/data/HR/a.png"),
            ("RCAN/a.png", "RDN/a.png", "HR/a.png"),
        ),
        (
            ("C:\\runs\\1\\x\\a.png", "C:\\runs\\2\\x\\a.png", "/data/a.png"),
            ("1/x/a.png", "2/x/a.png", "data/a.png"),
        ),
        (("/runs/a.png", "/runs/a.png", "/runs/b.png"), ("a.png", "a.png", "b.png")),
        (("a.png", "b/a.png", "/a.png"), ("a.png", "b/a.png", "a.png")),
    ],
)
def test_labels_are_the_ends_of_paths_that_differ(names, labels, placed, record_of):
    plane = noise(400, 500)
    record = with_truth(record_of(plane), plane)
    for role, name in zip(("first", "second", "reference"), names, strict=True):
        record[role]["name"] = name
    drawn("panel", record)
    found = {put.kind for _, put in placed if "400 × 500" in put.kind}
    assert found == {f"{label}  ·  400 × 500" for label in labels}


def test_panel_of_pictures_of_other_size_than_the_map(record_of, region_of):
    record = record_of(noise(300, 200), regions=[region_of(290, 190, 10, 10)])
    record["arrays"]["second"] = np.zeros((40, 50, 3), np.uint8)
    drawn("panel", record)


def test_unknown_colour_map(record_of):
    with pytest.raises(UnknownNameError, match="no colormap 'viridian'; did you mean 'viridis'"):
        drawn("heatmap", record_of(noise(30, 30)), colormap="viridian")


def test_maps_show_themselves():
    values = np.zeros((1, 1, 40, 30), np.float32)
    map_ = DifferenceMap(
        values, label="absolute difference", unit_range=1.0, regions=(Region(1, 1, 3, 3, 9, 1, 1),)
    )
    assert map_._repr_png_().startswith(b"\x89PNG")


HOSTILE = [
    "two\nlines\r\n\x00\x1b[31m",
    "x" * 500,
    "x" * 1_000_000,
    "🙂👩‍👩‍👧🏳️‍🌈",
    "\u202eשלום\u200f مرحبا",
    "<script>alert(1)</script>",
    "half \udcff \ud800",
    "é" * 30 + "e\u0301\u0301\u0301",
    "﷽𒐫\ufdfa\uffff\U0010ffff",
    "",
    "   ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", ["heatmap", "panel"])
def test_hostile_names(name, text, placed, record_of, region_of):
    record = record_of(
        noise(300, 300), regions=[region_of(30, 30, 9, 9)], name=text, notes=[text] * 3, protocol=text
    )
    record["first"]["name"] = record["second"]["name"] = record["map"]["label"] = text
    record["metric"]["name"] = record["options"]["strategy"] = text
    drawn(name, record)
    assert_tidy([put for put in placed if put[1].kind != "1"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    low=st.sampled_from([0.0, 1e-30, 1e-3, 1.0, 255.0, 1e30, 3e38]),
    signed=st.booleans(),
    unit_range=st.sampled_from([None, 1.0, 255.0, 1e-20, 0.0]),
    name=st.sampled_from(["heatmap", "panel"]),
    data=st.data(),
)
def test_any_map_is_drawn(shape, low, signed, unit_range, name, data, record_of):
    elements = st.floats(-1 if signed else 0, 1, width=32)
    plane = data.draw(hnp.arrays(np.float32, shape, elements=elements)) * np.float32(low)
    picture = drawn(name, record_of(plane, signed=signed, unit_range=unit_range))
    assert picture.ndim == 3
    assert (picture[0] == 255).all()
    assert (picture[-1] == 255).all()
    assert (picture[:, 0] == 255).all()
    assert (picture[:, -1] == 255).all()
