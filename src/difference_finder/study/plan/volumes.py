"""The volumes of a study whose slices lie in several files: the greatest value and the energy of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from difference_finder.arrays.backend import extent, to_numpy
from difference_finder.errors import DifferenceFinderError, InputError
from difference_finder.images.image import METRIC_ROLES, ROLES
from difference_finder.images.volume import Volume
from difference_finder.pipeline.protocol import Protocol
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.text import option
from difference_finder.threads import map_in_order, worker_count

__all__ = ["as_plain", "find_volumes", "from_plain"]


def find_volumes(
    references: Sequence[Path | None], groups: Sequence[str | None], settings: MeasurementSettings
) -> dict[str, Volume]:
    """Return the volume of each group, if a protocol takes groups for volumes; else nothing.

    Parameters
    ----------
    references
        Reference of each image; None where there is none.
    groups
        Group of each image.
    settings
        Settings of the measurement, with what was decided for all files.

    Raises
    ------
    InputError
        If a protocol takes groups for volumes, and the study has no groups or masks pixels, or the slices of
        a volume differ in size.

    Notes
    -----
    All references are read. One that cannot be read is left out here, and is an error row of the study.
    """
    protocol = _taking_groups(settings)
    if protocol is None:
        return {}
    _check(protocol, groups, settings)
    measurement = settings.measurement(open_masks=False)

    def facts(path: Path | None) -> tuple[float, float, tuple[int, ...]] | None:
        try:
            image = measurement.open(path, ROLES[2]) if path is not None else None
            if image is None:
                return None
            pixels = measurement.prepare([image, image], roles=METRIC_ROLES).as_floats().first
        except DifferenceFinderError:
            return None
        return _facts_of(pixels)

    found: dict[str, list[tuple[float, float, tuple[int, ...]]]] = {}
    for group, fact in zip(groups, map_in_order(facts, references, worker_count(None)), strict=True):
        if fact is not None:
            found.setdefault(str(group), []).append(fact)
    return {group: _volume(group, slices) for group, slices in found.items()}


def _taking_groups(settings: MeasurementSettings) -> Protocol | None:
    protocols = (settings.protocol, *(column.protocol for column in settings.columns))
    return next((protocol for protocol in protocols if protocol.volume == "group"), None)


def _check(protocol: Protocol, groups: Sequence[str | None], settings: MeasurementSettings) -> None:
    if any(group is None for group in groups):
        raise InputError(
            f"protocol '{protocol.spec}' takes the files of a group for the slices of a volume, and the study"
            f" has no groups; pass {option('group', 'parent')}, for example, or a protocol for whole volumes"
        )
    masks = {"mask": settings.mask, "ignore": list(settings.ignore)}
    for name, given in masks.items():
        if given:
            own = f"{protocol.name}:volume=group"
            raise InputError(
                f"protocol '{protocol.spec}' measures whole volumes; leave out {option(name)}, or {own}"
            )


def _facts_of(pixels: Any) -> tuple[float, float, tuple[int, ...]]:
    import numpy as np

    values = to_numpy(pixels).astype(np.float64)
    return extent(pixels)[1], float(np.mean(values**2)), tuple(int(side) for side in values.shape[1:])


def _volume(group: str, slices: Sequence[tuple[float, float, tuple[int, ...]]]) -> Volume:
    sizes = {size for _, _, size in slices}
    if len(sizes) > 1:
        told = " and ".join(f"{width}x{height}" for _, height, width in sorted(sizes)[:2])
        raise InputError(
            f"the slices of volume '{group}' have different sizes, {told}; a volume has slices of one size:"
            f" change {option('group')}"
        )
    greatest, energy = max(fact[0] for fact in slices), sum(fact[1] for fact in slices) / len(slices)
    return Volume(greatest, energy, len(slices))


def as_plain(volumes: Mapping[str, Volume]) -> dict[str, list[float]]:
    """Return the volumes, ready for JSON."""
    return {group: [one.greatest, one.energy, one.slices] for group, one in volumes.items()}


def from_plain(given: Mapping[str, Sequence[Any]] | None) -> dict[str, Volume]:
    """Return the volumes that :func:`as_plain` described; none for None."""
    return {group: Volume(*facts) for group, facts in (given or {}).items()}
