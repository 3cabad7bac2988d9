"""What is suspected of a whole study: a wrong reference, a misregistration or a wrong border."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from difference_finder.text import count_of, join_names

__all__ = ["MOST_IMAGES", "Suspicions", "list_suspicions", "looked_at"]

MOST_IMAGES = 5
"""Maximum number of images that are looked at, spread evenly."""

MOST_PAIRS = 100
"""Number of pairs of images and methods that are looked at, unless there are more methods."""

MOST_NAMED = 5
"""Maximum number of methods that a sentence names."""

SENTENCES = {
    "border": (
        "without one more pixel at each side, {names} would be {gain} nearer to the reference; borders of the"
        " results may be wrong, or belong to a border that a protocol leaves out"
    ),
    "shift": (
        "moved by one pixel ({detail}), {names} would be {gain} nearer to the reference; the results may be"
        " misregistered"
    ),
    "smooth": (
        "{detail}, {names} would be {gain} nearer to the reference, which may be an enlarged or blurred"
        " image, such as the input of the methods, rather than the ground truth"
    ),
    "scene": (
        "the reference shows something else than {names}, which resembles {detail} ({gain} nearer); it may be"
        " the wrong reference, or images may be paired wrongly"
    ),
}
"""What is suspected, by the kind of the signs."""


def looked_at(images: int, methods: int) -> frozenset[int]:
    """Return the numbers of the images that are looked at.

    Examples
    --------
    >>> sorted(looked_at(9, 2)), sorted(looked_at(3, 2)), sorted(looked_at(100, 60))
    ([0, 2, 4, 6, 8], [0, 1, 2], [0])
    """
    count = min(images, max(1, min(MOST_IMAGES, MOST_PAIRS // max(1, methods))))
    if count == 1:
        return frozenset((0,))
    return frozenset(round(number * (images - 1) / (count - 1)) for number in range(count))


class Suspicions:
    """Collects the signs of the images that are looked at."""

    def __init__(self) -> None:
        self.looked: Counter[int] = Counter()
        self.found: dict[tuple[str, int], list[tuple[float, str]]] = defaultdict(list)

    def add(self, signs: Mapping[str, Sequence[Sequence[Any]]] | None) -> None:
        """Add the signs of an image: kind, gain and detail, by the number of the method."""
        for method, each in (signs or {}).items():
            self.looked[int(method)] += 1
            for kind, gain, detail in each:
                self.found[kind, int(method)].append((float(gain), str(detail)))

    def record(self, methods: Sequence[str]) -> list[dict[str, Any]]:
        """Return what most images show, ready for JSON.

        A smoothed reference is suspected only if at least half of the methods show it.
        """
        rows = []
        for (kind, method), signs in sorted(self.found.items()):
            looked = self.looked[method]
            if 2 * len(signs) <= looked:
                continue
            gains = sorted(gain for gain, _ in signs)
            [(detail, _)] = Counter(detail for _, detail in signs).most_common(1)
            if kind == "scene":
                detail = methods[int(detail)]
            facts = {"images": len(signs), "looked_at": looked, "gain": gains[len(gains) // 2]}
            rows.append({"kind": kind, "method": methods[method], **facts, "detail": detail})
        smooth = sum(row["kind"] == "smooth" for row in rows)
        return [row for row in rows if row["kind"] != "smooth" or 2 * smooth >= len(self.looked)]


def list_suspicions(record: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each suspicion in the record of a study, with the methods that share it.

    Examples
    --------
    >>> row = {"kind": "shift", "images": 2, "looked_at": 3, "gain": 7.25, "detail": "left"}
    >>> list_suspicions({"suspicions": [{"method": name, **row} for name in ("ours", "edsr")]})
    ... # doctest: +ELLIPSIS
    ['Suspicious: moved by one pixel (left), ours, edsr would be 7.2 dB nearer ... (2 of 3 images ...).']
    """
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in record.get("suspicions") or ():  # absent in earlier versions
        shared = "" if row["kind"] == "scene" else row["detail"]
        found.setdefault((row["kind"], shared), []).append(row)
    return [_sentence(kind, rows) for (kind, _), rows in found.items()]


def _sentence(kind: str, rows: Sequence[Mapping[str, Any]]) -> str:
    gain = min(row["gain"] for row in rows)
    words = SENTENCES[kind].format(
        names=join_names([row["method"] for row in rows], MOST_NAMED),
        gain=f"{gain:.1f} dB",
        detail=join_names(list(dict.fromkeys(row["detail"] for row in rows)), MOST_NAMED),
    )
    least = min(rows, key=lambda row: row["images"] / row["looked_at"])
    return f"Suspicious: {words} ({least['images']} of {count_of(least['looked_at'], 'image')} looked at)."
