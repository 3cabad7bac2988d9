"""The only file that tells numpy from torch.

A metric is written once over an array namespace (`array API standard <https://data-apis.org/array-api/>`_);
the few things that the standard lacks, correlation and pooling with their adjoints, are here. An installed
torch is noticed through ``sys.modules``: whoever hands over a tensor has imported it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from difference_finder.errors import DeviceError, MissingDependencyError
from difference_finder.kernels import native, worker_count

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

__all__ = [
    "as_kind",
    "astype_float",
    "correlate",
    "correlate_adjoint",
    "device_of",
    "is_tensor",
    "max_filter",
    "namespace",
    "needs_autograd",
    "pool2",
    "pool2_adjoint",
    "require_torch",
    "to_device",
    "to_float",
    "to_numpy",
    "to_tensor",
]

Array = Any


def is_tensor(array: Any) -> bool:
    """Tell whether ``array`` is a torch tensor, without importing torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(array, torch.Tensor)


def namespace(array: Array) -> ModuleType:
    """Return the array namespace (array API standard) of a numpy array or tensor."""
    import array_api_compat

    return array_api_compat.array_namespace(array)  # type: ignore[no-any-return]


def require_torch(feature: str) -> ModuleType:
    """Return torch.

    Raises
    ------
    MissingDependencyError
        If torch is not installed or cannot be imported; names the command that installs it.
    """
    try:
        import torch
    except Exception as error:
        raise MissingDependencyError.for_extra(feature, "torch", "torch") from error
    return torch  # type: ignore[no-any-return]


def needs_autograd(array: Any) -> bool:
    """Tell whether a computation on ``array`` must be recorded by autograd."""
    if not is_tensor(array):
        return False
    return bool(array.requires_grad) and bool(sys.modules["torch"].is_grad_enabled())


def to_numpy(array: Array) -> NDArray[Any]:
    """Return a numpy array that shares memory with ``array`` where that is possible."""
    import numpy as np

    if not is_tensor(array):
        return np.asarray(array)
    tensor = array.detach().cpu()
    if str(tensor.dtype) == "torch.bfloat16":  # numpy has no such type
        tensor = tensor.float()
    resolved: NDArray[Any] = tensor.resolve_neg().resolve_conj().numpy()
    return resolved


def to_tensor(array: Array, device: Any = None) -> Array:
    """Return a tensor on ``device`` (default: where it is, or the CPU)."""
    torch = require_torch("tensor output")
    if is_tensor(array):
        return array.detach() if device is None else array.detach().to(device)
    import numpy as np

    contiguous = np.ascontiguousarray(array)
    if not contiguous.flags.writeable:  # torch warns of memory that it must not write to
        contiguous = contiguous.copy()
    tensor = torch.from_numpy(contiguous)
    return tensor if device is None else tensor.to(device)


def as_kind(values: Array, like: Array) -> Array:
    """Return ``values`` in the kind (numpy or torch), floating type and device of ``like``.

    What a narrower type cannot hold becomes its greatest value: the gradient of psnr grows without bound as
    two images approach each other, and an infinite pixel would make a map useless.
    """
    if is_tensor(like):
        torch = sys.modules["torch"]
        tensor = to_tensor(values, like.device)
        dtype = like.dtype if like.dtype.is_floating_point else torch.float32
        if dtype.itemsize < tensor.dtype.itemsize:
            most = torch.finfo(dtype).max
            tensor = tensor.clamp(-most, most)
        return tensor.to(dtype)
    import numpy as np

    array = to_numpy(values)
    target = like.dtype if np.issubdtype(like.dtype, np.floating) else np.dtype(np.float32)
    if target.itemsize < array.dtype.itemsize:
        limit = float(np.finfo(target).max)
        array = np.clip(array, -limit, limit)
    return array.astype(target, copy=False)


def device_of(array: Array) -> str:
    """Return the kind of device that holds ``array``: "cpu", "cuda", ..."""
    return str(array.device.type) if is_tensor(array) else "cpu"


def to_device(array: Array, device: str) -> Array:
    """Return ``array`` on ``device``; a numpy array for the CPU stays what it is.

    Raises
    ------
    DeviceError
        If this machine has no such device.
    MissingDependencyError
        If the device needs torch, and torch is not installed.
    """
    if device == "cpu":
        return array.detach().cpu() if is_tensor(array) else array
    torch = require_torch(f"device '{device}'")
    try:
        return to_tensor(array, torch.device(device))
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        cause = str(error).partition("\n")[0]
        raise DeviceError(
            f"device '{device}' cannot be used with torch {torch.__version__} ({cause}); use device='cpu'"
        ) from error


