"""Measuring conventions by name: the settings on which published numbers silently depend.

A convention is data. ``apply_protocol.py`` applies it to a pair, ``bound_metric.py`` to a metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from difference_finder.errors import DataRangeError, InputError, UnknownNameError
from difference_finder.parts.metric import Metric
from difference_finder.text import option

__all__ = ["COLOURS", "PRECISIONS", "PROTOCOLS", "QUANTISATIONS", "RANGES", "Protocol", "get_protocol"]

COLOURS = ("as given", "luma", "grey")
"""All channels; Y of YCbCr with head- and footroom; the grey of MATLAB's ``rgb2gray``."""
QUANTISATIONS = ("round", "truncate")
"""How values become 8-bit integers."""
RANGES = ("images", "reference")
"""Sources of the data range: the type of the images, or the greatest value of the reference."""


PRECISIONS = ("as stored", "float64")
"""Floating-point precision in which metrics compute."""


@dataclass(frozen=True)
class Protocol:
    """A measuring convention.

    Parameters
    ----------
    name
        The name that users write.
    summary
        A description in one line.
    source
        The paper or program that defines the convention.
    colour
        The measured channels, one of ``COLOURS``: "luma" is 65.481 R + 128.553 G + 24.966 B + 16 of 255, not
        rounded; "grey" is 0.2989 R + 0.5870 G + 0.1140 B. An image of one channel is measured as given.
    rounded
        Whether grey values are rounded to the levels of the images: the integers of their type, or 8 bits for
        floats.
    quantise
        How images are quantised to 8 bits first, one of ``QUANTISATIONS``, or None. Images of 8 bits do not
        change.
    range
        The source of the data range, one of ``RANGES``. A data range that the user gives has priority.
    crop_border
        The number of pixels that are left out at each of the four sides.
    precision
        "as stored": images of up to 16 bits and float32 images are computed in float32, others in float64;
        "float64": all are computed in float64.
    metric_settings
        Settings by name of metric; a ``data_range`` there overrides the range of the images.
    pool_batch
        Whether a batch is scored as one image, as if its samples were channels.
    pooled
        The metrics that pool a batch; empty for all metrics.
    adjustable
        The fields that may be set after the name, as in ``basicsr:crop_border=4``.
    given
        The fields that were set.

    Raises
    ------
    InputError
        If a field has an impossible value.

    Notes
    -----
    Images keep the scale that they have, 0 to 1 for integers: psnr and ssim do not depend on it, and mse is
    in squared units of that scale whatever the protocol. The slices of a volume are channels or samples. What
    is done to files before they are compared is no part of a protocol: ``evaluate.py`` of fastmri, for
    example, first cuts a square out of the middle.
    """

    name: str
    summary: str
    source: str = ""
    colour: str = "as given"
    rounded: bool = False
    quantise: str | None = None
    range: str = "images"
    crop_border: int = 0
    precision: str = "as stored"
    metric_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pool_batch: bool = False
    pooled: tuple[str, ...] = ()
    adjustable: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        whole = type(self.crop_border) is int and self.crop_border >= 0
        expected = {
            "colour": (self.colour in COLOURS, f"one of {', '.join(COLOURS)}"),
            "rounded": (isinstance(self.rounded, bool), "true or false"),
            "quantise": (self.quantise in (None, *QUANTISATIONS), f"{', '.join(QUANTISATIONS)} or none"),
            "range": (self.range in RANGES, f"one of {', '.join(RANGES)}"),
            "crop_border": (whole, "a whole number of pixels, at least 0"),
            "precision": (self.precision in PRECISIONS, f"one of {', '.join(PRECISIONS)}"),
            "pool_batch": (isinstance(self.pool_batch, bool), "true or false"),
        }
        for key, (good, words) in expected.items():
            if not good:
                raise InputError(
                    f"setting '{key}' of protocol '{self.name}' must be {words}, not {getattr(self, key)!r}"
                )

    @property
    def spec(self) -> str:
        """The protocol as one would write it: ``name`` or ``name:key=value,key=value``."""
        return (
            f"{self.name}:{','.join(f'{k}={v}' for k, v in self.given.items())}" if self.given else self.name
        )

    @property
    def settings(self) -> dict[str, Any]:
        """What may be set after the name, with its values."""
        return {name: getattr(self, name) for name in self.adjustable}

    @property
    def changes_pixels(self) -> bool:
        """Whether the measured pixels differ from the images as given."""
        return (self.colour, self.quantise, self.range, self.crop_border) != ("as given", None, "images", 0)

    @property
    def needs_data_range(self) -> bool:
        """Whether the range of the values must be known, because levels or luma are counted in it."""
        return self.colour == "luma" or self.quantise is not None or self.rounded

    def leaves_range_open(self, metric: Metric) -> bool:
        """Tell whether a metric needs the range of the images: the convention does not supply one."""
        supplied = self.range == "reference" or "data_range" in self.metric_settings.get(metric.name, {})
        return metric.needs_data_range and not supplied

    def pools(self, metric: str) -> bool:
        """Tell whether a metric scores a batch as one image."""
        return self.pool_batch and (not self.pooled or metric in self.pooled)

    def configured(self, settings: Mapping[str, Any]) -> Protocol:
        """Return this protocol with some settings changed.

        Raises
        ------
        UnknownNameError
            If it has no setting of that name.
        InputError
            If a value has no meaning.
        """
        if not settings:
            return self
        for key in settings:
            if key not in self.adjustable:
                raise UnknownNameError.among(f"setting of protocol '{self.name}'", key, self.adjustable)
        return replace(self, given={**self.given, **settings}, **settings)

    def check_data_range(self, data_range: float | str | None) -> None:
        """Refuse a data range where the convention fixes one.

        Raises
        ------
        DataRangeError
            If both are given.
        """
        fixed = {name for name, given in self.metric_settings.items() if "data_range" in given}
        if data_range is not None and fixed:
            raise DataRangeError(
                f"protocol '{self.name}' fixes the data range of {', '.join(sorted(fixed))};"
                f" leave {option('data_range', data_range)} out, or the protocol"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the convention, ready for JSON."""
        return {
            "name": self.name,
            "settings": dict(self.given),
            "summary": self.summary,
            "source": self.source,
            "colour": self.colour,
            "rounded": self.rounded,
            "quantise": self.quantise,
            "range": self.range,
            "crop_border": self.crop_border,
            "precision": self.precision,
            "pool_batch": self.pool_batch,
            "pooled": list(self.pooled),
            "metric_settings": {name: dict(given) for name, given in self.metric_settings.items()},
        }

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Protocol:
        """Return the convention that :meth:`to_dict` described."""
        known = {key: value for key, value in facts.items() if key in cls.__dataclass_fields__}
        return cls(**{**known, "pooled": tuple(facts["pooled"]), "given": facts["settings"]})


UNIFORM_7 = {"ssim": {"window": "uniform", "window_size": 7, "covariance": "sample"}}
"""SSIM of scikit-image when called without options: windows of 7x7 that all weigh the same, n - 1."""

BASICSR = "github.com/XPixelGroup/BasicSR 1.4.2, basicsr/metrics/psnr_ssim.py"

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
        ),
        Protocol(
            "nerfbaselines",
            "values truncated to 8 bits first; SSIM with an 11x11 Gaussian window of 1.5, valid",
            "nerfbaselines 1.2.12, evaluation.py; arXiv:2406.17345",
            quantise="truncate",
            adjustable=("quantise",),
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
        If a setting has no meaning.

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
    return PROTOCOLS[name].configured(settings)
