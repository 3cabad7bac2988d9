"""Images of arrays and tensors, with axes that are identified by their lengths."""

from __future__ import annotations

import functools
import warnings
from typing import Any

from difference_finder.arrays.backend import detached, type_name
from difference_finder.errors import InputError
from difference_finder.images.contents import Content
from difference_finder.images.image import Image
from difference_finder.readers._array_alpha import compose_array
from difference_finder.readers._picture import float_range
from difference_finder.text import option

__all__ = ["MAGNITUDE", "check_axes", "fitted_axes", "image_of_array", "layout_of", "phase_content"]

_SHAPES = "give (H, W), (C, H, W), (H, W, C), (N, C, H, W) or (N, H, W, C)"
MAGNITUDE = "magnitude of complex numbers"
_RANGES = {"bool": 1.0, "uint8": 255.0, "uint16": 65535.0}


def image_of_array(
    array: Any,
    axes: str | None = None,
    *,
    alpha: str = "band",
    background: str = "white",
    measured: bool = True,
    stacklevel: int = 3,
) -> Image:
    """Return the image of an array or a tensor.

    Parameters
    ----------
    array
        Numpy array, torch tensor, or object that numpy converts to an array, of shape (H, W), (C, H, W),
        (H, W, C), (N, C, H, W) or (N, H, W, C).
    axes
        Axes of the array, such as "HWC"; None to identify them by their lengths.
    alpha, background
        Treatment of four channels, and colour behind transparent pixels; see ``compose_array``.
    measured
        Whether to look at the values of floats; if not, the range of float32 and float64 remains unknown.
    stacklevel
        Level of the caller of the user, for warnings.

    Returns
    -------
    Image
        Pixels of shape (N, C, H, W), a view of ``array`` on its device and in its type; for complex numbers,
        as in MRI, their magnitudes, with a note. The data range is 1 for bool, 255 for uint8, 65535 for
        uint16, 1 for floats with all finite values in [0, 1], and None for others.

    Raises
    ------
    InputError
        If the array has another number of axes, an empty axis, or values that are not numbers.

    Warns
    -----
    UserWarning
        If both layouts are possible; the array is then read with its channels first.

    Examples
    --------
    >>> import numpy as np
    >>> image_of_array(np.zeros((48, 64, 3), dtype=np.uint8)).pixels.shape
    (1, 3, 48, 64)
    """
    given = _as_array(array)
    array, phases, notes = _real(given)
    shape = tuple(int(length) for length in array.shape)
    dtype = _checked_dtype(array)
    if len(shape) not in (2, 3, 4) or 0 in shape:
        raise InputError(f"an array of shape {shape} is not an image; {_SHAPES}, each axis at least 1 long")
    layout, ambiguous = (fitted_axes(axes, shape), False) if axes else layout_of(shape)
    if ambiguous:
        notes.append(f"shape {shape} is ambiguous; read as ({', '.join(layout)})")
        flag = option("axes")  # of the command; the functions that score take no axes
        remedy = f"{f'pass {flag}' if flag.startswith('--') else 'transpose the array'} if that is wrong"
        # Level 3 is the caller of `open_image`.
        warnings.warn(f"{notes[-1]}; {remedy}", UserWarning, stacklevel=stacklevel)
    pixels = _planes(array, layout)
    measured = measured or dtype not in ("float32", "float64") or pixels.shape[1] == 4  # perhaps alpha
    if "float" not in dtype:
        data_range, finite = _RANGES.get(dtype), True
    else:
        data_range, finite = float_range(detached(array)) if measured else (None, False)
    image = Image(
        pixels=pixels,
        data_range=data_range,
        notes=tuple(notes),
        finite=finite,
        measured=measured,
        contents=() if phases is None else (_phase(_planes(phases, layout)),),
    )
    return compose_array(
        image,
        channels_last=layout.endswith("HWC"),
        alpha=alpha,
        background=background,
        stacklevel=None if ambiguous else stacklevel,  # the user was warned already
    )


def phase_content(array: Any) -> tuple[Any, Content]:
    """Return the magnitudes of complex numbers, and their phases as a content that is left out.

    Parameters
    ----------
    array
        Complex numbers of shape (N, C, H, W).
    """
    magnitudes, phases, _ = _real(array)
    return magnitudes, _phase(phases)


def _phase(phases: Any) -> Content:
    return Content("phase", "phases of complex numbers", compared=False, stored=(phases,), parts=("phase",))


def _as_array(array: Any) -> Any:
    if _is_tensor(array):
        return _checked_tensor(array)
    import numpy as np

    if isinstance(array, np.ma.MaskedArray):
        return _unmasked(array)
    if type(array) is np.ndarray:
        return array
    if not hasattr(array, "__array__"):
        raise InputError(
            "an image is a path, an array, a tensor, a Pillow image, the bytes of a file or a binary file"
            f" object, not {type(array).__name__}"
        )
    try:
        return np.asarray(array)
    except Exception as error:
        cause = " ".join(str(error).split())
        raise InputError(f"{type(array).__name__} does not become an array: {cause}") from error


