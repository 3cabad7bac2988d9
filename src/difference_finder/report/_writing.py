"""The files of a report: one page, or a folder if one page would be too large."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Set
from functools import partial
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError
from difference_finder.page.document import Entry
from difference_finder.page.shell import data_address, embedded, pieces
from difference_finder.page.stored import value_address
from difference_finder.storage.atomic import make_folder, write_error, write_whole
from difference_finder.storage.folders import part_folder, replace_folder
from difference_finder.storage.parts import sweep
from difference_finder.text import escape_controls

__all__ = ["PAGE", "check_target", "write_report"]

PAGE, DATA = "report.html", "data"

THUMBNAILS = 200
"""The number of thumbnails in one script."""

SCRIPT = re.compile(r"([0-9]{6}|thumbnails-[0-9]{4})(-[0-9a-f]{16})?\.js")
"""Names of scripts with pictures; those in a folder next to a page have a digest."""

CALL, END = "differencePictures(", ");\n"


def check_target(output: Path) -> None:
    """Refuse to overwrite a folder that is not a report.

    Raises
    ------
    InputError
        If the folder contains other files, or a file has its name.
    """
    if _is_page(output):
        if output.is_dir():
            raise InputError(
                f"cannot write '{escape_controls(str(output))}': it is a folder; choose another file name"
            )
        return
    if output.exists() and not output.is_dir():
        raise InputError(
            f"'{escape_controls(str(output))}' is a file; pass a folder, or a file name with the suffix .html"
        )
    if output.is_dir() and {path.name for path in output.iterdir()} - {PAGE, DATA}:
        raise InputError(
            f"'{escape_controls(str(output))}' contains files that are not part of a"
            " report; choose another folder"
        )


def write_report(
    output: Path,
    document: dict[str, Any],
    entries: Iterable[Entry],
    max_bytes: float,
    done: Callable[[Entry], None],
    beside: bool = False,
    below: str = "",
) -> Path:
    """Write a report completely or not at all, and return the path of the page.

    Parameters
    ----------
    output
        File with the suffix .html, or folder.
    document
        Document without its entries.
    entries
        Entries in order; each is written before the next is computed.
    max_bytes
        Most bytes of pictures in one page; with more, a folder of the same name is written.
    done
        Function that receives each entry after it was written.
    beside
        Whether a larger page keeps its name, with its pictures in the folder NAME-data next to it.
    below
        HTML beneath the page, such as tables.
    """
    make_folder(output.parent)
    sweep(output.parent)
    staging = part_folder(output.parent)
    try:
        spool = _Spool(make_folder(staging))
        listed = []
        for entry in entries:
            listed.append(spool.add(entry))
            done(entry)
        spool.close()
        if _is_page(output) and spool.size <= max_bytes:
            whole = {**document, "entries": [_with_sources(entry, _element) for entry in listed]}
            write_whole(output, pieces(whole, spool.elements(_opened(document, listed)), below=below))
            if beside:
                _remove_pictures(output)
            return output
        if beside:
            data = partial(_shard, _beside(output).name)
            whole = {
                **document,
                "entries": [_with_sources(entry, data) for entry in spool.renamed(listed)],
            }
            _write_beside(output, pieces(whole, shards=True, below=below), spool)
            return output
        target = output.with_suffix("") if _is_page(output) else output
        check_target(target)
        whole = {**document, "entries": [_with_sources(entry, partial(_shard, DATA)) for entry in listed]}
        write_whole(staging / PAGE, pieces(whole, shards=True, below=below))
        _move(staging, target)
        return target / PAGE
    finally:
        shutil.rmtree(staging, ignore_errors=True)  # what is left is removed by the next process


def _beside(output: Path) -> Path:
    """Return the folder next to a page that has its pictures."""
    return output.with_name(f"{output.stem}-{DATA}")


def _write_beside(output: Path, content: Iterable[bytes], spool: _Spool) -> None:
    """Write a page whose pictures lie in a folder next to it.

    The names of new pictures tell their content: the older page keeps its own, until the new page replaces it
    in a single step.
    """
    folder = make_folder(_beside(output))
    moved = []
    try:
        for path in spool.paths:
            target = folder / spool.final_name(path.name)
            if not target.exists():
                moved.append(_moved(path, target))
        write_whole(output, content)
    except BaseException:
        _remove(folder, moved)
        raise
    _remove_pictures(output, {spool.final_name(path.name) for path in spool.paths})


def _moved(path: Path, target: Path) -> Path:
    try:
        return path.rename(target)
    except OSError as error:
        raise write_error(target, error) from error


def _remove_pictures(output: Path, kept: Set[str] = frozenset()) -> None:
    """Remove the pictures of older pages from the folder next to a page."""
    folder = _beside(output)
    if folder.is_dir():
        older = (path for path in folder.iterdir() if SCRIPT.fullmatch(path.name) and path.name not in kept)
        _remove(folder, list(older))


def _remove(folder: Path, paths: Iterable[Path]) -> None:
    """Remove files, and their folder if it is empty; what is left is removed with the next page."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


