"""Messages name what is missing and a remedy that does no harm."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import difference_finder
from difference_finder.errors import MissingDependencyError, UnknownNameError

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
SOURCES = Path(difference_finder.__file__).parent


@pytest.mark.parametrize(
    "extra",
    re.findall(
        r'for_extra\([^)]*"(\w+)"\)', "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    ),
)
def test_the_command_names_the_packages_of_the_extra(extra: str) -> None:
    declared = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["optional-dependencies"][extra]
    message = str(MissingDependencyError.for_extra("this", "that", extra))
    said, _, arguments = message.partition("pip install ")
    assert said == "this needs that, which is not installed; "
    names = [re.split("[<>=]", requirement)[0] for requirement in declared]
    assert re.findall(r"'([\w-]+)[<>=]+[^']*'", arguments) == names


def test_from_sources_the_command_names_the_package(monkeypatch) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", missing)
    assert str(MissingDependencyError.for_extra("a widget", "anywidget", "notebook")).endswith(
        "; pip install anywidget"
    )


def test_no_message_suggests_to_install_another_version_of_this_package() -> None:
    """An index may hold another version of that name, which would replace the one in use."""
    for path in SOURCES.rglob("*.py"):
        assert not re.search(r"pip install[^;\n]*difference.finder", path.read_text("utf-8")), path


def test_of_names_that_agree_but_for_case_all_are_suggested() -> None:
    with pytest.raises(UnknownNameError, match="no thing 'One'; did you mean 'ONE' or 'one'"):
        raise UnknownNameError.among("thing", "One", ["ONE", "one", "other"])