def astype_float(array: Array) -> Array:
    """Return ``array`` as floating-point numbers: float64 stays, everything else becomes float32."""
    if is_tensor(array):
        torch = sys.modules["torch"]
        return array if array.dtype in (torch.float32, torch.float64) else array.to(torch.float32)
    import numpy as np

    return array if array.dtype == np.float64 else array.astype(np.float32, copy=False)


def to_float(tensor: Array, wide: bool) -> Array:
    """Return a tensor as float32, or float64 if ``wide``."""
    torch = sys.modules["torch"]
    return tensor.to(torch.float64 if wide else torch.float32)


def correlate(array: Array, weights: Sequence[float]) -> Array:
    """Correlate the last two axes with symmetric ``weights``, where they fit entirely ("valid").

    Parameters
    ----------
    array
        Shape (N, C, H, W).
    weights
        Odd number k of weights, the same for rows and columns.

    Returns
    -------
    array
        Shape (N, C, H - k + 1, W - k + 1).
    """
    k, half = len(weights), len(weights) // 2
    if is_tensor(array):
        functional = sys.modules["torch"].nn.functional
        n, c, h, w = array.shape
        kernel = array.new_tensor(weights)
        planes = functional.conv2d(array.reshape(n * c, 1, h, w), kernel.reshape(1, 1, k, 1))
        planes = functional.conv2d(planes, kernel.reshape(1, 1, 1, k))
        return planes.reshape(n, c, h - k + 1, w - k + 1)
    from scipy.ndimage import correlate1d

    h, w = array.shape[-2:]
    rows = correlate1d(array, weights, axis=-2)[..., half : h - half, :]
    return correlate1d(rows, weights, axis=-1)[..., half : w - half]


def correlate_adjoint(array: Array, weights: Sequence[float]) -> Array:
    """Apply the transpose of :func:`correlate`: (N, C, H - k + 1, W - k + 1) becomes (N, C, H, W)."""
    k, half = len(weights), len(weights) // 2
    if is_tensor(array):
        padded = sys.modules["torch"].nn.functional.pad(array, (k - 1,) * 4)
        return correlate(padded, weights)
    import numpy as np
    from scipy.ndimage import correlate1d

    wide = np.pad(array, [(0, 0)] * (array.ndim - 2) + [(half, half)] * 2)
    rows = correlate1d(wide, weights, axis=-2, mode="constant")
    return correlate1d(rows, weights, axis=-1, mode="constant")


def pool2(array: Array) -> Array:
    """Average blocks of 2x2 pixels; an odd side first gets a row of zeros at both ends.

    That is what ``avg_pool2d(x, 2, padding=side % 2)`` does in pytorch-msssim, whose numbers papers report.
    """
    xp = namespace(array)
    h, w = array.shape[-2:]
    if h % 2 or w % 2:
        wide = xp.zeros(
            (*array.shape[:-2], h + 2 * (h % 2), w + 2 * (w % 2)), dtype=array.dtype, **_on(array)
        )
        wide[..., h % 2 : h % 2 + h, w % 2 : w % 2 + w] = array
        h, w = (h + 2 * (h % 2)) // 2 * 2, (w + 2 * (w % 2)) // 2 * 2
        array = wide[..., :h, :w]
    total = array[..., 0::2, 0::2] + array[..., 1::2, 0::2] + array[..., 0::2, 1::2] + array[..., 1::2, 1::2]
    return total / 4


def pool2_adjoint(array: Array, height: int, width: int) -> Array:
    """Apply the transpose of :func:`pool2` to get back to ``height`` x ``width``."""
    xp = namespace(array)
    top, left = height % 2, width % 2
    rows, columns = height + 2 * top, width + 2 * left
    wide = xp.zeros((*array.shape[:-2], rows, columns), dtype=array.dtype, **_on(array))
    quarter = array / 4
    for dy in (0, 1):
        for dx in (0, 1):
            wide[..., dy : 2 * array.shape[-2] : 2, dx : 2 * array.shape[-1] : 2] = quarter
    return wide[..., top : top + height, left : left + width]


def max_filter(array: Array, radius: int) -> Array:
    """Return the greatest value within ``radius`` pixels, in squares, along the last two axes."""
    radius = min(radius, max(array.shape[-2:]))  # farther away there is nothing
    size = 2 * radius + 1
    if is_tensor(array):
        functional = sys.modules["torch"].nn.functional
        return functional.max_pool2d(array, size, stride=1, padding=radius)
    if (kernels := native()) is not None and array.ndim == 4 and array.dtype.name in ("float32", "float64"):
        import numpy as np

        out = np.empty(array.shape, array.dtype)
        kernels.max_filter(array, radius, out, worker_count(None))
        return out
    from scipy.ndimage import maximum_filter1d

    return maximum_filter1d(maximum_filter1d(array, size, axis=-2), size, axis=-1)


def _on(array: Array) -> dict[str, Any]:
    return {"device": array.device} if is_tensor(array) else {}
