"""Header of a JPEG XL codestream: size, samples, animation and colours."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

__all__ = ["CODESTREAM", "CONTAINER", "Head", "read_head"]

CODESTREAM = b"\xff\x0a"
CONTAINER = b"\0\0\0\x0cJXL \r\n\x87\n"
_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
_WHITES = {10: (1 / 3, 1 / 3), 11: (0.314, 0.351)}
_PRIMARIES = {
    1: (0.64, 0.33, 0.30, 0.60, 0.15, 0.06),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}


@dataclass
class Head:
    """Fields of the header.

    ``colours`` holds the codes of primaries and transfer function of ITU-T H.273, or a gamma in place of the
    latter; ``chromaticities`` replace primaries that have no code. ``plays`` is 0 for without end.
    """

    width: int
    height: int
    bits: int = 8
    floating: bool = False
    orientation: int = 1
    animated: bool = False
    plays: int = 0
    extra_channels: list[int] = field(default_factory=list)
    associated: bool = False
    has_profile: bool = False
    grey: bool = False
    primaries: int = 1
    chromaticities: tuple[float, ...] = ()
    transfer: int = 13
    gamma: float = 0.0


class _Bits:
    """Bits of the header, least significant first, and the codes of ISO/IEC 18181-1, annex B."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data, "little")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("it ends inside its header")
        value = self._number & ((1 << count) - 1)
        self._number >>= count
        self._left -= count
        return value

    def choice(self, *options: tuple[int, int]) -> int:
        """Read two bits that select an offset and the number of bits to add to it."""
        offset, count = options[self.take(2)]
        return offset + self.take(count)

    def code(self) -> int:
        """Read a code of an enumeration."""
        return self.choice((0, 0), (1, 0), (2, 4), (18, 6))

    def chromaticity(self) -> float:
        """Read a coordinate x or y."""
        value = self.choice((0, 19), (524288, 19), (1048576, 20), (2097152, 21))
        return (-(value + 1) // 2 if value & 1 else value // 2) / 1e6


def read_head(data: bytes) -> Head:
    """Read the header of a file, a bare codestream or a container.

    Raises
    ------
    ValueError
        If it is truncated or damaged.

    References
    ----------
    ISO/IEC 18181-1:2024, annexes D and E.
    """
    codestream = _codestream(data)
    if not codestream.startswith(CODESTREAM):
        raise ValueError("its codestream does not begin with a signature")
    bits = _Bits(codestream[2:])
    head = Head(*_size(bits))
    if bits.take(1):
        return head
    if bits.take(1):
        _extra_fields(bits, head)
    head.floating, head.bits = _depth(bits)
    bits.take(1)  # whether 16 bits suffice for the decoder
    for _ in range(bits.choice((0, 0), (1, 0), (2, 4), (1, 12))):
        _extra_channel(bits, head)
    bits.take(1)  # whether the colours are stored as XYB
    if not bits.take(1):
        _colours(bits, head)
    return head


def _depth(bits: _Bits) -> tuple[bool, int]:
    """Read whether samples are floats, and their number of bits."""
    if bits.take(1):
        count = bits.choice((32, 0), (16, 0), (24, 0), (1, 6))
        bits.take(4)  # the exponent
        return True, count
    return False, bits.choice((8, 0), (10, 0), (12, 0), (1, 6))


def _extra_channel(bits: _Bits, head: Head) -> None:
    """Read a channel besides the colours; its kind is 0 for alpha."""
    kind = 0
    if not bits.take(1):
        kind = bits.code()
        _depth(bits)
        bits.choice((0, 0), (3, 0), (4, 0), (1, 3))
        for _ in range(bits.choice((0, 0), (0, 4), (16, 5), (48, 10))):
            bits.take(8)
        if kind == 0:
            head.associated = bool(bits.take(1))
        elif kind == 2:
            bits.take(64)
        elif kind == 5:
            bits.choice((1, 0), (0, 2), (3, 4), (19, 8))
    head.extra_channels.append(kind)


def _colours(bits: _Bits, head: Head) -> None:
    """Read the colour encoding; the codes of primaries and transfer functions are those of ITU-T H.273."""
    head.has_profile = bool(bits.take(1))
    space = bits.code()
    head.grey = space == 1
    if head.has_profile:
        return
    white = (0.3127, 0.3290)
    custom = False
    if space != 2:
        code = bits.code()
        custom = code != 1
        white = (bits.chromaticity(), bits.chromaticity()) if code == 2 else _WHITES.get(code, white)
        if not head.grey:
            head.primaries = bits.code()
            corners: tuple[float, ...] | None = _PRIMARIES.get(head.primaries)
            if head.primaries == 2:
                corners = tuple(bits.chromaticity() for _ in range(6))
            if corners and (custom or head.primaries == 2):
                head.chromaticities = (*corners, *white)
            head.primaries = 12 if head.primaries == 11 else head.primaries
    if bits.take(1):
        head.gamma = bits.take(24) / 1e7
    else:
        head.transfer = bits.code()


def _codestream(data: bytes) -> bytes:
    """Return the beginning of the codestream, also from boxes."""
    if data.startswith(CODESTREAM):
        return data[:4096]
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, start)
            start += 8
        if kind in (b"jxlc", b"jxlp"):
            # A partial box starts with its number.
            return data[start + (4 if kind == b"jxlp" else 0) :][:4096]
        if length < 8:
            break
        at += length
    raise ValueError("it has no codestream")


def _size(bits: _Bits) -> tuple[int, int]:
    """Read the width and the height."""
    small = bits.take(1)
    height = _length(bits, small)
    ratio = _RATIOS.get(bits.take(3))
    width = height * ratio[0] // ratio[1] if ratio else _length(bits, small)
    return width, height


def _length(bits: _Bits, small: int) -> int:
    return (bits.take(5) + 1) * 8 if small else bits.choice((1, 9), (1, 13), (1, 18), (1, 30))


def _extra_fields(bits: _Bits, head: Head) -> None:
    """Read the fields between the size and the depth."""
    head.orientation = bits.take(3) + 1
    if bits.take(1):
        _size(bits)  # the intrinsic size
    if bits.take(1):
        _skip_preview(bits)
    head.animated = bool(bits.take(1))
    if head.animated:
        bits.choice((100, 0), (1000, 0), (1, 10), (1, 30))
        bits.choice((1, 0), (1001, 0), (1, 8), (1, 10))
        head.plays = bits.choice((0, 0), (0, 3), (0, 16), (0, 32))
        bits.take(1)


def _skip_preview(bits: _Bits) -> None:
    lengths = (
        ((16, 0), (32, 0), (1, 5), (33, 9)) if bits.take(1) else ((1, 6), (65, 8), (321, 10), (1345, 12))
    )
    bits.choice(*lengths)
    if not bits.take(3):
        bits.choice(*lengths)
