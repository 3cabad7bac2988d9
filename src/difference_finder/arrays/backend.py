"""Libraries, devices and types of arrays.

This module and ``filters.py`` alone distinguish numpy arrays from torch tensors. A metric is written once
over an array namespace (`array API standard <https://data-apis.org/array-api/>`_); ``filters.py`` adds
functions that the standard lacks. This module finds torch in ``sys.modules`` and does not import it: the
caller that passes a tensor has imported torch.
"""

from __future__ import annotations

import contextlib
import functools
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
    "cuda_is_available",
    "detached",
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
    "limited_threads",
    "mask_like",
    "namespace",
    "on_device_of",
    "require_torch",
    "to_device",
    "to_numpy",
    "to_tensor",
    "type_name",
]

Array = Any


def is_tensor(array: Any) -> bool:
    """Tell whether ``array`` is a torch tensor, without importing torch."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(array, torch.Tensor)


def type_name(array: Array) -> str:
    """Return the name of the type of the values, such as "uint8", without "torch."."""
    return _name_of(array.dtype)


@functools.cache
def _name_of(dtype: Any) -> str:
    return str(dtype).removeprefix("torch.")  # numpy takes microseconds for it


def namespace(array: Array) -> ModuleType:
    """Return the array namespace (array API standard) of a numpy array or tensor."""
    if is_tensor(array):  # torch.compile cannot trace the general look-up
        import array_api_compat.torch

        return array_api_compat.torch  # type: ignore[no-any-return]
    import numpy as np

    # numpy 2.1 has all functions that are used here; array_api_compat, for older ones, imports in 40 ms.
    if isinstance(array, np.ndarray | np.generic) and hasattr(np, "astype"):
        return np
    import array_api_compat

    return array_api_compat.array_namespace(array)  # type: ignore[no-any-return]


def is_inspectable(array: Array) -> bool:
    """Tell whether values can be read at once: they are on the CPU, and torch is not compiling a graph."""
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
    if type_name(tensor) == "bfloat16":  # numpy has no such type
        tensor = tensor.float()
    resolved: NDArray[Any] = tensor.resolve_neg().resolve_conj().numpy()
    return resolved


def host_view(array: Array) -> NDArray[Any] | None:
    """Return a numpy view of an array on the CPU; None on other devices, and where autograd records it."""
    if not is_tensor(array):
        return array  # type: ignore[no-any-return]
    recorded = array.requires_grad and sys.modules["torch"].is_grad_enabled()
    return None if recorded or array.device.type != "cpu" else to_numpy(array)


def detached(array: Array) -> Array:
    """Return a tensor without its history in autograd, or an array as it is."""
    return array.detach() if is_tensor(array) else array


def is_integer(array: Array) -> bool:
    """Tell whether ``array`` has a type of integers, or bool."""
    kind: str | None = getattr(array.dtype, "kind", None)  # dtypes of torch have no kind
    return kind in ("b", "i", "u") if kind else not array.dtype.is_floating_point


def in_one_type(first: Array, second: Array) -> tuple[Array, Array]:
    """Return two arrays, or two tensors, of one floating type; integers keep their types."""
    if is_tensor(first) != is_tensor(second):
        first, second = to_tensor(first), to_tensor(second)
    if is_integer(first) or first.dtype == second.dtype:
        return first, second
    xp = namespace(first)
    common = xp.result_type(first, second)
    return xp.astype(first, common, copy=False), xp.astype(second, common, copy=False)


def to_tensor(array: Array, device: Any = None) -> Array:
    """Return a tensor on ``device``, by default the device of a tensor, or the CPU for an array.

    Raises
    ------
    MissingDependencyError
        If torch is not installed.
    """
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
    """Return ``values`` in the library, floating type and device of ``like``.

    Values beyond the range of a narrower type become its greatest value: the gradient of psnr grows without
    bound as two images approach each other, and an infinite pixel would make a map useless.
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
    dtype = like.dtype if like.dtype.kind == "f" else np.dtype(np.float32)
    if dtype.itemsize < array.dtype.itemsize:
        limit = float(np.finfo(dtype).max)
        array = np.clip(array, -limit, limit)
    return array.astype(dtype, copy=False)


def device_of(array: Array) -> str:
    """Return the type of the device of ``array``: "cpu", "cuda", ..."""
    return str(array.device.type) if is_tensor(array) else "cpu"


def cuda_is_available() -> bool:
    """Tell whether torch is installed and finds a GPU."""
    try:
        torch = require_torch("device 'auto'")
    except MissingDependencyError:
        return False
    return bool(torch.cuda.is_available())


