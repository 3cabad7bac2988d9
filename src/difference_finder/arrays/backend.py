"""The only file, with ``filters.py``, that tells numpy from torch.

A metric is written once over an array namespace (`array API standard <https://data-apis.org/array-api/>`_);
the few things that the standard lacks are in ``filters.py``. An installed torch is noticed through
``sys.modules``: whoever hands over a tensor has imported it.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.native import align_strides, native
from difference_finder.errors import DeviceError, MissingDependencyError
from difference_finder.text import option
from difference_finder.threads import worker_count

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

__all__ = [
    "astype_float",
    "astype_wide",
    "cast_like",
    "device_of",
    "divide_integers",
    "exact_convolutions",
    "extent",
    "full_precision",
    "host_view",
    "in_one_type",
    "is_inspectable",
    "is_integer",
    "is_tensor",
    "mask_like",
    "namespace",
    "on_device_of",
    "require_torch",
    "to_device",
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
    if is_tensor(array):  # torch.compile cannot look into the general look-up
        import array_api_compat.torch

        return array_api_compat.torch  # type: ignore[no-any-return]
    import numpy as np

    # Since 2.1 numpy has of the standard what is used here; the package for older ones takes 40 ms to import.
    if isinstance(array, np.ndarray | np.generic) and hasattr(np, "astype"):
        return np
    import array_api_compat

    return array_api_compat.array_namespace(array)  # type: ignore[no-any-return]


def is_inspectable(array: Array) -> bool:
    """Tell whether values can be looked at: they wait for no device, and no graph is being recorded."""
    if not is_tensor(array):
        return True
    return device_of(array) == "cpu" and not sys.modules["torch"].compiler.is_compiling()


def require_torch(feature: str) -> ModuleType:
    """Return torch, which is an optional dependency.

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


def host_view(array: Array) -> NDArray[Any] | None:
    """Return a numpy view of an array on the CPU; None on other devices, and where autograd records it."""
    if not is_tensor(array):
        return array  # type: ignore[no-any-return]
    recorded = array.requires_grad and sys.modules["torch"].is_grad_enabled()
    return None if recorded or array.device.type != "cpu" else to_numpy(array)


def is_integer(array: Array) -> bool:
    """Tell whether ``array`` holds whole numbers, or bool."""
    kind: str | None = getattr(array.dtype, "kind", None)  # a type of torch has none
    return kind in ("b", "i", "u") if kind else not array.dtype.is_floating_point


def in_one_type(first: Array, second: Array) -> tuple[Array, Array]:
    """Return two arrays, or two tensors, of one floating type; integers keep their own types."""
    if is_tensor(first) != is_tensor(second):
        first, second = to_tensor(first), to_tensor(second)
    if is_integer(first) or first.dtype == second.dtype:
        return first, second
    xp = namespace(first)
    common = xp.result_type(first, second)
    return xp.astype(first, common, copy=False), xp.astype(second, common, copy=False)


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


def cast_like(values: Array, like: Array) -> Array:
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
            f"device '{device}' cannot be used with torch {torch.__version__} ({cause});"
            f" use {option('device', 'cpu')}"
        ) from error


def astype_float(array: Array) -> Array:
    """Return ``array`` as floating-point numbers: float64 and wider become float64, all else float32."""
    if is_tensor(array):
        torch = sys.modules["torch"]
        return array if array.dtype in (torch.float32, torch.float64) else array.to(torch.float32)
    import numpy as np

    # By its size: float64 of the other byte order is not equal to float64.
    wide = array.dtype.kind == "f" and array.dtype.itemsize >= 8
    return array.astype(np.float64 if wide else np.float32, copy=False)


def astype_wide(array: Array) -> Array:
    """Return ``array`` in float64; in float32 on a device that has no float64."""
    if is_tensor(array):
        torch = sys.modules["torch"]
        return array.to(torch.float32 if array.device.type == "mps" else torch.float64)
    import numpy as np

    return array.astype(np.float64, copy=False)


def full_precision(tensor: Array) -> contextlib.AbstractContextManager[Any]:
    """Return a context in which ``torch.autocast`` leaves the types of a computation as they are."""
    torch = sys.modules["torch"]
    kind = tensor.device.type
    if kind not in ("cpu", "cuda", "xpu", "mps"):  # the others, such as "meta", have no autocast
        return contextlib.nullcontext()
    return torch.autocast(kind, enabled=False)  # type: ignore[no-any-return]


_rounding_lock = threading.Lock()
_rounding: dict[str, Any] = {"inside": 0, "allowed": True}


@contextlib.contextmanager
def exact_convolutions(tensor: Array) -> Iterator[None]:
    """Keep CUDA from rounding the numbers of convolutions to TF32, which has ten bits; torch does by default.

    The switch is one for the process, so threads are counted, and the last to leave sets it back.
    """
    if device_of(tensor) != "cuda":
        yield
        return
    switch = sys.modules["torch"].backends.cudnn
    with _rounding_lock:
        if not _rounding["inside"]:
            _rounding["allowed"] = switch.allow_tf32
            switch.allow_tf32 = False
        _rounding["inside"] += 1
    try:
        yield
    finally:
        with _rounding_lock:
            _rounding["inside"] -= 1
            if not _rounding["inside"]:
                switch.allow_tf32 = _rounding["allowed"]


def divide_integers(integers: Array, divisor: float, wide: bool = False) -> Array:
    """Return integers divided by a number: float32, or float64 for types of more than 16 bits or if asked."""
    import numpy as np

    wide = wide or integers.dtype.itemsize > 2  # types of more than 24 bits do not fit into float32
    if is_tensor(integers):
        torch = sys.modules["torch"]
        return integers.to(torch.float64 if wide else torch.float32) / divisor
    dtype = np.float64 if wide else np.float32
    return integers.astype(dtype) / dtype(divisor)


def extent(array: Array) -> tuple[float, float, bool]:
    """Return the least and the greatest value of floats of any shape, and whether all are finite.

    The two values have no meaning where not all are finite.
    """
    view = host_view(array)
    kernels = None if view is None else native()
    if view is not None and kernels is not None and str(view.dtype) in ("float32", "float64"):
        values = align_strides(view)
        if values.ndim <= 4 and values.dtype.isnative:
            found: tuple[float, float, bool] = kernels.extent(_in_rows(values), worker_count(None))
            return found
    xp = namespace(array)
    return float(xp.min(array)), float(xp.max(array)), bool(xp.all(xp.isfinite(array)))


def mask_like(array: Any, like: Array) -> Array:
    """Return an array of bool in the kind of ``like``, where that is."""
    return to_tensor(array, like.device) if is_tensor(like) else array


def _in_rows(values: NDArray[Any]) -> NDArray[Any]:
    """Return the same values with four axes, in the order of memory, whose rows are long if they can be."""
    order = sorted(range(values.ndim), key=lambda axis: -abs(values.strides[axis]))
    stored = values.transpose(order)
    if stored.ndim > 1 and stored.shape[-1] < 64 and stored.flags.c_contiguous:  # interleaved channels
        stored = stored.reshape(*stored.shape[:-2], stored.shape[-2] * stored.shape[-1])
    return stored[(None,) * (4 - stored.ndim)]


def on_device_of(array: Array) -> dict[str, Any]:
    """Return the arguments that create an array where ``array`` is."""
    return {"device": array.device} if is_tensor(array) else {}
