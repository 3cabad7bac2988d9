"""How the files of a study were paired, and which ones are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder.storage.naming import RULES
from difference_finder.study.image_scores import ScoreError

if TYPE_CHECKING:
    from difference_finder.storage.matching import Matching
    from difference_finder.storage.unmatched import Unmatched

__all__ = ["StudyPairing", "planned_files"]

EXAMPLES = 20
"""Maximum number of paired files that the record names."""


@dataclass(frozen=True)
class StudyPairing:
    """How the files of a study were paired, and which ones are left.

    Parameters
    ----------
    rule
        The loosest rule that paired files: "name", "case", "stem", "number" or "order".
    examples
        Files that it paired, such as "r_7.png = 0007.png".
    unmatched
        Images that lack a file, or have several: name, kind and cause.
    ignored
        Whether these images are left out.
    missing
        Name, method and cause of each missing score of a planned image.
    unread
        Files that no reader reads, of the reference and of each method.
    """

    rule: str = RULES[0]
    examples: tuple[str, ...] = ()
    unmatched: tuple[tuple[str, str, str], ...] = ()
    ignored: bool = False
    missing: tuple[tuple[str, str, str], ...] = ()
    unread: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, matching: Matching, methods: Sequence[str], unmatched: str) -> StudyPairing:
        """Return the pairing of the files of a reference and of methods."""
        reported = matching.unmatched if unmatched == "report" else ()
        roles = ("reference", *methods)
        return cls(
            matching.rule,
            tuple(islice(matching.examples(), EXAMPLES)),
            tuple((image.name, image.kind, image.cause(matching.folders)) for image in matching.unmatched),
            unmatched == "ignore",
            tuple(row for image in reported for row in _missing(image, matching, methods)),
            {
                role: list(folder.unread)
                for role, folder in zip(roles, matching.folders, strict=True)
                if folder.unread
            },
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> StudyPairing:
        """Return the pairing that :meth:`to_dict` described."""
        rows = {key: tuple(map(tuple, given[key])) for key in ("unmatched", "missing")}
        return cls(**{**given, **rows, "examples": tuple(given["examples"])})

    def record(self) -> dict[str, Any]:
        """Return what the record of a study says about its files."""
        keys = ("name", "kind", "cause")
        return {
            "paired_by": self.rule,
            "paired_examples": list(self.examples),
            "unmatched": [dict(zip(keys, row, strict=True)) for row in self.unmatched],
            "unmatched_ignored": self.ignored,
            "unread": {role: list(names) for role, names in self.unread.items()},
        }

    def errors(self) -> dict[str, list[ScoreError]]:
        """Return the error rows of the files that are missing, by the name of the image."""
        found: dict[str, list[ScoreError]] = {}
        for name, method, cause in self.missing:
            row = ScoreError(name, method, None, "pair", "PairingError", cause)
            found.setdefault(name, []).append(row)
        return found


def planned_files(matching: Matching, unmatched: str) -> list[tuple[str, tuple[Path | None, ...]]]:
    """Return name and files of each image that is planned; None for a file that is missing or ambiguous.

    With ``unmatched="report"`` these include images that a method lacks, or that are ambiguous; a file of
    methods alone has nothing to be compared with.
    """
    planned: list[tuple[str, tuple[Path | None, ...]]] = [
        (match.name, match.paths) for match in matching.matches
    ]
    if unmatched == "report":
        planned += [
            (image.name, tuple(files[0] if len(files) == 1 else None for files in image.files))
            for image in matching.unmatched
            if image.files[0]
        ]
    return planned


def _missing(image: Unmatched, matching: Matching, methods: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the error rows of an image with a reference: of the methods that lack a file, or of all."""
    if not image.files[0]:
        return []
    return [
        (image.name, method, image.cause(matching.folders))
        for method, files in zip(methods, image.files[1:], strict=True)
        if len(files) != 1 or len(image.files[0]) != 1
    ]
