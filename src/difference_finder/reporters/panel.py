"""Panels: the images and the map side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from difference_finder.drawing.boxes import describe_boxes, draw_boxes, summarise_boxes
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
from difference_finder.drawing.close_ups import Strip, make_strip
from difference_finder.drawing.layout import Layout, Zoom, make_layout
from difference_finder.drawing.lettering import join_name, shorten, wrap
from difference_finder.drawing.map_facts import (
    describe_facts,
    describe_parts,
    describe_protocol,
    format_score,
    read_map_facts,
)
from difference_finder.drawing.map_view import (
    MapView,
    choose_view,
    enlarge_pixels,
    enlargement,
    reduce_by_mean,
)
from difference_finder.drawing.png import encode_page
from difference_finder.drawing.scale import TIMES
from difference_finder.errors import InputError
from difference_finder.images.contents import notes_with_unequal
from difference_finder.parts.registry import reporter
from difference_finder.storage.atomic import deliver
from difference_finder.text import shortest_tails

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["panel"]

TWO = {"first": "First", "second": "Second"}
THREE = {"reference": "Reference", **TWO}
"""Images of a record in the order of the panel, and their titles."""


@dataclass(frozen=True, eq=False)
class Cell:
    """A picture of the panel.

    Parameters
    ----------
    title
        Title above the picture.
    name, facts
        Line below the title.
    pixels
        Pixels of shape (H, W, 3), at the size of the page.
    regions
        Regions to draw; empty for a picture of another size than the map.
    zoom
        Pixels of the page for each pixel of the picture.
    """

    title: str
    name: str
    facts: str
    pixels: NDArray[np.uint8]
    regions: list[dict[str, Any]]
    zoom: float


@dataclass(frozen=True)
class FooterText:
    """Text of the footer: the score, the images, the presentation, and the notes."""

    score: str
    subject: list[str]
    presentation: list[str]
    notes: list[str]


@reporter("panel", suffix=".panel.png")
def panel(
    record: Mapping[str, Any],
    destination: Path | BinaryIO,
    *,
    colormap: str = "auto",
    vmax: float | None = None,
    gain: float | None = None,
    regions: bool = True,
    max_side: int = 1600,
) -> Path | BinaryIO:
    """Draw the images and the map side by side, with the score and its settings.

    Parameters
    ----------
    record
        Record of :meth:`Comparison.to_dict` with ``arrays=True``.
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
    max_side
        Longest side of a picture in pixels, at least 16; larger pictures are reduced, and the panel says so.

    Returns
    -------
    Path or binary file
        The destination, a PNG.

    Raises
    ------
    UnknownNameError
        If the colormap is unknown.
    InputError
        If the record lacks the pictures, a setting is not possible, or the file cannot be written.

    Notes
    -----
    Photographs are reduced by averaging, and maps by their strongest values, so that a difference in one
    pixel stays visible. Pictures with a longer side of less than 400 pixels are enlarged by a whole factor,
    as far as ``max_side`` permits. The names of the images are the shortest ends of their paths that differ.
    Pictures more than twice as wide as high are stacked. Below all pictures that are shown at less than 4:1,
    the three strongest regions are enlarged by whole factors, each with its sentence.

    Examples
    --------
    >>> import io
    >>> import numpy as np
    >>> grey = np.full((8, 8, 3), 128, np.uint8)
    >>> arrays = {"map": np.zeros((8, 8)), "first": grey, "second": grey}
    >>> panel({"map": {"unit_range": 1.0}, "arrays": arrays}, io.BytesIO()).getvalue()[1:4]
    b'PNG'
    """
    if isinstance(max_side, bool) or not isinstance(max_side, int) or max_side < 16:
        raise InputError(f"max_side of panel must be a whole number of pixels, at least 16, not {max_side!r}")
    view = choose_view(read_map_facts(record), colormap, vmax, gain)
    titles = THREE if record.get("reference") else TWO
    photographs = {role: _photograph(record, role) for role in titles}
    shapes = [view.facts.plane.shape, *(pixels.shape[:2] for pixels in photographs.values())]
    longest = max(max(shape) for shape in shapes)
    zoom = Zoom(max(1, min(enlargement(longest, 1), max_side // longest)), -(-longest // max_side))
    drawn = view.facts.regions if regions else []
    paths = [str((record.get(role) or {}).get("name") or "") for role in titles]
    cells = [
        _cell(name, titles[role], photographs[role], zoom, view, drawn)
        for role, name in zip(titles, shortest_tails(paths), strict=True)
    ]
    shown = view.pixels(zoom.factor, zoom.divisor)
    cells.append(Cell(view.facts.title, "", f"scale {view.scale.label}", shown, drawn, zoom.ratio))
    layout = make_layout([cell.pixels.shape[:2] for cell in cells])
    pictures = {titles[role]: pixels for role, pixels in photographs.items()}
    strip = make_strip(view, pictures, drawn, zoom.factor, layout.width - 2 * layout.margin, layout.unit)
    footer = _footer(_footer_text(record, view, zoom, drawn), layout)
    return deliver(destination, encode_page(_page(cells, view, layout, footer, strip)))


def _photograph(record: Mapping[str, Any], role: str) -> NDArray[np.uint8]:
    import numpy as np

    pixels = record.get("arrays", {}).get(role)
    if pixels is None:
        raise InputError(
            f"the record has no picture of the {role}; draw the map alone with the reporter 'heatmap'"
        )
    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.size == 0:
        raise InputError(
            f"the {role} is {pixels.dtype} of shape {pixels.shape}; a panel needs uint8 (height, width, 3)"
        )
    return pixels


def _cell(
    name: str,
    title: str,
    pixels: NDArray[np.uint8],
    zoom: Zoom,
    view: MapView,
    regions: list[dict[str, Any]],
) -> Cell:
    """Return the cell of a photograph; one of the map's size has its regions and stripes."""
    height, width = pixels.shape[:2]
    shown = enlarge_pixels(reduce_by_mean(pixels, zoom.divisor), zoom.factor)
    if pixels.shape[:2] != view.facts.plane.shape:
        regions = []
    else:
        shown = view.hatched(shown, zoom.factor, zoom.divisor, through=0.3)
    return Cell(title, name, f"{width} {TIMES} {height}", shown, regions, zoom.ratio)