class _Spool:
    """The pictures as scripts, until the size of the report is known."""

    def __init__(self, folder: Path) -> None:
        self.data = make_folder(folder / DATA)
        self.size = 0
        self._number = 0
        self._pending: dict[str, str] = {}
        self.paths: list[Path] = []
        self._content = hashlib.blake2b(digest_size=8)

    def final_name(self, script: str) -> str:
        """Return the name of a script with a digest of all pictures."""
        return f"{script.removesuffix('.js')}-{self._content.hexdigest()}.js"

    def renamed(self, listed: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield entries that were added, with the final names of their scripts."""
        for entry in listed:
            script: dict[str, Any] = {"script": self.final_name(entry["script"])} if "script" in entry else {}
            small = entry.get("thumbnail")
            if small:
                script["thumbnail"] = {**small, "script": self.final_name(small["script"])}
            yield {**entry, **script}

    def add(self, entry: Entry) -> dict[str, Any]:
        """Write the pictures of an entry, and return the entry with ids and scripts instead of sources."""
        number, self._number = self._number, self._number + 1
        layers = [{**layer.facts, "id": f"{number}-{i}"} for i, layer in enumerate(entry.layers)]
        facts = {**entry.facts, "layers": layers}
        if layers:
            script = f"{number:06d}.js"
            pictures = {f"{number}-{i}": data_address(layer.png) for i, layer in enumerate(entry.layers)}
            values = enumerate(layer.values for layer in entry.layers)
            stored = {_values_id(f"{number}-{i}"): value_address(packed) for i, packed in values if packed}
            self._write(script, pictures | stored)
            facts["script"] = script
        if entry.thumbnail is not None:
            facts["thumbnail"] = {"id": f"small-{number}", "script": self._thumbnail_script}
            self._pending[f"small-{number}"] = data_address(entry.thumbnail)
            if len(self._pending) == THUMBNAILS:
                self.close()
        return facts

    @property
    def _thumbnail_script(self) -> str:
        return f"thumbnails-{sum('thumb' in path.name for path in self.paths):04d}.js"

    def close(self) -> None:
        """Write the remaining thumbnails."""
        if self._pending:
            self._write(self._thumbnail_script, self._pending)
            self._pending = {}

    def _write(self, name: str, pictures: dict[str, str]) -> None:
        text = f"{CALL}{json.dumps(pictures)}{END}".encode("ascii")
        write_whole(self.data / name, text)
        self.paths.append(self.data / name)
        self.size += len(text)
        self._content.update(name.encode() + text)

    def elements(self, opened: int) -> Iterator[str]:
        """Yield the pictures as elements of a page, the pictures that are shown first at the start."""

        def order(path: Path) -> tuple[bool, bool, str]:
            return path.stem != f"{opened:06d}", "thumb" not in path.name, path.name

        for path in sorted(self.paths, key=order):
            text = path.read_text("ascii")
            for name, address in json.loads(text[len(CALL) : -len(END)]).items():
                yield embedded(f"picture-{name}", address)


def _opened(document: dict[str, Any], listed: list[dict[str, Any]]) -> int:
    """Return the index of the entry that the page opens first: the image of the first crop."""
    crops = document["crops"] or {}
    first = next((crop["image"] for name in ("best", "rival_best") for crop in crops.get(name, ())), None)
    return next((i for i, entry in enumerate(listed) if entry["name"] == first), 0)


def _values_id(layer: str) -> str:
    """Return the id of the stored values of a layer."""
    return f"{layer}-values"


def _element(name: str, _: str) -> dict[str, str]:
    return {"type": "element", "id": f"picture-{name}"}


def _shard(folder: str, _: str, script: str) -> dict[str, str]:
    return {"type": "shard", "script": f"{folder}/{script}"}


def _with_sources(entry: dict[str, Any], source: Callable[[str, str], dict[str, str]]) -> dict[str, Any]:
    """Return an entry with the sources of its pictures."""
    facts = {key: value for key, value in entry.items() if key != "script"}
    facts["layers"] = [{**layer, "source": source(layer["id"], entry["script"])} for layer in entry["layers"]]
    for layer in facts["layers"]:
        if layer.get("stored"):
            stored = source(_values_id(layer["id"]), entry["script"])
            layer["stored"] = {**layer["stored"], "source": stored}
    small = entry.get("thumbnail")
    if small:
        facts["thumbnail"] = {"id": small["id"], "source": source(small["id"], small["script"])}
    return facts


def _is_page(output: Path) -> bool:
    return output.suffix.lower() in (".html", ".htm")


def _move(staging: Path, target: Path) -> None:
    """Replace an older report by a finished folder."""
    try:
        replace_folder(staging, target)
    except OSError as error:
        raise write_error(target, error) from error
