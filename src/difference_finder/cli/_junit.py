"""The JUnit file of ``diff --junit``; memory does not grow with the number of pairs."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from difference_finder._version import __version__
from difference_finder.cli._text import format_number, region_sentences, region_table, transform_lines
from difference_finder.pipeline.thresholds import Thresholds
from difference_finder.storage.atomic import make_folder, write_whole
from difference_finder.storage.spool import Spool
from difference_finder.text import escape_controls

if TYPE_CHECKING:
    from difference_finder.cli._pair_result import PairResult

NAME = "difference-finder"


class JUnit:
    """The test cases of a JUnit file, one for each pair; the file appears when it is closed.

    Parameters
    ----------
    path
        Path of the file; its folder is made.
    suite
        Name of the only test suite: the two inputs.
    thresholds
        Limits of the score.

    Notes
    -----
    A pair is a ``failure`` if its score exceeds a limit, and an ``error`` if it could not be read, compared
    or written. An image without a match, and a difference between unread files, are failures. The elements
    have only attributes of the schema of Jenkins' xUnit plug-in, which refuses all others. The pictures of a
    pair are also named as ``[[ATTACHMENT|path]]``, by which GitLab and Jenkins find them.
    """

    def __init__(self, path: Path, suite: str, thresholds: Thresholds) -> None:
        self.path = make_folder(path.parent) / path.name
        self.suite, self.thresholds = suite, thresholds
        self.started = datetime.now(UTC)
        self.counts = {"tests": 0, "failures": 0, "errors": 0}
        self.seconds = 0.0
        self.cases = Spool()

    def __enter__(self) -> JUnit:
        """Return the report."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the intermediate file, also where the command stops before the report is written."""
        self.cases.close()

    def add(self, pair: PairResult) -> None:
        """Add one pair."""
        record = pair.record
        self.counts["tests"] += 1
        self.seconds += pair.seconds
        content = ""
        if pair.unpaired:
            cause = record["cause"]
            self.counts["failures"] += pair.exceeded
            content = _element("failure", cause, message=cause, type=record["error"].capitalize())
            content = content if pair.exceeded else _element("system-out", f"allowed: {cause}")
        elif not record["ok"]:
            self.counts["errors"] += 1
            content = _element("error", _error_text(record), message=record["cause"], type=record["error"])
        elif pair.exceeded:
            self.counts["failures"] += 1
            text = _failure_text(pair)
            content = _element("failure", text, message=_message(record, text), type="ThresholdExceeded")
        if pair.digest:
            content += _element("system-out", _output_text(pair))
        facts = {"name": record["name"], "classname": NAME, "time": f"{pair.seconds:.3f}"}
        case = _element("testcase", None, content, **facts)
        self.cases.write(case)

    def close(self, output: Sequence[str] = ()) -> None:
        """Write the file, with lines of output of the test suite."""
        write_whole(self.path, self._pieces(output))
        self.cases.close()

    def _pieces(self, output: Sequence[str]) -> Iterator[bytes]:
        facts = {"name": NAME, **self.counts, "time": f"{self.seconds:.3f}"}
        known: list[tuple[str, object]] = [("version", __version__)]
        for limit in self.thresholds.limits:
            sides = (("fail-above", limit.above), ("fail-below", limit.below))
            known += [("score", limit.name), *((key, value) for key, value in sides if value is not None)]
        properties = "".join(_element("property", name=key, value=value) for key, value in known)
        suite = {**facts, "name": self.suite, "timestamp": self.started.strftime("%Y-%m-%dT%H:%M:%S")}
        head = f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites{_attributes(facts)}>\n'
        yield f"{head}<testsuite{_attributes(suite)}>\n{_element('properties', None, properties)}".encode()
        yield from self.cases.pieces()
        yield _element("system-out", "\n".join(output)).encode() if output else b""
        yield b"</testsuite>\n</testsuites>\n"


def _message(record: dict[str, Any], text: str) -> str:
    """Return the first line of the text of a failure, with the change of the whole image if there is one."""
    first = text.splitlines()[0]
    return f"{first}; {record['transform']['text']}" if record["transform"] else first


def _failure_text(pair: PairResult) -> str:
    record = pair.record
    unequal = [one["text"] for one in record["unequal"] if not one["allowed"]]
    lines = [record["threshold"]["text"], *(f"unequal: {text}" for text in unequal)]
    if unequal and not pair.beyond:
        lines.insert(0, lines.pop(1))  # the first line is the message
    scores = record["scores"].items()
    lines.append("scores: " + ", ".join(f"{name} {format_number(score)}" for name, score in scores))
    lines += [f"first: {_path(record['first'])}", f"second: {_path(record['second'])}"]
    lines += transform_lines(record)
    regions = record["regions"]
    lines += ["regions, strongest first:", *region_table(regions)] if regions else ["no region stands out"]
    lines += region_sentences(regions)
    lines += [record["advantage"]["text"]] if record.get("advantage") else []
    lines += [f"wrote {path}" for path in pair.files]
    return "\n".join(lines)


def _error_text(record: dict[str, Any]) -> str:
    lines = [f"{record['error']} [{record['stage']}]: {record['cause']}"]
    return "\n".join([*lines, f"first: {record['first']}", f"second: {record['second']}"])


def _output_text(pair: PairResult) -> str:
    lines = [f"record sha256:{pair.digest}"]
    return "\n".join(lines + [f"[[ATTACHMENT|{path}]]" for path in pair.files if path.suffix == ".png"])


def _path(image: str | dict[str, Any]) -> str:
    return image if isinstance(image, str) else str(image["name"])


def _element(tag: str, text: str | None = None, content: str = "", /, **attributes: object) -> str:
    """Return an element; a text is escaped line by line, a content is already XML."""
    inside = content if text is None else "\n".join(_safe(line) for line in text.split("\n"))
    return f"<{tag}{_attributes(attributes)}>{inside}</{tag}>\n"


def _attributes(attributes: dict[str, Any]) -> str:
    return "".join(f' {name}="{_safe(str(value))}"' for name, value in attributes.items())


def _safe(text: str) -> str:
    """Escape characters with a meaning in XML, and spell out those it cannot hold: controls, surrogates."""
    return html.escape(escape_controls(text))
