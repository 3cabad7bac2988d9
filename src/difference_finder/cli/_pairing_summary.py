"""The summary of the files of two folders: how they were paired, and which ones were left out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from difference_finder.images.image import ROLES
from difference_finder.storage.matching import describe_pairs
from difference_finder.storage.unmatched import KINDS
from difference_finder.text import count_of, escape_controls, join_names

if TYPE_CHECKING:
    from difference_finder.cli._pair_result import PairResult
    from difference_finder.pipeline.options import Options
    from difference_finder.storage.matching import Matching


class PairingSummary:
    """What the summary of two folders says about their files, apart from scores.

    Parameters
    ----------
    matching
        The files of the folders.
    options
        Options of the finder.

    Attributes
    ----------
    exceeded
        Number of rows without a pair that count as exceeded.
    """

    def __init__(self, matching: Matching, options: Options) -> None:
        self.matching, self.options = matching, options
        self.exceeded = 0
        self.unread = {
            role: list(folder.unread) for role, folder in zip(ROLES, matching.folders, strict=False)
        }

    def add(self, pair: PairResult) -> None:
        """Count a row."""
        self.exceeded += pair.unpaired and pair.exceeded

    def to_dict(self) -> dict[str, Any]:
        """Return the rule that paired the files, the unmatched images by kind, and the unread files."""
        unmatched = {
            kind: [image.name for image in self.matching.unmatched if image.kind == kind] for kind in KINDS
        }
        return {"paired_by": self.matching.rule, "unmatched": unmatched, "unread": self.unread}

    def lines(self) -> list[str]:
        """Return the lines that the command prints; none for equal names and folders of images alone."""
        lines = [describe_pairs(self.matching.rule, self.matching.examples())]
        counts = Counter(image.kind for image in self.matching.unmatched)
        if counts:
            kinds = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
            left = "left out" if self.options.unmatched == "ignore" else "reported"
            lines.append(f"images without a match, {left}: {kinds}")
        return [escape_controls(line) for line in [*lines, *self.unread_lines()] if line]

    def unread_lines(self) -> list[str]:
        """Return a line about the files of each folder that no reader reads."""
        return [
            f"{count_of(len(names), 'file')} of {role} not read: {join_names(names)}"
            for role, names in self.unread.items()
            if names
        ]
