"""Measuring conventions by name."""

from __future__ import annotations

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.pipeline._convention import (
    COLOURS,
    PRECISIONS,
    QUANTISATIONS,
    RANGES,
    VOLUMES,
    Protocol,
    protocol_spec,
    recorded_spec,
)
from difference_finder.text import option

__all__ = [
    "COLOURS",
    "PRECISIONS",
    "PROTOCOLS",
    "QUANTISATIONS",
    "RANGES",
    "VOLUMES",
    "Protocol",
    "get_protocol",
    "protocol_spec",
    "ready_protocols",
    "recorded_spec",
]

UNIFORM_7 = {"ssim": {"window": "uniform", "window_size": 7, "covariance": "sample"}}
"""SSIM of scikit-image when called without options: windows of 7x7 that all weigh the same, n - 1."""

BASICSR = "github.com/XPixelGroup/BasicSR 1.4.2, basicsr/metrics/psnr_ssim.py"

MATLAB_SSIM = {"ssim": {"channels": "volume", "padding": "replicate"}}
"""``ssim`` of MATLAB, which takes an RGB image for a volume of three slices and repeats its edges."""

PROTOCOLS = {
    p.name: p
    for p in (
        Protocol(
            "default",
            "all channels as they are; SSIM with an 11x11 Gaussian window of 1.5, valid",
            "Wang et al. 2004, doi:10.1109/TIP.2003.819861, without its reduction of large images",
        ),
        Protocol(
            "basicsr",
            "super-resolution on RGB, in float64; papers crop as many pixels as the scale: crop_border=4",
            BASICSR,
            precision="float64",
            adjustable=("crop_border", "quantise"),
        ),
        Protocol(
            "basicsr-y",
            "super-resolution on Y of YCbCr, 16 to 235, not rounded, in float64; crop_border as for basicsr",
            f"{BASICSR}, test_y_channel=True",
            colour="luma",
            precision="float64",
            adjustable=("crop_border", "quantise"),
        ),
        Protocol(
            "ntire",
            "super-resolution on RGB of 8 bits, border of scale + 6 pixels left out: ntire:scale=4",
            "NTIRE 2017 challenge on super-resolution, NTIRE_PeakSNR_imgs.m and NTIRE_SSIM_imgs.m",
            quantise="round",
            margin=6,
            precision="float64",
            adjustable=("scale", "quantise"),
            required=("scale",),
        ),
        Protocol(
            "div2k",
            "validation on DIV2K, as ntire: RGB of 8 bits, border of scale + 6 left out: div2k:scale=4",
            "github.com/sanghyun-son/EDSR-PyTorch, src/utility.py, quantize and calc_psnr",
            quantise="round",
            margin=6,
            precision="float64",
            adjustable=("scale", "quantise"),
            required=("scale",),
        ),
        Protocol(
            "sidd",
            "denoising of SIDD on RGB; SSIM of the channels as a volume with repeated edges, as in MATLAB",
            "github.com/swz30/MPRNet, Denoising/evaluate_SIDD.m; psnr and ssim of MATLAB",
            precision="float64",
            metric_settings=MATLAB_SSIM,
        ),
        Protocol(
            "gopro",
            "deblurring of GoPro and HIDE on RGB of 8 bits; SSIM as for sidd",
            "github.com/swz30/MPRNet, Deblurring/evaluate_GOPRO_HIDE.m; psnr and ssim of MATLAB",
            quantise="round",
            precision="float64",
            metric_settings=MATLAB_SSIM,
            adjustable=("quantise",),
        ),
        Protocol(
            "reside",
            "dehazing of RESIDE on RGB; SSIM of images whose shorter side is pooled to about 256, valid",
            "github.com/IDKiro/DehazeFormer, test.py; doi:10.1109/TIP.2023.3256763",
            metric_settings={"ssim": {"downsample": "adaptive"}},
        ),
        Protocol(
            "wang-matlab",
            "grey values, rounded; SSIM of blocks averaged by max(1, round(shorter side / 256))",
            "ssim.m by Z. Wang, 2011, ece.uwaterloo.ca/~z70wang/research/ssim",
            colour="grey",
            rounded=True,
            precision="float64",
            metric_settings={"ssim": {"downsample": True}},
            adjustable=("rounded",),
        ),
        Protocol(
            "tid2013",
            "grey values, rounded; SSIM as for wang-matlab, but of the full size",
            "ssim.m by Z. Wang without its reduction; tables of TID2013, doi:10.1016/j.image.2014.10.009",
            colour="grey",
            rounded=True,
            precision="float64",
            adjustable=("rounded",),
        ),
        Protocol(
            "skimage-default",
            "SSIM with a uniform 7x7 window and the covariance of a sample",
            "scikit-image 0.26, structural_similarity without options",
            precision="float64",
            metric_settings=UNIFORM_7,
        ),
        Protocol(
            "skimage-wang",
            "SSIM with a Gaussian window of 1.5 and the covariance of the population, margin left out",
            "scikit-image 0.26, gaussian_weights=True, sigma=1.5, use_sample_covariance=False",
            precision="float64",
        ),
        Protocol(
            "pytorch-msssim",
            "SSIM valid, 11x11 Gaussian of 1.5; of MS-SSIM scales that are inverted count as zero",
            "pytorch-msssim 1.0.0",
            metric_settings={"ms-ssim": {"variant": "pytorch-msssim"}},
        ),
        Protocol(
            "torchmetrics",
            "SSIM of mirrored images, edges included; PSNR and MSE of the batch as one, as with dim=None",
            "torchmetrics 1.9, functional.image",
            metric_settings={
                "ssim": {"padding": "reflect"},
                "ms-ssim": {"variant": "torchmetrics"},
            },
            pool_batch=True,
            pooled=("psnr", "mse", "rmse"),
            adjustable=("pool_batch",),
        ),
        Protocol(
            "fastmri",
            "MRI volumes: the range is the reference's maximum; uniform 7x7 SSIM of slices, PSNR of all",
            "fastmri 0.3.0, evaluate.py; arXiv:1811.08839",
            range="reference",
            precision="float64",
            metric_settings=UNIFORM_7,
            pool_batch=True,
            pooled=("psnr", "mse", "rmse", "nmse"),
            adjustable=("volume",),
        ),
        Protocol(
            "nerfbaselines",
            "values truncated to 8 bits first; SSIM with an 11x11 Gaussian window of 1.5, valid",
            "nerfbaselines 1.2.12, evaluation.py; arXiv:2406.17345",
            quantise="truncate",
            adjustable=("quantise",),
        ),
        Protocol(
            "nerf-synthetic",
            "renderings of NeRF's synthetic scenes: as nerfbaselines, with white behind transparent pixels",
            "nerfbaselines 1.2.12, evaluation.py and datasets/blender.py; doi:10.1007/978-3-030-58452-8_24",
            quantise="truncate",
            background="white",
            adjustable=("quantise",),
        ),
        Protocol(
            "video",
            "mean of the scores of the frames; video:pool_batch=true for the PSNR of their mean MSE",
            "libvmaf's pooling 'mean'; 'average' of FFmpeg's filter psnr with pool_batch=true",
            pooled=("psnr", "mse", "rmse"),
            adjustable=("pool_batch",),
        ),
        Protocol(
            "seed-0.0.4",
            "old numbers: SSIM with a data range of 255 whatever the images, batches scored as one",
            "difference-finder 0.0.4",
            metric_settings={"ssim": {"data_range": 255.0}, "ms-ssim": {"data_range": 255.0}},
            pool_batch=True,
        ),
    )
}