def _page(cells: list[Cell], view: MapView, layout: Layout, footer: list[Line], strip: Strip) -> Canvas:
    unit, size = layout.unit, small_text_size(layout.unit)
    statements = [Line(text, size) for text in wrap(view.statements[1:], size, layout.column, 2)]
    bar_top = layout.pictures_end + round(0.8 * unit)
    bar_end = bar_top + bar_height(unit) + lines_height(statements)
    # In a row the footer is below the photographs, beside the colour bar; in a stack it follows the bar.
    footer_top = bar_end + round(0.8 * unit) if layout.stacked else bar_top - round(0.2 * unit)
    strip_top = max(bar_end, footer_top + lines_height(footer))
    canvas = Canvas(layout.width, strip_top + strip.height + layout.margin)
    for index, cell in enumerate(cells):
        _draw_cell(canvas, cell, layout.corner(index), layout)
    left = layout.corner(layout.count - 1)[0]
    draw_colour_bar(canvas, (left, bar_top, left + layout.column, bar_top + bar_height(unit)), view, unit)
    put_lines(canvas, (left, bar_top + bar_height(unit)), statements)
    put_lines(canvas, (layout.margin, footer_top), footer)
    strip.draw(canvas, (layout.margin, strip_top))
    return canvas


def _draw_cell(canvas: Canvas, cell: Cell, corner: tuple[int, int], layout: Layout) -> None:
    size = small_text_size(layout.unit)
    heading = [
        Line(shorten(cell.title, layout.unit, layout.column), layout.unit, INK),
        Line(join_name(cell.name, cell.facts, size, layout.column), size),
    ]
    left, top = corner[0], corner[1] + layout.heading
    width, height = cell_size((cell.pixels.shape[1], cell.pixels.shape[0]), layout.unit)
    put_lines(canvas, corner, heading)
    draw_picture(canvas, (left, top), cell.pixels)
    draw_boxes(canvas, (left, top, left + width, top + height), cell.regions, cell.zoom, layout.unit)


def _footer(words: FooterText, layout: Layout) -> list[Line]:
    room = layout.column if layout.stacked else layout.columns(layout.count - 1)
    large, size = round(1.15 * layout.unit), small_text_size(layout.unit)
    lines = [Line(shorten(words.score, large, room), large, INK)]
    parts = (words.subject, words.presentation, words.notes)
    return lines + [Line(text, size) for part in parts for text in wrap(part, size, room, 2)]


def _footer_text(
    record: Mapping[str, Any], view: MapView, zoom: Zoom, drawn: list[dict[str, Any]]
) -> FooterText:
    metric = (record.get("metric") or {}).get("name")
    subject = [str(record.get("name") or ""), view.facts.label, *describe_parts(record.get("options") or {})]
    subject += [f"{k} {format_score(v)}" for k, v in (record.get("scores") or {}).items() if k != metric]
    raw = ", ".join(f"{k} {format_score(v)}" for k, v in (record.get("raw_scores") or {}).items())
    subject += [f"before correction {raw}"] if raw else []
    subject += describe_facts((record.get("map") or {}).get("facts"))
    presentation = [summarise_boxes(len(view.facts.regions), bool(drawn))]
    presentation += [record["advantage"]["text"]] if record.get("advantage") else []
    presentation += describe_boxes(drawn)
    if zoom.divisor > 1:
        presentation.append(f"shown at 1:{zoom.divisor}, photographs averaged, map by its strongest values")
    elif zoom.factor > 1:
        presentation.append(f"shown at {zoom.factor}:1")
    presentation += describe_protocol(record.get("protocol"))
    return FooterText(_score(record), subject, presentation, notes_with_unequal(record))


def _score(record: Mapping[str, Any]) -> str:
    if "score" not in record:
        return "no score"
    metric = record.get("metric") or {}
    words = f"{metric.get('name') or 'score'}  {format_score(record['score'])}"
    better = metric.get("higher_is_better")
    if better is None:
        return words
    if metric.get("gap"):
        return f"{words}  ·  {'above' if better else 'below'} 0 the first is better"
    return f"{words}  ·  {'higher' if better else 'lower'} is better"
