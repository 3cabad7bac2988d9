"""Measuring conventions by name: the settings on which published numbers silently depend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from difference_finder.errors import DataRangeError, InputError, UnknownNameError

__all__ = ["PROTOCOLS", "Protocol", "get_protocol"]


@dataclass(frozen=True)
class Protocol:
    """A measuring convention.

    Parameters
    ----------
    name
        How users ask for it.
    summary
        What it is, in one line.
    metric_settings
        Settings by name of metric; ``data_range`` there overrides that of the images.
    pool_batch
        Score a batch as one image, as if its samples were channels.
    """

    name: str
    summary: str
    metric_settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pool_batch: bool = False

    def check_data_range(self, data_range: float | None) -> None:
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
                f" leave data_range={data_range!r} out, or the protocol"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the convention, ready for JSON."""
        return {
            "name": self.name,
            "colour": "rgb",
            "pool_batch": self.pool_batch,
            "metric_settings": {name: dict(given) for name, given in self.metric_settings.items()},
        }


PROTOCOLS = {
    p.name: p
    for p in (
        Protocol("default", "RGB on a scale of 0 to 1; SSIM with an 11x11 Gaussian window of 1.5, valid"),
        Protocol(
            "seed-0.0.4",
            "the numbers of difference-finder 0.0.4: SSIM with a data range of 255 whatever the images,"
            " batches scored as one",
            metric_settings={"ssim": {"data_range": 255.0}, "ms-ssim": {"data_range": 255.0}},
            pool_batch=True,
        ),
    )
}


def get_protocol(choice: str | Protocol | None) -> Protocol:
    """Return a protocol by name; ``None`` is the default.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    if isinstance(choice, Protocol):
        return choice
    if choice is not None and not isinstance(choice, str):
        raise InputError(f"protocol is a name, not {choice!r}; there are: {', '.join(sorted(PROTOCOLS))}")
    name = choice or "default"
    if name not in PROTOCOLS:
        raise UnknownNameError.among("protocol", name, PROTOCOLS)
    return PROTOCOLS[name]
