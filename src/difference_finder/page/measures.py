"""How the page scores a part of the images: the data range and the protocol, or why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["MASKED", "SSIM", "UNEQUAL_SIZES", "measure_facts", "measure_of"]

MASKED = "pixels are masked"
UNEQUAL_SIZES = "the images have different sizes, and lie on a common area"
"""Why a part of the images cannot be scored by the page."""

SSIM = {
    "window": "gaussian",
    "window_size": 11,
    "sigma": 1.5,
    "padding": "valid",
    "covariance": "population",
    "k1": 0.01,
    "k2": 0.03,
}
"""The settings of ssim that the page computes, with the defaults of the metric."""

PLAIN = {"downsample": False, "channels": "separate"}
"""The settings of ssim of which the page computes the default only."""


def measure_facts(
    protocol: Mapping[str, Any],
    shown: tuple[float, float],
    data_range: float | None,
    obstacle: str = "",
) -> dict[str, Any]:
    """Return the item "measure" of an entry.

    Parameters
    ----------
    protocol
        Protocol of the entry, as data.
    shown
        Values shown as black and as white, on the scale on which the images are compared.
    data_range
        Data range on that scale; None if it is unknown.
    obstacle
        Why a part of the images cannot be scored, in words; "" if it can.

    Returns
    -------
    dict
        "unsupported" alone if the page would score otherwise than Python; else the scale, the data range,
        and the settings of the protocol.
    """
    given: Mapping[str, Any] = (protocol.get("metric_settings") or {}).get("ssim", {})
    obstacle = obstacle or _obstacle_of(protocol, data_range)
    if obstacle:
        return {"unsupported": obstacle}
    other = [name for name, value in given.items() if PLAIN.get(name, value) != value]
    ssim = {name: given.get(name, default) for name, default in SSIM.items()}
    return {
        "black": shown[0],
        "white": shown[1],
        "data_range": data_range,
        "protocol": protocol.get("name", ""),
        "colour": protocol.get("colour", "as given"),
        "rounded": bool(protocol.get("rounded")),
        "quantise": protocol.get("quantise"),
        "crop_border": int(protocol.get("crop_border") or 0),
        "ssim": None if other else {**ssim, "data_range": given.get("data_range")},
        "ssim_missing": f"the page does not compute it with {', '.join(other)}" if other else "",
    }


def measure_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the page scores a part of the images of a record.

    Parameters
    ----------
    record
        Record of a comparison; ``pictures`` has the scale of the images and the data range.
    """
    pictures, options = record.get("pictures") or {}, record.get("options") or {}
    # Files with equal bytes are not decoded by diff, and have no scale.
    black, white = pictures.get("black"), pictures.get("white")
    shown = 0.0 if black is None else float(black), 1.0 if white is None else float(white)
    protocol = record.get("protocol") or {}
    masked = (record.get("map") or {}).get("masked") and not protocol.get("crop_border")  # it masks the map
    obstacle = MASKED if masked or options.get("mask") or options.get("ignore") else ""
    obstacle = obstacle or (UNEQUAL_SIZES if record.get("padding") else "")
    return measure_facts(protocol, shown, pictures.get("data_range"), obstacle)


def _obstacle_of(protocol: Mapping[str, Any], data_range: float | None) -> str:
    levels = protocol.get("quantise") or protocol.get("rounded") or protocol.get("colour") == "luma"
    if levels and data_range is None:
        return "the data range, which the protocol needs, is unknown"
    if "name" not in protocol:
        return "the record has no protocol"
    return ""
