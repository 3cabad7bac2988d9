"""Heatmaps: maps as pictures with a colour bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.drawing.boxes import MOST_BOXES, describe_boxes, draw_boxes, summarise_boxes
from difference_finder.drawing.canvas import (
    INK,
    Canvas,
    Line,
    bar_height,
    cell_size,
    draw_colour_bar,
    draw_picture,
    lines_height,
    put_lines,
    small_text_size,
)
from difference_finder.drawing.lettering import join_name, shorten, wrap
from difference_finder.drawing.map_facts import read_map_facts
from difference_finder.drawing.map_view import MapView, choose_view, enlargement
from difference_finder.drawing.png import encode_page
from difference_finder.drawing.scale import TIMES
from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["heatmap"]


@reporter("heatmap", suffix=".heatmap.png", pictures=False)
def heatmap(
    record: Mapping[str, Any],
    destination: Path | BinaryIO,
    *,
    colormap: str = "auto",
    vmax: float | None = None,
    gain: float | None = None,
    regions: bool = True,
) -> Path | BinaryIO:
    """Draw the map pixel by pixel, with a colour bar.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict` with ``arrays=True``, or of :meth:`DifferenceMap.to_record`.
    destination
        Path, or open binary file.
    colormap
        Colormap: "magma", "viridis", "grey", "diverging", or "auto" for diverging with signed maps and magma
        with others.
    vmax
        Value of the last colour; None to derive it from the map.
    gain
        Amplification: the greatest possible difference divided by ``vmax``.
    regions
        Whether to draw numbered boxes around the 10 strongest regions.

    Returns
    -------
    Path or binary file
        The destination, a PNG.

    Raises
    ------
    UnknownNameError
        If the colormap is unknown.
    InputError
        If the record has no map, the scale is not possible, or the file cannot be written.

    Notes
    -----
    Maps with a longer side of less than 400 pixels are enlarged by an integer factor. A map that was compared
    in strips is reduced to at most 4096 pixels: each shows the strongest value of a square. Without ``vmax``
    and ``gain`` the last colour is the 99.5th percentile, rounded up, and the share of pixels above it is
    stated.
    The lines around a region do not cover its pixels.

    Examples
    --------
    >>> import io
    >>> import numpy as np
    >>> record = {"map": {"label": "absolute difference", "unit_range": 1.0}, "arrays": {"map": np.eye(8)}}
    >>> heatmap(record, io.BytesIO(), gain=1).getvalue()[1:4]
    b'PNG'
    """
    facts = read_map_facts(record)
    view = choose_view(facts, colormap, vmax, gain)
    return deliver(destination, encode_page(_page(view, str(record.get("name") or ""), regions)))


def _page(view: MapView, name: str, regions: bool) -> Canvas:
    height, width = view.facts.plane.shape
    factor = enlargement(width, height)
    pixels = view.pixels(factor, padded=True)
    unit = min(max(13, round(factor * (width * height) ** 0.5 / 52)), 40)
    shown_width, shown_height = cell_size((width * factor, height * factor), unit)
    margin = round(1.3 * unit)
    room = max(shown_width, 24 * unit)
    heading = _heading(view, name, factor, unit, room)
    drawn = view.facts.regions if regions else []
    statements = [
        Line(text, small_text_size(unit))
        for text in wrap(_statements(view, drawn), small_text_size(unit), room, 3)
    ]

    top = margin + lines_height(heading) + round(0.4 * unit)
    bar_top = top + shown_height + round(0.8 * unit)
    below = bar_top + bar_height(unit) + round(0.2 * unit)
    canvas = Canvas(room + 2 * margin, below + lines_height(statements) + margin)
    put_lines(canvas, (margin, margin), heading)
    draw_picture(canvas, (margin, top), pixels)
    area = margin, top, margin + shown_width, top + shown_height
    draw_boxes(canvas, area, drawn, factor / view.facts.divisor, unit)
    bar = (margin, bar_top, margin + room, bar_top + bar_height(unit))
    draw_colour_bar(canvas, bar, view, unit)
    put_lines(canvas, (margin, below), statements)
    return canvas


def _heading(view: MapView, name: str, factor: int, unit: int, room: int) -> list[Line]:
    height, width = view.facts.plane.shape
    facts = [f"{width} {TIMES} {height}"] + ([f"shown at {factor}:1"] if factor > 1 else [])
    if view.facts.size is not None and view.facts.divisor > 1:
        width, height = view.facts.size
        facts = [
            f"{width} {TIMES} {height}",
            f"strongest value of {view.facts.divisor} {TIMES} {view.facts.divisor} pixels",
        ]
    tail = "  ·  ".join(facts)
    title = Line(shorten(view.facts.title, unit, room), unit, INK)
    return [title, Line(join_name(name, tail, small_text_size(unit), room), small_text_size(unit))]


def _statements(view: MapView, drawn: list[dict[str, Any]]) -> list[str]:
    counted = [summarise_boxes(len(drawn))] if len(drawn) > MOST_BOXES else []
    return [*view.statements, *describe_boxes(drawn), *counted]
