"""Every registered pre-processor keeps the promises of its kind, whether it takes an image or a pair."""

import numpy as np
import pytest

from difference_finder.images.pair import Pair
from difference_finder.parts.registry import preprocessors
from difference_finder.pipeline.stages import pre_process
from pictures import photograph

SHAPES = [(1, 1), (1, 40), (37, 1), (12, 13), (64, 48)]
NAMES = preprocessors.names()
FITTED = {"crop_border": "crop_border:pixels=0"}
"""Settings with which a part takes even one pixel."""


def made(name: str, pair: Pair, **settings) -> Pair:
    return pre_process(pair, [preprocessors.get(FITTED.get(name, name)).configured(settings)])


def images(pair: Pair) -> list[np.ndarray]:
    return [image for image in (pair.first, pair.second, pair.reference) if image is not None]


def pair_of(
    shape: tuple[int, int], kind: type = np.float64, n: int = 2, reference: bool = True, **more
) -> Pair:
    rng = np.random.default_rng(0)
    first = rng.random((n, 3, *shape))
    first[:, :, 0, 0] = np.arange(n)[:, None] % 2 / 2  # no image is flat, unless it has one pixel
    others = [np.clip(first + 0.05 * rng.normal(size=first.shape), 0, 1) for _ in range(2)]
    arrays = [array.astype(kind) for array in (first, *others)]
    for array in arrays:
        array.setflags(write=False)
    return Pair(arrays[0], arrays[1], 1.0, reference=arrays[2] if reference else None, **more)


@pytest.mark.parametrize("truth", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", NAMES)
def test_shapes_types_and_inputs_are_kept(name: str, kind: type, shape: tuple[int, int], truth: bool) -> None:
    pair = pair_of(shape, kind, reference=truth)
    done = made(name, pair)
    found = images(done)
    assert len(found) == len(images(pair))
    assert len({image.shape for image in found}) == 1
    assert found[0].shape[0] == 2
    assert found[0].shape[1] in (1, 3)
    if done.frame is None:
        assert found[0].shape[2:] == shape
    else:  # of noise on so few pixels, a tenth of a pixel may be taken for a shift
        assert name == "align"
        assert done.frame[2:] == shape
    for image in found:
        assert image.dtype == kind
        assert np.isfinite(image).all()
    assert done.data_range == (preprocessors.get(name).data_range or 1.0)
    if preprocessors.get(name).data_range is not None:
        assert max(np.ptp(image, axis=(1, 2, 3)).max() for image in found) <= done.data_range + 1e-6


@pytest.mark.parametrize("name", [name for name in NAMES if name != "window"])
def test_a_batch_is_a_loop(name: str) -> None:
    # One window serves all samples of a batch, as one data range serves all slices of a volume.
    pair = pair_of((24, 20))
    done = made(name, pair)
    for n in range(2):
        one = Pair(
            *(image[n : n + 1] for image in images(pair)[:2]), 1.0, reference=pair.reference[n : n + 1]
        )
        for alone, together in zip(images(made(name, one)), images(done), strict=True):
            np.testing.assert_allclose(alone[0], together[n], atol=1e-12)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_tensors_give_what_arrays_give(name: str, masked: bool) -> None:
    torch = pytest.importorskip("torch")
    mask = np.ones((2, 1, 20, 31), bool)
    mask[..., 4:9, 5:11] = False
    pair = hidden(pair_of((20, 31), mask=mask)) if masked else pair_of((20, 31))
    fields = ("first", "second", "reference", "mask")
    tensors = [
        None if getattr(pair, f) is None else torch.from_numpy(getattr(pair, f).copy()) for f in fields
    ]
    done = made(name, Pair(*tensors[:2], 1.0, reference=tensors[2], mask=tensors[3]))
    for tensor, array in zip(images(done), images(made(name, pair)), strict=True):
        np.testing.assert_allclose(tensor.numpy(), array, atol=1e-12)


def hidden(pair: Pair) -> Pair:
    """Put zeros where pixels do not count, as the preparation of a pair does."""
    return Pair(
        *(np.where(pair.mask, image, 0.0) for image in images(pair)[:2]),
        pair.data_range,
        mask=pair.mask,
        reference=None if pair.reference is None else np.where(pair.mask, pair.reference, 0.0),
    )


@pytest.mark.parametrize("name", NAMES)
def test_what_is_masked_has_no_part_in_what_is_not(name: str) -> None:
    mask = np.ones((1, 1, 40, 44), bool)
    mask[..., 10:20, 12:30] = False
    pair = pair_of((40, 44), n=1, mask=mask)
    other = Pair(
        *(np.where(mask, image, 1e3 * (i + 1)) for i, image in enumerate(images(pair)[:2])),
        1.0,
        mask=mask,
        reference=np.where(mask, pair.reference, -7.0),
    )
    done, changed = made(name, pair), made(name, other)
    np.testing.assert_array_equal(done.mask, changed.mask)
    for first, second in zip(images(done), images(changed), strict=True):
        np.testing.assert_array_equal(np.where(done.mask, first, 0), np.where(done.mask, second, 0))


@pytest.mark.parametrize("name", NAMES)
def test_identical_images_stay_identical(name: str) -> None:
    picture = photograph(48, 40).transpose(2, 0, 1)[None] / 255
    done = made(name, Pair(picture, picture.copy(), 1.0))
    np.testing.assert_array_equal(done.first, done.second)


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "window"])
def test_flat_images_stay_finite(name: str, value: float) -> None:
    flat = np.full((1, 3, 32, 32), value)
    done = made(name, Pair(flat, flat.copy(), 1.0))
    assert all(np.isfinite(image).all() for image in images(done))
    np.testing.assert_array_equal(done.first, done.second)


@pytest.mark.parametrize("name", NAMES)
def test_strides_do_not_matter(name: str) -> None:
    pair = pair_of((40, 44), n=1)
    views = [image[..., ::2, ::-1] for image in images(pair)]
    done = made(name, Pair(*views[:2], 1.0, reference=views[2]))
    copies = [np.ascontiguousarray(view) for view in views]
    for first, second in zip(
        images(done), images(made(name, Pair(*copies[:2], 1.0, reference=copies[2]))), strict=True
    ):
        np.testing.assert_allclose(first, second, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_huge_values_stay_finite(name: str) -> None:
    pair = pair_of((24, 20))
    huge = [image * 1e30 for image in images(pair)]
    done = made(name, Pair(*huge[:2], 1e30, reference=huge[2]))
    assert all(np.isfinite(image).all() for image in images(done))
