"""The mutants of a module: each has one small fault, in its code alone."""

import ast
from pathlib import Path

import pytest
from mutants import mutants_of
from mutation_run import install

CODE = '''"""Twice the text "1 + 1"."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["f"]

LIMIT: int = 3


def f(number: int, most: int = 2 | 1) -> int:
    """Return 1 + 1."""
    if number < most and not number:
        raise ValueError(f"{number + 1} is less than {most}")
    return max(number, -most) * LIMIT
'''


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "module_with_mutants.py"
    path.write_text(CODE)
    return path


def test_each_mutant_differs_in_its_line(module: Path) -> None:
    whole = ast.unparse(ast.parse(CODE)).splitlines()
    for mutant in mutants_of(module):
        changed = ast.unparse(mutant.tree()).splitlines()
        [line] = [one for one, other in zip(whole, changed, strict=True) if one != other]
        assert not any(word in line for word in ("raise", "__all__", "TYPE_CHECKING", '"""')), mutant.change
    changes = {mutant.change.split(" -> ")[0]: mutant for mutant in mutants_of(module)}
    assert {"3", "2", "number < most", "max", "not number", "-most"} <= changes.keys()
    assert changes["3"].function == 0
    assert changes["max"].function == changes["not number"].function == 13


def test_a_mutant_is_imported_in_place_of_its_module(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.machinery import SourceFileLoader

    monkeypatch.setattr(SourceFileLoader, "get_code", SourceFileLoader.get_code)
    monkeypatch.syspath_prepend(module.parent)
    mutant = next(one for one in mutants_of(module) if one.change == "3 -> 4")
    install(mutant)
    import module_with_mutants  # type: ignore[import-not-found]

    assert module_with_mutants.LIMIT == 4
    assert module_with_mutants.f(5) == 20
