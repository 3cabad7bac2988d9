"""Masks and rectangles that users give: how they are read, what they leave out, and how that is shown."""

import json
from pathlib import Path

import numpy as np
import pytest

from difference_finder.errors import DataRangeError, InputError, PairingError, ReadError, ShapeMismatchError
from difference_finder.finder import Finder
from difference_finder.images.difference_map import DifferenceMap
from difference_finder.parts.registry import postprocessors, reporters
from difference_finder.pipeline.masks import rectangles
from difference_finder.scoring import gradient, score, score_many
from pictures import photograph


def halves() -> np.ndarray:
    """A mask of the photographs: the right half counts."""
    mask = np.zeros((96, 128), np.uint8)
    mask[:, 64:] = 255
    return mask


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    """Two photographs that differ in two places, one in each half."""
    first = photograph()
    second = first.copy()
    for x in (20, 90):
        second[40:56, x : x + 20] = 255 - second[40:56, x : x + 20]
    return first, second


def test_scores_are_those_of_what_counts(pair) -> None:
    first, second = pair
    right = first[:, 64:], second[:, 64:]
    for name in ("mse", "psnr"):
        assert score(name, first, second, mask=halves()) == pytest.approx(score(name, *right), rel=1e-6)
    assert score("ssim", first, second, mask=halves()) == pytest.approx(score("ssim", *right), abs=0.02)


@pytest.mark.parametrize(
    "form", ["file", "palette", "transparent", "bool", "float", "rgb", "tensor", "four axes"]
)
def test_every_form_of_a_mask_is_the_same(form: str, pair, tmp_path: Path) -> None:
    from PIL import Image

    mask = halves()
    path = tmp_path / "mask.png"
    if form == "file":
        Image.fromarray(mask).save(path)
    elif form == "palette":
        Image.fromarray(mask).convert("1").save(path)
    elif form == "transparent":
        Image.fromarray(np.stack([mask * 0 + 255, mask], axis=2), "LA").save(path)
    given = {
        "bool": mask > 0,
        "float": mask / 1000,
        "rgb": mask[..., None] * np.array([0, 0, 1], np.uint8),
        "four axes": mask[None, None],
    }.get(form, path)
    if form == "tensor":
        given = pytest.importorskip("torch").from_numpy(mask)
    expected = score("ssim", *pair, mask=mask)
    assert score("ssim", *pair, mask=given) == expected
    assert Finder(metric="ssim", mask=given).compare(*pair).score == expected


def test_regions_lie_where_pixels_count(pair) -> None:
    everywhere = Finder(strategy="difference").compare(*pair).regions
    assert len(everywhere) == 2
    masked = Finder(strategy="difference", mask=halves()).compare(*pair)
    assert [region.x for region in masked.regions] == [90]
    ignored = Finder(strategy="difference", ignore=[(90, 40, 20, 16)]).compare(*pair)
    assert [region.x for region in ignored.regions] == [20]
    both = Finder(strategy="difference", ignore=["90,40,20,16", (15, 30, 40, 40)]).compare(*pair)
    assert both.regions == ()
    assert both.score == 0
    assert "masked: 15.6 % of the pixels, by 2 ignored rectangles (90,40,20,16 15,30,40,40)" in both.notes


def test_a_hole_where_nothing_counts_is_no_part_of_a_region() -> None:
    first = np.zeros((200, 200))
    second = first.copy()
    second[80:110, 80:110] = 0.5
    done = Finder(strategy="difference", ignore=(94, 94, 2, 2)).compare(first, second)
    assert [region.area for region in done.regions] == [30 * 30 - 4]


def test_the_record_says_what_was_left_out(pair, save) -> None:
    path = save(halves(), "left.png")
    record = Finder(strategy="difference", mask=path, ignore="0,0,10,10").compare(*pair).to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["options"]["mask"] == str(path)
    assert record["options"]["ignore"] == [[0, 0, 10, 10]]
    assert record["map"]["masked"] == 0.5
    half = Finder(strategy="difference").compare(pair[0][:, 64:], pair[1][:, 64:]).to_dict()
    for key in ("min", "mean", "max", "p99.5_abs"):
        assert record["map"][key] == pytest.approx(half["map"][key], rel=1e-6)
    assert Finder().compare(*pair).to_dict()["map"]["masked"] == 0


