"""Which of the compiled instruction sets is used."""

import sys
import warnings
from types import SimpleNamespace

import pytest

from difference_finder.arrays import native


def used(monkeypatch: pytest.MonkeyPatch, forced: str, processor: str, compiled: set[str]) -> str | None:
    monkeypatch.setenv(native.FORCED, forced)
    monkeypatch.setitem(sys.modules, "difference_finder._cpu", SimpleNamespace(level=lambda: processor))
    monkeypatch.setattr(native, "find_spec", lambda name: name.rpartition("_")[2] in compiled or None)
    return native.instruction_set.__wrapped__()


@pytest.mark.parametrize(
    ("forced", "processor", "compiled", "expected"),
    [
        ("", "v4", {"v3"}, "v3"),
        ("", "v3", {"v2", "v3", "v4"}, "v3"),
        ("v2", "v4", {"v2", "v4"}, "v2"),
        ("off", "v4", {"v4"}, None),
        ("", "v2", {"v4"}, None),
        ("", "none", {"v2"}, None),
        ("", "base", {"base"}, "base"),
    ],
)
def test_the_best_compiled_level_is_used(
    monkeypatch: pytest.MonkeyPatch, forced: str, processor: str, compiled: set[str], expected: str | None
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert used(monkeypatch, forced, processor, compiled) == expected


@pytest.mark.parametrize(
    ("forced", "message"),
    [
        ("v2", "v2: the kernels were not compiled for v2; .*DIFFERENCE_FINDER_LEVELS=all; using v3"),
        ("v4", "v4: this processor does not support v4; using v3"),
        ("avx", "avx: not one of v3, off; using v3"),
    ],
)
def test_a_level_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch, forced: str, message: str) -> None:
    with pytest.warns(UserWarning, match=message):
        assert used(monkeypatch, forced, "v3", {"v3"}) == "v3"
