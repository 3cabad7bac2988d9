"""The sentences of the caption of a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from difference_finder.study.figure._content import BY_HAND
from difference_finder.study.figure._places import HAND
from difference_finder.study.images import Place
from difference_finder.study.metric_labels import NONE, MetricLabel, join_words
from difference_finder.text import escape_controls, format_decimal

if TYPE_CHECKING:
    from difference_finder.study.crops.finder import Crops
    from difference_finder.study.figure._content import Row
    from difference_finder.study.figure._scale import ErrorScale
    from difference_finder.study.images import MeasuredCrop

__all__ = ["describe_error_maps", "describe_methods", "describe_places", "describe_tones", "describe_values"]


def describe_places(
    rows: Sequence[Row], strip: Sequence[Row], crops: Crops | None, called: Callable[[str], str]
) -> list[str]:
    """Describe the selection of the places: in general, then row by row.

    ``called`` returns the name of a method in the figure.
    """
    sentences = []
    if crops is not None and any(row.place.crop is not None for row in (*rows, *strip)):
        settings = replace(crops.settings, ours=called(crops.settings.ours))
        sentences.append(replace(crops, settings=settings).disclosure())
    for number, row in enumerate(rows, 1):
        place = row.place
        if place.crop is not None:
            text = place.crop.disclosure(called)
        else:
            text = f"{_where(place)}, chosen by hand."
        lead = row.title if place.kind != HAND or row.title != BY_HAND else ""
        sentences.append(f"Row {number}{f' ({lead})' if lead else ''}: {text}")
    if strip:
        where = "; ".join(_where(row.place) for row in strip)
        sentences.append(f"Random crops, from left to right: {where}.")
    return [escape_controls(sentence) for sentence in sentences]


def _where(place: Place) -> str:
    return f"{place.size}x{place.size} at ({place.x}, {place.y}) in {place.image}"


def describe_values(
    measures: Sequence[MetricLabel],
    values: str,
    protocols: Mapping[str, str],
    rows: Sequence[Row],
    measured: Sequence[MeasuredCrop],
) -> str:
    """Describe the values beneath the panels, and why some are missing.

    ``protocols`` are the protocols of the metrics.
    """
    if values == "none" or not measures:
        return ""
    names = join_words([measure.words for measure in measures])
    of = "of the crop" if values == "crop" else "of the whole image"
    bold = " The best value is bold." if any(m.higher_is_better is not None for m in measures) else ""
    lacking = any(text == NONE for row in rows for runs in row.values.values() for text, _ in runs)
    causes = dict.fromkeys(escape_controls(cause) for crop in measured for cause in crop.causes.values())
    why = f" ({'; '.join(causes)})" if causes else ""
    dash = f" A dash marks a missing value{why}." if lacking else ""
    return f"Values: {names} {of}, {_protocol_words(measures, protocols)}.{bold}{dash}"


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


def describe_methods(roles: Mapping[str, str], every: Sequence[str], called: Callable[[str], str]) -> str:
    """Name the methods that are shown, and those that are not."""
    left_out = [called(name) for name in every if name not in roles]
    rest = f" Not shown: {join_words(left_out)}." if left_out else ""
    names = ["the reference" if name == "Reference" else name for name in roles.values()]
    return f"Crops of {join_words(names)}, and their position in the whole image.{rest}"