def test_masks_with_more_than_one_value_are_told(pair) -> None:
    mask = halves()
    mask[:, 64:70] = 3
    notes = Finder(mask=mask).compare(*pair).notes
    assert "the mask 'array' holds 2 nonzero values, from 3 to 255; they all count" in notes


@pytest.mark.parametrize(
    ("options", "error", "complaint"),
    [
        (
            {"mask": np.ones((10, 10))},
            ShapeMismatchError,
            "mask 'array' is 10x10, first image 'array' is 128x96",
        ),
        (
            {"mask": np.zeros((96, 128))},
            InputError,
            "no pixel is left to compare after the mask 'array'; nonzero pixels count",
        ),
        ({"mask": np.full((96, 128), np.nan)}, InputError, "no pixel is left"),
        ({"mask": np.ones((2, 1, 96, 128))}, ShapeMismatchError, "has 2 samples, the images have 1"),
        ({"ignore": (0, 0, 128, 96)}, InputError, "no pixel is left to compare after 1 ignored rectangle"),
        ({"ignore": (128, 0, 5, 5)}, InputError, r"ignore='128,0,5,5' lies outside of .* which are 128x96"),
        ({"ignore": (-5, 0, 5, 5)}, InputError, "lies outside"),
    ],
)
def test_masks_that_do_not_fit(options: dict, error: type, complaint: str, pair) -> None:
    with pytest.raises(error, match=complaint):
        Finder(**options).compare(*pair)


@pytest.mark.parametrize(
    "ignore",
    ["1,2,3", "a,b,c,d", "1,2,0,4", (1, 2, 3, -4), [(1, 2, 3)], 3, (1.5, 2, 3, 4), [None], "1,2,3,4,5"],
)
def test_rectangles_that_are_none(ignore: object) -> None:
    with pytest.raises(InputError, match="rectangle"):
        Finder(ignore=ignore)


def test_rectangles_in_every_form() -> None:
    assert rectangles(None) == rectangles([]) == ()
    assert rectangles(np.array([[1, 2, 3, 4]])) == ((1, 2, 3, 4),)
    assert rectangles([1, 2, 3, 4]) == rectangles(" 1, 2,3 ,4") == ((1, 2, 3, 4),)


def test_rectangles_that_reach_beyond_are_cut(pair) -> None:
    mask = np.ones((96, 128), bool)
    mask[90:, :10] = False
    expected = Finder(metric="ssim", mask=mask).compare(*pair).score
    assert Finder(metric="ssim", ignore=(-20, 90, 30, 500)).compare(*pair).score == expected


def test_a_mask_that_is_no_picture_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    for mask in (tmp_path / "a.png", tmp_path / "b.png"):
        with pytest.raises(ReadError):
            Finder(mask=mask)
    with pytest.raises(InputError):
        Finder(mask=3)


def test_values_out_of_range_do_not_matter_where_they_do_not_count() -> None:
    first, second = (np.random.default_rng(seed).random((40, 60)) for seed in (0, 1))
    mask = np.ones((40, 60), bool)
    mask[5:9, 5:9] = False
    expected = score("ssim", first, second, mask=mask)
    wild = first.copy()
    wild[6, 6] = 1e9
    assert score("ssim", wild, second, mask=mask) == expected
    with pytest.raises(DataRangeError):
        score("ssim", wild, second)
    wild[20, 20] = 2.0
    with pytest.raises(DataRangeError):
        score("ssim", wild, second, mask=mask)


