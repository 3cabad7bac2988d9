"""MS-SSIM as other libraries compute it, and SSIM of averaged blocks."""

import numpy as np
import pytest

from difference_finder import gradient, score
from difference_finder.arrays.filters import block_mean, block_mean_adjoint
from difference_finder.errors import InputError
from difference_finder.parts.registry import metrics
from pictures import waves

VARIANTS = ["signed", "pytorch-msssim", "torchmetrics"]


def pair(height: int, width: int, inverted: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return two images of two channels; the second channel may be the negative of what it was."""
    images = [np.stack([image, image[::-1, ::-1]]) for image in waves(height, width)]
    if inverted:
        images[1][1] = 1 - images[0][1]
    return images[0], images[1]


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("variant", VARIANTS)
def test_gradients_are_those_of_autograd(variant: str, masked: bool, inverted: bool) -> None:
    torch = pytest.importorskip("torch")
    part = metrics.get(f"ms-ssim:variant={variant},scales=3")
    first, second = (np.stack([image, image[..., ::-1]]) for image in pair(51, 62, inverted))
    mask = np.random.default_rng(3).random((2, 1, 51, 62)) > 0.1 if masked else None
    settings = {"data_range": 1.0, **part.given}
    leaf = torch.from_numpy(second.copy()).requires_grad_(True)
    tensor_mask = None if mask is None else torch.from_numpy(mask)
    values = part.function(torch.from_numpy(first.copy()), leaf, mask=tensor_mask, **settings)
    (expected,) = torch.autograd.grad(values.sum(), leaf)
    scores, slope = part.gradient_function(first, second, mask=mask, **settings)
    np.testing.assert_allclose(scores, values.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(slope, expected.numpy(), atol=1e-12 * max(np.abs(slope).max(), 1e-3))
    np.testing.assert_allclose(part.function(first, second, mask=mask, **settings), scores, rtol=1e-13)


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("variant", VARIANTS)
def test_kernels_and_the_plain_text_agree(variant: str, inverted: bool) -> None:
    part = metrics.get(f"ms-ssim:variant={variant}")
    first, second = pair(167, 170, inverted)
    expected, slope = part.gradient_function(first[None], second[None], data_range=1.0, **part.given)
    value, found = gradient(part, first, second, data_range=1.0)
    assert value == pytest.approx(expected[0], rel=1e-10)
    assert score(part, first, second, data_range=1.0) == pytest.approx(expected[0], rel=1e-10)
    np.testing.assert_allclose(found, slope[0], atol=1e-9 * max(np.abs(slope).max(), 1e-6))
    assert score(part, first, first.copy(), data_range=1.0) == 1


def test_what_is_inverted() -> None:
    first, second = pair(167, 170, inverted=True)
    signed, zero, together = (score(f"ms-ssim:variant={v}", first, second, data_range=1.0) for v in VARIANTS)
    assert signed < zero
    assert 0 <= together <= zero
    with pytest.raises(
        InputError, match="variant must be one of signed, pytorch-msssim, torchmetrics, not 'x'"
    ):
        score("ms-ssim:variant=x", first, second, data_range=1.0)


@pytest.mark.parametrize("shape", [(9, 13), (10, 16), (7, 8), (5, 40)])
@pytest.mark.parametrize("side", [1, 2, 3, 4, 5])
def test_averaged_blocks_are_those_of_scipy(side: int, shape: tuple[int, int]) -> None:
    from scipy.ndimage import correlate

    image = np.random.default_rng(0).random((1, 1, *shape))
    origin = (side + 1) // 2 - 1 - side // 2  # where ``imfilter`` of MATLAB has the centre of its weights
    weights = np.full((side, side), 1 / side**2)
    expected = correlate(image[0, 0], weights, mode="reflect", origin=origin)[::side, ::side]
    found = block_mean(image, side)
    np.testing.assert_allclose(found[0, 0], expected, rtol=1e-13)
    other = np.random.default_rng(1).random(found.shape)
    back = block_mean_adjoint(other, side, *shape)
    assert (found * other).sum() == pytest.approx((image * back).sum(), rel=1e-13)


@pytest.mark.parametrize("masked", [False, True])
def test_ssim_of_averaged_blocks_on_tensors_and_under_masks(masked: bool) -> None:
    torch = pytest.importorskip("torch")
    part = metrics.get("ssim:downsample=true")
    first, second = (image[None, None] for image in waves(390, 401))
    mask = np.random.default_rng(3).random((1, 1, 390, 401)) > 0.3 if masked else None
    settings = {"data_range": 1.0, **part.given}
    leaf = torch.from_numpy(second.copy()).requires_grad_(True)
    tensor_mask = None if mask is None else torch.from_numpy(mask)
    values = part.function(torch.from_numpy(first.copy()), leaf, mask=tensor_mask, **settings)
    (expected,) = torch.autograd.grad(values.sum(), leaf)
    scores, slope = part.gradient_function(first, second, mask=mask, **settings)
    np.testing.assert_allclose(scores, values.detach().numpy(), rtol=1e-12)
    np.testing.assert_allclose(slope, expected.numpy(), atol=1e-12 * np.abs(slope).max())
    scores, places = part.local_function(first, second, mask=mask, **settings)
    assert places.shape == (1, 1, 185, 191)
    if masked:
        assert not slope[~mask].any()
    else:
        assert places.mean() == pytest.approx(scores[0], rel=1e-13)
