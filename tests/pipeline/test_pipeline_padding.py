"""Images of different sizes on a common area: ``fit="pad"``."""

import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.finder import Finder
from difference_finder.images.pictures import pictures_of
from difference_finder.pipeline.measurement import Measurement
from difference_finder.study.rank import rank
from pages_of_text import inserted, page

WORD = np.s_[84:89, 25:32]
FIRST = page()
FIRST[80:94, 20:40] = 250
CHANGED = FIRST.copy()
CHANGED[WORD] = (200, 30, 30)
SECOND = inserted(CHANGED, 44, 12)
"""12 rows inserted, and a word changed below: 35 pixels."""

TEXT = (
    "the sizes differ, 90x120 and 90x132: 12 rows inserted at y = 44; 35 other pixels differ, within 7x5 at"
    " x = 25, y = 96"
)


def compared(first, second, reference=None, **options):
    settings = {"strategy": "local", "metric": "changed", "fit": "pad", **options}
    return Finder(**settings).compare(first, second, reference)


def size_text(comparison) -> str:
    (text,) = [one.text for one in comparison.unequal if one.kind == "size"]
    return text


def boxes(comparison) -> list[tuple[int, int, int, int]]:
    return [(region.x, region.y, region.width, region.height) for region in comparison.regions]


@pytest.mark.parametrize(
    ("strategy", "metric"),
    [("local", "changed"), ("local", "ssim"), ("local", "mse"), ("difference", None), ("consensus", None)],
)
def test_inserted_rows_and_a_changed_word_are_two_findings(strategy, metric):
    comparison = compared(FIRST, SECOND, strategy=strategy, metric=metric or "mse")
    assert size_text(comparison) == TEXT
    assert not comparison.identical
    assert comparison.map.shape == (132, 90)
    assert (0, 44, 90, 12) in boxes(comparison)
    map_ = np.asarray(comparison.map)
    assert (map_[44:56] == map_.max()).all()
    if strategy != "local" or metric != "ssim":  # whose windows overlap the rows around
        assert boxes(comparison) == [(0, 44, 90, 12), (25, 96, 7, 5)]
        assert np.count_nonzero(map_) == 12 * 90 + 35


def test_all_pixels_that_one_image_lacks_count_as_changed():
    comparison = compared(FIRST, SECOND)
    assert comparison.score == pytest.approx((12 * 90 + 35) / (132 * 90))
    assert comparison.score_facts["changed"]["changed_pixels"] == 12 * 90 + 35
    assert comparison.score_facts["changed"]["largest_cluster"]["pixels"] == 12 * 90
    swapped = compared(SECOND, FIRST)
    assert swapped.score == comparison.score
    assert "12 rows removed at y = 44" in size_text(swapped)


@pytest.mark.parametrize(("shade", "least"), [(0, 1.0), (255, 1.0), (100, 155 / 255), (140, 140 / 255)])
def test_scores_take_black_or_white_whichever_is_farther(shade, least):
    second = inserted(FIRST, 44, 12)
    second[44:56] = shade
    comparison = compared(FIRST, second, metric="mse", also=["mae", "ssim", "psnr"])
    share = 12 / 132
    assert comparison.scores["mae"] == pytest.approx(share * least, rel=1e-5)
    assert comparison.score == pytest.approx(share * least**2, rel=1e-5)
    assert comparison.scores["ssim"] < 1 - 0.5 * share
    assert size_text(comparison).endswith("; all other pixels are equal")


def test_the_record_has_the_positions_of_both_images():
    padding = compared(FIRST, SECOND).to_dict()["padding"]
    assert padding == {
        "width": 90,
        "height": 132,
        "found": True,
        "edits": [{"axis": "rows", "kind": "inserted", "at": 44, "count": 12, "role": "second", "end": ""}],
        "rows": [
            {"start": 0, "length": 44, "first": 0, "second": 0},
            {"start": 44, "length": 12, "first": None, "second": 44},
            {"start": 56, "length": 76, "first": 44, "second": 56},
        ],
        "columns": [{"start": 0, "length": 90, "first": 0, "second": 0}],
    }
    assert compared(FIRST, CHANGED).to_dict()["padding"] is None


def test_rows_and_columns():
    second = inserted(inserted(CHANGED, 44, 12), 60, 5, axis=1)
    comparison = compared(FIRST, second)
    assert "12 rows inserted at y = 44, 5 columns inserted at x = 60; 35 other" in size_text(comparison)
    assert comparison.score_facts["changed"]["changed_pixels"] == 132 * 95 - 120 * 90 + 35
    moved = compared(inserted(FIRST, 0, 7), inserted(FIRST, 0, 4, axis=1))
    assert "7 rows removed at y = 0, the top, 4 columns inserted at x = 0, the left" in size_text(moved)