def get_protocol(choice: str | Protocol | None) -> Protocol:
    """Return a protocol by name, or by name with settings; ``None`` is the default.

    Raises
    ------
    UnknownNameError
        If no protocol has that name, or it lacks a setting.
    InputError
        If a setting has no meaning, or is missing.

    Examples
    --------
    >>> get_protocol("basicsr-y:crop_border=4").crop_border
    4
    """
    from difference_finder.parts.spec import parse_spec

    if isinstance(choice, Protocol):
        return choice
    if choice is not None and not isinstance(choice, str):
        known = ", ".join(sorted(PROTOCOLS))
        raise InputError(f"{option('protocol')} must be a name, not {choice!r}; known names: {known}")
    name, settings = parse_spec(choice or "default")
    if name not in PROTOCOLS:
        raise UnknownNameError.among("protocol", name, PROTOCOLS)
    found = PROTOCOLS[name].configured(settings)
    if found.missing:
        raise InputError(
            f"protocol '{choice}' needs its {' and '.join(found.missing)}; write"
            f" {option('protocol', f'{name}:{found.missing[0]}=4')}, for example"
        )
    return found


def ready_protocols() -> list[str]:
    """Return the names of the protocols that need no setting."""
    return [name for name, protocol in PROTOCOLS.items() if not protocol.missing]
