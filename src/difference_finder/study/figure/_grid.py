"""The grid of a figure: the size and the arrangement of its panels."""

from __future__ import annotations

from dataclasses import dataclass

from difference_finder.errors import InputError
from difference_finder.study.figure._content import Content, joined
from difference_finder.study.figure._fonts import MIN_SCALE, Typeface
from difference_finder.study.figure._sheet import Run

__all__ = ["ARRANGEMENTS", "FRAME", "GAP", "Grid", "grid_of"]

ARRANGEMENTS = ("auto", "beside", "below", "none")
"""Positions of error maps: in columns of their own, beneath the crops, or none."""

GAP = 3.0
"""Distance between panels, in points."""

FRAME = 0.9
"""Width of the frames of crops, in points."""

LEAST_SIDE = 24.0
"""Side of panels, in points, below which they wrap to another line."""

ROOMY = 56.0
"""Side of panels, in points, from which "auto" puts all of them in one row."""

TINY = 8.0
"""Minimum side of a panel, in points."""

SHARES = (0.34, 0.27, 0.2)
"""Maximum shares of the width for whole images, which are tried in order until panels are large enough."""

LEAST_SHARE = 0.2
"""Minimum share of the width for the texts of whole images, if they need it."""


@dataclass(frozen=True)
class Grid:
    """The dimensions of a figure, in points.

    Parameters
    ----------
    content, face
        Content of the figure, and its font.
    width
        Width of the figure.
    arrangement
        Position of error maps: "beside", "below" or "none".
    lines
        Roles in each line of panels.
    share
        Maximum share of the width for whole images.
    side
        Side of a panel.
    """

    content: Content
    face: Typeface
    width: float
    arrangement: str
    lines: tuple[tuple[str, ...], ...]
    share: float
    side: float

    @property
    def overview(self) -> float:
        """The width of whole images."""
        rows = self.content.rows
        texts = [(row.title, True) for row in rows] + [(row.subtitle, False) for row in rows]
        texts += [(self.content.strip_title, True)] * bool(self.content.strip)
        needed = min(LEAST_SHARE * self.width, max(self.face.width([text]) for text in texts))
        widest = max((row.whole.shape[1] / row.whole.shape[0] for row in rows), default=0.0)
        most = self.share * self.width
        if self.arrangement != "below":
            most = min(most, max(2.2 * self.side, needed))
        return min(most, max(widest * self.overview_height, needed))

    @property
    def overview_height(self) -> float:
        """The maximum height of whole images, which have two lines of text beneath them."""
        return max(self.side, self.block - 2.2 * self.face.line)

    @property
    def block(self) -> float:
        """The height of a row without the names above its first line."""
        errors = GAP + self.side if self.arrangement == "below" else 0.0
        panels = len(self.lines) * (self.side + self.values + errors)
        return panels + (len(self.lines) - 1) * (self.heading + self.between)

    @property
    def between(self) -> float:
        """The space between two lines of panels of a row."""
        return 0.4 * self.face.size

    @property
    def heading(self) -> float:
        """The height of the names above panels."""
        names = [self.face.split(name, self.side) for name in self.content.roles.values()]
        return (
            max(map(len, names)) + (self.arrangement == "beside")
        ) * self.face.line + 0.15 * self.face.size

    @property
    def headings(self) -> list[str]:
        """The names of the metrics, short enough to fit beneath a panel."""
        most = self.side / MIN_SCALE
        pairs = [(measure.heading, measure.short_heading) for measure in self.content.measures]
        return [full if self.face.width([(full, False)]) <= most else short for full, short in pairs]

    @property
    def one_line(self) -> bool:
        """Whether all values of a panel fit into one line."""
        heads: list[Run] = [(measure.heading, False) for measure in self.content.measures]
        lines = [heads, *(list(runs) for row in self.content.rows for runs in row.values.values())]
        return all(self.face.width(joined(line)) * 0.85 <= self.side for line in lines)

    @property
    def values(self) -> float:
        """The height of the values beneath a panel."""
        count = len(self.content.measures)
        return (1 if self.one_line else count) * self.face.line + 0.2 * self.face.size if count else 0.0

    @property
    def left(self) -> float:
        """The left edge of the first column of panels."""
        return FRAME + self.overview + 2 * GAP

    @property
    def used(self) -> float:
        """The width of the whole figure."""
        longest = max(map(len, self.lines))
        columns = 2 * longest - 1 if self.arrangement == "beside" else longest
        return self.left + columns * (self.side + GAP) - GAP + FRAME


def grid_of(content: Content, width: float, face: Typeface, errors: str) -> Grid:
    """Return the grid with the largest panels that fit a width.

    Raises
    ------
    InputError
        If panels would be too small.
    """
    roles = tuple(content.roles)
    wanted = "none" if content.bar is None else errors
    if wanted in ("auto", "beside"):
        grid = _filling(Grid(content, face, width, "beside", (roles,), SHARES[0], 0.0))
        if grid.side >= (ROOMY if wanted == "auto" else TINY):
            return grid
        if wanted == "beside":
            raise _too_narrow(content, width)
        wanted = "below"
    for count in range(1, len(roles)):
        columns = -(-len(roles) // count)
        lines = tuple(roles[i : i + columns] for i in range(0, len(roles), columns))
        for share in SHARES:
            grid = _filling(Grid(content, face, width, wanted, lines, share, 0.0))
            if grid.side >= LEAST_SIDE:
                return grid
    if grid.side < TINY:
        raise _too_narrow(content, width)
    return grid


def _filling(grid: Grid) -> Grid:
    """Return a grid whose panels, whole images and gaps fill the width, found by bisection."""
    low, high = 0.0, grid.width
    for _ in range(40):
        side = (low + high) / 2
        fits = _with(grid, side).used <= grid.width
        low, high = (side, high) if fits else (low, side)
    return _with(grid, low)


def _with(grid: Grid, side: float) -> Grid:
    return Grid(grid.content, grid.face, grid.width, grid.arrangement, grid.lines, grid.share, side)


def _too_narrow(content: Content, width: float) -> InputError:
    count = len(content.roles) - 1
    return InputError(
        f"{count} method{'s' * (count != 1)} do not fit into {width / 72:g} inches with this font; make the"
        " figure wider, the font smaller, or choose fewer methods"
    )
