"""Members of ZIP archives, decompressed only as far as they are read."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

__all__ = ["Member", "open_member"]

# An LZMA stream may ask for a window of 4 GB before it holds a single byte.
_LARGEST_WINDOW = 2**27
_UNKNOWN_SIZE = b"\xff" * 8
_HAS_END_MARK = 2


class Member:
    """A member of an archive, read from its start to its end.

    Parameters
    ----------
    file
        The decompressed bytes.
    crc
        Expected CRC-32 of them.
    """

    def __init__(self, file: IO[bytes], crc: int) -> None:
        self._file = file
        self._expected = crc
        self._crc = 0

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes; fewer only at the end."""
        data = self._file.read(size)
        self._crc = zlib.crc32(data, self._crc)
        return data

    def check_end(self) -> None:
        """Refuse a member that continues, or has another checksum than the archive announces.

        Raises
        ------
        zipfile.BadZipFile
            If the member is damaged.
        """
        if self._file.read(1) or self._crc != self._expected:
            raise zipfile.BadZipFile("a member has more bytes or another checksum than announced")


def open_member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    """Return a member of an archive.

    Parameters
    ----------
    path
        The file of the archive.
    archive, info
        The opened archive, and the entry of the member.

    Notes
    -----
    zipfile decompresses bzip2 and LZMA without a limit: 542 bytes become 794 MB for a header of 128 bytes.

    Raises
    ------
    ValueError
        If an LZMA member asks for a window of more than 128 MB.
    """
    if info.compress_type not in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA) or info.flag_bits & 1:
        return Member(archive.open(info), info.CRC)
    with path.open("rb") as file:
        file.seek(info.header_offset)
        lengths: tuple[int, int] = struct.unpack_from("<HH", file.read(30), 26)
        file.seek(sum(lengths), io.SEEK_CUR)
        packed = file.read(info.compress_size)
    if info.compress_type == zipfile.ZIP_BZIP2:
        return Member(bz2.BZ2File(io.BytesIO(packed)), info.CRC)
    return Member(_lzma_file(packed, info), info.CRC)


def _lzma_file(packed: bytes, info: zipfile.ZipInfo) -> Any:
    """Return the file of an LZMA member: ZIP stores other fields before the stream than .lzma files have."""
    (length,) = struct.unpack_from("<H", packed, 2)
    properties, stream = packed[4 : 4 + length], packed[4 + length :]
    _, window = struct.unpack("<BI", properties)
    if window > _LARGEST_WINDOW:
        raise ValueError(f"its LZMA window of {window} bytes exceeds {_LARGEST_WINDOW}")
    size = _UNKNOWN_SIZE if info.flag_bits & _HAS_END_MARK else struct.pack("<Q", info.file_size)
    return lzma.LZMAFile(io.BytesIO(properties + size + stream), format=lzma.FORMAT_ALONE)
