"""The selection and the disclosure of crops, against a direct computation."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from difference_finder.errors import InputError, ShapeMismatchError
from difference_finder.study.crops import quantile_sketch
from difference_finder.study.crops.finder import CropFinder, Crops

METHODS = ("ours", "one", "two", "three")


def finder(methods: int = 2, **options) -> CropFinder:
    names = METHODS[:methods]
    return CropFinder(names[0], names[1:], metric="mse", **{"border": 0, **options})


def found_in(images: dict[str, dict[str, np.ndarray]], **options) -> Crops:
    crops = finder(len(next(iter(images.values()))), **options)
    for name, maps in images.items():
        crops.add(name, maps)
    return crops.result()


def random_maps(seed: int, shape: tuple[int, int] = (60, 70), methods: int = 3) -> dict[str, np.ndarray]:
    """Return errors of methods whose quality varies slowly over the image."""
    generator = np.random.default_rng(seed)
    maps = {}
    for name in METHODS[:methods]:
        rough = np.kron(generator.random((32, 32)), np.ones((16, 16)))[: shape[0], : shape[1]]
        maps[name] = (rough * generator.random(shape) ** 2).astype(np.float32)
    return maps


# What the same is by loops over all windows. Errors are small whole numbers, so that all sums are exact.


def all_windows(images, sizes, border, stride):
    """Return (margin, image, size, y, x) of each window whose pixels all count."""
    windows = []
    for name, maps in images.items():
        height, width = maps["ours"].shape
        for size in sizes:
            step = stride or max(1, size // 8)
            for y in range(border, height - border - size + 1, step):
                for x in range(border, width - border - size + 1, step):
                    means = [plane[y : y + size, x : x + size].mean(dtype=float) for plane in maps.values()]
                    if not np.isnan(means).any():
                        windows.append((min(means[1:]) - means[0], name, size, y, x))
    return windows


def same_place(first, second) -> bool:
    (_, image, size, y, x), (_, other, side, top, left) = first, second
    shared = max(0, min(y + size, top + side) - max(y, top)) * max(
        0, min(x + size, left + side) - max(x, left)
    )
    union = size**2 + side**2 - shared
    return image == other and (shared / union > 0.3 or shared / min(size, side) ** 2 > 0.5)


def greedy(windows, keep):
    chosen = []
    for window in windows:
        if len(chosen) < keep and not any(same_place(window, other) for other in chosen):
            chosen.append(window)
    return chosen


SETS = st.fixed_dictionaries(
    {
        "methods": st.integers(2, 4),
        "shapes": st.lists(st.tuples(st.integers(1, 13), st.integers(1, 13)), min_size=1, max_size=3),
        "sizes": st.sets(st.sampled_from([2, 3, 4, 6, 8]), min_size=1, max_size=3),
        "border": st.integers(0, 2),
        "stride": st.sampled_from([None, 1, 2, 3]),
        "keep": st.integers(1, 4),
        "values": st.sampled_from([1, 3, 50]),
        "holes": st.sampled_from([0, 0, 3]),
        "seed": st.integers(0, 2**32),
    }
)


@settings(max_examples=150, deadline=None)
@given(given=SETS)
def test_crops_are_those_of_brute_force(given) -> None:
    generator = np.random.default_rng(given["seed"])
    images = {}
    for number, shape in enumerate(given["shapes"]):
        maps = {
            name: generator.integers(0, given["values"] + 1, shape).astype(np.float32)
            for name in METHODS[: given["methods"]]
        }
        for _ in range(given["holes"]):
            list(maps.values())[generator.integers(given["methods"])][
                generator.integers(shape[0]), generator.integers(shape[1])
            ] = np.nan
        images[f"{number}.png"] = maps
    options = {name: given[name] for name in ("sizes", "border", "stride", "keep")}
    every = all_windows(images, sorted(given["sizes"]), given["border"], given["stride"])
    if not every:
        with pytest.raises(InputError, match="no window of"):
            found_in(images, **options)
        return
    crops = found_in(images, **options)
    margins = {size: [window[0] for window in every if window[2] == size] for size in given["sizes"]}
    assert crops.candidates == len(every)
    assert crops.rival_share == sum(window[0] < 0 for window in every) / len(every)
    assert crops.tied_share == sum(window[0] == 0 for window in every) / len(every)
    gap = min(crops.errors[name] for name in crops.settings.rivals) - crops.errors["ours"]
    for chosen, sign, usual in ((crops.best, -1, max(0, gap)), (crops.rival_best, 1, min(0, gap))):

        def by_margin(window, sign=sign):
            return sign * window[0], window[1:]

        def by_strength(window, sign=sign, usual=usual):
            margin, name, size, y, x = window
            return sign * (margin - usual) * size, name, size, y, x

        ordered = sorted(every, key=by_margin)
        of_sizes = [[window for window in ordered if window[2] == size] for size in margins]
        held = [window for windows in of_sizes for window in greedy(windows, 2 * given["keep"])]
        assert [(crop.margin, crop.image, crop.size, crop.y, crop.x) for crop in chosen] == greedy(
            sorted(held, key=by_strength), given["keep"]
        )
    for crop in itertools.chain(*crops.lists.values()):
        same = margins[crop.size]
        assert (crop.margin, crop.image, crop.size, crop.y, crop.x) in every
        assert crop.percentile == pytest.approx(percentileofscore(same, crop.margin, "mean"), abs=1e-9)
        assert crop.percentile_error == 0
        assert crop.candidates == len(same)
        assert crop.rival_share == sum(margin < 0 for margin in same) / len(same)
    nearest = min(abs(percentileofscore(same, m, "mean") - 50) for same in margins.values() for m in same)
    assert abs(crops.median[0].percentile - 50) == pytest.approx(nearest, abs=1e-9)


def test_errors_and_gaps_are_those_of_the_maps() -> None:
    images = {f"{seed}.png": random_maps(seed) for seed in range(4)}
    crops = found_in(images, sizes=[16, 24], border=3)
    inner = {
        name: {method: plane[3:-3, 3:-3].astype(float) for method, plane in maps.items()}
        for name, maps in images.items()
    }
    whole = {name: {method: plane.mean() for method, plane in maps.items()} for name, maps in inner.items()}
    total = {method: np.mean([means[method] for means in whole.values()]) for method in METHODS[:3]}
    assert crops.errors == pytest.approx(total)

    def gap(means) -> float:
        return min(means["one"], means["two"]) - means["ours"]

    for crop in itertools.chain(*crops.lists.values()):
        part = {
            method: plane[crop.y : crop.y + crop.size, crop.x : crop.x + crop.size].astype(float).mean()
            for method, plane in images[crop.image].items()
        }
        assert crop.errors == pytest.approx(part, rel=1e-12)
        assert crop.image_errors == pytest.approx(whole[crop.image], rel=1e-12)
        assert crop.gaps.crop == crop.margin == pytest.approx(gap(part), rel=1e-9)
        assert crop.gaps.image == pytest.approx(gap(whole[crop.image]), rel=1e-9)
        assert crop.gaps.dataset == pytest.approx(gap(total), rel=1e-9)
        assert part[crop.rival] == min(part["one"], part["two"])


@pytest.mark.parametrize("exact", [10**9, 300])
def test_order_and_shards_do_not_matter(exact: int) -> None:
    """With few numbers kept, and with bins."""
    # The longest name belongs to an image that is not among the best.
    images = {f"{'long' * (seed == 5)}{seed}": random_maps(seed) for seed in range(9)}
    images["long5"] = {name: plane[:17, :17] for name, plane in images["long5"].items()}
    names = list(images)

    def shard(part) -> CropFinder:
        one = finder(3, sizes=[16, 24], keep=3, exact=exact)
        for name in part:
            one.add(name, images[name])
        return one

    whole = shard(names)
    for seed in range(6):
        shuffled = list(np.random.default_rng(seed).permutation(names))
        first, second, third = (shard(map(str, shuffled[start::3])) for start in range(3))
        if seed % 2:
            second.merge(third)
            first.merge(second)
        else:
            first.merge(second)
            first.merge(third)
        assert first.result() == whole.result()
        for key, array in whole.to_arrays().items():
            assert first.to_arrays()[key].tobytes() == array.tobytes(), key
    assert whole.to_arrays()["16.best.image"].dtype == "<U1"


def test_a_finder_goes_through_a_file_without_pickle(tmp_path) -> None:
    half, whole = finder(3, sizes=[16]), finder(3, sizes=[16])
    for seed in range(4):
        whole.add(f"{seed}", random_maps(seed))
        if seed < 2:
            half.add(f"{seed}", random_maps(seed))
    np.savez(tmp_path / "half.npz", **half.to_arrays())
    with np.load(tmp_path / "half.npz", allow_pickle=False) as arrays:
        again = CropFinder.from_arrays(dict(arrays))
        lacking = {name: arrays[name] for name in arrays if name != "16.best.key"}
    with pytest.raises(InputError, match=r"not the arrays of a CropFinder: 'key' is missing"):
        CropFinder.from_arrays(lacking)
    for seed in (3, 2):
        again.add(f"{seed}", random_maps(seed))
    assert again.result() == whole.result()
    empty = finder(3, sizes=[16])
    empty.merge(CropFinder.from_arrays(finder(3, sizes=[16]).to_arrays()))
    with pytest.raises(InputError, match="no image was added"):
        empty.result()


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(
        st.sampled_from([0.0, -0.0, 1.0, 1.0001, -1.0, 1e-9, -3e80, 7.0]), min_size=1, max_size=80
    ),
    cuts=st.lists(st.integers(0, 80), max_size=4),
    exact=st.sampled_from([0, 5, 10**6]),
)
def test_percentiles_are_right_within_their_error(values, cuts, exact) -> None:
    pieces = np.split(np.array(values), sorted(min(cut, len(values)) for cut in cuts))
    sketch = quantile_sketch.QuantileSketch(exact)
    for number, piece in enumerate(pieces):
        other = quantile_sketch.QuantileSketch(exact)
        other.add(piece)
        if number % 2:
            sketch.merge(other)
        else:
            sketch.add(piece)
    assert sketch.count == len(values)
    percentiles, most = sketch.percentiles(np.array(values))
    for value, percentile, error in zip(values, percentiles, most, strict=True):
        # 1 and 1.0001 share a bin; nothing else does.
        assert abs(percentile - percentileofscore(values, value, "mean")) <= error + 1e-9
        if exact >= len(values) or value == 0:
            assert error == 0


def test_bins_are_in_order_and_narrow() -> None:
    generator = np.random.default_rng(1)
    values = np.sort(generator.normal(0, 1, 20000) * 10.0 ** generator.integers(-12, 12, 20000))
    bins = quantile_sketch._bin_of(values).astype(np.int64)
    assert (np.diff(bins) >= 0).all()
    together = np.diff(bins) == 0
    assert (np.diff(values)[together] <= abs(values[1:][together]) / 4096 * (1 + 1e-9)).all()


def test_of_many_windows_percentiles_are_nearly_exact() -> None:
    images = {f"{seed}": random_maps(seed, (120, 120)) for seed in range(5)}
    exact = found_in(images, sizes=[16, 32])
    binned = found_in(images, sizes=[16, 32], exact=1000)
    assert exact.candidates > 5000
    for name in exact.lists:
        pairs = list(zip(exact.lists[name], binned.lists[name], strict=True))
        for one, other in pairs if name != "median" else []:
            assert (one.image, one.box) == (other.image, other.box)
            assert 0 < other.percentile_error < 0.1
            assert abs(one.percentile - other.percentile) <= other.percentile_error
    assert abs(binned.median[0].percentile - 50) < 0.2


def test_random_crops_depend_on_the_seed_alone_and_every_window_is_as_likely() -> None:
    images = {f"{seed}": random_maps(seed, (120, 120)) for seed in range(3)}
    others = {name: random_maps(int(name) + 50, (120, 120)) for name in images}

    def places(crops: Crops) -> list[tuple]:
        return [(crop.image, crop.box) for crop in crops.random]

    first = found_in(images, sizes=[16, 32], keep=900)
    assert places(first) == places(found_in(others, sizes=[16, 32], keep=900))
    assert places(first) != places(found_in(images, sizes=[16, 32], keep=900, seed=1))
    # The mean of 900 uniform numbers has the standard deviation 0.96; three of these.
    assert np.mean([crop.percentile for crop in first.random]) == pytest.approx(50, abs=2.9)
    small = np.mean([crop.size == 16 for crop in first.random])
    expected = 53**2 / (53**2 + 23**2)
    assert small == pytest.approx(expected, abs=3 * math.sqrt(expected * (1 - expected) / 900))
    assert len(set(places(first))) == 900


def test_identical_maps_are_ties_everywhere() -> None:
    plane = random_maps(0)["ours"]
    crops = found_in({name: {"ours": plane, "one": plane.copy()} for name in ("b", "a")}, sizes=[16, 24])
    assert (crops.rival_share, crops.tied_share) == (0, 1)
    for chosen in (crops.best, crops.rival_best):
        assert (chosen[0].image, chosen[0].box) == ("a", (0, 0, 16, 16))
    for crop in itertools.chain(*crops.lists.values()):
        assert (crop.margin, crop.percentile) == (0, 50)
        assert crop.gaps.image == crop.gaps.dataset == 0


def test_distant_pixels_have_no_influence() -> None:
    """As it would have by rounding, were sums differences in an integral image."""
    generator = np.random.default_rng(3)
    plane = generator.random((300, 300))
    maps = {"ours": plane, "one": plane.copy()}
    maps["one"][:3, :3] = 1e90
    maps["ours"][40, 40] += 1e-9
    crops = found_in({"a": maps}, sizes=[32, 48])
    touched = sum(
        (x <= 40 < x + size) and (y <= 40 < y + size) and max(x, y) >= 3
        for size, step in ((32, 4), (48, 6))
        for x in range(0, 300 - size + 1, step)
        for y in range(0, 300 - size + 1, step)
    )
    assert crops.rival_share == touched / crops.candidates
    assert crops.tied_share == pytest.approx(1 - (touched + 2) / crops.candidates)


def test_sums_do_not_drift_in_a_large_image() -> None:
    generator = np.random.default_rng(4)
    maps = {name: generator.random((1500, 2100), np.float32) ** 8 for name in METHODS[:2]}
    for crop in found_in({"a": maps}, sizes=[32, 128], keep=3).best:
        for name, plane in maps.items():
            part = plane[crop.y : crop.y + crop.size, crop.x : crop.x + crop.size].astype(float)
            assert crop.errors[name] == pytest.approx(math.fsum(part.flat) / part.size, rel=1e-14)


def test_the_window_fits_the_place() -> None:
    """By margin alone it would be the smallest, wherever the errors are a little larger."""
    generator = np.random.default_rng(5)
    for side in (32, 64, 128):
        ours, rival = generator.random((2, 300, 300))
        rival[80 : 80 + side, 96 : 96 + side] += 0.3
        best = found_in({"a": {"ours": ours, "one": rival}}, sizes=[32, 64, 128]).best[0]
        assert best.size == side
        assert abs(best.x - 96) <= side // 8
        assert abs(best.y - 80) <= side // 8


def test_a_window_with_a_masked_pixel_does_not_count() -> None:
    maps = random_maps(1, (64, 64), 2)
    mask = np.ones((64, 64), bool)
    mask[40, 20] = False
    masked, holed = finder(sizes=[16]), finder(sizes=[16])
    masked.add("a", maps, mask)
    maps["one"][40, 20] = np.nan
    holed.add("a", maps)
    crops = masked.result()
    assert crops == holed.result()
    assert crops.candidates == 25**2 - 8 * 8
    inside = {name: plane[mask].astype(float).mean() for name, plane in maps.items()}
    assert crops.errors == pytest.approx(inside)
    for crop in itertools.chain(*crops.lists.values()):
        assert not (crop.x <= 20 < crop.x + 16 and crop.y <= 40 < crop.y + 16)


def test_images_without_windows_are_counted() -> None:
    small = {"ours": np.ones((20, 90)), "one": np.full((20, 90), 3.0)}
    blank = {"ours": np.full((64, 64), np.nan), "one": np.ones((64, 64))}
    dot = {name: np.ones((1, 1)) for name in ("ours", "one")}
    one = finder(sizes=[32, 128], border=4)
    for name, maps in (("small", small), ("blank", blank), ("dot", dot)):
        one.add(name, maps)
    with pytest.raises(
        InputError, match=r"no window of 32x32 valid pixels.* of 3 images .*border of 4 pixels"
    ):
        one.result()
    one.add("large", {"ours": np.ones((64, 64)), "one": np.full((64, 64), 2.0)})
    crops = one.result()
    assert (crops.images, crops.images_without_windows) == (4, 3)
    assert {crop.size for crop in crops.best} == {32}
    # Of the small image the inner part has errors; of blank and dot nothing counts.
    assert crops.errors == {"ours": 1.0, "one": 2.5}


def test_the_border_belongs_to_no_window() -> None:
    maps = {"ours": np.zeros((80, 80)), "one": np.zeros((80, 80))}
    maps["one"][:9] = maps["one"][:, -9:] = 1.0
    crops = found_in({"a": maps}, sizes=[16], border=9)
    assert crops.tied_share == 1
    assert crops.errors == {"ours": 0, "one": 0}
    boxes = [(crop.x, crop.y) for crop in found_in({"a": maps}, sizes=[16], border=9, keep=999).random]
    assert np.min(boxes) == 9
    assert np.max(boxes) <= 80 - 9 - 16


def test_kinds_of_numbers_give_the_same() -> None:
    maps = {name: np.round(200 * plane) for name, plane in random_maps(2, methods=2).items()}
    expected = found_in({"a": maps}, sizes=[16])
    for dtype in ("uint8", "int64", "float16", "float32", ">f8"):
        assert (
            found_in({"a": {name: plane.astype(dtype) for name, plane in maps.items()}}, sizes=[16])
            == expected
        )
    strided = {name: np.repeat(plane.T, 2, axis=1)[:, ::2].T for name, plane in maps.items()}
    assert found_in({"a": strided}, sizes=[16]) == expected
    torch = pytest.importorskip("torch")
    tensors = {name: torch.from_numpy(plane) for name, plane in maps.items()}
    assert found_in({"a": tensors}, sizes=[16]) == expected


def test_names_may_be_anything_that_files_are_called() -> None:
    names = ["ä b/ü.png", "\udcff.png", "名.png", "a\n"]
    crops = found_in({name: random_maps(1, methods=2) for name in names}, sizes=[16], keep=50)
    assert {crop.image for crop in crops.random} == set(names)
    # Of the same maps other windows are drawn in each.
    drawn = [{crop.box for crop in crops.random if crop.image == name} for name in names]
    assert len(set.union(*drawn)) > 1.5 * max(map(len, drawn))


def test_maps_are_not_written_to() -> None:
    maps = random_maps(6, methods=2)
    maps["one"][3, 4] = np.nan
    kept = {name: plane.copy() for name, plane in maps.items()}
    found_in({"a": maps}, sizes=[16])
    for name, plane in maps.items():
        np.testing.assert_array_equal(plane, kept[name])


GOOD = {"ours": np.ones((40, 40)), "one": np.ones((40, 40))}


@pytest.mark.parametrize(
    ("image", "maps", "mask", "message"),
    [
        ("a", GOOD, None, "'a' was already added"),
        ("", GOOD, None, "name of an image"),
        ("b\0", GOOD, None, "name of an image"),
        (7, GOOD, None, "name of an image"),
        ("b", {"ours": GOOD["ours"]}, None, "no value for 'one'"),
        (
            "b",
            {**GOOD, "bicubic": GOOD["one"]},
            None,
            "'bicubic' is not a method of this study; its methods are ours, one",
        ),
        ("b", {**GOOD, "one": np.ones((40, 40, 3))}, None, r"has the shape \(40, 40, 3\)"),
        ("b", {**GOOD, "one": np.ones((40, 40), complex)}, None, "complex128"),
        ("b", {**GOOD, "one": np.ones((40, 41))}, None, r"\(40, 40\) and the error map of 'one' \(40, 41\)"),
        ("b", GOOD, np.ones((40, 41)), r"\(40, 40\) and the mask \(40, 41\)"),
        ("b", {**GOOD, "one": np.full((40, 40), -np.inf)}, None, "'b' reach inf"),
        ("b", {**GOOD, "one": np.full((40, 40), 1e200)}, None, "reach 1e.200; errors beyond 1e.100"),
    ],
)
def test_invalid_maps_are_errors_and_change_nothing(image, maps, mask, message) -> None:
    one = finder(sizes=[32])
    one.add("a", GOOD)
    before = one.result()
    with pytest.raises(InputError, match=message) as caught:
        one.add(image, maps, mask)
    assert isinstance(caught.value, ShapeMismatchError) == ("41" in message)
    assert one.result() == before
    one.add("b", GOOD)


@pytest.mark.parametrize(
    ("ours", "rivals", "options", "message"),
    [
        ("ours", [], {}, "'ours' has no rival; crops need two or more methods"),
        ("ours", "edsr", {}, r"use \['edsr'\]"),
        ("ours", ["ours"], {}, "two methods are named 'ours'"),
        ("ours", ["a", "a"], {}, "two methods are named 'a'"),
        ("ours", [""], {}, "a non-empty string"),
        ("ours", ["a"], {"sizes": []}, "sizes is empty"),
        ("ours", ["a"], {"sizes": 64}, r"use \[64\]"),
        ("ours", ["a"], {"metric": max}, "metric must be the name"),
        ("ours", ["a"], {"sizes": [0]}, "each of sizes must be a whole number, at least 1, not 0"),
        ("ours", ["a"], {"sizes": [32.5]}, "each of sizes must be a whole number, at least 1, not 32.5"),
        ("ours", ["a"], {"border": -1}, "border must be a whole number, at least 0, not -1"),
        ("ours", ["a"], {"stride": 0}, "stride must be a whole number, at least 1, not 0"),
        ("ours", ["a"], {"keep": 0}, "keep must be a whole number, at least 1, not 0"),
        ("ours", ["a"], {"seed": "x"}, "seed must be a whole number, at least 0, not 'x'"),
    ],
)
def test_invalid_settings_are_errors(ours, rivals, options, message) -> None:
    with pytest.raises(InputError, match=message):
        CropFinder(ours, rivals, **{"metric": "mse", **options})


def test_finders_that_do_not_belong_together_are_not_merged() -> None:
    one, other = finder(sizes=[32]), finder(sizes=[32])
    one.add("a", GOOD)
    other.add("a", GOOD)
    with pytest.raises(InputError, match="'a' is in both finders"):
        one.merge(other)
    with pytest.raises(InputError, match=r"different settings.*seed=0.*seed=1"):
        one.merge(finder(sizes=[32], seed=1))
    assert one.result().images == 1


def test_another_metric_is_reported_of_the_same_crops() -> None:
    crops = found_in({"a": random_maps(1, (80, 80), 2)}, sizes=[16])
    reported = crops.reporting("psnr", lambda crop: {"one": crop.x, "ours": crop.y})
    reported = reported.reporting("ssim", lambda crop: {"ours": 0.5, "one": 0.25})
    assert crops.reported == ()
    assert reported.reported == ("psnr", "ssim")
    for name, chosen in reported.lists.items():
        assert [crop.box for crop in chosen] == [crop.box for crop in crops.lists[name]]
        for crop in chosen:
            assert crop.reported["psnr"] == {"ours": crop.y, "one": crop.x}
    record = json.loads(json.dumps(reported.to_dict(), allow_nan=False))
    assert (record["selected_by"], record["reported"]) == ("mse", ["psnr", "ssim"])
    assert reported.disclosure().endswith("Their scores are reported in psnr and ssim.")
    with pytest.raises(InputError, match="no value for 'one'"):
        crops.reporting("psnr", lambda _: {"ours": 1.0})
    # As in every record of this package.
    endless = crops.reporting("psnr", lambda _: {"ours": np.inf, "one": np.nan}).to_dict()
    assert endless["best"][0]["reported"]["psnr"] == {"ours": "Infinity", "one": None}


def test_disclosures() -> None:
    crops = found_in({"a": random_maps(1, (80, 80), 2), "b": random_maps(2, (80, 80), 2)}, sizes=[16, 24])
    record = json.loads(json.dumps(crops.to_dict(), allow_nan=False))
    assert record["candidates"] == crops.candidates == 2 * (33**2 + 19**2)
    assert record["settings"]["sizes"] == [16, 24]
    best = record["best"][0]
    assert best["margin"] == best["gaps"]["crop"] == crops.best[0].margin
    assert set(best["gaps"]) == {"crop", "image", "dataset"}
    disclosure = crops.disclosure()
    assert f"{crops.candidates:,} windows of 16 and 24 pixels in 2 images" in disclosure
    assert f"a rival was better in {100 * crops.rival_share:.1f} %" in disclosure
    rare = dataclasses.replace(crops, rival_share=1 / 30_000, tied_share=0).disclosure()
    assert (
        "was better than every rival in 99.997 % of the windows, a rival was better in 0.003 %. Random"
        in rare
    )
    first = crops.best[0]
    assert first.candidates == 2 * {16: 33, 24: 19}[first.size] ** 2
    # No other window of its size is as good.
    assert first.percentile == 100 - 50 / first.candidates
    assert f"percentile {first.percentile:.2f} of {first.candidates:,} windows of this" in first.disclosure()


def test_images_are_not_kept() -> None:
    maps = [random_maps(seed, (512, 512), 4) for seed in range(2)]
    one = CropFinder("ours", METHODS[1:], metric="mse")
    tracemalloc.start()
    one.add("first", maps[0])
    for number in range(60):
        one.add(f"memory{number}", maps[number % 2])
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # One image's maps are 4 MB.
    assert held < 20e6


def test_opening_the_room_loads_neither_numpy_nor_torch() -> None:
    code = (
        "import sys, difference_finder.study.crops.finder;"
        " print({'numpy', 'scipy', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
