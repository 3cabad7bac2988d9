"""The columns of a study: metrics, each with the protocol that it is measured under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from difference_finder.errors import DuplicateNameError, InputError
from difference_finder.parts.metric import Metric
from difference_finder.parts.registry import metrics
from difference_finder.parts.spec import split_protocol
from difference_finder.pipeline.protocol import Protocol, get_protocol

__all__ = ["Column", "by_protocol", "column_named", "columns_called", "resolve_columns"]


@dataclass(frozen=True)
class Column:
    """A metric and the protocol that it is measured under.

    Parameters
    ----------
    part
        The metric with its settings.
    protocol
        The measuring convention.
    own
        Whether the user wrote the protocol with the metric, as in ``psnr@basicsr-y``.
    replaced
        Protocol of the study that this metric is not measured under, because it is a network for whole colour
        images; None if there is none.
    """

    part: Metric
    protocol: Protocol
    own: bool = False
    replaced: Protocol | None = None

    @property
    def name(self) -> str:
        """The column as one would write it: "psnr", "ssim:sigma=2" or "psnr@basicsr-y:crop_border=4"."""
        return f"{self.part.spec}@{self.protocol.spec}" if self.own else self.part.spec

    @property
    def note(self) -> str:
        """The reason why the protocol of the study does not apply; "" if it does."""
        if self.replaced is None:
            return ""
        reasons = [f"measures {self.replaced.colour} values"] * (self.replaced.colour != "as given")
        reasons += ["leaves out a border"] * (self.replaced.crop_border > 0)
        return (
            f"{self.name}: measured on whole images in all their colours (protocol {self.protocol.spec}),"
            f" since protocol {self.replaced.spec} {' and '.join(reasons)}; write"
            f" {self.name}@{self.replaced.spec} to measure it under that protocol"
        )

    def is_same(self, other: Column) -> bool:
        """Tell whether another column has the same scores: the same metric, settings and convention."""
        mine, theirs = ((one.part.name, one.part.given, one.protocol) for one in (self, other))
        return mine == theirs

    def leaves_range_open(self) -> bool:
        """Tell whether the metric needs the range of the images: the convention does not supply one."""
        return self.protocol.leaves_range_open(self.part)

    def measures_together(self) -> bool:
        """Tell whether the score of a file of several samples needs all of them at once."""
        return self.protocol.range == "reference" or self.protocol.pools(self.part.name)


def resolve_columns(choice: Any, common: Protocol) -> list[Column]:
    """Return the columns that a user chose.

    Parameters
    ----------
    choice
        A metric ("ssim", "ssim:sigma=2"), a metric with a protocol ("psnr@basicsr-y:crop_border=4"), or a
        list of these.
    common
        Protocol of the metrics without one. A network for colour images is measured on whole images in all
        their colours if this protocol converts colours or leaves out a border.

    Raises
    ------
    UnknownNameError
        If a metric, a protocol or a setting does not exist.
    DuplicateNameError
        If two columns are the same.
    InputError
        If a metric and its protocol contradict each other.

    Examples
    --------
    >>> [column.name for column in resolve_columns(["psnr@basicsr-y", "ssim"], get_protocol(None))]
    ['psnr@basicsr-y', 'ssim']
    """
    columns = list(_resolved(choice, common))
    for number, column in enumerate(columns):
        for earlier in columns[:number]:
            if column.is_same(earlier):
                raise DuplicateNameError(_twice(earlier, column))
    return columns


def _resolved(choice: Any, common: Protocol) -> Iterable[Column]:
    if isinstance(choice, str):
        yield column_named(choice, common)
    elif isinstance(choice, Iterable) and not isinstance(choice, Metric):
        for item in choice:
            yield from _resolved(item, common)
    else:
        yield from (_under(part, common) for part in metrics.resolve(choice))


def column_named(name: str, common: Protocol, measured: Protocol | None = None) -> Column:
    """Return the column with a name.

    Parameters
    ----------
    name
        ``METRIC`` or ``METRIC@PROTOCOL``.
    common
        Protocol of a metric without one.
    measured
        The convention that was recorded for this column; None for the one that its name gives now.
    """
    spec, given = split_protocol(name)
    part = metrics.get(spec)
    if given is None:
        column = _under(part, common)
    else:
        column = Column(part, get_protocol(given), own=True)
        _check_settings(name, column)
    if measured is None or measured == column.protocol:
        return column
    replaced = common if not column.own and measured != common else None
    return Column(part, measured, column.own, replaced)


def _under(part: Metric, common: Protocol) -> Column:
    """Return the column of a metric without a protocol of its own."""
    if not part.learned or (common.colour == "as given" and not common.crop_border):
        return Column(part, common)
    whole = "default" if common.quantise is None else f"basicsr:quantise={common.quantise}"
    return Column(part, get_protocol(whole), replaced=common)


def _check_settings(name: str, column: Column) -> None:
    """Refuse a setting that is given with the metric, and that its protocol gives another value."""
    given = column.part.given
    for key, value in column.protocol.metric_settings.get(column.part.name, {}).items():
        if key in given and given[key] != value:
            raise InputError(
                f"'{name}' contradicts itself: {key}={given[key]} of '{column.part.spec}', and"
                f" {key}={value} of protocol '{column.protocol.spec}'; leave out {key}={given[key]}, or"
                " choose another protocol"
            )


def _twice(first: Column, second: Column) -> str:
    if first.name == second.name:
        return f"metric '{first.name}' is given twice; give it once"
    return (
        f"'{first.name}' and '{second.name}' are the same column: '{first.part.spec}' under protocol"
        f" '{first.protocol.spec}'; leave one out"
    )


def by_protocol(columns: Sequence[Column]) -> list[tuple[Protocol, list[int]]]:
    """Return each different convention, with the numbers of its columns."""
    found: list[tuple[Protocol, list[int]]] = []
    for number, column in enumerate(columns):
        same = [numbers for protocol, numbers in found if protocol == column.protocol]
        if same:
            same[0].append(number)
        else:
            found.append((column.protocol, [number]))
    return found


def columns_called(name: str, names: Sequence[str]) -> list[str]:
    """Return the names of the columns that a name stands for; settings and protocol may be left out.

    Examples
    --------
    >>> names = ["psnr@basicsr-y:crop_border=4", "psnr", "ssim:sigma=2", "piq:ssim"]
    >>> columns_called("psnr", names), columns_called("ssim", names)
    (['psnr'], ['ssim:sigma=2'])
    >>> columns_called("psnr@basicsr-y", names)
    ['psnr@basicsr-y:crop_border=4']
    """
    if name in names:
        return [name]
    return [full for full in names if name in _short_names(full)]


def _short_names(name: str) -> set[str]:
    """Return the shorter forms of the name of a column."""
    spec, protocol = split_protocol(name)
    adapted = spec.partition(":")[0] in metrics.prefixes()
    bare = ":".join(spec.split(":")[: 2 if adapted else 1])
    found = {spec, bare}
    if protocol is not None:
        short = protocol.partition(":")[0]
        found |= {f"{metric}@{convention}" for metric in (spec, bare) for convention in (protocol, short)}
    return found
