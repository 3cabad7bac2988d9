"""Folders of small pictures that tests of studies make."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from pictures import photograph


def method_folders(
    root: Path, names: Iterable[str], methods: Iterable[str] = ("ours", "edsr"), size: int = 24
) -> dict[str, Path]:
    """Write a folder GT and one for each method, each noisier than the one before; return these."""
    methods = list(methods)
    folders = {method: root / method for method in methods}
    for number, name in enumerate(names):
        truth = photograph(size, size + 8, number)
        noise = np.random.default_rng(number).normal(0, 1, truth.shape)
        for level, folder in enumerate([root / "GT", *folders.values()]):
            path = folder / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            values = np.clip(np.round(truth + 4 * level * noise), 0, 255).astype(np.uint8)
            Image.fromarray(values).save(path)
    return folders


def mark(path: Path, value: int) -> None:
    """Give the first pixel of a picture a value."""
    pixels = np.array(Image.open(path))
    pixels[0, 0] = value
    Image.fromarray(pixels).save(path)


def tables(folder: Path) -> dict[str, bytes]:
    """Return the files of a study that must not depend on how it was run."""
    return {name: (folder / name).read_bytes() for name in ("scores.csv", "study.json", "inputs.csv")}
