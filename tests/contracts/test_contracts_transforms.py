"""Every registered transform finds itself, and nothing where there is nothing to find."""

import numpy as np
import pytest

from difference_finder.images.patches import PatchPair, Planes
from difference_finder.parts.registry import transforms
from difference_finder.pipeline.explanation import explain
from pictures import photograph

NAMES = transforms.names()
PREDICTED = [name for name in NAMES if transforms.get(name).apply_function is not None]


def scene(seed: int = 0) -> np.ndarray:
    """Return a picture of 8 bits, (C, H, W)."""
    image = photograph(208, 224, seed).transpose(2, 0, 1)
    return np.ascontiguousarray(image[:, :208, :208])


def stored(values: np.ndarray) -> np.ndarray:
    return np.round(255 * np.clip(values, 0, 1)).astype(np.uint8)


def patches(first: np.ndarray, second: np.ndarray) -> PatchPair:
    return PatchPair(Planes(first, 255.0), Planes(second, 255.0))


@pytest.mark.parametrize("name", PREDICTED)
def test_a_transform_finds_its_own_example(name: str) -> None:
    part = transforms.get(name)
    first = scene()
    second = stored(part.apply_function(first[None] / np.float32(255), **part.example)[0])
    found = explain(patches(first, second))
    assert found is not None
    assert found.part.name == name
    assert found.explained > 0.95
    for key, value in part.example.items():
        if isinstance(value, str):
            assert found.estimate.parameters[key] == value
        else:
            np.testing.assert_allclose(found.estimate.parameters[key], value, rtol=0.1, atol=0.02)


@pytest.mark.parametrize("name", PREDICTED)
def test_applying_keeps_the_shape_and_the_input(name: str) -> None:
    part = transforms.get(name)
    images = scene()[None].astype(np.float32) / 255
    before = images.copy()
    done = part.apply_function(images, **part.example)
    assert done.shape == images.shape
    assert done.dtype == np.float32
    assert (images == before).all()
    assert not np.array_equal(done, images)


@pytest.mark.parametrize("name", NAMES)
def test_identical_and_unrelated_images_have_no_estimate_that_explains_them(name: str) -> None:
    same = patches(scene(), scene())
    assert all(one.parameters is not None for one in transforms.get(name)(same))
    assert explain(same) is None
    assert explain(patches(scene(1), scene(2))) is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_any_number_of_channels_and_flat_images(name: str, channels: int) -> None:
    first = np.repeat(scene()[:1], channels, axis=0)
    flat = np.zeros_like(first)
    clipped = np.where(first > 128, 255, 0).astype(np.uint8)
    pairs = ((first, first[:, ::-1].copy()), (first, flat), (flat, first), (flat, flat), (first, clipped))
    for one, other in pairs:
        for estimate in transforms.get(name)(patches(one, other)):
            assert estimate.words
            assert estimate.strength is None or np.isfinite(estimate.strength)