def test_pixels_without_a_number_and_masks_add_up() -> None:
    first, second = (np.random.default_rng(seed).random((40, 60)) for seed in (0, 1))
    mask = np.ones((40, 60), bool)
    mask[5:9, 5:9] = False
    first[6, 6] = np.nan  # does not count anyway
    done = Finder(metric="mse", mask=mask).compare(first, second)
    assert not any("finite" in note for note in done.notes)
    first[20, 20] = np.inf
    done = Finder(metric="mse", mask=mask).compare(first, second)
    assert any(note.startswith("1 pixel of the first image and 0 of the second image") for note in done.notes)
    assert (~done.map.mask).sum() == 16  # the infinite pixel is a difference
    done = Finder(metric="mse", mask=mask, nan="mask").compare(first, second)
    assert (~done.map.mask).sum() == 17
    mask[:] = False
    mask[20, 20] = True
    with pytest.raises(InputError, match="no pixel of those that the mask leaves is finite"):
        Finder(mask=mask).compare(first, second)


def test_masks_follow_the_crop_and_the_resize(pair) -> None:
    first, second = pair
    mask = halves()
    cropped = Finder(metric="mse", fit="crop", mask=mask).compare(first, second[:80, :100]).score
    assert cropped == pytest.approx(score("mse", first[:80, 64:100], second[:80, 64:100]), rel=1e-6)
    small = Finder(metric="mse", fit="crop", mask=mask[:80, :100]).compare(first, second[:80, :100]).score
    assert small == cropped
    resized = Finder(fit="resize", mask=mask).compare(first, second[::2, ::2])
    assert resized.map.mask.sum() == mask.astype(bool).sum()


def test_a_batch_has_one_mask_or_one_for_each() -> None:
    first, second = (np.random.default_rng(seed).random((2, 1, 40, 60)) for seed in (0, 1))
    masks = np.ones((2, 1, 40, 60), bool)
    masks[0, :, :20] = False
    values = score("mse", first, second, mask=masks)
    assert values[0] == pytest.approx(score("mse", first[0, :, 20:], second[0, :, 20:]))
    assert values[1] == pytest.approx(score("mse", first[1], second[1]))
    assert not gradient("mse", first, second, mask=masks[0])[1][1, :, :20].any()
    many = score_many("mse", first[0], [second[0], second[1]], mask=masks[0])
    assert many[0] == values[0]


def test_tensors_are_masked_where_they_are() -> None:
    torch = pytest.importorskip("torch")
    first, second = (np.random.default_rng(seed).random((1, 1, 40, 60)) for seed in (0, 1))
    mask = np.ones((40, 60), bool)
    mask[3:20, 3:20] = False
    value, slope = gradient("ssim", torch.from_numpy(first), torch.from_numpy(second), mask=mask)
    expected, expected_slope = gradient("ssim", first, second, mask=mask)
    assert value == expected
    np.testing.assert_array_equal(slope.numpy(), expected_slope)


@pytest.fixture
def folders(pair, save, tmp_path: Path) -> Path:
    for name in ("one", "sub/two"):
        for side, pixels in zip("ab", pair, strict=True):
            save(pixels, f"{side}/{name}.png")
    save(halves(), "masks/one.png")
    save(255 - halves(), "masks/sub/two.bmp")
    return tmp_path


def test_a_folder_of_masks_is_matched_by_name(folders: Path, pair) -> None:
    finder = Finder(strategy="difference", mask=folders / "masks")
    results = list(finder.stream(folders / "a", folders / "b"))
    assert [[region.x for region in result.regions] for result in results] == [[90], [20]]
    one = Finder(strategy="difference", mask=folders / "masks" / "one.png")
    assert [len(result.regions) for result in one.stream(folders / "a", folders / "b")] == [1, 1]
    assert finder.compare(folders / "a/one.png", folders / "b/one.png").map.mask is not None
    (folders / "masks/one.png").unlink()
    with pytest.raises(PairingError, match=r"the folder of masks '.*masks' lacks one; add"):
        finder = Finder(mask=folders / "masks")
        list(finder.stream(folders / "a", folders / "b"))
    with pytest.raises(PairingError, match="lacks array"):
        finder.compare(*pair)


