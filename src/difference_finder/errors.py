"""The errors that this package raises.

::

    DifferenceFinderError
      InputError(ValueError)              an argument or an image is not possible
        ShapeMismatchError                two images differ in size or channels
        DataRangeError                    the range of the values is unknown or impossible
        PairingError                      the files of two folders cannot be matched
        DeviceError                       a device cannot be used
        DiskFullError                     the disk is full, or a quota is used up
        StudyError                        a folder holds a study of other images or options
      ReadError(OSError)                  a file cannot be read
        UnsupportedFormatError            ... because its format is not supported
        ImageTooLargeError                ... because its header announces too many pixels
      UnknownNameError(LookupError)       no part has the name; names the nearest
      DuplicateNameError(ValueError)      two parts have one name
      MissingDependencyError(ImportError) a package is not installed; names the command
      WeightsError(OSError)               the weights of a learned metric are missing or wrong
      StoppedError                        a study was interrupted; the same call resumes it
    UserWarning
      UnequalWarning                      two images are unequal in something their score does not include

Each message is one line and names the problem, both values, and the remedy.
"""

from __future__ import annotations

from collections.abc import Iterable

from difference_finder.text import fold_name

__all__ = [
    "DataRangeError",
    "DeviceError",
    "DifferenceFinderError",
    "DiskFullError",
    "DuplicateNameError",
    "ImageTooLargeError",
    "InputError",
    "MissingDependencyError",
    "PairingError",
    "ReadError",
    "ShapeMismatchError",
    "StoppedError",
    "StudyError",
    "UnequalWarning",
    "UnknownNameError",
    "UnsupportedFormatError",
    "WeightsError",
]


class DifferenceFinderError(Exception):
    """The base class of all errors of this package."""


class InputError(DifferenceFinderError, ValueError):
    """An argument or an image is not possible."""


class ShapeMismatchError(InputError):
    """Two images differ in size or in number of channels."""


class DataRangeError(InputError):
    """The range of the values is unknown or impossible."""


class PairingError(InputError):
    """The files of two folders cannot be matched."""


class DeviceError(InputError):
    """The device cannot be used."""


class StudyError(InputError):
    """A folder holds a study of other images or options, or other files."""


class ReadError(DifferenceFinderError, OSError):
    """A file cannot be read."""


class UnsupportedFormatError(ReadError):
    """The format of a file is not supported."""


class ImageTooLargeError(ReadError):
    """The header of a file announces more pixels than the limit."""


class UnknownNameError(DifferenceFinderError, LookupError):
    """No part has that name."""

    @classmethod
    def among(
        cls, kind: str, name: str, known: Iterable[str], aliases: Iterable[str] = ()
    ) -> UnknownNameError:
        """Return an error that suggests the nearest names, or lists all.

        Parameters
        ----------
        kind
            Kind of the named things, such as "metric".
        name
            Unknown name.
        known
            Existing names.
        aliases
            Other names of the same things, which may be suggested and are not listed.
        """
        import difflib

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
        """Return an error with the command that installs the packages of an extra.

        Parameters
        ----------
        feature
            Feature that needs the package.
        package
            Missing package.
        extra
            Extra of difference-finder that requires the package.

        Notes
        -----
        The command names the packages that the extra requires. An index need not have the version of this
        package that is in use, and to install the extra by name could replace it by another version.
        """
        wanted = " ".join(requirement_arguments(extra) or [package])
        return cls(f"{feature} needs {package}, which is not installed; pip install {wanted}")

    @classmethod
    def for_package(cls, feature: str, package: str, cause: ImportError) -> MissingDependencyError:
        """Return an error with the command that installs a package without an extra.

        Parameters
        ----------
        feature, package
            As for :meth:`for_extra`.
        cause
            Error of the import. Where it names another package, which ``package`` imports, the message says
            so.
        """
        if (cause.name or "").partition(".")[0] == package:
            return cls(f"{feature} needs {package}, which is not installed; pip install {package}")
        reason = " ".join(str(cause).split())
        return cls(
            f"{feature} cannot use {package} ({reason}); install the packages that {package} itself requires"
        )


def requirement_arguments(extra: str) -> list[str]:
    """Return the requirements of an extra as quoted arguments of pip; an empty list if unknown."""
    from importlib import metadata

    try:
        lines = metadata.requires("difference-finder") or []
    except metadata.PackageNotFoundError:  # run from its sources
        return []
    parts = [line.replace('"', "'").partition(";") for line in lines]
    return [f"'{name.strip()}'" for name, _, marker in parts if f"extra == '{extra}'" in marker]


class WeightsError(DifferenceFinderError, OSError):
    """The weights of a learned metric are missing or not the published ones."""


class DiskFullError(InputError):
    """A file cannot be written because the disk is full, or a quota is used up."""


class StoppedError(DifferenceFinderError):
    """A study was interrupted; the same call with the same folder resumes it."""


class UnequalWarning(UserWarning):
    """Two images are unequal in something that their score does not include, such as alpha or a page."""
