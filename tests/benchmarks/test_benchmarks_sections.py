"""Sections of a document that several benchmarks write."""

from pathlib import Path

from _sections import write_section


def test_a_section_is_replaced_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    write_section(path, "# One\n\nfirst\n\n## Part\n\nmore")
    write_section(path, "# Two\n\nsecond\n")
    write_section(path, "# One\n\nthird")
    assert path.read_text() == "# One\n\nthird\n\n# Two\n\nsecond\n"


def test_a_section_of_the_second_level_is_replaced_alone(tmp_path: Path) -> None:
    path = tmp_path / "results.md"
    path.write_text("# All\n\nfirst\n\n## A\n\nold\n\n## B\n\nstays\n\n# End\n")
    write_section(path, "## A\n\nnew\n\n### Part\n\nmore")
    write_section(path, "## A\n\nnewer")
    assert path.read_text() == "# All\n\nfirst\n\n## A\n\nnewer\n\n## B\n\nstays\n\n# End\n"
