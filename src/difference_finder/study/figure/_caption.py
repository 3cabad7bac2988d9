"""The caption: what is seen, and how it was chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from difference_finder.study.figure._content import BY_HAND
from difference_finder.study.figure._places import HAND
from difference_finder.study.figure._words import NONE, Measure, listed
from difference_finder.study.images import Place
from difference_finder.text import escape_controls, format_decimal

if TYPE_CHECKING:
    from difference_finder.study.crops.finder import Crops
    from difference_finder.study.figure._content import Row
    from difference_finder.study.figure._scale import ErrorScale
    from difference_finder.study.images import Shot

__all__ = ["error_words", "method_words", "place_words", "tone_words", "value_words"]


def place_words(
    rows: Sequence[Row], strip: Sequence[Row], crops: Crops | None, called: Callable[[str], str]
) -> list[str]:
    """Say how the places were chosen: how crops are in general, then row by row.

    ``called`` gives what a method is called in the figure.
    """
    sentences = []
    if crops is not None and any(row.place.crop is not None for row in (*rows, *strip)):
        settings = replace(crops.settings, ours=called(crops.settings.ours))
        sentences.append(replace(crops, settings=settings).disclosure())
    for number, row in enumerate(rows, 1):
        place = row.place
        if place.crop is not None:
            what = replace(place.crop, rival=called(place.crop.rival)).disclosure()
        else:
            what = f"{_where(place)}, which was chosen by hand."
        lead = row.title if place.kind != HAND or row.title != BY_HAND else ""
        sentences.append(f"Row {number}{f' ({lead})' if lead else ''}: {what}")
    if strip:
        where = "; ".join(_where(row.place) for row in strip)
        sentences.append(f"Random crops, from left to right: {where}.")
    return [escape_controls(sentence) for sentence in sentences]


def _where(place: Place) -> str:
    return f"{place.size}x{place.size} at ({place.x}, {place.y}) of {place.image}"


def value_words(
    measures: Sequence[Measure], values: str, protocol: str, rows: Sequence[Row], shots: Sequence[Shot]
) -> str:
    """Say what the numbers are, and why some are not there."""
    if values == "none" or not measures:
        return ""
    what = listed([measure.words for measure in measures])
    of = "of the crop" if values == "crop" else "of the whole image"
    bold = " The best is bold." if any(m.higher_is_better is not None for m in measures) else ""
    lacking = any(text == NONE for row in rows for runs in row.values.values() for text, _ in runs)
    causes = dict.fromkeys(escape_controls(cause) for shot in shots for cause in shot.causes.values())
    why = f" ({'; '.join(causes)})" if causes else ""
    dash = f" A dash stands where a metric has no number{why}." if lacking else ""
    return f"Numbers: {what} {of}, protocol {protocol}.{bold}{dash}"


def error_words(scale: ErrorScale, chosen: bool, shots: Sequence[Shot]) -> str:
    """Say how error maps were made."""
    unit = "the data range" if all(shot.range_known for shot in shots) else "the range that is shown"
    share = f"{100 * scale.saturated:.2g} %" if scale.saturated else "none"
    how = "as was given" if chosen else "by the 99.5th percentile of all of them"
    return (
        "Error maps: absolute difference to the reference, mean of the channels, on one scale for all panels,"
        f" from 0 to {format_decimal(scale.vmax)} of {unit} (error \u00d7{format_decimal(scale.gain)}, {how};"
        f" {share} of their pixels lie beyond it)."
    )


def tone_words(shots: Sequence[Shot]) -> str:
    """Say which values are black and white where that is not the whole range."""
    known: dict[str, list[str]] = {}
    for shot in shots:
        if shot.tones.words and shot.place.image not in known.setdefault(shot.tones.words, []):
            known[shot.tones.words].append(shot.place.image)
    every = len({shot.place.image for shot in shots})
    sentences = []
    for words, names in known.items():
        who = "Images" if len(names) == every else escape_controls(listed(names))
        sentences.append(f"{who} {'is' if who == names[0] else 'are'} {words}.")
    return " ".join(sentences)


def method_words(roles: Mapping[str, str], every: Sequence[str], called: Callable[[str], str]) -> str:
    """Say what is shown, and which methods of the study are not."""
    left_out = [called(name) for name in every if name not in roles]
    rest = f" Not shown: {listed(left_out)}." if left_out else ""
    names = ["the reference" if name == "Reference" else name for name in roles.values()]
    return f"Crops of {listed(names)}, and where they are in the whole image.{rest}"
