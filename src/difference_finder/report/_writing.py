"""A report as files: one page, or a folder where one page would be too large."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from difference_finder.errors import InputError
from difference_finder.page.document import Entry
from difference_finder.page.shell import data_address, embedded, pieces
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.text import escape_controls

__all__ = ["PAGE", "check_target", "write_report"]

PAGE, DATA = "report.html", "data"

THUMBNAILS = 200
"""How many small pictures are in one script."""

CALL, END = "differencePictures(", ");\n"


def check_target(output: Path) -> None:
    """Refuse a folder that holds something else.

    Raises
    ------
    InputError
        If it does, or a file is in its way.
    """
    if _is_page(output):
        if output.is_dir():
            raise InputError(
                f"cannot write '{escape_controls(str(output))}': it is a folder; choose another name"
            )
        return
    if output.exists() and not output.is_dir():
        raise InputError(f"'{escape_controls(str(output))}' is a file; give a folder, or a name with .html")
    if output.is_dir() and {path.name for path in output.iterdir()} - {PAGE, DATA}:
        raise InputError(
            f"'{escape_controls(str(output))}' holds other files than a report; choose another folder"
        )


def write_report(
    output: Path,
    document: dict[str, Any],
    entries: Iterable[Entry],
    most: float,
    step: Callable[[str], None],
) -> Path:
    """Write a report whole or not at all; return the page.

    Parameters
    ----------
    output
        A file with the suffix .html, or a folder.
    document
        All but the entries.
    entries
        In order; each is written before the next is asked for.
    most
        How many bytes of pictures one page may have; with more, a folder of the same name is written.
    step
        Is told the name of each entry that is done.
    """
    make_folder(output.parent)
    room = output.parent / f".{os.urandom(8).hex()}.part"
    try:
        spool = _Spool(make_folder(room))
        listed = []
        for entry in entries:
            listed.append(spool.add(entry))
            step(str(entry.facts["name"]))
        spool.close()
        if _is_page(output) and spool.size <= most:
            whole = {**document, "entries": [_with_sources(entry, _element) for entry in listed]}
            write_whole(output, pieces(whole, spool.elements(_opened(document, listed))))
            return output
        target = output.with_suffix("") if _is_page(output) else output
        check_target(target)
        whole = {**document, "entries": [_with_sources(entry, _shard) for entry in listed]}
        write_whole(room / PAGE, pieces(whole, shards=True))
        _put(room, target)
        return target / PAGE
    finally:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(room)


class _Spool:
    """The pictures as scripts, before it is known whether one page can hold them."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.data = make_folder(room / DATA)
        self.size = 0
        self._number = 0
        self._small: dict[str, str] = {}
        self._names: list[Path] = []

    def add(self, entry: Entry) -> dict[str, Any]:
        """Write the pictures of an entry; return it with ids and scripts in place of sources."""
        number, self._number = self._number, self._number + 1
        layers = [{**layer.facts, "id": f"{number}-{i}"} for i, layer in enumerate(entry.layers)]
        facts = {**entry.facts, "layers": layers}
        if layers:
            script = f"{number:06d}.js"
            self._write(
                script, {f"{number}-{i}": data_address(layer.png) for i, layer in enumerate(entry.layers)}
            )
            facts["script"] = f"{DATA}/{script}"
        if entry.thumbnail is not None:
            facts["thumbnail"] = {"id": f"small-{number}", "script": f"{DATA}/{self._thumbnails}"}
            self._small[f"small-{number}"] = data_address(entry.thumbnail)
            if len(self._small) == THUMBNAILS:
                self.close()
        return facts

    @property
    def _thumbnails(self) -> str:
        return f"thumbnails-{sum('thumb' in path.name for path in self._names):04d}.js"

    def close(self) -> None:
        """Write the small pictures that wait."""
        if self._small:
            self._write(self._thumbnails, self._small)
            self._small = {}

    def _write(self, name: str, pictures: dict[str, str]) -> None:
        text = f"{CALL}{json.dumps(pictures)}{END}".encode("ascii")
        write_whole(self.data / name, text)
        self._names.append(self.data / name)
        self.size += len(text)

    def elements(self, opened: int) -> Iterator[str]:
        """Yield the pictures as elements of a page: those that are seen first stand first."""

        def order(path: Path) -> tuple[bool, bool, str]:
            return path.stem != f"{opened:06d}", "thumb" not in path.name, path.name

        for path in sorted(self._names, key=order):
            text = path.read_text("ascii")
            for name, address in json.loads(text[len(CALL) : -len(END)]).items():
                yield embedded(f"picture-{name}", address)


def _opened(document: dict[str, Any], listed: list[dict[str, Any]]) -> int:
    """Return which entry the page is opened with: that of the first crop."""
    crops = document["crops"] or {}
    first = next((crop["image"] for name in ("best", "rival_best") for crop in crops.get(name, ())), None)
    return next((i for i, entry in enumerate(listed) if entry["name"] == first), 0)


def _element(name: str, _: str) -> dict[str, str]:
    return {"type": "element", "id": f"picture-{name}"}


def _shard(_: str, script: str) -> dict[str, str]:
    return {"type": "shard", "script": script}


def _with_sources(entry: dict[str, Any], source: Callable[[str, str], dict[str, str]]) -> dict[str, Any]:
    """Return an entry that says where its pictures are."""
    facts = {key: value for key, value in entry.items() if key != "script"}
    facts["layers"] = [{**layer, "source": source(layer["id"], entry["script"])} for layer in entry["layers"]]
    small = entry.get("thumbnail")
    if small:
        facts["thumbnail"] = {"id": small["id"], "source": source(small["id"], small["script"])}
    return facts


def _is_page(output: Path) -> bool:
    return output.suffix.lower() in (".html", ".htm")


def _put(room: Path, target: Path) -> None:
    """Put a finished folder in the place of an older one."""
    try:
        if target.is_dir():
            old = target.parent / f".{os.urandom(8).hex()}.part"
            target.rename(old)
            try:
                room.rename(target)
            except OSError:
                old.rename(target)
                raise
            shutil.rmtree(old)
        else:
            room.rename(target)
    except OSError as error:
        raise InputError(
            f"cannot write '{escape_controls(str(target))}': {error.strerror}; choose another folder"
        ) from error
