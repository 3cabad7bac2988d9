"""The kinds of change from ours to each rival, as stacked bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from difference_finder.errors import InputError
from difference_finder.kinds.ranking import UNDETERMINED
from difference_finder.study.kinds.sentences import count_words
from difference_finder.study.plots._registry import plot
from difference_finder.study.results import DATA_SETS
from difference_finder.text import count_of, option

if TYPE_CHECKING:
    from difference_finder.study.kinds.counts import RivalKinds, StudyKinds
    from difference_finder.study.plots._drawing import Drawing
    from difference_finder.study.results import Results

__all__ = ["draw_kinds", "kinds"]

MOST_BARS, MOST_KINDS = 20, 7
"""Maximum number of bars, and of kinds with a shade of their own; the others are "other kinds"."""

OTHER = "other kinds"

COLORMAP = "cividis"
"""Colormap of the shades. Its lightness rises evenly, for colour-blind readers and for prints in grey."""

HATCHES = ("", "////")
"""Patterns in turn, which tell neighbours of similar lightness apart."""

PLAIN = {UNDETERMINED: ("#f2f2f2", "", "black"), OTHER: ("#c8c8c8", "....", "black")}
"""Fill, pattern and text colour of the segments that are not one known kind."""

LEAST_LABELLED = 0.06
"""Least share of a bar whose segment states its number of regions."""

DARK = 0.5
"""Position in the colormap below which text is white."""


def draw_kinds(study: Results, axes: Any) -> str:
    """Draw a bar for each rival: the shares of its strong regions that have each kind of change.

    Parameters
    ----------
    study
        Study that measured kinds.
    axes
        Axes of matplotlib to draw on. The number in a segment is its number of regions.

    Returns
    -------
    str
        Caption: what the bars show, the numbers of regions and images, and the rivals that are left out.

    Raises
    ------
    InputError
        If the study did not measure kinds.
    """
    found = _measured(study)
    names = _draw_bars(found, axes)
    if names:
        legend = axes.legend(
            loc="lower center",
            bbox_to_anchor=(0.5, 1.0),
            ncols=min(len(names), 4),
            frameon=False,
            handlelength=1.5,
        )
        for text in legend.get_texts():
            text.set_parse_math(False)
    return _caption(found, found.rivals[:MOST_BARS])


def _draw_bars(found: StudyKinds, axes: Any) -> list[str]:
    """Draw the bars and label the axes; return the names of the segments."""
    shown = found.rivals[:MOST_BARS]
    names = _shown_names(shown)
    starts = [0.0] * len(shown)
    shades = {**PLAIN, **_shades([name for name in names if name not in PLAIN])}
    for name in names:
        _draw_segments(axes, name, shown, starts, shades[name])
    for row, rival in enumerate(shown):
        if not rival.regions:
            axes.text(0.01, row, "no strong region", va="center", ha="left", style="italic")
    _finish(axes, found, shown)
    return names


def _counted(rival: RivalKinds) -> Counter[str]:
    """Return the number of regions of each kind, by the words for it."""
    counts: Counter[str] = Counter()
    for count in rival.kinds:
        counts[count_words(count, rival.rival)] += count.regions
    return counts


def _shown_names(rivals: Sequence[RivalKinds]) -> list[str]:
    """Return the kinds with segments of their own, most frequent first, then the others and undetermined."""
    total: Counter[str] = sum(map(_counted, rivals), Counter())
    undetermined = total.pop(UNDETERMINED, 0)
    ranked = sorted(total, key=lambda name: (-total[name], name))
    names = ranked[:MOST_KINDS]
    if len(ranked) > MOST_KINDS:
        names.append(OTHER)
    return [*names, UNDETERMINED] if undetermined else names


def _shades(names: Sequence[str]) -> dict[str, tuple[Any, str, str]]:
    """Return fill, pattern and text colour of each kind."""
    import matplotlib

    colormap = matplotlib.colormaps[COLORMAP]
    found = {}
    for number, name in enumerate(names):
        place = number / max(1, len(names) - 1)
        text = "white" if place < DARK else "black"
        found[name] = (colormap(place), HATCHES[number % len(HATCHES)], text)
    return found


def _draw_segments(
    axes: Any, name: str, rivals: Sequence[RivalKinds], starts: list[float], shade: tuple[Any, str, str]
) -> None:
    """Draw the segments of one kind, and move the starts of the next ones."""
    fill, hatch, text = shade
    counts = {row: _count(rival, name, rivals) for row, rival in enumerate(rivals)}
    shares = {row: count / rivals[row].regions for row, count in counts.items() if count}
    axes.barh(
        list(shares),
        list(shares.values()),
        left=[starts[row] for row in shares],
        height=0.7,
        color=fill,
        hatch=hatch,
        edgecolor="white" if text == "white" else "#666666",
        linewidth=0.6,
        label=name,
    )
    box = {"facecolor": fill, "edgecolor": "none", "pad": 1.0}
    for row, share in shares.items():
        middle = starts[row] + share / 2
        if share >= LEAST_LABELLED:
            axes.text(middle, row, str(counts[row]), color=text, va="center", ha="center", bbox=box)
        starts[row] += share


def _count(rival: RivalKinds, name: str, rivals: Sequence[RivalKinds]) -> int:
    counts = _counted(rival)
    if name != OTHER:
        return counts[name]
    own = set(_shown_names(rivals)) | {UNDETERMINED}
    return sum(count for words, count in counts.items() if words not in own)


def _finish(axes: Any, found: StudyKinds, shown: Sequence[RivalKinds]) -> None:
    """Label the axes."""
    labels = [f"{rival.rival}\n{count_of(rival.regions, 'region')}" for rival in shown]
    axes.set_yticks(range(len(shown)), labels, linespacing=1.0)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)  # a dollar sign in a name is a dollar sign
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100"])
    axes.set_xlabel(f"strong regions with each kind of change from {found.ours} (%)", parse_math=False)
    axes.tick_params(axis="y", length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def _caption(found: StudyKinds, shown: Sequence[RivalKinds]) -> str:
    counts = "; ".join(
        f"{rival.rival}, {count_of(rival.regions, 'region')} in"
        f" {rival.images - rival.images_without_regions} of {count_of(found.images, 'image')}"
        for rival in shown
    )
    more = len(found.rivals) - len(shown)
    rest = f" {count_of(more, 'rival')} more are not shown." if more else ""
    return (
        f"Kinds of change from {found.ours} to each rival, as shares of the strong regions, which are where"
        f" the errors of both by {found.metric} differ most in an image; numbers count regions"
        f" ({counts}).{rest}"
    )


@plot("kinds", summary="The kinds of change from ours to each rival, as shares of the strong regions.")
def kinds(drawing: Drawing) -> list[str]:
    """Draw a bar for each rival.

    Parameters
    ----------
    drawing
        The plot. The study must have measured kinds.
    """
    found = _measured(drawing.study)
    rivals = tuple(rival for rival in found.rivals if rival.rival in drawing.chosen.methods)
    if not rivals:
        raise InputError(
            f"the plot 'kinds' compares '{found.ours}' with its rivals, and none is to be shown; choose"
            " a rival as well"
        )
    chosen = replace(found, rivals=rivals)
    shown = [rival.rival for rival in rivals[:MOST_BARS]]
    called = dict(zip([found.ours, *shown], drawing.called_short([found.ours, *shown]), strict=True))
    rows = len(shown)
    [axes] = drawing.axes(1, 1, drawing.line * (2.6 + 2.5 * rows))
    _draw_bars(_renamed(chosen, lambda name: called.get(name, name)), axes)
    handles, labels = axes.get_legend_handles_labels()
    if labels:
        drawing.legend(handles, labels)
    return [_caption(_renamed(chosen, drawing.called), _renamed(chosen, drawing.called).rivals[:MOST_BARS])]


def _measured(study: Results) -> StudyKinds:
    if study.kinds is None and DATA_SETS in study.record:
        first = next(iter(study.record[DATA_SETS].values()))["study"]
        raise InputError(
            f"kinds of change are counted on each data set, if the study measured them"
            f" ({option('kinds', True)}); pass the folder of one, such as {first} in the folder of the study"
        )
    if study.kinds is None:
        raise InputError(
            f"this study did not measure the kinds of change; rank it again with {option('kinds', True)},"
            " into another folder"
        )
    return study.kinds


def _renamed(found: StudyKinds, called: Callable[[str], str]) -> StudyKinds:
    """Return the counts with displayed names of methods."""
    rivals = tuple(
        replace(
            rival,
            rival=called(rival.rival),
            kinds=tuple(replace(count, method=called(count.method)) for count in rival.kinds),
        )
        for rival in found.rivals
    )
    return replace(found, ours=called(found.ours), rivals=rivals)
