"""Requests of ``serve``: from a line of JSON to the comparison of two images and a line of JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from difference_finder.cli.diff_command import command as diff
from difference_finder.cli.diff_command import output_folder, prepare_run
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.storage.match import Match, pair_name

if TYPE_CHECKING:
    from difference_finder.cli._diff_run import DiffRun

OWN = ("id", "first", "second", "reference", "name", "output")
"""Keys of a request that are not options."""

REPLIED = (
    "name", "state", "score", "scores", "score_facts", "threshold", "identical", "unequal", "regions",
    "notes",
)  # fmt: skip
"""Keys of the record that are sent."""

OF_FOLDERS = (
    "reference",
    "output",
    "junit",
    "as_json",
    "pairing",
    "unmatched",
    "write_all",
    "quiet",
    "color",
)
"""Parameters of ``diff`` that are not options of a request: they have own keys, or are about folders."""

OF_FILES = ("write", "map-format", "gain", "vmax")
"""Options that need an output folder."""

MOST_SETS = 32
"""The greatest number of sets of options that are kept ready."""


class Requests:
    """Answers to requests, with the options that were checked for earlier ones.

    Attributes
    ----------
    runs
        Runs by their options, the least recently used first.
    """

    def __init__(self) -> None:
        known = [one for one in diff.params if isinstance(one, click.Option) and one.name not in OF_FOLDERS]
        self.options = {
            name.removeprefix("--"): one for one in known for name in one.opts if name[:2] == "--"
        }
        self.parser = click.Command("request", params=list(known), add_help_option=False)
        self.runs: dict[str, DiffRun] = {}

    def answer(self, line: bytes) -> dict[str, Any]:
        """Return the answer to a line; an error is an answer, too."""
        number: Any = None
        try:
            request = _parsed(line)
            number = _checked_id(request.get("id"))
            return {"id": number, **self._compared(request)}
        except click.UsageError as error:
            return _failure(number, "UsageError", error.format_message())
        # Whatever a request causes, the next one is answered.
        except Exception as error:  # noqa: BLE001
            return _failure(number, type(error).__name__, str(error) or "out of memory")

    def _compared(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Compare the images of a request."""
        for key in request:
            if key not in OWN and key not in self.options:
                raise UnknownNameError.among("key of a request", key, [*OWN, *self.options])
        paths = [_text(request, key) for key in ("first", "second", "reference")]
        if paths[0] is None or paths[1] is None:
            raise InputError("a request needs 'first' and 'second', the paths of two images")
        files = tuple(Path(path) for path in paths if path is not None)
        match = Match(_text(request, "name") or pair_name(*files[:2]), files)
        output = _text(request, "output")
        given = {key: value for key, value in request.items() if key in self.options}
        if output is None and (aimless := [key for key in OF_FILES if given.get(key) is not None]):
            raise InputError(f"'{aimless[0]}' is about files; pass 'output', the folder for them, as well")
        run = self._run(given, output, len(files) > 2)
        pair = run.compare_match(match)
        record = pair.record
        if not record["ok"]:
            return _error(record["error"], record["cause"], record["state"], stage=record["stage"])
        sent = {key: record[key] for key in REPLIED}
        return {"ok": True, **sent, "files": [str(path) for path in pair.files]}

    def _run(self, given: Mapping[str, Any], output: str | None, reference: bool) -> DiffRun:
        """Return the run of a set of options, which is checked at the first request with it."""
        key = json.dumps([given, output is None, reference, _edition(given.get("mask"))], sort_keys=True)
        run = self.runs.pop(key, None)
        if run is None:
            run = self._prepared(given, output, reference)
        self.runs[key] = run  # the most recently used is the last
        while len(self.runs) > MOST_SETS:
            del self.runs[next(iter(self.runs))]
        return run if output is None else replace(run, output=Path(output))

    def _prepared(self, given: Mapping[str, Any], output: str | None, reference: bool) -> DiffRun:
        arguments = [part for key, value in given.items() for part in self._arguments(key, value)]
        with self.parser.make_context("request", arguments) as context:
            options = {**context.params, "output": output, "as_json": True, "pairing": "auto"}
        options["unmatched"] = "error"
        return prepare_run(options, output_folder(options, []), reference, draws_equal=False)

    def _arguments(self, key: str, value: Any) -> list[str]:
        """Return the arguments of the command that a key and its value stand for."""
        option = self.options[key]
        if value is None or (option.is_flag and value is False):
            return []
        if option.is_flag and value is True:
            return [f"--{key}"]
        values = value if isinstance(value, list) and option.multiple else [value]
        for one in values:
            if isinstance(one, bool) or not isinstance(one, str | int | float) or option.is_flag:
                kind = "true or false" if option.is_flag else "a text or a number"
                raise InputError(f"'{key}' must be {kind}{' or a list' * option.multiple}, not {value!r}")
        return [f"--{key}={one}" for one in values]


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is not JSON: {error}") from error
    if not isinstance(request, dict):
        raise InputError(f"a request is an object of JSON, not {type(request).__name__}")
    return request


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number of JSON")


def _checked_id(number: Any) -> Any:
    infinite = isinstance(number, float) and not math.isfinite(number)
    if infinite or isinstance(number, bool) or not isinstance(number, str | int | float | None):
        raise InputError("'id' must be a text or a finite number")
    return number


def _text(request: Mapping[str, Any], key: str) -> str | None:
    value = request.get(key)
    if value is not None and (not isinstance(value, str) or not value or "\0" in value):
        raise InputError(f"'{key}' must be a text, not {value!r}")
    return value


def _edition(mask: Any) -> list[int] | None:
    """Return size and time of the file of a mask, which is read again if it changes."""
    try:
        found = Path(mask).stat()
    except (OSError, TypeError, ValueError):
        return None  # there is no mask, or checking the options reports the cause
    return [found.st_size, found.st_mtime_ns]


def _failure(number: Any, kind: str, message: str) -> dict[str, Any]:
    return {"id": number, **_error(kind, message)}


def _error(kind: str, message: str, state: str = "failed", **more: str) -> dict[str, Any]:
    return {"ok": False, "state": state, "error": {"type": kind, "message": message, **more}}
