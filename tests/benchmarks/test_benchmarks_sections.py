"""Sections of a document that several benchmarks write."""

from pathlib import Path

from _sections import write_section


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    write_section(path, "# One\n\nfirst\n\n## Part\n\nmore")
    write_section(path, "# Two\n\nsecond\n")
    write_section(path, "# One\n\nthird")
    assert path.read_text() == "# One\n\nthird\n\n# Two\n\nsecond\n"
