"""Files that are often found in the place of a picture, recognised by their first bytes."""

from __future__ import annotations

import re

__all__ = ["name_not_picture"]

_KINDS = (
    (rb"version https://git-lfs\.github\.com/", "a Git LFS pointer, not a picture; run `git lfs pull`"),
    (rb"\s*<!doctype html|\s*<html|\s*<head", "an HTML page, not a picture; download the file again"),
    (rb"\s*<\?xml|\s*<svg|\s*<error", "XML, not a picture; download the file again, or draw it as a PNG"),
    (rb"\s*[{\[]\s*[\"{\[}\]]", "JSON, not a picture; download the file again"),
    (rb"\x00{64}", "filled with zeros, not a picture; copy the file again"),
)


def name_not_picture(head: bytes) -> str:
    """Return the kind of a file that is not a picture, with the remedy; an empty text if it is not known.

    Parameters
    ----------
    head
        The first 64 bytes of the file.

    Examples
    --------
    >>> name_not_picture(b"<!DOCTYPE html><html>404")
    'an HTML page, not a picture; download the file again'
    """
    head = head.removeprefix(b"\xef\xbb\xbf")
    return next((kind for pattern, kind in _KINDS if re.match(pattern, head, re.IGNORECASE)), "")