def test_pixels_that_no_image_has_do_not_count():
    rng = np.random.default_rng(0)
    tall, wide = rng.integers(0, 256, (30, 20, 3)).astype(np.uint8), np.zeros((10, 40, 3), np.uint8)
    comparison = compared(tall, wide)
    assert size_text(comparison).startswith(
        "the sizes differ, 20x30 and 40x10: 20 rows at the bottom in the first image only, 20 columns at the"
        " right in the second image only; "
    )
    assert any("aligned at the top left" in note for note in comparison.notes)
    void = np.asarray(comparison.map.mask)[0, 0] == 0
    assert void[10:, 20:].all() and void.sum() == 20 * 20
    assert not np.asarray(comparison.map)[10:, 20:].any()
    assert (np.asarray(comparison.map)[10:, :20] == 1).all()


def test_allowed_sizes_leave_the_padding_out():
    comparison = compared(FIRST, SECOND, allow="size")
    assert comparison.score_facts["changed"]["changed_pixels"] == 35
    assert comparison.score == pytest.approx(35 / (120 * 90))
    assert [one.allowed for one in comparison.unequal] == [True]
    assert boxes(comparison) == [(25, 96, 7, 5)]


def test_masks_and_rectangles_have_the_pixels_of_the_first_image():
    everything_else = compared(FIRST, SECOND, ignore=[(25, 84, 7, 5)])
    assert everything_else.score_facts["changed"]["changed_pixels"] == 12 * 90
    assert size_text(everything_else).endswith("all other pixels are equal")
    around = compared(FIRST, SECOND, ignore=[(0, 40, 90, 10)])  # grew with the rows inside it
    assert around.score_facts["changed"]["changed_pixels"] == 35
    mask = np.ones((120, 90), np.uint8)
    mask[WORD] = 0
    assert compared(FIRST, SECOND, mask=mask).score_facts["changed"]["changed_pixels"] == 12 * 90
    whole = np.ones((132, 90), np.uint8)
    whole[44:56, 10:] = 0
    assert compared(FIRST, SECOND, mask=whole).score_facts["changed"]["changed_pixels"] == 12 * 10 + 35
    with pytest.raises(
        ShapeMismatchError, match="mask 'array' is 90x100, first image 'array' is 90x120, and"
    ):
        compared(FIRST, SECOND, mask=whole[:100])
    with pytest.raises(InputError, match="no pixel is left"):
        compared(FIRST, SECOND, ignore=[(0, 0, 90, 120)])


def test_rectangles_below_the_first_image_are_counted_on():
    taller = inserted(FIRST, 120, 30)
    assert (
        compared(FIRST, taller, ignore=[(0, 125, 90, 10)]).score_facts["changed"]["changed_pixels"] == 20 * 90
    )


@pytest.mark.parametrize("kind", ["uint16", "float32", "float64", "grey", "bool"])
def test_types_and_ranges(kind):
    change = {
        "uint16": lambda a: a.astype(np.uint16) * 257,
        "float32": lambda a: a.astype(np.float32) / 255,
        "float64": lambda a: a.astype(np.float64) / 255 * 3 - 1,
        "grey": lambda a: a[..., 0],
        "bool": lambda a: a[..., 0] > 128,
    }[kind]
    options = {"data_range": (-1, 2)} if kind == "float64" else {}
    comparison = compared(change(FIRST), change(SECOND), metric="mae", **options)
    assert size_text(comparison).startswith(
        "the sizes differ, 90x120 and 90x132: 12 rows inserted at y = 44;"
    )
    added = np.asarray(comparison.pair.first)[0, :, 44:56] != np.asarray(comparison.pair.second)[0, :, 44:56]
    assert added.all()


def test_grey_against_colour():
    comparison = compared(FIRST[..., :1].repeat(1, axis=2)[..., 0], SECOND)
    assert "12 rows inserted at y = 44" in size_text(comparison)


def test_unknown_range_takes_the_values_of_the_images():
    first, second = FIRST.astype(np.float32), SECOND.astype(np.float32)
    comparison = compared(first, second, strategy="difference")
    assert "12 rows inserted at y = 44" in size_text(comparison)
    assert np.asarray(comparison.map)[44:56].min() > 100


def test_values_that_are_not_finite():
    first, second = FIRST / 255.0, SECOND / 255.0
    first[0, 0] = second[0, 0] = np.nan
    first[50, 50] = np.inf
    second[46, 40] = np.nan  # in the inserted rows
    comparison = compared(first, second, strategy="difference")
    kinds = [one.kind for one in comparison.unequal]
    assert kinds == ["size", "nan"]
    assert comparison.unequal[1].text.startswith("2 pixels")
    map_ = np.asarray(comparison.map)
    assert map_[44:56].min() == map_.max() == 1


