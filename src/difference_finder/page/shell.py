"""The HTML of the page: only the bundle runs, and nothing is loaded from a network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from difference_finder.errors import MissingDependencyError

__all__ = ["bundle", "data_address", "embedded", "pieces", "script_json"]

STYLE = (
    "html,body{margin:0;padding:0}"
    "html:has(#paper){color-scheme:light dark}"
    "#paper{padding:12px 16px 24px;font:14px/1.45 system-ui,sans-serif}"
    "#paper h2{font-size:16px}#paper table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    "#paper .wide{overflow-x:auto}#paper figure{margin:16px 0}#paper img{max-width:100%;background:#fff}"
    "#paper th,#paper td{padding:2px 8px;text-align:right;white-space:nowrap}"
    "#paper thead th{text-align:center}#paper tbody th{text-align:left;font-weight:normal}"
    "#paper tr>th:first-child{position:sticky;left:0;background:Canvas}"
    "#paper table,#paper tbody{border-top:1px solid;border-bottom:1px solid}"
)

NO_SCRIPT = "This report needs JavaScript, which this browser does not run."


@cache
def bundle() -> str:
    """Return the bundle of the page.

    Raises
    ------
    MissingDependencyError
        If the installation lacks the bundle.
    """
    try:
        return files(__package__).joinpath("bundle.js").read_text("utf-8")
    except FileNotFoundError as error:
        raise MissingDependencyError(
            "this installation lacks the bundle of the page; reinstall the package, or run"
            " 'npm ci && npm run build' in web/"
        ) from error


def script_json(value: Any) -> str:
    """Return JSON that is safe inside a script element: without tags, comments and line ends."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def data_address(picture: bytes) -> str:
    """Return a PNG or JPEG as a data: address."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"


def embedded(name: str, address: str) -> str:
    """Return a picture as an element that the page reads by its id; both are ASCII."""
    return f'<script type="text/plain" id="{name}">{address}</script>\n'


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def pieces(
    document: Mapping[str, Any], pictures: Iterable[str] = (), shards: bool = False, below: str = ""
) -> Iterator[bytes]:
    """Yield the page as HTML.

    Parameters
    ----------
    document
        Document that the page shows.
    pictures
        Elements from :func:`embedded`, which follow everything else, so that the page is usable before they
        are loaded.
    shards
        Whether the page loads scripts from a folder beside it. Scripts that the bundle loads are trusted.
        Pages on a disk have no alternative: browsers let them neither fetch files nor allow their own folder
        as a source.
    below
        HTML beneath the page, without scripts and styles, which needs no JavaScript.
    """
    script = bundle()
    trusted = " 'strict-dynamic'" if shards else ""
    policy = (
        f"default-src 'none'; script-src {_digest(script)}{trusted}; style-src {_digest(STYLE)};"
        " img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
    )
    title = html.escape(str(document["title"]).encode("utf-8", "replace").decode("utf-8"))
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<noscript>{NO_SCRIPT}</noscript>\n<difference-page></difference-page>\n{below}"
        '<script type="application/json" id="difference-document">'
    ).encode()
    yield script_json(document).encode("ascii")
    yield f"</script>\n<script>{script}</script>\n".encode()
    for picture in pictures:
        yield picture.encode("ascii")
    yield b"</body>\n</html>\n"
