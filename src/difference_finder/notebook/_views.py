"""The settings of the view of a widget: those of the address of the page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from difference_finder.errors import InputError, UnknownNameError
from difference_finder.notebook._selections import items_of

__all__ = ["SETTINGS", "check_view"]

COLOURMAPS = ("magma", "viridis", "grey")


@dataclass(frozen=True)
class Setting:
    """A setting of the view.

    Parameters
    ----------
    words
        Possible values, for the error.
    read
        Function that returns a value as the page takes it; None if the value is not possible.
    """

    words: str
    read: Callable[[Any], Any]


def _one_of(*names: str) -> Setting:
    return Setting(f"one of {', '.join(map(repr, names))}", lambda value: value if value in names else None)


def _float(value: Any) -> float | None:
    """Return a finite number of any type of numbers as it is in JSON; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        return None
    return int(value) if isinstance(value, Integral) else float(value)


def _number(least: float, most: float) -> Setting:
    def read(value: Any) -> float | None:
        number = _float(value)
        return number if number is not None and least <= number <= most else None

    return Setting(f"a number from {least:g} to {most:g}", read)


def _whole(least: int, most: int) -> Setting:
    def read(value: Any) -> int | None:
        number = _float(value)
        return number if isinstance(number, int) and least <= number <= most else None

    return Setting(f"a whole number from {least} to {most}", read)


def _text(most: int) -> Setting:
    def read(value: Any) -> Any:
        return value if isinstance(value, str) and len(value) <= most else None

    return Setting(f"a text of at most {most} characters", read)


def _read_indices(value: Any) -> list[int] | None:
    numbers = [INDEX.read(number) for number in items_of(value)]
    return numbers if numbers and None not in numbers else None


def _read_box(value: Any) -> list[float] | None:
    numbers = [number for number in map(_float, items_of(value)) if number is not None and abs(number) < 1e9]
    return numbers if len(numbers) == len(items_of(value)) == 4 and min(numbers[2:]) > 0 else None


SECTIONS = ("rivals", "caveats", "pairs", "ranks", "difficulty", "sets")
"""Sections of the statistics of a study."""


def _read_sections(value: Any) -> str | None:
    known = isinstance(value, str) and all(name in SECTIONS for name in value.split(".") if value)
    return value if known else None


INDEX = _whole(0, 999_999)
FLAG = Setting("True or False", lambda value: value if isinstance(value, bool) else None)

SETTINGS: dict[str, Setting] = {
    "image": Setting("the name of an image", lambda value: value if isinstance(value, str) else None),
    "mode": _one_of("side", "flip", "slider", "blink", "overlay", "difference"),
    "shown": Setting("a list of numbers of pictures, from 0", _read_indices),
    "errors": FLAG,
    "flip": INDEX,
    "first": INDEX,
    "second": INDEX,
    "split": _number(0, 1),
    "opacity": _number(0, 1),
    "speed": _number(0.2, 10),
    "signed": FLAG,
    "error": _one_of("absolute", "squared", "relative"),
    "extent": _one_of("recorded", "percentile", "greatest"),
    "exposure": _number(-16, 16),
    "gamma": _number(0.1, 10),
    "black": _number(-1e6, 1e6),
    "white": _number(-1e6, 1e6),
    "channel": _whole(-1, 99),
    "tint": _one_of(*COLOURMAPS),
    "gain": _number(0.01, 1000),
    "threshold": _number(0, 1),
    "colourmap": _one_of(*COLOURMAPS),
    "shared": FLAG,
    "boxes": FLAG,
    "tab": _one_of("images", "places", "plots", "methods", "errors", "about"),
    "metric": INDEX,
    "sort": _text(40),
    "down": FLAG,
    "filter": _one_of("all", "ahead", "behind", "missing"),
    "search": _text(200),
    "only": _one_of("", "failed", "size", "changed", "deleted", "new", "same", "accepted", "rejected"),
    "kind": _text(60),
    "lists": FLAG,
    "width": _number(200, 900),
    "metrics": FLAG,
    "gallery": FLAG,
    "inspector": FLAG,
    "loupe": FLAG,
    "verdict": FLAG,
    "unfolded": Setting(f"names among {', '.join(SECTIONS)}, joined by points", _read_sections),
    "theme": _one_of("", "light", "dark"),
    "zoom": _number(1e-4, 64),
    "x": _number(0, 1e9),
    "y": _number(0, 1e9),
    "filled": FLAG,
    "frame": Setting("(x, y, width, height) in pixels, or None for the whole image", _read_box),
}
"""The settings by their names in the address of the page, where a number stands for ``image``."""


def check_view(value: Any, document: Mapping[str, Any], open_image: str | None) -> dict[str, Any]:
    """Return a view as the widget keeps it.

    Parameters
    ----------
    value
        Settings by name; those that are not given are as when the widget opens.
    document
        Document of the widget.
    open_image
        Name of the open image, which stays if the view has none; None if it is unknown.

    Raises
    ------
    UnknownNameError
        If there is no such setting, or no such image.
    InputError
        If a value is not possible.
    """
    if not isinstance(value, Mapping):
        raise InputError(f"view must be a dictionary of settings, not {type(value).__name__}")
    view = {str(name): _checked(str(name), given) for name, given in value.items()}
    names = [entry["name"] for entry in document["entries"]]
    if "image" in view and view["image"] not in names:
        raise UnknownNameError.among("image", view["image"], names)
    if "image" not in view and open_image is not None:
        view = {"image": open_image, **view}
    _check_place(view)
    black, white = view.get("black", 0), view.get("white", 1)
    if white <= black:
        raise InputError(f"view['white'] must be above view['black'], not {white} and {black}")
    _check_indices(view, document)
    return view


def _checked(name: str, value: Any) -> Any:
    if name not in SETTINGS:
        raise UnknownNameError.among("setting of a view", name, SETTINGS)
    found = SETTINGS[name].read(value)
    if found is None and not (name == "frame" and value is None):
        raise InputError(f"view[{name!r}] must be {SETTINGS[name].words}, not {value!r}")
    return found


def _check_place(view: Mapping[str, Any]) -> None:
    """Check that the settings of the place go together."""
    place = [name for name in ("zoom", "x", "y") if name in view]
    if place and len(place) < 3:
        raise InputError(
            f"view has {' and '.join(place)} alone; give zoom, and x and y, the point of the image in the"
            " middle, together"
        )
    if place and "frame" in view:
        raise InputError("view has both zoom and frame; give one, zoom with its middle or the visible box")
    if "filled" in view and not place:
        raise InputError("view has filled without zoom; a frame always fills the panes")


def _check_indices(view: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    """Check the numbers of pictures and of metrics."""
    metrics = len(document["metrics"])
    if view.get("metric", 0) >= max(1, metrics):
        raise InputError(f"view['metric'] is {view['metric']}, but there are {metrics} metrics, from 0")
    layers = {entry["name"]: len(entry["layers"]) for entry in document["entries"]}
    count = layers.get(view.get("image", ""), 0)
    for name in ("flip", "first", "second"):
        _check_index(name, [view.get(name, 0)], view, count)
    _check_index("shown", view.get("shown", []), view, count)


def _check_index(name: str, numbers: Sequence[int], view: Mapping[str, Any], count: int) -> None:
    wrong = [number for number in numbers if count and number >= count]
    if wrong:
        raise InputError(
            f"view[{name!r}] is {wrong[0]}, but '{view['image']}' has {count} pictures, 0 to {count - 1}"
        )
