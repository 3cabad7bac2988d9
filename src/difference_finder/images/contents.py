"""What files hold, what of it was compared, and where two images are unequal in something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["KINDS", "Content", "Unequal", "describe_transform", "held", "notes_with_unequal"]

KINDS: Mapping[str, str] = {
    "alpha": "transparency: the colours are composed on the background, and the alpha is compared by itself",
    "bands": "bands that were not selected",
    "bits": "bits of a sample, 8 or 16",
    "files": "files without a counterpart",
    "nan": "pixels that are not finite in one of the images only",
    "orientation": "orientation that the file records",
    "pages": "pages, frames or slices that were not selected, or that only one image has",
    "phase": "phases of complex numbers, of which the magnitudes are compared",
    "profile": "ICC profile, or the colour space of the chunk cICP",
    "size": "parts that were cropped or resized because the sizes differ",
    "timing": "durations of the frames of an animation",
    "transfer": "transfer function of the chunk gAMA",
    "unmeasured": "pixels that differ, but not in the measured values",
    "unread": "files of a folder that no reader takes",
}
"""Kinds of contents that are not, or not only, pixel values, by the names that ``allow`` takes."""


@dataclass(frozen=True, eq=False)
class Content:
    """One thing that a file holds.

    Parameters
    ----------
    kind
        One of ``KINDS``.
    holds
        The content in words: "16 bits", "pages 2 to 5 of 5", "ICC profile 'Display P3'".
    compared
        Whether the pixels of the image include its effect. If not, it was left out, and only its equality is
        checked.
    stored
        The values by which equality is checked, one for each part (a page, a band): arrays, texts, numbers or
        bytes. None to check ``holds``.
    parts
        Names of these parts, such as "page 3 of 5".
    """

    kind: str
    holds: str
    compared: bool = True
    stored: tuple[Any, ...] | None = None
    parts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return all but the stored values, ready for JSON."""
        return {"kind": self.kind, "holds": self.holds, "compared": self.compared}


@dataclass(frozen=True)
class Unequal:
    """Something in which two images are unequal, and that their score does not include.

    Parameters
    ----------
    kind
        One of ``KINDS``.
    text
        The difference in words: "alpha differs in 256 pixels".
    allowed
        Whether the user allowed it: it then does not count against a limit.
    """

    kind: str
    text: str
    allowed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return dict(self.__dict__)


def held(contents: Iterable[Content]) -> dict[str, Content]:
    """Return contents by their kind; several of one kind become one."""
    found: dict[str, Content] = {}
    for content in contents:
        earlier = found.get(content.kind)
        found[content.kind] = content if earlier is None else _joined(earlier, content)
    return found


def _joined(first: Content, second: Content) -> Content:
    """Return two contents of one kind as one."""
    both = first, second
    stored = [(content.holds,) if content.stored is None else content.stored for content in both]
    parts = [
        (*content.parts, *[content.kind] * (len(values) - len(content.parts)))
        for content, values in zip(both, stored, strict=True)
    ]
    return Content(
        first.kind,
        f"{first.holds}, {second.holds}",
        compared=first.compared and second.compared,
        stored=(*stored[0], *stored[1]),
        parts=(*parts[0], *parts[1]),
    )


def notes_with_unequal(record: Mapping[str, Any]) -> list[str]:
    """Return the notes of a record, after what its images are unequal in and its transform."""
    unequal = [
        f"unequal: {one['text']}{' (allowed)' if one['allowed'] else ''}"
        for one in record.get("unequal") or ()
    ]
    transform = record.get("transform")
    changed = [describe_transform(transform)] if transform else []
    return [*unequal, *changed, *map(str, record.get("notes") or ())]


def describe_transform(
    transform: Mapping[str, Any], describe: Callable[[str, Any], str] | None = None
) -> str:
    """Return the sentence about the transform of a record, with the scores after it is undone.

    Parameters
    ----------
    transform
        The transform of the record.
    describe
        Function of the name and the value of a score that returns the value as text.
    """
    shown = describe or (lambda _, value: f"{value:.5g}" if isinstance(value, float) else str(value))
    scores = transform.get("scores_after") or {}
    known = [f"{name} {shown(name, value)}" for name, value in scores.items() if value is not None]
    return f"{transform['text']}; undone, {', '.join(known)}" if known else str(transform["text"])
