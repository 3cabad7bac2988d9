"""The metrics as their papers write them, in float64, with nothing done against rounding but the type."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import signal
from scipy.ndimage import correlate

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


def flip(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    """FLIP of grey images, with the filters of the paper in two dimensions."""
    ppd = 67.0206432765823
    luma = [np.clip(image / data_range, 0, 1) for image in (first, second)]
    linear = [np.where(g <= 0.04045, g / 12.92, ((g + 0.055) / 1.055) ** 2.4) for g in luma]

    def grid(radius: int) -> tuple[np.ndarray, np.ndarray]:
        rows, columns = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(float)
        return columns, rows

    def signed(kernel: np.ndarray) -> np.ndarray:
        above, below = kernel[kernel > 0].sum(), -kernel[kernel < 0].sum()
        return np.where(kernel > 0, kernel / above, kernel / below if below else 0)

    x, y = grid(math.ceil(3 * math.sqrt(0.04 / (2 * math.pi**2)) * ppd))
    blur = signed(np.exp(-(math.pi**2) * (x**2 + y**2) / ppd**2 / 0.0047))
    # Grey has equal red, green and blue, so that chroma vanishes: L alone differs.
    bright = [np.clip(correlate(g, blur, mode="nearest"), 0, 1) for g in linear]
    lightness = [np.where(g > (6 / 29) ** 3, 116 * np.cbrt(g) - 16, g * (29 / 3) ** 3) for g in bright]
    power = np.abs(lightness[1] - lightness[0]) ** 0.7
    most = green_to_blue() ** 0.7
    colour = np.where(
        power < 0.4 * most, 0.95 / (0.4 * most) * power, 0.95 + (power - 0.4 * most) / (0.6 * most) * 0.05
    )
    sigma = 0.5 * 0.082 * ppd
    x, y = grid(math.ceil(3 * sigma))
    bell = np.exp(-(x**2 + y**2) / (2 * sigma**2))
    kinds = []
    for kernel in (-x * bell, (x**2 / sigma**2 - 1) * bell):
        sizes = [
            np.hypot(*(correlate(g, k, mode="nearest") for k in (signed(kernel), signed(kernel).T)))
            for g in linear
        ]
        kinds.append(np.abs(sizes[1] - sizes[0]))
    feature = np.sqrt(np.maximum(*kinds) / math.sqrt(2))
    return float(np.mean(colour ** (1 - feature)))


def green_to_blue() -> float:
    """Return the HyAB distance of pure green and pure blue in CIELAB with the Hunt effect."""
    matrix = np.array(
        [[10135552, 8788810, 4435075], [5226144, 17577620, 1774030], [475104, 8788810 / 3, 70074185 / 3]]
    )
    x, y, z = np.cbrt(matrix / matrix.sum(axis=1, keepdims=True))[:, 1:]
    lightness, a, b = 116 * y - 16, 500 * (x - y), 200 * (y - z)
    a, b = 0.01 * lightness * a, 0.01 * lightness * b
    return float(abs(lightness[0] - lightness[1]) + np.hypot(a[0] - a[1], b[0] - b[1]))


def vif(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    """As the program of the paper's authors, without its small constants; variances are of centred images."""
    equal = np.array_equal(first, second)
    first, second = ((image - image.mean()) / data_range * 255 for image in (first, second))
    kept = whole = 0.0
    for scale in range(1, 5):
        side = 2 ** (5 - scale) + 1
        steps = np.arange(side) - side // 2
        window = np.exp(-(steps**2) / (2 * (side / 5) ** 2))
        window /= window.sum()

        def means(image: np.ndarray, window: np.ndarray = window) -> np.ndarray:
            return signal.convolve(
                signal.convolve(image, window[None], "valid", "direct"), window[:, None], "valid", "direct"
            )

        if scale > 1:
            first, second = means(first)[::2, ::2], means(second)[::2, ::2]
        mean1, mean2 = means(first), means(second)
        var1, var2 = means(first**2) - mean1**2, means(second**2) - mean2**2
        product = means(first * second) - mean1 * mean2
        var1 = np.where(var1 > 1e-10, var1, 0)
        counts = (var1 > 0) & (var2 > 1e-10) & (product > 0)
        gain = np.where(counts, product / np.where(var1 > 0, var1, 1), 0)
        rest = np.maximum(np.where(counts, var2 - gain * product, var2), 0)
        kept += np.log(1 + gain**2 * var1 / (rest + 2)).sum()
        whole += np.log(1 + var1 / 2).sum()
    return float(kept / whole) if whole > 0 else float(equal)


def ciede2000(first: np.ndarray, second: np.ndarray, data_range: float) -> float:
    """CIEDE2000 of grey images, which differ in lightness alone."""
    shades = [image / data_range for image in (first, second)]
    light = [np.where(g <= 0.04045, g / 12.92, ((np.maximum(g, 0) + 0.055) / 1.055) ** 2.4) for g in shades]
    one, other = (np.where(y > (6 / 29) ** 3, 116 * np.cbrt(y) - 16, y * (29 / 3) ** 3) for y in light)
    square = ((one + other) / 2 - 50) ** 2
    return float(np.mean(np.abs(other - one) / (1 + 0.015 * square / np.sqrt(20 + square))))


TRUTH = {
    "ciede2000": ciede2000,
    "vif": vif,
    "flip": flip,
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
