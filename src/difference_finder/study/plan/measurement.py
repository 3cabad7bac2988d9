"""How every image of a study is measured: metrics, protocol and options, as they are written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError
from difference_finder.parts.part import Metric
from difference_finder.parts.registry import metrics as known_metrics
from difference_finder.pipeline.masks import Rectangle, rectangles
from difference_finder.pipeline.measurement import check_device
from difference_finder.pipeline.prepare import FITS, check_data_range
from difference_finder.pipeline.protocol import Protocol, get_protocol
from difference_finder.storage.paths import place
from difference_finder.text import option

__all__ = ["Bench"]


@dataclass(frozen=True)
class Bench:
    """How every image is measured.

    Parameters
    ----------
    metrics
        As one would write them: "ssim:sigma=2".
    protocol
        The measuring convention.
    data_range
        Greatest minus least possible value, where files do not tell.
    fit
        What is done where sizes differ: "error", "crop" or "resize".
    background
        What transparent pixels lie on.
    max_pixels
        The greatest number of pixels that a file may announce.
    mask
        A file, or a folder of files, whose pixels that are zero do not count.
    ignore
        Rectangles that do not count.
    device
        Where to compute.
    """

    metrics: tuple[str, ...]
    protocol: Protocol
    data_range: float | None = None
    fit: str = "error"
    background: str = "white"
    max_pixels: int | None = None
    mask: str | None = None
    ignore: tuple[Rectangle, ...] = ()
    device: str = "cpu"

    @classmethod
    def checked(
        cls,
        metrics: Any = ("psnr", "ssim"),
        protocol: str | Protocol | None = None,
        *,
        data_range: float | None = None,
        fit: str = "error",
        background: str = "white",
        max_pixels: int | None = None,
        mask: str | Path | None = None,
        ignore: Any = (),
        device: str = "cpu",
    ) -> Bench:
        """Return what a user chose, or say what of it cannot be.

        Raises
        ------
        InputError, UnknownNameError, MissingDependencyError, WeightsError
            If a metric, the protocol or an option does not exist, has no meaning, or lacks something.
        """
        from difference_finder.readers import check_reading

        if fit not in FITS:
            raise InputError(f"{option('fit')} must be one of {', '.join(FITS)}, not '{fit}'")
        check_data_range(data_range)
        check_reading(background, max_pixels)
        if mask is not None and not isinstance(mask, str | Path):
            raise InputError(f"mask of a study is a file or a folder, not {type(mask).__name__}")
        convention = get_protocol(protocol)
        convention.check_data_range(data_range)
        return cls(
            metrics=_specs(known_metrics.resolve(metrics)),
            protocol=convention,
            data_range=data_range,
            fit=fit,
            background=background,
            max_pixels=max_pixels,
            mask=None if mask is None else str(place(mask).absolute()),
            ignore=rectangles(ignore),
            device=check_device(device),
        )

    @property
    def parts(self) -> list[Metric]:
        """The metrics."""
        return [known_metrics.get(spec) for spec in self.metrics]

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, given: dict[str, Any]) -> Bench:
        """Return what :meth:`to_dict` wrote down, after JSON."""
        protocol = Protocol(**{key: _as_tuple(value) for key, value in given["protocol"].items()})
        plain = {key: _as_tuple(value) for key, value in given.items()}
        return cls(**{**plain, "protocol": protocol, "ignore": tuple(map(tuple, given["ignore"]))})


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _specs(parts: Iterable[Metric]) -> tuple[str, ...]:
    """Return what metrics are called, so that another process and another day find them by it."""
    specs = []
    for part in parts:
        part.check_ready()
        if part.registry is None or known_metrics.get(part.spec).given != part.given:
            raise InputError(
                f"metric '{part.name}' of a study must be found by its name in another process; register it"
                " with @difference_finder.metric, and write its settings as name:key=value"
            )
        specs.append(part.spec)
    if not specs:
        raise InputError(f"{option('metrics')} is empty; pass at least one")
    return tuple(dict.fromkeys(specs))


def bench_of(record: Mapping[str, Any]) -> Bench:
    """Return how the images of a study were measured; figures are computed on the CPU."""
    facts = dict(record["protocol"])
    convention = Protocol(given=facts.pop("settings"), **{**facts, "pooled": tuple(facts["pooled"])})
    known = {key: value for key, value in record["options"].items() if key in Bench.__dataclass_fields__}
    known |= {"ignore": tuple(map(tuple, known.get("ignore") or ())), "device": "cpu"}
    return Bench(tuple(fact["spec"] for fact in record["metrics"]), convention, **known)
