"""The metrics as their papers write them, in float64, with nothing done against rounding but the type."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import signal

WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def mse(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    return float(np.mean((first - second) ** 2))


def mae(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    return float(np.mean(np.abs(first - second)))


def rmse(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    return float(np.sqrt(np.mean((first - second) ** 2)))


def nmse(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    """As ``fastmri.evaluate.nmse``, for a first image that is not black."""
    return float(np.linalg.norm(first - second) ** 2 / np.linalg.norm(first) ** 2)


def psnr(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(data_range**2 / np.mean((first - second) ** 2)))


def terms(first: np.ndarray, second: np.ndarray, data_range: float) -> tuple[np.ndarray, np.ndarray]:
    """Return luminance and structure of each window of 11x11 pixels, with variances about its own mean."""
    bell = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    weights = np.outer(bell, bell) / bell.sum() ** 2
    windows = [sliding_window_view(image, (11, 11)) for image in (first, second)]
    means = [np.einsum("ijkl,kl->ij", window, weights) for window in windows]
    gaps = [window - mean[..., None, None] for window, mean in zip(windows, means, strict=True)]
    variance = sum(np.einsum("ijkl,kl->ij", gap**2, weights) for gap in gaps)
    covariance = np.einsum("ijkl,kl->ij", gaps[0] * gaps[1], weights)
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    luminance = (2 * means[0] * means[1] + c1) / (means[0] ** 2 + means[1] ** 2 + c1)
    return luminance, (2 * covariance + c2) / (variance + c2)


def ssim(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    luminance, structure = terms(first, second, data_range)
    return float(np.mean(luminance * structure))


def ms_ssim(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    """For sides that stay even, and means of structure that are positive."""
    score = 1.0
    for scale, weight in enumerate(WEIGHTS):
        luminance, structure = terms(first, second, data_range)
        score *= np.mean(luminance * structure if scale == 4 else structure) ** weight
        first, second = (
            image.reshape(image.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3)) if scale < 4 else image
            for image in (first, second)
        )
    return float(score)


def gmsd(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    """For even sides."""
    magnitudes = []
    for image in (first, second):
        half = image.reshape(image.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3))
        wide = np.pad(half, 1)
        around = sliding_window_view(wide, (3, 3)).astype(float)
        rows = (around[..., 2, :] - around[..., 0, :]).sum(axis=-1) / 3
        columns = (around[..., 2] - around[..., 0]).sum(axis=-1) / 3
        magnitudes.append(np.hypot(rows, columns))
    a, b = magnitudes
    c = 170 / 255**2 * data_range**2
    return float(np.std((2 * a * b + c) / (a**2 + b**2 + c)))


def centred(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return MATLAB's ``conv2(image, kernel, "same")``: an even kernel has its centre in its later half."""
    rows, columns = (size // 2 for size in kernel.shape)
    whole = signal.convolve2d(image, kernel)
    return whole[rows : rows + image.shape[0], columns : columns + image.shape[1]]


YIQ = ((0.299, 0.587, 0.114), (0.596, -0.274, -0.322), (0.211, -0.523, 0.312))


def haarpsi(
    first: np.ndarray, second: np.ndarray, data_range: float, subsample: bool = True, yiq=YIQ
) -> float:
    """As the program of the paper's authors, for (H, W), or (3, H, W) in colour; 1 where nothing weighs."""
    c, alpha = 30, 4.2
    images = [image / data_range * 255 for image in (first, second)]
    colour = first.ndim == 3
    planes = [np.einsum("kc,chw->khw", yiq, i) if colour else i[None] for i in images]
    square = np.full((2, 2), 0.25)
    if subsample:
        planes = [np.stack([centred(p, square)[::2, ::2] for p in image]) for image in planes]

    def wavelet(size: int) -> np.ndarray:
        return np.repeat([-1.0, 1.0], size // 2)[:, None] * np.ones((size, size)) / size

    def similar(one: np.ndarray, two: np.ndarray) -> np.ndarray:
        a, b = np.abs(one), np.abs(two)
        return (2 * a * b + c) / (a**2 + b**2 + c)

    similarities, weights = [], []
    for turn in (np.asarray, np.transpose):
        sizes = [[centred(image[0], turn(wavelet(size))) for image in planes] for size in (2, 4, 8)]
        similarities.append((similar(*sizes[0]) + similar(*sizes[1])) / 2)
        weights.append(np.maximum(*np.abs(sizes[2])))
    if colour:
        chroma = [[centred(image[k], square) for image in planes] for k in (1, 2)]
        similarities.append((similar(*chroma[0]) + similar(*chroma[1])) / 2)
        weights.append((weights[0] + weights[1]) / 2)
    if not np.any(weights):
        return 1.0
    level = np.average(1 / (1 + np.exp(-alpha * np.array(similarities))), weights=np.array(weights))
    return float((np.log(level / (1 - level)) / alpha) ** 2)


TRUTH = {
    "mae": mae,
    "haarpsi": haarpsi,
    "mse": mse,
    "rmse": rmse,
    "nmse": nmse,
    "psnr": psnr,
    "ssim": ssim,
    "ms-ssim": ms_ssim,
    "gmsd": gmsd,
}
