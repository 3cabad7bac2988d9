"""Every error that this package raises on purpose.

::

    DifferenceFinderError
      InputError(ValueError)              what was given cannot be compared
        ShapeMismatchError                two images of different size
        DataRangeError                    the range of the values is unknown or impossible
        PairingError                      two folders whose files cannot be matched
        DeviceError                       a device that this machine does not have
        StudyError                        a folder holds a study of other images or options
      ReadError(OSError)                  a file that cannot be read
        UnsupportedFormatError            ... because its format is not one of ours
        ImageTooLargeError                ... because its header announces too many pixels
      UnknownNameError(LookupError)       no part of that name; names the nearest ones
      DuplicateNameError(ValueError)      two parts of one name
      MissingDependencyError(ImportError) an extra is not installed; names the command
      WeightsError(OSError)               the weights of a learned metric are missing or wrong
      StoppedError                        a study stopped half-way; the same call goes on from there

Each message says what is wrong, both values with their names, and the remedy, in one line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from difference_finder.text import fold_name

__all__ = [
    "DataRangeError",
    "DeviceError",
    "DifferenceFinderError",
    "DuplicateNameError",
    "ImageTooLargeError",
    "InputError",
    "MissingDependencyError",
    "PairingError",
    "ReadError",
    "ShapeMismatchError",
    "StoppedError",
    "StudyError",
    "UnknownNameError",
    "UnsupportedFormatError",
    "WeightsError",
]


class DifferenceFinderError(Exception):
    """The root: ``except DifferenceFinderError`` catches all of ours and nothing else."""


class InputError(DifferenceFinderError, ValueError):
    """What was given cannot be compared."""


class ShapeMismatchError(InputError):
    """Two images differ in size or in number of channels."""


class DataRangeError(InputError):
    """The range of the values is unknown or impossible."""


class PairingError(InputError):
    """The files of two folders cannot be matched."""


class DeviceError(InputError):
    """The device that was asked for is not there."""


class StudyError(InputError):
    """A folder holds a study of other images or options, or what is no study."""


class ReadError(DifferenceFinderError, OSError):
    """A file cannot be read."""


class UnsupportedFormatError(ReadError):
    """The format of a file is not one that is read."""


class ImageTooLargeError(ReadError):
    """The header of a file announces more pixels than the limit."""


class UnknownNameError(DifferenceFinderError, LookupError):
    """No part has that name."""

    @classmethod
    def among(
        cls, kind: str, name: str, known: Iterable[str], aliases: Iterable[str] = ()
    ) -> UnknownNameError:
        """Name the nearest names, or else all that are known.

        Parameters
        ----------
        kind
            The kind of thing that has names, such as "metric".
        name
            The name that is unknown.
        known
            The names that exist.
        aliases
            Other names for the same things, which are only suggested.
        """
        known = sorted(known)
        spellings: dict[str, list[str]] = {}
        for each in sorted([*known, *aliases]):
            spellings.setdefault(fold_name(each), []).append(each)
        matches = difflib.get_close_matches(fold_name(name), spellings, n=3, cutoff=0.5)
        near = [each for match in matches for each in spellings[match]]
        every = f"there are: {', '.join(known)}" if known else "there is none"
        hint = f"did you mean {' or '.join(repr(n) for n in near)}?" if near else every
        return cls(f"no {kind} '{name}'; {hint}")


class DuplicateNameError(DifferenceFinderError, ValueError):
    """A part of that name exists already."""


class MissingDependencyError(DifferenceFinderError, ImportError):
    """A package that an optional feature needs is not installed."""

    @classmethod
    def for_extra(cls, feature: str, package: str, extra: str) -> MissingDependencyError:
        """Name the command that installs the packages of an extra.

        Parameters
        ----------
        feature
            The feature that needs the package.
        package
            The package that is missing.
        extra
            The extra of this package that requires it.

        Notes
        -----
        The command names the packages that the extra requires. An index need not have the version of this
        package that is in use, and to install the extra by name could replace it by another version.
        """
        wanted = " ".join(requirement_arguments(extra) or [package])
        return cls(f"{feature} needs {package}, which is not installed; pip install {wanted}")

    @classmethod
    def for_package(cls, feature: str, package: str, cause: ImportError) -> MissingDependencyError:
        """Name the command that installs a package of no extra, or say why it cannot be imported.

        Parameters
        ----------
        feature, package
            As for :meth:`for_extra`.
        cause
            The error that the import raised; it names the missing package, which may be one that ``package``
            imports.
        """
        if (cause.name or "").partition(".")[0] == package:
            return cls(f"{feature} needs {package}, which is not installed; pip install {package}")
        reason = " ".join(str(cause).split())
        return cls(
            f"{feature} cannot use {package} ({reason}); install the packages that {package} itself requires"
        )


def requirement_arguments(extra: str) -> list[str]:
    """Return the requirements of an extra as quoted arguments of pip; none where they are unknown."""
    from importlib import metadata

    try:
        lines = metadata.requires("difference-finder") or []
    except metadata.PackageNotFoundError:  # run from its sources
        return []
    parts = [line.replace('"', "'").partition(";") for line in lines]
    return [f"'{name.strip()}'" for name, _, marker in parts if f"extra == '{extra}'" in marker]


class WeightsError(DifferenceFinderError, OSError):
    """The weights of a learned metric are missing or not the published ones."""


class StoppedError(DifferenceFinderError):
    """A study stopped half-way; the same call with the same folder goes on from there."""
