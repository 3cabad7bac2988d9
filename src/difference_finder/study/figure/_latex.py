"""LaTeX output: the snippet that includes a figure, and the figure as PGF commands.

LaTeX sets the texts of PGF in the font of the paper. The PGF backend of matplotlib needs an installed LaTeX,
which it queries for the width of each text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from difference_finder.errors import InputError
from difference_finder.study.figure._sheet import Label, Outline, Picture, Rule, Run, Sheet
from difference_finder.study.latex import engine_note, escape_latex, unescape_latex
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MARK", "caption_of", "check_file_name", "pgf", "png_of", "snippet"]

UNFIT = '%#{}\\~^$&"'
"""Characters that the name of an included file may not contain."""

MARK = "% Written by difference-finder, and written anew when the figure is: copy it before you change it."
"""First line of a snippet. A file without it is not overwritten, so that the line must not change."""

WIDE = 4.5
"""Width in inches above which a figure spans two columns."""


def check_file_name(output: str | Path, suffixes: Sequence[str]) -> None:
    """Raise an error if a figure or a plot cannot be written to a file of this name.

    Parameters
    ----------
    output
        File to write.
    suffixes
        Suffixes of the known formats.

    Raises
    ------
    InputError
        If the suffix is unknown, or the name contains special characters of LaTeX, which includes the file.
    """
    path = Path(output)
    if path.suffix.lower() not in suffixes:
        known = f"{', '.join(suffixes[:-1])} or {suffixes[-1]}"
        raise InputError(f"'{escape_controls(str(path))}' must end in {known}, which selects the format")
    stem = path.stem
    found = sorted(set(stem) & set(UNFIT))
    if found or not stem.isprintable():
        letters = " ".join(found) or "unprintable characters"
        raise InputError(
            f"LaTeX cannot include a file named {stem!r}, which contains {letters}; choose another name"
        )


def snippet(name: str, caption: str, width: float, own: str | None = None) -> str:
    """Return the LaTeX that includes a figure.

    Parameters
    ----------
    name
        Name of the file, in the folder of the snippet: ``.pgf`` is input, ``.svg`` is included by the package
        svg, others by graphicx.
    caption
        Caption as plain text.
    width
        Width of the figure in inches.
    own
        Name of the snippet; None for the name of the figure with ``.tex`` appended.
    """
    stem, _, suffix = name.rpartition(".")
    star = "*" if width > WIDE else ""
    needs, command = {
        "pgf": ("pgf", rf"\input{{\detokenize{{{name}}}}}"),
        "svg": ("svg", rf"\includesvg[width=\linewidth]{{\detokenize{{{stem}}}}}"),
    }.get(suffix, ("graphicx", rf"\includegraphics[width=\linewidth]{{\detokenize{{{name}}}}}"))
    label = re.sub(r"[^A-Za-z0-9-]+", "-", stem).strip("-") or "figure"
    return (
        f"{MARK}\n"
        f"{engine_note(escape_controls(caption))}"
        f"% needs \\usepackage{{{needs}}}; drawn {width:g} inches wide\n"
        f"% from another folder: \\usepackage{{import}} and \\import{{FOLDER/}}{{{own or f'{name}.tex'}}}\n"
        f"\\begin{{figure{star}}}[t]\n"
        "  \\centering\n"
        f"  {command}\n"
        f"  \\caption{{{escape_latex(caption)}}}\n"
        f"  \\label{{fig:{label}}}\n"
        f"\\end{{figure{star}}}\n"
    )


def caption_of(figure: Path) -> str:
    """Return the caption in the snippet of a figure, as text without LaTeX; "" without a snippet."""
    latex = figure.with_name(f"{figure.name}.tex")
    if not latex.is_file():
        return ""
    found = re.search(r"^ *\\caption\{(.*)\}$", latex.read_text("utf-8", "replace"), re.MULTILINE)
    return unescape_latex(found[1]) if found else ""


def pgf(sheet: Sheet, names: list[str]) -> str:
    """Return a sheet as PGF commands.

    Parameters
    ----------
    sheet
        Layout of the figure.
    names
        File names of its pictures, in order.
    """
    lines = [
        r"% needs \usepackage{pgf}; its images are in the same folder",
        r"\begingroup",
        r"\begin{pgfpicture}",
        rf"\pgfpathrectangle{{\pgfpointorigin}}{{\pgfqpoint{{{_bp(sheet.width)}}}{{{_bp(sheet.height)}}}}}",
        r"\pgfusepath{use as bounding box}",
    ]
    files = iter(names)
    lines += [_picture(item, sheet.height, next(files)) for item in sheet.pictures]
    for item in sheet.items:
        if isinstance(item, Rule):
            lines.append(_rule(item, sheet.height))
        elif isinstance(item, Outline):
            lines.append(_outline(item, sheet.height))
        elif isinstance(item, Label):
            lines.append(_label(item, sheet.height))
    return "\n".join([*lines, r"\end{pgfpicture}%", r"\endgroup%", ""])


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """Return pixels as a PNG; the same pixels give the same bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def _bp(points: float) -> str:
    return f"{points:.3f}bp"


