"""A measuring convention as data: the settings on which published numbers silently depend.

``apply_protocol.py`` applies it to a pair, ``bound_metric.py`` to a metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from difference_finder.errors import DataRangeError, InputError, UnknownNameError
from difference_finder.parts.metric import Metric
from difference_finder.text import option

__all__ = [
    "COLOURS",
    "PRECISIONS",
    "QUANTISATIONS",
    "RANGES",
    "VOLUMES",
    "Protocol",
    "protocol_spec",
    "recorded_spec",
]

COLOURS = ("as given", "luma", "grey")
"""All channels; Y of YCbCr with head- and footroom; the grey of MATLAB's ``rgb2gray``."""
QUANTISATIONS = ("round", "truncate")
"""How values become 8-bit integers."""
RANGES = ("images", "reference")
"""Sources of the data range: the type of the images, or the greatest value of the reference."""
VOLUMES = ("file", "group")
"""What holds the slices of a volume: one file, or the files of a group of a study."""
PRECISIONS = ("as stored", "float64")
"""Floating-point precision in which metrics compute."""


def protocol_spec(name: str, settings: Mapping[str, Any] | None = None) -> str:
    """Return a protocol with its settings as one would write it.

    Examples
    --------
    >>> protocol_spec("basicsr-y", {"crop_border": 4}), protocol_spec("default")
    ('basicsr-y:crop_border=4', 'default')
    """
    return f"{name}:{','.join(f'{k}={v}' for k, v in settings.items())}" if settings else name


def recorded_spec(protocol: Mapping[str, Any]) -> str:
    """Return a protocol of a record with its settings as one would write it.

    Examples
    --------
    >>> recorded_spec({"name": "basicsr-y", "settings": {"crop_border": 4}})
    'basicsr-y:crop_border=4'
    """
    return protocol_spec(protocol["name"], protocol.get("settings"))


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
    scale
        The factor of the super-resolution, which sets ``crop_border`` to itself plus ``margin``; None where
        the border does not depend on it.
    margin
        The number of pixels by which the border exceeds the factor.
    background
        The colour behind transparent pixels that the convention demands, such as "white"; None for any.
    volume
        What a volume is whose greatest value is the data range, and whose slices are pooled, one of
        ``VOLUMES``; "group" only in a study.
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
    required
        The adjustable fields that must be set.
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
    scale: int | None = None
    margin: int = 0
    background: str | None = None
    volume: str = "file"
    precision: str = "as stored"
    metric_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pool_batch: bool = False
    pooled: tuple[str, ...] = ()
    adjustable: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        whole = type(self.crop_border) is int and self.crop_border >= 0
        factor = self.scale is None or (type(self.scale) is int and self.scale >= 1)
        expected = {
            "colour": (self.colour in COLOURS, f"one of {', '.join(COLOURS)}"),
            "rounded": (isinstance(self.rounded, bool), "true or false"),
            "quantise": (self.quantise in (None, *QUANTISATIONS), f"{', '.join(QUANTISATIONS)} or none"),
            "range": (self.range in RANGES, f"one of {', '.join(RANGES)}"),
            "crop_border": (whole, "a whole number of pixels, at least 0"),
            "scale": (factor, "a whole number, at least 1, such as 4"),
            "volume": (self.volume in VOLUMES, f"one of {', '.join(VOLUMES)}"),
            "precision": (self.precision in PRECISIONS, f"one of {', '.join(PRECISIONS)}"),
            "pool_batch": (isinstance(self.pool_batch, bool), "true or false"),
        }
        for key, (good, words) in expected.items():
            if not good:
                raise InputError(
                    f"setting '{key}' of protocol '{self.name}' must be {words}, not {getattr(self, key)!r}"
                )
        if self.scale is not None:
            object.__setattr__(self, "crop_border", self.scale + self.margin)

    @property
    def spec(self) -> str:
        """The protocol as one would write it: ``name`` or ``name:key=value,key=value``."""
        return protocol_spec(self.name, self.given)

    @property
    def settings(self) -> dict[str, Any]:
        """What may be set after the name, with its values."""
        return {name: getattr(self, name) for name in self.adjustable}

    @property
    def missing(self) -> list[str]:
        """The settings that must be given, and are not."""
        return [name for name in self.required if name not in self.given]

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

    def check_background(self, background: str) -> None:
        """Refuse a background other than the one that the convention demands.

        Raises
        ------
        InputError
            If they differ.
        """
        if self.background is not None and background.lower() != self.background:
            raise InputError(
                f"protocol '{self.name}' composes transparent pixels on {self.background}; leave"
                f" {option('background', background)} out, or the protocol"
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
            "scale": self.scale,
            "margin": self.margin,
            "background": self.background,
            "volume": self.volume,
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