def test_what_is_left_out_is_hatched_in_the_pictures(pair, tmp_path: Path) -> None:
    from PIL import Image

    comparison = Finder(strategy="difference", ignore=(0, 0, 64, 96)).compare(*pair)
    comparison.save(tmp_path / "x", ("heatmap:regions=false", "panel"))
    pixels = np.asarray(Image.open(tmp_path / "x.heatmap.png").convert("RGB")).astype(int)
    greys = [(pixels == grey).all(axis=2) for grey in (150, 176)]
    # Drawn at 4:1; half of the map is hatched, in two greys that share it.
    assert sum(int(grey.sum()) for grey in greys) == pytest.approx(4 * 4 * 64 * 96, rel=0.01)
    assert greys[0].sum() == pytest.approx(greys[1].sum(), rel=0.05)
    plain = Finder(strategy="difference").compare(*pair)
    plain.save(tmp_path / "y", ("heatmap:regions=false",))
    pixels = np.asarray(Image.open(tmp_path / "y.heatmap.png").convert("RGB")).astype(int)
    assert sum(int((pixels == grey).all(axis=2).sum()) for grey in (150, 176)) < 100


def test_records_with_masks_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    record = {"map": {}, "arrays": {"map": np.zeros((8, 8)), "mask": np.zeros((8, 8), bool)}}
    with pytest.raises(InputError, match=r"the mask has the shape \(8, 8\) and 0 pixels that count"):
        reporters.get("heatmap")(record, tmp_path / "x.png")
    record["arrays"]["mask"] = np.ones((4, 4), bool)
    with pytest.raises(InputError, match=r"a map of \(8, 8\) needs one of its shape"):
        reporters.get("heatmap")(record, tmp_path / "x.png")


def test_post_processors_leave_masked_pixels_at_zero(pair) -> None:
    values = np.random.default_rng(0).random((1, 1, 20, 20)).astype(np.float32) + 3
    mask = np.ones(values.shape, bool)
    mask[..., :10, :] = False
    done = postprocessors.get("normalize")(DifferenceMap(np.where(mask, values, 0), mask=mask)).values
    assert (done[mask].min(), done[mask].max()) == (0, 1)
    half = DifferenceMap(values[..., 10:, :]), DifferenceMap(values, mask=mask)
    for signed in (False, True):
        clamped, expected = (
            postprocessors.get("clamp:low=10,high=90")(map_.with_values(map_.values, signed=signed)).values
            for map_ in (half[1], half[0])
        )
        np.testing.assert_array_equal(clamped[..., 10:, :], expected)
    for name in postprocessors.names():
        comparison = Finder(strategy="difference", post_processor=name, mask=halves()).compare(*pair)
        assert not np.asarray(comparison.map)[:, :64].any()
    comparison = Finder(post_processor="clamp:low=0.5,high=1", mask=halves()).compare(*pair)
    assert not np.asarray(comparison.map)[:, :64].any()
    own = Finder(post_processor=lambda values: values + 1, mask=halves()).compare(*pair)
    assert not np.asarray(own.map)[:, :64].any()


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_a_metric_without_masks_sees_zeros_where_masked(kind: type) -> None:
    seen = []

    def metric(reference, candidate):
        seen.append((np.array(reference), np.array(candidate)))
        return 0.0

    first, second = (np.full((96, 128), level, kind) for level in (60, 80))
    with pytest.warns(UserWarning, match="'metric' takes no mask: masked pixels are 0 in both images"):
        score(metric, first, second, mask=halves(), data_range=255)
    for image, level in zip(seen[0], (60, 80), strict=True):
        assert not image[..., :64].any()
        assert np.unique(image[..., 64:] * (255 if kind is np.uint8 else 1)) == pytest.approx([level])


def test_one_candidate_scores_as_many_do() -> None:
    first, second = photograph(), photograph(seed=1)
    for options in ({}, {"mask": halves()}):
        many = score_many("ssim", first, [second], **options)
        assert list(many) == pytest.approx([score("ssim", first, second, **options)], rel=1e-12)