def _picture(item: Picture, height: float, name: str) -> str:
    size = f"width={_bp(item.width)},height={_bp(item.height)}"
    place = f"left,bottom,x={_bp(item.x)},y={_bp(height - item.y - item.height)}"
    return rf"\pgftext[{place}]{{\includegraphics[{size}]{{\detokenize{{{name}}}}}}}"


def _outline(item: Outline, height: float) -> str:
    corner = f"\\pgfqpoint{{{_bp(item.x)}}}{{{_bp(height - item.y - item.height)}}}"
    size = f"\\pgfqpoint{{{_bp(item.width)}}}{{{_bp(item.height)}}}"
    path = rf"\pgfpathrectangle{{{corner}}}{{{size}}}"
    if not item.line:
        return _scope(item.colour, rf"\pgfsetfillcolor{{shade}}{path}\pgfusepath{{fill}}")
    return _scope(item.colour, rf"{_pen(item.line)}\pgfsetmiterjoin{path}\pgfusepath{{stroke}}")


def _rule(item: Rule, height: float) -> str:
    start, end = (rf"\pgfqpoint{{{_bp(x)}}}{{{_bp(height - y)}}}" for x, y in (item.start, item.end))
    path = rf"\pgfpathmoveto{{{start}}}\pgfpathlineto{{{end}}}"
    return _scope(item.colour, rf"{_pen(item.line)}{path}\pgfusepath{{stroke}}")


def _pen(width: float) -> str:
    return rf"\pgfsetstrokecolor{{shade}}\pgfsetlinewidth{{{_bp(width)}}}"


def _scope(colour: str, commands: str) -> str:
    """Return commands in a scope in which the colour is called shade."""
    return rf"\begin{{pgfscope}}{_colour(colour)}{commands}\end{{pgfscope}}"


def _colour(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return rf"\definecolor{{shade}}{{RGB}}{{{red},{green},{blue}}}"


def _label(item: Label, height: float) -> str:
    align = {"left": "left,", "center": "", "right": "right,"}[item.align]
    runs = "".join(map(_run, item.runs))
    font = rf"\fontsize{{{_bp(item.size)}}}{{{_bp(1.2 * item.size)}}}\selectfont"
    if item.colour != "#000000":
        font = rf"{_colour(item.colour)}\color{{shade}}{font}"
    return rf"\pgftext[{align}base,x={_bp(item.x)},y={_bp(height - item.y)}]{{{font} {runs}}}"


def _run(run: Run) -> str:
    text = escape_latex(run.text)
    if run.bold:
        text = rf"\textbf{{{text}}}"
    return rf"\underline{{{text}}}" if run.underlined else text
