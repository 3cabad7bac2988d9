"""Errors speak the words of the door: no keyword argument of Python stands in the text of an error."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "difference_finder"

ARGUMENT = re.compile(r"(?<![\w:.,@-])[a-z_][a-z0-9_]*=(?![=>])[\w'\"{\[]")
"""A keyword argument, but no setting in the notation of parts, ``name:key=value,key=value``."""

REMEDY = re.compile(r"\b(use|pass|give|set|add|leave|or|without) [a-z_][a-z0-9_]*=[\w'\"{\[]")
"""A keyword argument in the part of an error that is composed before it is raised."""

PYTHON_ALONE = {
    "baselines/assertion.py": "the functions and the fixture of tests in Python",
    "notebook/_documents.py": "notebooks",
    "notebook/_selections.py": "notebooks",
    "reporters/html.py": "records, which Python alone has",
    "drawing/map_facts.py": "records, which Python alone has",
    "storage/paths.py": "folders in memory, which Python alone has",
    "cli/rank_command.py": "METRIC=SIZE, the form of an option",
    "cli/_study_file_run.py": "METRIC=SIZE and NAME=REFERENCE, the forms of options",
    "cli/table_command.py": "METRIC=N, the form of an option",
    "cli/_labels.py": "NAME=LABEL, the form of an option",
}
"""Modules whose errors may name keyword arguments, with the reason."""


def arguments_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of each error with a keyword argument; values are ``{}``."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2].endswith(
            ("Error", "among")
        ):
            yield from ((node.lineno, text) for text in map(written, node.args) if ARGUMENT.search(text))
        elif isinstance(node, ast.Assign | ast.Return) and REMEDY.search(text := parts_of(node)):
            yield node.lineno, text


def parts_of(node: ast.AST) -> str:
    return " ".join(written(one) for one in ast.walk(node) if isinstance(one, ast.JoinedStr))


def written(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = [written(one) if isinstance(one, ast.Constant) else "{}" for one in node.values]
        inner = [
            written(one) for part in node.values for one in ast.walk(part) if isinstance(one, ast.JoinedStr)
        ]
        return " ".join(["".join(parts), *inner])
    if isinstance(node, ast.BinOp):
        return written(node.left) + written(node.right)
    return ""


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_no_error_names_a_keyword_argument(path: Path) -> None:
    if path.relative_to(SOURCE).as_posix() in PYTHON_ALONE:
        return
    assert not list(arguments_in(path)), "name it by text.option or text.setting"


def test_the_test_finds_arguments(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        'raise InputError(f"too small; use window_size={fits}, or mse")\n'
        'raise InputError("pass window:level=0.5,width=1")\n'
        'raise InputError(f"pass {option(name)}")\n'
        'remedy = f"use scales={fits}" if fits else ""\n'
    )
    assert {line for line, _ in arguments_in(module)} == {1, 4}