def to_device(array: Array, device: str) -> Array:
    """Return ``array`` on ``device``; a numpy array for the CPU is returned unchanged.

    Raises
    ------
    DeviceError
        If torch cannot use the device.
    MissingDependencyError
        If the device needs torch and torch is not installed.
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
            f" use {option('device', 'cpu')}, or {option('device', 'auto')} for a GPU where there is one"
        ) from error


def astype_float(array: Array) -> Array:
    """Return ``array`` in a floating type: float64 for float64 and wider types, float32 for all others."""
    if is_tensor(array):
        torch = sys.modules["torch"]
        return array if array.dtype in (torch.float32, torch.float64) else array.to(torch.float32)
    import numpy as np

    # Compared by size: float64 in the other byte order is not equal to float64.
    wide = array.dtype.kind == "f" and array.dtype.itemsize >= 8
    return array.astype(np.float64 if wide else np.float32, copy=False)


def astype_wide(array: Array) -> Array:
    """Return ``array`` in float64, or in float32 on a device without float64."""
    if is_tensor(array):
        torch = sys.modules["torch"]
        return array.to(torch.float32 if array.device.type == "mps" else torch.float64)
    import numpy as np

    return array.astype(np.float64, copy=False)


def full_precision(tensor: Array) -> contextlib.AbstractContextManager[Any]:
    """Return a context in which ``torch.autocast`` does not change the types of a computation."""
    torch = sys.modules["torch"]
    kind = tensor.device.type
    if kind not in ("cpu", "cuda", "xpu", "mps"):  # other devices, such as "meta", have no autocast
        return contextlib.nullcontext()
    return torch.autocast(kind, enabled=False)  # type: ignore[no-any-return]


_rounding_lock = threading.Lock()
_rounding: dict[str, Any] = {"inside": 0, "allowed": True}


@contextlib.contextmanager
def exact_convolutions(tensor: Array) -> Iterator[None]:
    """Keep CUDA from rounding the inputs of convolutions to TF32, which has ten bits and is torch's default.

    The process has a single switch. Threads inside are counted, and the last one to leave restores it.
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


_thread_lock = threading.Lock()
_torch_threads: dict[str, int] = {"inside": 0, "before": 1}


@contextlib.contextmanager
def limited_threads() -> Iterator[None]:
    """Keep torch to the number of threads that was asked for, and to its own setting if that is lower.

    The setting is one of the process and of the calling thread. Threads inside are counted, and each restores
    what the first of them found.
    """
    torch = sys.modules["torch"]
    with _thread_lock:
        if not _torch_threads["inside"]:
            _torch_threads["before"] = torch.get_num_threads()
        _torch_threads["inside"] += 1
        before = _torch_threads["before"]
    asked = min(before, worker_count(None))
    try:
        if asked != torch.get_num_threads():
            torch.set_num_threads(asked)
        yield
    finally:
        with _thread_lock:
            _torch_threads["inside"] -= 1
            if before != torch.get_num_threads():
                torch.set_num_threads(before)


def divide_integers(integers: Array, divisor: float, wide: bool = False) -> Array:
    """Divide integers by a number.

    Parameters
    ----------
    integers
        Array of an integer type.
    divisor
        The number.
    wide
        Whether to return float64 in any case.

    Returns
    -------
    array
        Quotients in float32, or in float64 for types of more than 16 bits.
    """
    import numpy as np

    wide = wide or integers.dtype.itemsize > 2  # float32 has 24 bits
    if is_tensor(integers):
        torch = sys.modules["torch"]
        return integers.to(torch.float64 if wide else torch.float32) / divisor
    dtype = np.float64 if wide else np.float32
    return integers.astype(dtype) / dtype(divisor)


def extent(array: Array) -> tuple[float, float, bool]:
    """Return the least and the greatest value of floats of any shape, and whether all are finite.

    Where values are not finite, the first two numbers are undefined.
    """
    view = host_view(array)
    kernels = None if view is None else native()
    if view is not None and kernels is not None and type_name(view) in ("float32", "float64"):
        values = align_strides(view)
        if values.ndim <= 4 and values.dtype.isnative:
            found: tuple[float, float, bool] = kernels.extent(_in_rows(values), worker_count(None))
            return found
    xp = namespace(array)
    return float(xp.min(array)), float(xp.max(array)), bool(xp.all(xp.isfinite(array)))


def mask_like(array: Any, like: Array) -> Array:
    """Return a numpy mask in the library and on the device of ``like``."""
    return to_tensor(array, like.device) if is_tensor(like) else array


def _in_rows(values: NDArray[Any]) -> NDArray[Any]:
    """Return a view with four axes, in the order of memory, with long rows where possible.

    An axis that repeats the same memory, as the channels of a map that was broadcast, has the length 1.
    """
    values = values[(*(slice(None) if stride else 0 for stride in values.strides), ...)]
    order = sorted(range(values.ndim), key=lambda axis: -abs(values.strides[axis]))
    stored = values.transpose(order)
    if stored.ndim > 1 and stored.shape[-1] < 64 and stored.flags.c_contiguous:  # interleaved channels
        stored = stored.reshape(*stored.shape[:-2], stored.shape[-2] * stored.shape[-1])
    return stored[(None,) * (4 - stored.ndim)]


def on_device_of(array: Array) -> dict[str, Any]:
    """Return the keyword arguments that create an array on the device of ``array``."""
    return {"device": array.device} if is_tensor(array) else {}
