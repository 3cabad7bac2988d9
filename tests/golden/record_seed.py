"""Record the maps and scores of difference-finder 0.0.4.

Run once in an environment of its own (pip install difference-finder==0.0.4), from this folder:

    python record_seed.py

The images are made here from a fixed seed, so that the tests can make them again.
"""

import warnings
from pathlib import Path

import numpy as np


def images() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return pairs of 8-bit RGB images (H, W, 3) and their names."""
    generator = np.random.default_rng(4)
    rows, columns = np.mgrid[0:48, 0:65]
    waves = 0.5 + np.stack([0.25 * np.sin(rows / 3) + 0.25 * np.cos(columns / p) for p in (4, 5, 7)], axis=-1)
    photo = np.clip(waves + generator.normal(0, 0.05, waves.shape), 0, 1)
    other = photo.copy()
    other[10:20, 30:44] *= 0.6
    other = np.clip(other + generator.normal(0, 0.02, waves.shape), 0, 1)
    odd = generator.random((33, 31, 3))
    return {
        "photo": tuple(np.round(30 + 200 * image).astype(np.uint8) for image in (photo, other)),
        "odd": tuple(np.round(255 * image).astype(np.uint8) for image in (odd, np.roll(odd, 1, axis=1))),
    }


CASES = [
    *(
        (pre, "gradient", metric)
        for pre in ("identity", "normalize", "highpass_filter", "lowpass_filter")
        for metric in ("mse", "psnr")
    ),
    *((pre, "difference", "mse") for pre in ("identity", "normalize", "highpass_filter", "lowpass_filter")),
    ("identity", "gradient", "ssim"),
]


def record() -> None:
    import torch

    from difference_finder.finder import Finder

    out = {}
    for name, pair in images().items():
        for pre, strategy, metric in CASES:
            finder = Finder(pre_processor=pre, strategy=strategy, metric=metric)
            tensors = [torch.from_numpy(image.transpose(2, 0, 1)[None]).float().div(255) for image in pair]
            map_, score = finder.run_on_image(*tensors, return_metric=True)
            key = f"{name}|{pre}|{strategy}|{metric}"
            out[key] = map_.astype(np.float32)
            out[f"{key}|score"] = np.float64(score)
    generator = np.random.default_rng(7)
    big = [generator.random((1, 3, 176, 180)).astype(np.float32) for _ in range(2)]
    finder = Finder(metric="ms-ssim")
    _, score = finder.run_on_image(*(torch.from_numpy(image) for image in big), return_metric=True)
    out["ms-ssim|score"] = np.float64(score)
    batch = [torch.from_numpy(generator.random((2, 3, 20, 24)).astype(np.float32)) for _ in range(2)]
    for metric in ("mse", "psnr"):
        map_, score = Finder(metric=metric).run_on_image(*(b.clone() for b in batch), return_metric=True)
        out[f"batch|{metric}"], out[f"batch|{metric}|score"] = map_, np.float64(score)
    np.savez_compressed(Path(__file__).with_name("seed-0.0.4.npz"), **out)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    record()