def test_alpha_of_inserted_rows_is_no_difference_of_alphas():
    opaque = np.full((*FIRST.shape[:2], 1), 255, np.uint8)
    first = np.concatenate([FIRST, opaque], axis=2)
    first[10:20, :, 3] = 128
    second = inserted(first, 44, 12)
    second[44:56, :, 3] = 77
    options = {"alpha": "composed", "axes": "HWC"}
    comparison = compared(first, second, **options)
    assert [one.kind for one in comparison.unequal] == ["size"]
    second[70, :5, 3] = 10
    comparison = compared(first, second, **options)
    assert [one.text for one in comparison.unequal if one.kind == "alpha"] == ["alpha differs in 5 pixels"]


def test_batches_share_their_edits():
    def batch(*pictures):
        return np.stack([picture.transpose(2, 0, 1) for picture in pictures])

    others = [page(seed=seed) for seed in (1, 2)]
    first = batch(FIRST, *others)
    second = batch(SECOND, *[inserted(other, 44, 12, seed=8) for other in others])
    comparison = compared(first, second, batch="all")
    assert comparison.map.shape == (3, 132, 90)
    assert comparison.score == pytest.approx([(1080 + 35) / 11880, 1080 / 11880, 1080 / 11880])
    one_against_all = compared(batch(FIRST), batch(SECOND, SECOND), batch="all")
    assert one_against_all.score == pytest.approx([1115 / 11880] * 2)


def test_pages_are_aligned_one_by_one(tmp_path):
    files = []
    for name, second in (
        ("a", page(seed=1)),
        ("b", inserted(page(seed=1), 100, 3)),
    ):
        file = tmp_path / f"{name}.tif"
        images = [Image.fromarray(picture) for picture in ((FIRST if name == "a" else SECOND), second)]
        images[0].save(file, save_all=True, append_images=images[1:])
        files.append(file)
    texts = [one.text for one in compared(*files).unequal]
    assert texts == [
        f"page 1: {TEXT}",
        "page 2: the sizes differ, 90x120 and 90x123: 3 rows inserted at y = 100; all other pixels are equal",
    ]


def test_reference_of_another_size():
    reference = inserted(FIRST, 20, 6)
    comparison = compared(FIRST, SECOND, reference, strategy="advantage", metric="mse")
    assert comparison.map.shape == (138, 90)
    assert size_text(comparison) == (
        "the sizes differ, 90x120, 90x132 and 90x126: 6 rows removed at y = 20 in the first image, 6 rows"
        " removed at y = 20 in the second image, 12 rows inserted at y = 50 in the second image; 35 other"
        " pixels differ, within 7x5 at x = 25, y = 102"
    )
    assert comparison.scores["mse of first"] < comparison.scores["mse of second"]
    rows = comparison.to_dict()["padding"]["rows"]
    assert rows[1] == {"start": 20, "length": 6, "reference": 20, "first": None, "second": None}
    same = compared(SECOND, SECOND, FIRST, strategy="advantage", metric="mse")
    assert same.score == 0


def test_tensors():
    torch = pytest.importorskip("torch")
    tensors = [
        torch.from_numpy(image.transpose(2, 0, 1).astype(np.float32) / 255) for image in (FIRST, SECOND)
    ]
    comparison = compared(*tensors, metric="mse")
    assert "12 rows inserted at y = 44" in size_text(comparison)
    arrays = compared(*(tensor.numpy() for tensor in tensors), metric="mse")
    assert comparison.score == pytest.approx(arrays.score, rel=1e-6)


def test_pictures_have_grey_stripes_where_an_image_has_no_pixel():
    pair = compared(FIRST, SECOND).pair
    pictures = pictures_of(pair, 0.0, 1.0)
    assert set(np.unique(pictures["first"][44:56])) == {176, 208}
    np.testing.assert_array_equal(pictures["first"][56:], FIRST[44:])
    np.testing.assert_array_equal(pictures["second"], SECOND)


def test_error_maps_are_one_where_only_one_image_has_a_pixel():
    record = compared(FIRST, SECOND).to_dict(arrays=True)
    errors = record["arrays"]["errors"]["second"]
    assert (errors[44:56] == 1).all()
    assert np.count_nonzero(errors) == 12 * 90 + 35


def test_equal_sizes_are_measured_as_they_are():
    moved = np.roll(FIRST, 3, axis=0)
    pairs = [Measurement.checked(fit=fit).prepare(_read(FIRST, moved)) for fit in ("pad", "error")]
    assert pairs[0].padding is None and pairs[0].lone is None
    np.testing.assert_array_equal(pairs[0].second, pairs[1].second)


def _read(*arrays):
    return [Measurement().open(array) for array in arrays]


def test_a_study_cannot_pad(tmp_path):
    with pytest.raises(InputError, match="fit='crop' or fit='resize'"):
        rank(tmp_path, {"a": tmp_path}, fit="pad")
