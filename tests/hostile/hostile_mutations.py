"""Mutations of files: bytes, lengths, splices and truncations, and the values of JSON, CSV and TOML."""

import json
import random
import re
import struct
import zlib
from collections.abc import Sequence
from typing import Any

INTERESTING = (
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    16,
    127,
    128,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    2**31 - 1,
    2**31,
    2**32 - 1,
)

STRANGE = (
    None, True, False, 0, -1, 1, 10**20, 1e308, -1e308, float("nan"), float("inf"), 0.5, "", "a", "../../a",
    "/", "a\0b", "NaN", "Infinity", "é" * 9, "\ud800", "x" * 5000, "{image}", [], {}, [None], [[]],
    {"a": None}, [1, "a", {}], "psnr:sigma=1e999", "data:image/png;base64,AAAA", "-1", "1e999",
    "http://example.invalid/a.png",
)  # fmt: skip
"""Values that a record should not have in most places."""

DEEPLY = "[" * 20_000


def mutate(data: bytes, others: Sequence[bytes], source: random.Random, suffix: str = "") -> bytes:
    """Return a changed copy of a file.

    Parameters
    ----------
    data
        Content of the file.
    others
        Contents of other files, of which pieces are spliced in.
    source
        Source of random numbers.
    suffix
        Suffix of the file; values of JSON, JSON lines, CSV and TOML are changed as values half of the time.
    """
    if suffix in (".json", ".jsonl", ".csv", ".toml") and source.random() < 0.8:
        changed = _of_text(data, source, suffix)
        if changed is not None:
            return changed
    found = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 3, 8))):
        source.choice(_KINDS)(found, others, source)
    if suffix == ".png" and source.random() < 0.7:
        _correct_checksums(found)
    return bytes(found)


def _flip(data: bytearray, _: Any, source: random.Random) -> None:
    if data:
        data[_place(len(data), source)] ^= 1 << source.randrange(8)


def _set(data: bytearray, _: Any, source: random.Random) -> None:
    if data:
        data[_place(len(data), source)] = source.choice((0, 1, 127, 128, 255, source.randrange(256)))


def _number(data: bytearray, _: Any, source: random.Random) -> None:
    """Overwrite what may be the length or the size of something."""
    kind = source.choice(("<B", ">B", "<H", ">H", "<I", ">I", "<Q", ">Q"))
    size = struct.calcsize(kind)
    if len(data) >= size:
        at = _place(len(data) - size + 1, source)
        value = source.choice(INTERESTING)
        if source.random() < 0.4:
            value = struct.unpack_from(kind, data, at)[0] + source.choice((-1, 1, 16, 256))
        struct.pack_into(kind, data, at, value % (1 << 8 * size))


def _truncate(data: bytearray, _: Any, source: random.Random) -> None:
    del data[source.randrange(len(data) + 1) :]


def _remove(data: bytearray, _: Any, source: random.Random) -> None:
    at = _place(len(data) + 1, source)
    del data[at : at + source.choice((1, 2, 4, 16, 100))]


def _repeat(data: bytearray, _: Any, source: random.Random) -> None:
    at = _place(len(data) + 1, source)
    data[at:at] = data[at : at + source.choice((1, 4, 12, 64))] * source.choice((1, 2, 50))


def _splice(data: bytearray, others: Sequence[bytes], source: random.Random) -> None:
    other = source.choice(others)
    start, at = source.randrange(len(other) + 1), source.randrange(len(data) + 1)
    piece = other[start : start + source.choice((4, 16, 64, 10_000))]
    data[at : at + (len(piece) if source.random() < 0.5 else 0)] = piece


def _zero(data: bytearray, _: Any, source: random.Random) -> None:
    at = _place(len(data) + 1, source)
    size = min(len(data) - at, source.choice((4, 16, 200)))
    data[at : at + size] = bytes([source.choice((0, 255))]) * size


_KINDS = (_flip, _flip, _set, _number, _number, _number, _truncate, _remove, _repeat, _splice, _zero)


def _place(size: int, source: random.Random) -> int:
    """Return a place in a file, more often near its start, where headers are."""
    return source.randrange(min(size, 200)) if source.random() < 0.6 else source.randrange(size)


def _correct_checksums(data: bytearray) -> None:
    """Let the checksums of a PNG fit, so that more than the checksum is tested."""
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 8 + length
        if end + 4 > len(data):
            return
        struct.pack_into(">I", data, end, zlib.crc32(data[at + 4 : end]))
        at = end + 4


def _of_text(data: bytes, source: random.Random, suffix: str) -> bytes | None:
    try:
        text = data.decode()
        if suffix == ".json":
            return _written(_changed(json.loads(text), source))
        lines = text.splitlines()
        at = source.randrange(len(lines))
        if suffix == ".jsonl" and source.random() < 0.8:
            lines[at] = _written(_changed(json.loads(lines[at]), source)).decode()
            return ("\n".join(lines) + "\n").encode()
    except (ValueError, IndexError):
        return None
    return _of_lines(lines, at, source, suffix)


def _of_lines(lines: list[str], at: int, source: random.Random, suffix: str) -> bytes:
    """Change a line, or a cell or a value of it."""
    what = source.randrange(5)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(source.randrange(len(lines) + 1), lines[at])
    else:
        cells = re.split(r"([,=\[\]{}\"]+)", lines[at])
        cells[source.randrange(len(cells))] = _cell(source, suffix)
        lines[at] = "".join(cells)
    return ("\n".join(lines) + "\n").encode("utf-8", "surrogatepass")


def _cell(source: random.Random, suffix: str) -> str:
    value = source.choice(STRANGE)
    if suffix == ".toml":
        return source.choice(
            (f" {json.dumps(value)} ", "1979-05-27T07:32:00Z", "nan", "{a = 1}", "[1, 2]", '"', "")
        )
    return value if isinstance(value, str) else json.dumps(value)


def _written(value: Any) -> bytes:
    return json.dumps(value).replace('"deeply"', DEEPLY).encode()


def _changed(value: Any, source: random.Random) -> Any:
    """Change one or a few places of a JSON value."""
    for _ in range(source.choice((1, 1, 1, 2, 4))):
        value = _change(value, source)
    return value


def _change(value: Any, source: random.Random) -> Any:
    if not isinstance(value, dict | list) or not value or source.random() < 0.05:
        return source.choice((*STRANGE, "deeply"))
    keys = list(value) if isinstance(value, dict) else range(len(value))
    key = source.choice(keys)
    copy = value.copy()
    inside = isinstance(copy[key], dict | list) and copy[key] and source.random() < 0.75
    what = source.random()
    if inside:
        copy[key] = _change(copy[key], source)
    elif what < 0.2:
        del copy[key]
    elif what < 0.3:
        copy[key] = value[source.choice(keys)]
    elif what < 0.4 and isinstance(copy[key], int | float):
        copy[key] = copy[key] * source.choice((-1, 0, 1000, 10**9, 0.5))
    else:
        copy[key] = source.choice((*STRANGE, "deeply"))
    return copy
