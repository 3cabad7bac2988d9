"""ICC profiles: names, curves and matrices."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from difference_finder.colour.primaries import with_exact_white
from difference_finder.colour.transfer import decode_power
from difference_finder.text import to_one_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["IccCurve", "IccProfile", "parse_icc"]

# Tags that do not affect colours: texts, dates, measurements, settings of devices.
_DESCRIPTIVE = frozenset(
    b"desc cprt dmnd dmdd vued view meas tech calt targ meta dscm ASDT CIED DevD mmod vcgt vcgp ndin".split()
)
_TABLES = frozenset(b"A2B0 A2B1 D2B0 D2B1".split())
_MOST_TAGS = 100
# Number of parameters of the parametric curves 0 to 4 (ICC.1:2022, table 68).
_PARAMETERS = (1, 3, 4, 5, 7)


@dataclass(frozen=True, eq=False)
class IccCurve:
    """A curve from stored values to linear light.

    Parameters
    ----------
    parameters
        g, a, b, c, d, e, f of the formula (a x + b) ** g + e for x >= d, and c x + f below.
    table
        Values at equal distances from 0 to 1, instead of a formula.
    """

    parameters: tuple[float, ...] = (1.0,)
    table: tuple[float, ...] = ()

    def __call__(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the linear light of values; the curve continues below 0 by odd symmetry."""
        import numpy as np

        size = np.abs(values)
        return np.asarray(np.copysign(self._table_light(size) if self.table else self._light(size), values))

    def _table_light(self, size: NDArray[Any]) -> NDArray[Any]:
        import numpy as np

        last = len(self.table) - 1
        light = np.interp(size * last, np.arange(last + 1), self.table)
        above = np.maximum(size - 1, 0) * last * (self.table[-1] - self.table[-2])
        return np.asarray(light + above)

    def _light(self, size: NDArray[Any]) -> NDArray[Any]:
        import numpy as np

        if len(self.parameters) == 1:
            return decode_power(size, self.parameters[0])
        g, a, b, c, d, e, f = self.parameters
        return np.where(size >= d, np.maximum(a * size + b, 0) ** g + e, c * size + f)


@dataclass(frozen=True, eq=False)
class IccProfile:
    """The parts of a profile that determine colours.

    Parameters
    ----------
    name
        The description, on one line.
    space
        "RGB", "GRAY", "CMYK", ...
    digest
        SHA-256 of all parts but texts, dates and measurements: equal for profiles with equal colours.
    curves
        Three curves of red, green and blue, or one of grey; none for a profile of tables.
    matrix
        Shape (3, 3): from linear RGB to XYZ under D50; None for grey and for tables.
    """

    name: str
    space: str
    digest: str
    curves: tuple[IccCurve, ...] = ()
    matrix: NDArray[Any] | None = None


@lru_cache(maxsize=32)
def parse_icc(data: bytes) -> IccProfile:
    """Parse a profile.

    Parameters
    ----------
    data
        The profile.

    Raises
    ------
    ValueError
        If it is damaged.

    References
    ----------
    ICC.1:2022, "Image technology colour management". https://www.color.org/specification/ICC.1-2022-05.pdf
    """
    try:
        return _parse(data)
    except (struct.error, IndexError, KeyError, OverflowError) as error:
        raise ValueError(f"the ICC profile is damaged: {error!r}") from error


def _parse(data: bytes) -> IccProfile:
    import hashlib

    if data[36:40] != b"acsp":
        raise ValueError("the ICC profile has no signature")
    tags = _tags(data)
    space = data[16:20].decode("ascii", "replace").strip()
    # Class, space, connection space and version determine how the tags are read.
    digest = hashlib.sha256(data[8:24])
    for kind in sorted(set(tags) - _DESCRIPTIVE):
        digest.update(kind + len(tags[kind]).to_bytes(8, "big") + tags[kind])
    facts = _name(tags.get(b"desc", b"")), space, digest.hexdigest()
    if _TABLES & set(tags) or data[20:24] != b"XYZ ":
        if space == "GRAY" and b"kTRC" in tags:
            return IccProfile(*facts, (_curve(tags[b"kTRC"]),))
        return IccProfile(*facts)
    if space == "GRAY":
        return IccProfile(*facts, (_curve(tags[b"kTRC"]),))
    if space == "RGB":
        return IccProfile(*facts, tuple(_curve(tags[b"%cTRC" % c]) for c in b"rgb"), _matrix(tags))
    return IccProfile(*facts)


def _tags(data: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", data, 128)
    if count > _MOST_TAGS:
        raise ValueError(f"the ICC profile announces {count} tags")
    tags = {}
    for number in range(count):
        kind, start, length = struct.unpack_from(">4sII", data, 132 + 12 * number)
        if start < 128 or start + length > len(data):
            raise ValueError(f"tag {kind!r} of the ICC profile lies outside of it")
        tags[kind] = data[start : start + length]
    return tags


def _name(tag: bytes) -> str:
    text = ""
    if tag[:4] == b"desc":
        (length,) = struct.unpack_from(">I", tag, 8)
        text = tag[12 : 12 + length].split(b"\0")[0].decode("latin-1")
    elif tag[:4] == b"mluc":
        length, start = struct.unpack_from(">II", tag, 20)
        text = tag[start : start + length].decode("utf-16-be", "replace").replace("\0", "")
    return to_one_line(text)[:60].strip() or "without a name"


def _curve(tag: bytes) -> IccCurve:
    """Return the curve of a tag of type 'curv' or 'para'."""
    if tag[:4] == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        if count == 0:
            return IccCurve()
        if count == 1:
            return IccCurve((struct.unpack_from(">H", tag, 12)[0] / 256,))
        if 12 + 2 * count > len(tag):
            raise ValueError("a curve of the ICC profile is cut off")
        return IccCurve(table=tuple(v / 65535 for v in struct.unpack_from(f">{count}H", tag, 12)))
    if tag[:4] != b"para":
        raise ValueError(f"a curve of the ICC profile has the type {tag[:4]!r}")
    kind = struct.unpack_from(">H", tag, 8)[0]
    given = [v / 65536 for v in struct.unpack_from(f">{_PARAMETERS[kind]}i", tag, 12)]
    if kind == 0:
        return IccCurve((given[0],))
    g, a, b, *rest = given
    if kind in (1, 2):
        # The curve is constant where a x + b is negative, which is below x = -b / a.
        offset = rest[0] if rest else 0.0
        return IccCurve((g, a, b, 0.0, -b / a if a else 0.0, offset, offset))
    c, d, *offsets = rest
    return IccCurve((g, a, b, c, d, *(offsets or (0.0, 0.0))))


def _matrix(tags: dict[bytes, bytes]) -> NDArray[Any]:
    import numpy as np

    columns = [struct.unpack_from(">3i", tags[b"%cXYZ" % c], 8) for c in b"rgb"]
    return with_exact_white(np.asarray(columns, dtype=np.float64).T / 65536)
