"""Pictures that several tests make."""

import numpy as np


def photograph(height: int = 96, width: int = 128, seed: int = 0, channels: int = 3) -> np.ndarray:
    """Return something like a photograph: smooth shapes, edges, texture; (H, W, C) uint8."""
    generator = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    layers = []
    for _ in range(channels):
        smooth = (
            0.5
            + 0.2 * np.sin(rows / generator.uniform(9, 20))
            + 0.2 * np.cos(columns / generator.uniform(9, 20))
        )
        edge = 0.25 * (np.hypot(rows - height / 2, columns - width / 3) < min(height, width) / 4)
        layers.append(smooth + edge + generator.normal(0, 0.03, rows.shape))
    return np.round(255 * np.clip(np.stack(layers, axis=-1), 0, 1)).astype(np.uint8)


def photograph_pair() -> tuple[np.ndarray, np.ndarray]:
    """Return two photographs that differ in one place of 20 x 16 pixels at x=40, y=30."""
    first = photograph()
    second = first.copy()
    second[30:46, 40:60] = 255 - second[30:46, 40:60]
    return first, second


def waves(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two images made of sines, (H, W) in float64: the same numbers on every machine."""
    rows, columns = np.mgrid[0:height, 0:width].astype(float)
    first = 0.5 + 0.3 * np.sin(rows / 3) * np.cos(columns / 5) + 0.15 * np.sin(rows * columns / 97)
    second = first + 0.1 * np.sin(rows / 1.7 + columns / 2.3) - 0.05 * np.cos(columns / 11)
    return first, second


def noisy_pair(height: int = 70, width: int = 83, channels: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture and the same with noise, (H, W, C) uint8."""
    first = photograph(height, width, 1, channels)
    noise = np.random.default_rng(2).normal(0, 12, first.shape)
    return first, np.clip(np.round(first + noise), 0, 255).astype(np.uint8)
