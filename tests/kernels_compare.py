"""Inputs on which a kernel must agree with its plain text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from difference_finder.arrays.native import native
from pictures import photograph

needs_kernels = pytest.mark.skipif(native() is None, reason="needs compiled kernels")


@contextmanager
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the plain text compute within the block."""
    with monkeypatch.context() as patch:
        patch.setattr("difference_finder.arrays.native._opened", lambda: None)
        yield


def both(monkeypatch: pytest.MonkeyPatch, compute: Callable[[], Any]) -> tuple[Any, Any]:
    """Return what the kernel computes, and what the plain text does."""
    fast = compute()
    with plain(monkeypatch):
        return fast, compute()


def stored(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return two pictures (1, 3, H, W), interleaved as readers give them."""
    planes = [photograph(70, 1100, seed=seed).transpose(2, 0, 1)[None] for seed in (0, 1)]
    if kind == "uint8":
        return planes[0], planes[1]
    if kind == "uint16":
        return tuple(plane.astype(np.uint16) * 257 + 3 for plane in planes)  # type: ignore[return-value]
    return tuple((plane / 255).astype(kind) for plane in planes)  # type: ignore[return-value]


def planes_of_all_kinds() -> dict[str, np.ndarray]:
    """Return planes (H, W) of float32 and float64: pictures, ramps, steps, impulses, strides, tiny sizes."""
    generator = np.random.default_rng(0)
    picture = (photograph(131, 577)[..., 0] / 255).astype(np.float32)
    wide = generator.random((40, 2500)).astype(np.float32)
    read_only = picture.copy()
    read_only.flags.writeable = False
    impulse = np.zeros((37, 53))
    impulse[5, 7] = 1
    found = {
        "picture": picture,
        "wide": wide,
        "float64": picture.astype(np.float64),
        "ramp": np.linspace(0, 1, 60 * 71, dtype=np.float32).reshape(60, 71),
        "step": np.repeat(np.float32([0, 1]), 33)[None].repeat(20, axis=0),
        "impulse": impulse,
        "turned": picture.T,
        "backwards": picture[::-1, ::-1],
        "every third": picture[:, ::3],
        "interleaved": (photograph(40, 50) / 255).astype(np.float32)[..., 1],
        "read-only": read_only,
        "repeated row": np.broadcast_to(picture[:1], (20, 577)),
    }
    for height, width in ((1, 1), (1, 2), (2, 1), (1, 9), (2, 2), (3, 5)):
        found[f"{height}x{width}"] = generator.random((height, width)).astype(np.float32)
    return found


PLANES = planes_of_all_kinds()

every_plane = pytest.mark.parametrize("plane", PLANES.values(), ids=PLANES)
