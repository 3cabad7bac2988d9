"""Parts of other packages: kinds of change and transforms, which are all asked about each pair."""

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from difference_finder.errors import InputError
from difference_finder.kinds.place import Finding
from difference_finder.parts.entry_points import entry_points
from difference_finder.parts.kinds import ChangeKind
from difference_finder.parts.registry import Registry

POINTS = """
[difference_finder.kinds]
greyer = their_parts:greyer
broken = their_broken_parts:broken
bare = their_parts:bare
brighter = their_parts:taken

[difference_finder.transforms]
doubling = their_parts:doubling
gone = their_parts:gone
"""

PARTS = """
from difference_finder import kind, transform
from difference_finder.images.transform import Estimate
from difference_finder.kinds.place import Finding
from difference_finder.parts.kinds import ChangeKind

@kind("greyer", unit="levels", weights=(1.0,), bias=100.0)
def greyer(place):
    '''Greyer: a kind of another package.'''
    return Finding(7.0, (0.0,), "greyer, as another package says")

@transform("doubling", unit="", example={"factor": 0.5}, free=0)
def doubling(pair):
    '''Doubling: a transform of another package.'''
    yield Estimate({"factor": 0.5}, 0, 0.5, "doubled, as another package says")

@doubling.apply
def changed(images, *, factor):
    return images * factor

def bare(place):
    return None

taken = ChangeKind("brighter", bare, unit="", weights=(), bias=0.0)
"""

COMPARE = """
import sys, warnings
import numpy as np
from difference_finder import Finder
from difference_finder.parts.registry import kinds, metrics, transforms

metrics.get("mae")
assert "their_parts" not in sys.modules
first = np.random.default_rng(1).random((96, 96)) * 0.5
second = first.copy()
second[30:50, 30:50] += 0.3
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    place = Finder(strategy="difference").compare(first, second)
    again = Finder(strategy="difference").compare(first, 0.5 * first)
    print(place.regions[0].kinds[0].name, place.regions[0].text, again.transform.text, sep="|")
print(*(warning.message for warning in caught), sep="\\n")
"""


@pytest.fixture
def package(tmp_path) -> Path:
    """A folder with a package whose parts are announced by entry points; some cannot be loaded."""
    facts = tmp_path / "their_parts-1.2.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: their-parts\nVersion: 1.2\n")
    (facts / "entry_points.txt").write_text(POINTS)
    (tmp_path / "their_parts.py").write_text(PARTS)
    (tmp_path / "their_broken_parts.py").write_text("import a_package_that_is_not_there\n")
    return tmp_path


def test_kinds_and_transforms_of_a_package_describe_a_pair_and_broken_ones_are_named(package) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(package), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", COMPARE], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    found, *warned = done.stdout.splitlines()
    assert found.split("|") == [
        "greyer",
        "greyer, as another package says",
        "the second looks like the first doubled, as another package says",
    ]
    wanted = [
        ("kind of change", "broken", "ModuleNotFoundError: No module named"),
        ("kind of change", "bare", "InputError: 'bare' is not a kind of change: decorate it with @kind"),
        ("kind of change", "brighter", "DuplicateNameError: kind of change 'brighter' exists already"),
        ("transform", "gone", "AttributeError: module 'their_parts' has no attribute 'gone'"),
    ]
    for part, name, cause in wanted:
        start = f"the {part} '{name}' of their-parts 1.2 is left out, because it cannot be loaded: {cause}"
        assert any(line.startswith(start) for line in warned), (start, warned)
    assert len(warned) == len(wanted)
    assert all(line.endswith("; update or uninstall their-parts 1.2") for line in warned)


class Point:
    """An entry point of no package."""

    def __init__(self, name: str, loaded: object) -> None:
        self.name, self.loaded, self.opened, self.module = name, loaded, 0, "theirs"

    def load(self) -> object:
        self.opened += 1
        if isinstance(self.loaded, Exception):
            raise self.loaded
        return self.loaded


def own_kinds(monkeypatch, *points: Point) -> Registry:
    monkeypatch.setattr("difference_finder.parts.registry.entry_points", lambda group: points)
    monkeypatch.setattr(Registry, "_modules", ())
    return Registry("kind of change", ChangeKind, "kinds")


def test_all_parts_are_loaded_once_and_the_rest_goes_on(monkeypatch) -> None:
    one = ChangeKind("one", lambda place: Finding(1.0, (), "one"), unit="", weights=(), bias=0.0)
    points = [Point("broken", OSError("no\nluck")), Point("one", one)]
    own = own_kinds(monkeypatch, *points)
    assert own.names() == ["broken", "one"]
    assert own.loaded() == []
    message = "the kind of change 'broken' of the module 'theirs' is left out.*: OSError: no luck; update or"
    with pytest.warns(UserWarning, match=message):
        assert own.all() == [one]
    assert own.all() == [one]
    assert [point.opened for point in points] == [1, 1]


def test_a_part_with_another_name_than_its_entry_point_is_asked_once(monkeypatch) -> None:
    points = [Point("theirs", None)]
    own = own_kinds(monkeypatch, *points)
    points[0].loaded = own.register("ours", unit="", weights=(), bias=0.0)(lambda place: None)
    assert [part.name for part in own.all()] == ["ours"]
    assert own.get("theirs") is own.get("ours")


def test_a_function_without_a_decorator_is_refused_by_name(monkeypatch) -> None:
    own = own_kinds(monkeypatch, Point("bare", len))
    with pytest.raises(InputError, match="'len' is not a kind of change: decorate it with @kind"):
        own.get("bare")


def test_entry_points_are_looked_for_only_where_a_package_announces_the_group(package, monkeypatch) -> None:
    monkeypatch.setattr(metadata, "entry_points", lambda group: [group])
    assert entry_points("difference_finder.kinds") == ()
    monkeypatch.syspath_prepend(str(package))
    assert entry_points("difference_finder.kinds") == ["difference_finder.kinds"]
    assert entry_points("difference_finder.metrics") == ()


@pytest.mark.parametrize("where", ["archive", "finder"])
def test_packages_that_lie_elsewhere_than_in_folders_are_asked(where, tmp_path, monkeypatch) -> None:
    class Finder:
        find_spec = find_distributions = staticmethod(lambda *given: None)

    monkeypatch.setattr(metadata, "entry_points", lambda group: [group])
    if where == "archive":
        (tmp_path / "theirs.zip").write_bytes(b"PK")
        monkeypatch.syspath_prepend(str(tmp_path / "theirs.zip"))
    else:
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder])
    assert entry_points("difference_finder.kinds") == ["difference_finder.kinds"]
