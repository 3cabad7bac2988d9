"""The settings of the measurement of a study: metrics, protocol and options, as its files record them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from difference_finder.errors import DifferenceFinderError, InputError, StudyError
from difference_finder.parts.registry import metrics as known_metrics
from difference_finder.pipeline.column import Column, column_named, resolve_columns
from difference_finder.pipeline.data_range import Given, ranges_of
from difference_finder.pipeline.data_set import DataSet
from difference_finder.pipeline.masks import Rectangle
from difference_finder.pipeline.measurement import Measurement
from difference_finder.pipeline.prepare import STUDY_FITS
from difference_finder.pipeline.protocol import Protocol
from difference_finder.pipeline.shapes import DAMAGE
from difference_finder.storage.paths import as_path
from difference_finder.text import error_line, escape_controls, option

__all__ = ["MeasurementSettings", "settings_of"]

SHARED = tuple(field.name for field in fields(Measurement) if field.name != "volume")
"""Fields of the measurement of one image that are the same for all images."""


@dataclass(frozen=True)
class MeasurementSettings:
    """The settings of the measurement that is applied to every image of a study.

    Parameters
    ----------
    metrics
        Names of the columns: metrics with their settings, and with the protocols that they carry, such as
        "ssim:sigma=2@basicsr-y".
    protocol
        Measuring convention of the crops, and of the metrics without a protocol.
    data_range
        Data range for files that do not define it, as
        :func:`~difference_finder.pipeline.data_range.check_data_range` returns it.
    fit
        Treatment of images of different sizes: "error", "crop", "resize", or "resize-reference", which brings
        the reference to the size of smaller candidates; not "pad".
    background
        Background behind transparent pixels.
    max_pixels
        Maximum number of pixels that the header of a file may declare.
    mask
        Mask file, or folder of mask files; pixels that are zero do not count.
    ignore
        Rectangles that do not count.
    device
        Device that computes the scores.
    pages, bands, nan, alpha
        Selection of pages and bands, and treatment of pixels that are not finite and of fourth channels.
    axes
        Axes of arrays; None if their lengths, or the data set, tell.
    data_set
        What was decided for all files; None before the study is planned.
    conventions
        Measuring convention of each metric; empty if ``protocol`` is that of all.
    """

    metrics: tuple[str, ...]
    protocol: Protocol
    data_range: Given = None
    fit: str = "error"
    background: str = "white"
    max_pixels: int | None = None
    mask: str | None = None
    ignore: tuple[Rectangle, ...] = ()
    device: str = "cpu"
    pages: str = "all"
    bands: str | None = None
    nan: str = "report"
    axes: str | None = None
    data_set: DataSet | None = None
    alpha: str = "auto"
    conventions: tuple[Protocol, ...] = ()

    @classmethod
    def checked(
        cls,
        metrics: Any = ("psnr", "ssim"),
        protocol: str | Protocol | None = None,
        *,
        data_range: Any = None,
        fit: str = "error",
        background: str = "white",
        max_pixels: int | None = None,
        mask: str | Path | None = None,
        ignore: Any = (),
        device: str = "cpu",
        pages: str | int = "all",
        bands: str | int | None = None,
        nan: str = "report",
        axes: str | None = None,
        alpha: str = "auto",
    ) -> MeasurementSettings:
        """Return the settings, after checking them.

        Raises
        ------
        InputError, UnknownNameError, MissingDependencyError, WeightsError
            If a metric, a protocol or an option does not exist, is invalid, or lacks a package or weights.
        DuplicateNameError
            If a metric is given twice under the same protocol.
        """
        if mask is not None and not isinstance(mask, str | Path):
            raise InputError(
                f"the mask of a study must be the path of a file or a folder, not {type(mask).__name__}"
            )
        if fit == "pad":
            raise InputError(
                f"a study scores all methods on the pixels of the reference, which {option('fit', 'pad')}"
                f" does not; use {option('fit', 'crop')} or {option('fit', 'resize')}"
            )
        measurement = Measurement.checked(
            protocol,
            fits=STUDY_FITS,
            data_range=data_range,
            fit=fit,
            background=background,
            max_pixels=max_pixels,
            ignore=ignore,
            device=device,
            pages=pages,
            bands=bands,
            nan=nan,
            axes=axes,
            alpha=alpha,
        )
        ranges_of(measurement.data_range, 2)
        shared = {name: getattr(measurement, name) for name in SHARED}
        shared["mask"] = None if mask is None else str(as_path(mask).absolute())
        columns = resolve_columns(metrics, measurement.protocol)
        for column in columns:
            column.protocol.check_data_range(measurement.data_range)
            column.protocol.check_background(background)
        conventions = tuple(column.protocol for column in columns)
        return cls(metrics=_names(columns), conventions=conventions, **shared)

    @property
    def columns(self) -> list[Column]:
        """The metrics, each with its measuring convention."""
        conventions = self.conventions or (self.protocol,) * len(self.metrics)
        return [
            column_named(name, self.protocol, measured)
            for name, measured in zip(self.metrics, conventions, strict=True)
        ]

    def measurement(self, open_masks: bool = True) -> Measurement:
        """Return the measurement that these settings describe.

        Parameters
        ----------
        open_masks
            Whether the measurement has the masks; if not, the caller passes the mask of each pair.

        Raises
        ------
        ReadError, PairingError
            If the mask cannot be read.
        """
        shared = {name: getattr(self, name) for name in SHARED}
        return (
            Measurement.checked(**shared, fits=STUDY_FITS)
            if open_masks
            else Measurement(**{**shared, "mask": None})
        )

    def decided(self, sides: Mapping[str, Sequence[Any]]) -> MeasurementSettings:
        """Return the settings with what is decided for all files, by the name of their side.

        Raises
        ------
        InputError
            If the files contradict each other in something that matters.
        """
        found = self.measurement(open_masks=False).decided(sides, self.columns)
        decided = found.data_set
        return replace(self, data_set=decided and replace(decided, looked=None))

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> MeasurementSettings:
        """Return the settings that :meth:`to_dict` described, after a round trip through JSON."""
        protocol, *conventions = (
            Protocol(**{key: _as_tuple(value) for key, value in fields.items()})
            for fields in (given["protocol"], *given["conventions"])
        )
        plain = {key: _as_tuple(value) for key, value in given.items()}
        data_set = DataSet.from_dict(given["data_set"])
        ignore = tuple(map(tuple, given["ignore"]))
        read = {"protocol": protocol, "conventions": tuple(conventions)}
        return cls(**{**plain, **read, "ignore": ignore, "data_set": data_set})


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _names(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the names of columns, after checking that other processes find the metrics by them."""
    for column in columns:
        part = column.part
        part.check_ready()
        if part.registry is None or known_metrics.get(part.spec).given != part.given:
            raise InputError(
                f"worker processes must find metric '{part.name}' by its name; register it with"
                " @difference_finder.metric, and write its settings as name:key=value"
            )
    if not columns:
        raise InputError(f"{option('metrics')} is empty; pass at least one")
    return tuple(column.name for column in columns)


def settings_of(record: Mapping[str, Any]) -> MeasurementSettings:
    """Return the settings in the record of a study, for measurement on the CPU.

    Raises
    ------
    StudyError
        If the record is damaged.
    """
    try:
        return _settings_of(record)
    except DifferenceFinderError:
        raise
    except DAMAGE as error:
        reason = escape_controls(error_line(error))
        raise StudyError(f"the record of the study is damaged: {reason}; run the study again") from error


def _settings_of(record: Mapping[str, Any]) -> MeasurementSettings:
    facts = record["metrics"]
    conventions = (Protocol.from_dict(fact.get("protocol") or record["protocol"]) for fact in facts)
    known = {
        key: value
        for key, value in record["options"].items()
        if key in MeasurementSettings.__dataclass_fields__
    }
    known |= {"ignore": tuple(map(tuple, known.get("ignore") or ())), "device": "cpu"}
    known["data_set"] = DataSet.from_dict(known.get("data_set"))
    known["conventions"] = tuple(conventions)
    names = tuple(fact["spec"] for fact in facts)
    return MeasurementSettings(names, Protocol.from_dict(record["protocol"]), **known)
