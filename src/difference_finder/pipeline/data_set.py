"""What is decided once for all files of a data set: the range of floats and the axes of arrays."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from difference_finder.arrays.backend import extent, is_integer, namespace
from difference_finder.errors import DataRangeError, InputError
from difference_finder.images.image import Image
from difference_finder.pipeline.column import Column, by_protocol
from difference_finder.pipeline.container_bits import bits_used
from difference_finder.pipeline.data_range import check_data_range
from difference_finder.pipeline.protocol import Protocol
from difference_finder.text import count_of, option

if TYPE_CHECKING:
    from difference_finder.readers import FileFacts

__all__ = ["DataSet", "Side", "decide_data_set"]

MOST_VALUES = 64
"""The greatest number of files of each side whose values are looked at, spread evenly."""

FEWEST_DECODED, DECODED_SHARE = 4, 25
"""Of formats that must be decoded for it, one file in 25 is looked at, at least 4: so looking takes less than
a twentieth of the time of the comparison."""


@dataclass(frozen=True)
class Side:
    """The files of one side of a data set: of the first images, the second images, or a method.

    Parameters
    ----------
    axes
        Axes of arrays, such as "CHW"; None without arrays.
    containers
        Types of samples of the files that were looked at.
    unit
        Whether all its floats that were looked at lie in [0, 1].
    """

    axes: str | None = None
    containers: tuple[str, ...] = ()
    unit: bool = True


@dataclass(frozen=True)
class DataSet:
    """What was decided for all files of a data set.

    Parameters
    ----------
    files
        Number of files.
    looked
        Number of files of which values were looked at; None where it is not recorded, as in studies, whose
        record does not depend on where the files are.
    floats
        "unit" if all floats lie in [0, 1], "unknown" if their range is unknown; None if there are no floats,
        or the user gave a range.
    sides
        The sides by name.
    notes
        Findings that a reader should know of.
    """

    files: int
    looked: int | None = None
    floats: str | None = None
    sides: Mapping[str, Side] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def axes_of(self, side: str) -> str | None:
        """Return the axes of the arrays of a side; None if nothing was decided."""
        return self.sides[side].axes if side in self.sides else None

    def fitted(self, image: Image, side: str) -> Image:
        """Return an image of a side with the data range that was decided.

        Raises
        ------
        DataRangeError
            If its values contradict the decision.
        """
        if is_integer(image.pixels) or self.floats is None:
            return image
        if self.floats == "unknown":
            unit = side not in self.sides or self.sides[side].unit
            return image if unit else replace(image, data_range=None)
        if image.data_range is None:
            raise DataRangeError(
                f"'{image.name}' holds values {_told(*_limits(image))}; the data set was decided to lie in"
                f" [0, 1] from {self._sample}; pass {option('data_range')}"
            )
        return image

    @property
    def _sample(self) -> str:
        return "a sample of its files" if self.looked is None else f"{self.looked} of {self.files} files"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        sides = {
            name: {**side.__dict__, "containers": list(side.containers)} for name, side in self.sides.items()
        }
        return {**self.__dict__, "sides": sides, "notes": list(self.notes)}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any] | None) -> DataSet | None:
        """Return the decision that :meth:`to_dict` described."""
        if given is None:
            return None
        sides = {
            name: Side(**{**side, "containers": tuple(side["containers"])})
            for name, side in given["sides"].items()
        }
        return cls(**{**given, "sides": sides, "notes": tuple(given["notes"])})


def decide_data_set(
    sides: Mapping[str, Sequence[Any]],
    *,
    protocol: Protocol,
    columns: Sequence[Column],
    data_range: Any = None,
    axes: str | None = None,
    **reading: Any,
) -> DataSet:
    """Look at the files of a data set, and decide what holds for all of them.

    Parameters
    ----------
    sides
        Paths of the files of each side, by its name.
    protocol
        Measuring convention of maps, and of the metrics without another one.
    columns
        Metrics that score the images, with their conventions.
    data_range, axes
        Options of the user; None where the files decide.
    reading
        Further options of :func:`~difference_finder.readers.open_pages`.

    Raises
    ------
    DataRangeError
        If some floats lie in [0, 1] and others do not, and the range matters.
    InputError
        If arrays of one side seem to have different axes.

    Notes
    -----
    The headers of all NumPy files are read. Values are looked at in up to 64 files of each side, spread
    evenly: in blocks of NumPy files, and in the first page of one in 25 files (at least 4) of other formats
    with floats or 16 bits.
    """
    found = {name: _look(files, dict(reading, axes=axes, pages="first")) for name, files in sides.items()}
    facts = [one for known in found.values() for one in known]
    looked = sum(one.limits is not None for one in facts)
    decided = {name: _decide_side(name, known, axes) for name, known in found.items()}
    floats = None if data_range is not None else _range_of_floats(facts, protocol, columns)
    notes = [*_notes_on_axes(found, axes), *(_notes_on_bits(found) if data_range is None else [])]
    for note in notes:
        warnings.warn(note, UserWarning, stacklevel=4)
    total = sum(map(len, sides.values()))
    return DataSet(total, looked, floats, decided, tuple(notes))


def _decide_side(name: str, facts: Sequence[FileFacts], axes: str | None) -> Side:
    return Side(
        _axes_of(name, facts) if axes is None else None,
        tuple(sorted({one.container for one in facts})),
        not any(map(_leaves_unit, facts)),
    )


def _leaves_unit(facts: FileFacts) -> bool:
    return facts.is_float and facts.limits is not None and (facts.limits[0] < 0 or facts.limits[1] > 1)


def _look(files: Sequence[Any], reading: dict[str, Any]) -> list[FileFacts]:
    """Return what the files of one side hold, of those that tell."""
    from difference_finder.readers import look_at_file

    decoded = _spread(len(files), max(FEWEST_DECODED, min(MOST_VALUES, len(files) // DECODED_SHARE)))
    valued = _spread(len(files), MOST_VALUES) | decoded
    known = []
    for number, file in enumerate(files):
        array = str(file).lower().endswith((".npy", ".npz"))
        if array or number in valued:
            one = look_at_file(file, number in decoded, number in valued, **reading)
            known += [] if one is None else [one]
    return known


def _spread(count: int, most: int) -> frozenset[int]:
    """Return up to ``most`` positions among ``count``, spread evenly."""
    if count <= most:
        return frozenset(range(count))
    return frozenset(round(number * (count - 1) / (most - 1)) for number in range(most))


def _range_of_floats(facts: Sequence[FileFacts], protocol: Protocol, columns: Sequence[Column]) -> str | None:
    """Return "unit" if the floats lie in [0, 1], "unknown" if they do not, None if there are none."""
    if not any(one.is_float for one in facts):
        return None
    limits = [one.limits for one in facts if one.is_float and one.limits is not None]
    outside = [one.limits for one in facts if _leaves_unit(one) and one.limits is not None]
    if not outside:
        return "unit"
    needing = [column.name for column in columns if column.leaves_range_open()]
    protocols = [protocol, *(one for one, _ in by_protocol(columns) if one != protocol)]
    needing += [f"protocol {one.name}" for one in protocols if one.needs_data_range]
    if needing and len(outside) < len(limits):
        need = f"{' and '.join(needing)} need{'s' * (len(needing) == 1)}"
        least, greatest = min(ends[0] for ends in outside), max(ends[1] for ends in outside)
        raise DataRangeError(
            f"{len(outside)} of the {count_of(len(limits), 'file')} with floats that were looked at hold"
            f" values outside of [0, 1], {_told(least, greatest)}, and the others do not, but"
            f" {need} one data range; pass {option('data_range')}"
        )
    return "unknown"


def _told(least: float, greatest: float) -> str:
    return f"up to {greatest:.5g}" if least >= 0 else f"from {least:.5g} to {greatest:.5g}"


def _limits(image: Image) -> tuple[float, float]:
    numbers = image.pixels[namespace(image.pixels).isfinite(image.pixels)]
    return extent(numbers)[:2]


def _axes_of(side: str, facts: Sequence[FileFacts]) -> str | None:
    """Return the axes of the arrays of a side: those that the unambiguous ones have."""
    layouts = [one.layout for one in facts if one.layout and len(one.layout) > 2]
    sure = Counter(one.layout.removeprefix("N") for one in facts if one.layout and not one.ambiguous)
    sure.pop("HW", None)
    if not layouts:
        return None
    if len(sure) > 1:
        told = ", ".join(f"{number} as {axes}" for axes, number in sure.most_common())
        raise InputError(
            f"the arrays of '{side}' seem to have different axes, by their shapes {told}; pass"
            f" {option('axes', sure.most_common(1)[0][0])}, or save all alike"
        )
    return next(iter(sure), "CHW")


def _notes_on_axes(found: Mapping[str, Sequence[FileFacts]], axes: str | None) -> list[str]:
    """Return a note on arrays whose shapes do not tell their axes."""
    doubtful: dict[str, list[str]] = {}
    for side, facts in found.items():
        arrays = [one for one in facts if one.layout is not None]
        count = sum(one.ambiguous for one in arrays)
        if count and axes is None:
            doubtful.setdefault(str(_axes_of(side, facts)), []).append(
                f"{count} of {len(arrays)} of '{side}'"
            )
    if not doubtful:
        return []
    told = "; ".join(f"{', '.join(sides)} as {read}" for read, sides in doubtful.items())
    return [f"arrays of ambiguous shapes are all read alike: {told}; pass {option('axes')} if that is wrong"]


def _notes_on_bits(found: Mapping[str, Sequence[FileFacts]]) -> list[str]:
    """Return a note if the values of 16-bit containers use fewer bits in all files that were looked at."""
    greatest = {
        side: max((one.limits[1] for one in facts if _has_16_bits(one) and one.limits), default=None)
        for side, facts in found.items()
    }
    known = [value for value in greatest.values() if value is not None]
    bits = bits_used(int(max(known, default=0)))
    if bits is None:
        return []
    number = sum(_has_16_bits(one) and one.limits is not None for facts in found.values() for one in facts)
    return [
        f"{count_of(number, 'file')} that were looked at hold 16 bits and look like {bits} of 16 bits; if so,"
        f" pass {option('data_range', check_data_range(_remedy(found, greatest, 2**bits - 1)))}"
    ]


def _remedy(found: Mapping[str, Sequence[FileFacts]], greatest: Mapping[str, Any], top: int) -> Any:
    """Return the data range to pass: one, or one for the first and one for the other images."""
    sides = [
        top if greatest[side] is not None else 255
        for side, facts in found.items()
        if any(one.container in ("uint8", "uint16") for one in facts)
    ]
    return top if len(set(sides)) == 1 or len(sides) != len(found) else ":".join(map(str, sides[:3]))


def _has_16_bits(facts: FileFacts) -> bool:
    return facts.container == "uint16"
