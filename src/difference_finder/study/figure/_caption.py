"""The sentences of the caption of a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from difference_finder.study.figure._content import BY_HAND
from difference_finder.study.figure._places import HAND
from difference_finder.study.images import Place
from difference_finder.study.metric_labels import NONE, MetricLabel, join_words
from difference_finder.text import escape_controls, format_decimal

if TYPE_CHECKING:
    from difference_finder.study.crops.finder import Crops
    from difference_finder.study.figure._content import Content, Row
    from difference_finder.study.figure._scale import ErrorScale
    from difference_finder.study.figure._sheet import Run
    from difference_finder.study.images import MeasuredCrop

__all__ = [
    "describe_error_maps",
    "describe_error_maps_shortly",
    "describe_methods",
    "describe_places",
    "describe_places_shortly",
    "describe_tones",
    "describe_values",
    "describe_values_shortly",
]

SHOWN = {
    "grid": "Crops of {names}, and their position in the whole image.",
    "overview": "Crops of {names}; boxes in the colours of their frames mark them in the whole reference.",
    "inset": "Whole images of {names}, and crops of them, which lines join to their boxes.",
}
"""What a figure of each layout shows."""

UNITS = {"grid": "Row", "overview": "Row", "inset": "Inset"}
"""What a place is called in each layout."""

LACKING = {
    "crop": "A dash marks a metric that cannot be computed on the crop, which is smaller than the windows of"
    " the metric, or in the border that the protocol leaves out.",
    "image": "A dash marks a missing score.",
}
"""Sentence about values that are missing."""

SAME = " Values that print the same, of which only some are marked, differ in further digits."


def describe_places(
    rows: Sequence[Row], strip: Sequence[Row], crops: Crops | None, called: Callable[[str], str], layout: str
) -> list[str]:
    """Describe the selection of the places: in general, then row by row.

    ``called`` returns the name of a method in the figure.
    """
    sentences = []
    if crops is not None and _selected(rows):
        sentences.append(_renamed(crops, called).disclosure(random=bool(strip)))
    elif crops is not None and strip:
        sentences.append(crops.random_disclosure())
    for number, row in enumerate(rows, 1):
        place = row.place
        if place.crop is not None:
            text = place.crop.disclosure(called)
        else:
            text = f"{_where(place)}, chosen by hand."
        title = row.title if place.kind != HAND or row.title != BY_HAND else ""
        unit = row.letter or f"{UNITS[layout]} {number}"
        lead = f"{unit} {title}" if row.letter else f"{unit} ({title})"
        sentences.append(f"{lead if title else unit}: {text}")
    if strip:
        sentences.append(f"Random crops, in the order of reading: {_where_all(strip)}.")
    return [escape_controls(sentence) for sentence in sentences]


def describe_places_shortly(
    rows: Sequence[Row], strip: Sequence[Row], crops: Crops | None, titles: Sequence[str], layout: str
) -> list[str]:
    """Describe the selection of the places in a sentence or two.

    ``titles`` are the words for the selection of each row, which its title may not contain.
    """
    sentences = []
    if crops is not None and _selected(rows):
        sentences.append(crops.short_disclosure())
    words = []
    for row, title in zip(rows, titles, strict=True):
        where = f" ({_where(row.place)})" if row.place.kind == HAND else ""
        words.append(f"{row.letter} {title}{where}".strip())
    unit = "" if rows[0].letter else f"{UNITS[layout]}{'s' * (len(rows) > 1)}: "
    sentences.append(f"{unit}{', '.join(words)}.")
    if strip and crops is not None:
        sentences.append(f"Random crops drawn with seed {crops.settings.seed}.")
    return [escape_controls(sentence) for sentence in sentences]


def _selected(rows: Sequence[Row]) -> bool:
    """Return whether any row shows a crop that the study selected."""
    return any(row.place.crop is not None for row in rows)


def _renamed(crops: Crops, called: Callable[[str], str]) -> Crops:
    return replace(crops, settings=replace(crops.settings, ours=called(crops.settings.ours)))


def _where(place: Place) -> str:
    return f"{place.size}x{place.size} at ({place.x}, {place.y}) in {place.image}"


def _where_all(rows: Sequence[Row]) -> str:
    return "; ".join(_where(row.place) for row in rows)


def describe_values(content: Content, values: str, protocols: Mapping[str, str]) -> str:
    """Describe the values beneath the panels, and why some are missing.

    ``protocols`` are the protocols of the metrics.
    """
    measures = content.measures
    if not measures:
        return ""
    names = join_words([measure.words for measure in measures])
    marks = {
        (True, True): " The best value is bold, the second best is underlined.",
        (True, False): " The best value is bold.",
    }.get(_marks(content), "")
    dash = f" {LACKING[values]}" if _lacking(content) else ""
    same = SAME if _print_the_same(content) else ""
    return f"Values: {names} {_of(values)}, {_protocol_words(measures, protocols)}.{marks}{same}{dash}"


def describe_values_shortly(content: Content, values: str) -> str:
    """Describe the values beneath the panels in a sentence."""
    if not content.measures:
        return ""
    units = [f"{m.name} ({m.unit})" if m.unit else m.name for m in content.measures]
    marks = {
        (True, True): "; best in bold, second best underlined",
        (True, False): "; best in bold",
    }.get(_marks(content), "")
    dash = " A dash marks a missing value." if _lacking(content) else ""
    return f"{join_words(units)} {_of(values)}{marks}.{SAME if _print_the_same(content) else ''}{dash}"


def _of(values: str) -> str:
    return "of the crop" if values == "crop" else "of the whole image"


def _columns(content: Content) -> Iterator[list[Run]]:
    """Yield the values of all methods in each row and metric; random crops show the first metric."""
    for row in content.rows:
        yield from (list(runs) for runs in zip(*row.values.values(), strict=True))
    for row in content.strip:
        yield [run for runs in row.values.values() for run in runs[:1]]


def _marks(content: Content) -> tuple[bool, bool]:
    """Return whether any value is bold, and whether any is underlined."""
    runs = [run for column in _columns(content) for run in column]
    return any(bold for _, bold, _ in runs), any(underlined for *_, underlined in runs)


def _lacking(content: Content) -> bool:
    return any(text == NONE for column in _columns(content) for text, *_ in column)


def _print_the_same(content: Content) -> bool:
    """Return whether values of different marks, at least one of them marked, read the same."""
    for column in _columns(content):
        marks: dict[str, set[tuple[bool, bool]]] = {}
        for text, bold, underlined in column:
            marks.setdefault(text, set()).add((bold, underlined))
        if any(len(found) > 1 for found in marks.values()):
            return True
    return False


def _protocol_words(measures: Sequence[MetricLabel], protocols: Mapping[str, str]) -> str:
    """Name the protocol of the metrics, or each protocol with its metrics."""
    found: dict[str, list[str]] = {}
    for measure in measures:
        found.setdefault(protocols[measure.spec], []).append(measure.name)
    if len(found) == 1:
        return f"protocol {next(iter(found))}"
    return "; ".join(f"{join_words(names)} under protocol {protocol}" for protocol, names in found.items())


def describe_error_maps(scale: ErrorScale, chosen: bool, measured: Sequence[MeasuredCrop]) -> str:
    """Describe the error maps."""
    unit = "the data range" if all(crop.range_known for crop in measured) else "the displayed range"
    share = f"{100 * scale.saturated:.2g} %" if scale.saturated else "none"
    how = "chosen by hand" if chosen else "from the 99.5th percentile of all errors"
    return (
        "Error maps: absolute difference from the reference, averaged over channels, on one scale for all"
        " panels"
        f" from 0 to {format_decimal(scale.vmax)} of {unit} (error \u00d7{format_decimal(scale.gain)}, {how};"
        f" {share} of the pixels exceed the scale)."
    )


def describe_error_maps_shortly(scale: ErrorScale) -> str:
    """Describe the error maps in a sentence."""
    return f"Error maps: absolute differences \u00d7{format_decimal(scale.gain)}."


def describe_tones(measured: Sequence[MeasuredCrop]) -> str:
    """Describe the displayed range of images, where it is not the whole data range."""
    known: dict[str, list[str]] = {}
    for crop in measured:
        if crop.tones.words and crop.place.image not in known.setdefault(crop.tones.words, []):
            known[crop.tones.words].append(crop.place.image)
    every = len({crop.place.image for crop in measured})
    sentences = []
    for words, names in known.items():
        who = "Images" if len(names) == every else escape_controls(join_words(names))
        sentences.append(f"{who} {'is' if who == names[0] else 'are'} {words}.")
    return " ".join(sentences)


def describe_methods(
    content: Content, every: Sequence[str], called: Callable[[str], str], layout: str
) -> str:
    """Name the methods that are shown, and those that are not."""
    left_out = [called(name) for name in every if name not in content.roles]
    rest = f" Not shown: {join_words(left_out)}." if left_out else ""
    names = []
    for role, name in content.roles.items():
        words = "the reference" if name == "Reference" else name
        names.append(f"{content.letters[role]} {words}" if content.letters else words)
    return f"{SHOWN[layout].format(names=join_words(names))}{rest}"