def _real(array: Any) -> tuple[Any, Any, list[str]]:
    """Return magnitudes and phases of complex numbers, with a note, or an array of other numbers unchanged.

    The phase of zero, which has none, and of what is not a number, is 0.
    """
    if "complex" not in type_name(array) and getattr(array.dtype, "kind", "") != "c":
        return array, None, []
    if _is_tensor(array):
        # torch cannot compute with complex halves.
        half = type_name(array) == "complex32"
        real, imaginary = (part.float() if half else part for part in (array.real, array.imag))
        magnitudes = real.hypot(imaginary) if half else array.abs()
        phases = imaginary.detach().atan2(real.detach()).nan_to_num(0.0)
        return magnitudes, phases.where(magnitudes.detach() != 0, 0.0 * phases), [MAGNITUDE]
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):  # values that are not finite are masked later
        magnitudes, phases = np.abs(array), np.angle(array)
        return magnitudes, np.where((magnitudes == 0) | np.isnan(phases), 0, phases), [MAGNITUDE]


def _unmasked(array: Any) -> Any:
    """Return a masked array as floats, with not-a-number where masked."""
    import numpy as np

    mask = np.ma.getmaskarray(array)
    if not mask.any():
        return np.asarray(array.data)
    if array.dtype.kind == "c":
        return np.where(mask, np.nan, array.data)
    dtype = _checked_dtype(array)
    # Integers with a known data range are divided by it.
    values = array.data / _RANGES[dtype] if dtype in _RANGES else array.data.astype(np.float64)
    return np.where(mask, np.nan, values)


def _is_tensor(array: Any) -> bool:
    """Tell whether this is a torch tensor or of a subclass, without importing torch."""
    kind: Any = type(array)
    return _is_tensor_type(kind)


@functools.lru_cache(64)
def _is_tensor_type(given: type) -> bool:
    return any(
        kind.__module__.partition(".")[0] == "torch" and kind.__name__ == "Tensor" for kind in given.__mro__
    )


def _checked_tensor(tensor: Any) -> Any:
    """Refuse tensors without dense values, and types that torch cannot compute with."""
    if str(tensor.layout) != "torch.strided" or tensor.is_meta or tensor.is_quantized:
        kind = "meta" if tensor.is_meta else "quantized" if tensor.is_quantized else str(tensor.layout)[6:]
        raise InputError(
            f"a tensor of layout {kind} is not an image; make it dense, for example by to_dense()"
        )
    if type_name(tensor).startswith(("float8", "float4")):
        raise InputError(f"a tensor of {type_name(tensor)} is not an image; convert it to float32")
    return tensor


def _checked_dtype(array: Any) -> str:
    dtype = type_name(array)
    if not dtype.startswith(("bool", "uint", "int", "float", "bfloat")):
        # The name of a big-endian type, ">f4", differs from the usual one.
        name = getattr(array.dtype, "name", dtype)
        if not str(name).startswith(("bool", "uint", "int", "float")):
            raise InputError(f"an array of {name} is not an image; give real numbers, for example as float32")
        return str(name)
    return dtype


def layout_of(shape: tuple[int, ...]) -> tuple[str, bool]:
    """Return the axes of an array of a shape, and whether others are equally likely.

    Examples
    --------
    >>> layout_of((48, 64, 3)), layout_of((8, 64, 8))
    (('HWC', False), ('CHW', True))
    """
    if len(shape) == 2:
        return "HW", False
    first, middle, last = shape[-3:]
    channels_first = first < middle and first < last
    channels_last = first > last and middle > last
    batch = "N" if len(shape) == 4 else ""
    return f"{batch}HWC" if channels_last else f"{batch}CHW", not (channels_first or channels_last)


def check_axes(axes: str | None) -> str | None:
    """Return the axes of arrays that a user gave.

    Raises
    ------
    InputError
        If they are not H and W, perhaps with C and N.
    """
    if axes is None:
        return None
    letters = axes.upper() if isinstance(axes, str) else ""
    if len(set(letters)) != len(letters) or not {"H", "W"} <= set(letters) <= set("NCHW"):
        raise InputError(
            f"{option('axes')} must be letters such as HWC, CHW or NHWC: height H, width W, channels C,"
            f" samples N; not {axes!r}"
        )
    return letters


def fitted_axes(axes: str, shape: tuple[int, ...]) -> str:
    """Return the axes of an array: those that were given, with or without samples, or height and width."""
    if len(shape) == 2 and "H" in axes:
        return "HW" if axes.index("H") < axes.index("W") else "WH"
    fits = {len(axes): axes}
    fits |= {len(axes) - 1: axes.replace("N", "")} if "N" in axes else {len(axes) + 1: f"N{axes}"}
    if len(shape) not in fits:
        raise InputError(
            f"an array of shape {shape} does not have the axes of {option('axes', axes)}; pass its own"
        )
    return fits[len(shape)]


def _planes(array: Any, axes: str) -> Any:
    """Return a view of shape (N, C, H, W)."""
    if axes not in ("HW", "CHW", "NCHW"):
        order = [axes.index(axis) for axis in "NCHW" if axis in axes]
        array = array.permute(*order) if _is_tensor(array) else array.transpose(order)
    return array[tuple(slice(None) if axis in axes else None for axis in "NC")]
