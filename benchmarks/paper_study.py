"""The table of a paper from one study file: seven data sets, each number by its convention.

    python benchmarks/paper_study.py FOLDER     # about a minute; FOLDER must not exist

Writes the images of two methods on seven data sets, their study file, the study and its table in LaTeX.
Three data sets are made from ``../shared/data``, and left out without it: a super-resolution of Set5 by
two interpolations, two denoisers, and two reconstructions of a slice of MRI. Four are made up: in colour,
in grey, with 16 bits, and as arrays of floats. ``tests/benchmarks/test_benchmarks_paper_study.py`` compares
all numbers with independent computation. Needs Pillow, torch and the weights of lpips and dists.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from difference_finder import rank_data_sets

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
METHODS = ("ours", "rival")
METRICS = ("psnr@basicsr-y", "ssim@basicsr-y", "lpips", "dists")

HEAD = """\
metrics = ["psnr@basicsr-y", "ssim@basicsr-y", "lpips", "dists"]
crops = "none"

[methods]
ours = "ours/{dataset}"
rival = "rival/{dataset}"

[statistics]
primary = ["psnr"]
relevant = {psnr = 0.05, lpips = 0.005}

"""

SETTINGS = {"Set5": {"border": 4}, "MRI": {"data_range": 1.0}, "made-grey": {"border": 2}}
"""Settings of data sets in the study file."""

Noise = Callable[[NDArray[Any], int], NDArray[Any]]


def write_study(folder: Path, data: Path | None) -> Path:
    """Write images and study file, and return the path of the file.

    Parameters
    ----------
    folder
        New folder.
    data
        Folder with the images of others; None for the made-up data sets alone.
    """
    if data is not None:
        _write_set5(folder, data / "sr" / "set5")
        denoised = data / "denoise" / "set12_05_sigma50"
        names = {"GT": "05_GT", "ours": "05_drunet_2731", "rival": "05_dncnn_2683"}
        _copy(folder, "Set12", {role: denoised / f"{name}.png" for role, name in names.items()})
        names = {"GT": "gt", "ours": "cs_tv", "rival": "cs_wavelet"}
        _copy(folder, "MRI", {role: data / "mri" / f"brain1_r20_{name}.npy" for role, name in names.items()})
    for number, (name, suffix, kind, top, channels) in enumerate(
        (
            ("made-colour", ".png", np.uint8, 255, 3),
            ("made-grey", ".png", np.uint8, 255, 1),
            ("made-deep", ".png", np.uint16, 65535, 1),
            ("made-floats", ".npy", np.float32, 1, 3),
        )
    ):
        for image in range(2):
            _write_made(folder, name, f"{image}{suffix}", 10 * number + image, kind, top, channels)
    sets = sorted(path.name for path in (folder / "GT").iterdir())
    lines = [
        f'[data-sets.{name}]\nreference = "GT/{name}"\n'
        + "".join(f"{key} = {value}\n" for key, value in SETTINGS.get(name, {"border": 0}).items())
        for name in sets
    ]
    path = folder / "study.toml"
    path.write_text(HEAD + "\n".join(lines))
    return path


def _write_set5(folder: Path, data: Path) -> None:
    """Enlarge the small images of Set5 by two interpolations."""
    for truth in sorted((data / "HR").glob("*.png")):
        _copy(folder, "Set5", {"GT": truth})
        with Image.open(truth) as large, Image.open(data / "LRx4" / f"{truth.stem}x4.png") as small:
            size, colours = large.size, small.convert("RGB")
        for method, way in zip(METHODS, (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR), strict=True):
            target = _place(folder, method, "Set5") / truth.name
            colours.resize(size, way).save(target)


def _copy(folder: Path, data_set: str, files: dict[str, Path]) -> None:
    name = next(iter(files.values())).name
    for role, file in files.items():
        shutil.copyfile(file, _place(folder, role, data_set) / name)


def _write_made(
    folder: Path, data_set: str, name: str, seed: int, kind: type, top: int, channels: int
) -> None:
    """Write a picture of waves and an edge, and two noisier ones."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:60, 0:72]
    waves = [np.sin(rows / rng.uniform(3, 9)) + np.cos(columns / rng.uniform(3, 9)) for _ in range(channels)]
    truth = np.stack([0.5 + 0.12 * wave + 0.2 * (rows + columns > 70) for wave in waves], axis=-1)
    noise = rng.normal(0, 1, truth.shape)
    for role, sigma in (("GT", 0.0), ("ours", 0.03), ("rival", 0.05)):
        values = np.clip(truth + sigma * noise, 0, 1) * top
        pixels = (np.round(values) if top > 1 else values).astype(kind)
        path = _place(folder, role, data_set) / name
        if path.suffix == ".npy":
            np.save(path, pixels)
        else:
            Image.fromarray(pixels[..., 0] if channels == 1 else pixels).save(path)


def _place(folder: Path, role: str, data_set: str) -> Path:
    place = folder / role / data_set
    place.mkdir(parents=True, exist_ok=True)
    return place


def main() -> None:
    """Write the study, measure it and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="new folder")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True)
    path = write_study(folder, DATA if DATA.is_dir() else None)
    study = rank_data_sets(path, folder / "study")
    study.table("latex", folder / "table.tex")
    print(study.table())
    print(f"wrote {folder / 'table.tex'}")


if __name__ == "__main__":
    main()
