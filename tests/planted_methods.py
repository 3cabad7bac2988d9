"""Folders of methods with a planted kind of change, made from the photograph of the demo."""

import io
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from difference_finder.cli._demo_images import PHOTOGRAPH

LEVELS = 8
"""Number of levels by which the method "bright" is brighter."""


def jpeg(image: np.ndarray, quality: int = 12) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(whole(image)).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"), float)


def whole(image: np.ndarray) -> np.ndarray:
    return np.clip(np.round(image), 0, 255).astype(np.uint8)


CHANGES = {
    "GT": lambda truth, noise: truth,
    "ours": lambda truth, noise: truth + noise,
    "same": lambda truth, noise: truth + noise,
    "soft": lambda truth, noise: ndimage.gaussian_filter(truth, (1.2, 1.2, 0)),
    "bright": lambda truth, noise: truth + LEVELS + noise[::-1],
    "jpeg": lambda truth, noise: jpeg(truth),
}
"""The images of each method: "soft" is blurred, "bright" brighter, "jpeg" has blocks, "same" equals ours."""


def planted_folders(root: Path, methods: tuple[str, ...], count: int, size: int = 128) -> dict[str, Path]:
    """Write parts of the photograph as GT, and one folder for each method; return the folders of methods."""
    photograph = np.asarray(Image.open(PHOTOGRAPH).convert("RGB"), float)
    for number in range(count):
        random = np.random.default_rng(number)
        top, left = (int(random.integers(0, side - size)) for side in photograph.shape[:2])
        truth = photograph[top : top + size, left : left + size]
        noise = random.normal(0, 1.5, truth.shape)
        for name in ("GT", *methods):
            path = root / name / f"{number:02d}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(whole(CHANGES[name](truth, noise))).save(path)
    return {name: root / name for name in methods}
