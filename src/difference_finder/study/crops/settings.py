"""The settings of the selection of crops."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from difference_finder.errors import InputError
from difference_finder.text import option

__all__ = ["CropSettings", "check_methods"]


@dataclass(frozen=True)
class CropSettings:
    """The settings of the selection of crops: the parameters of ``CropFinder``."""

    ours: str
    rivals: tuple[str, ...]
    metric: str
    sizes: tuple[int, ...]
    border: int
    stride: int | None
    keep: int
    seed: int
    exact: int

    @classmethod
    def checked(
        cls,
        ours: str,
        rivals: Sequence[str],
        *,
        sizes: Sequence[int],
        border: int,
        stride: int | None,
        keep: int,
        seed: int,
        exact: int,
        metric: str,
        prefix: str = "",
    ) -> CropSettings:
        """Return the settings; raise an error if one of them is invalid.

        ``prefix`` begins the names that sizes and border have where the user gave them.
        """
        _check_names(ours, rivals)
        if not isinstance(metric, str) or not metric:
            raise InputError(f"metric must be the name of the error in the maps, not {metric!r}")
        if not isinstance(sizes, Iterable):
            name = option(f"{prefix}sizes")
            raise InputError(f"{name} must be a list of whole numbers, not {sizes!r}; use [{sizes!r}]")
        sides = tuple(sorted({_whole(f"each of {option(f'{prefix}sizes')}", size, 1) for size in sizes}))
        if not sides:
            name = f"{prefix}sizes"
            raise InputError(f"{option(name)} is empty; pass one or more, such as {option(name, [64])}")
        return cls(
            ours,
            tuple(rivals),
            metric,
            sides,
            _whole(option(f"{prefix}border"), border, 0),
            None if stride is None else _whole("stride", stride, 1),
            _whole("keep", keep, 1),
            _whole("seed", seed, 0),
            _whole("exact", exact, 0),
        )

    @property
    def methods(self) -> tuple[str, ...]:
        """All methods, ours first."""
        return (self.ours, *self.rivals)

    @property
    def steps(self) -> list[tuple[int, int]]:
        """The sides of the windows, each with the stride of their corners."""
        return [(size, self.stride or max(1, size // 8)) for size in self.sizes]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return {**asdict(self), "rivals": list(self.rivals), "sizes": list(self.sizes)}


def check_methods(given: Mapping[str, Any], methods: tuple[str, ...], label: str) -> None:
    """Raise an error unless there is a value for each method and for no other name."""
    if missing := [name for name in methods if name not in given]:
        raise InputError(f"{label}: no value for '{missing[0]}'; pass one for each of {', '.join(methods)}")
    if unknown := [name for name in given if name not in methods]:
        raise InputError(
            f"{label}: '{unknown[0]}' is not a method of this study; its methods are {', '.join(methods)}"
        )


def _check_names(ours: str, rivals: Sequence[str]) -> None:
    """Raise an error unless there are two or more methods with different names."""
    if isinstance(rivals, str):
        raise InputError(f"rivals must be a list of names, not the string '{rivals}'; use ['{rivals}']")
    if not rivals:
        raise InputError(f"'{ours}' has no rival; crops need two or more methods")
    names = [ours, *rivals]
    for name in names:
        if not isinstance(name, str) or not name:
            raise InputError(f"the name of a method must be a non-empty string, not {name!r}")
        if names.count(name) > 1:
            raise InputError(f"two methods are named '{name}'; give each a unique name")


def _whole(name: str, value: Any, least: int) -> int:
    """Return a whole number; raise an error if it is not one, or too small."""
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise InputError(f"{name} must be a whole number, at least {least}, not {value!r}")
    return number
