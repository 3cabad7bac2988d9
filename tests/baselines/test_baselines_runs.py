"""Names, several processes, and stale baselines."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.test_baselines_plugin import said
from difference_finder.baselines.names import LONGEST, file_name, file_of_folder, folder_name, picture_name

MANY = """
@pytest.mark.parametrize("k", [1, "a/b", "..", "x:y"])
def test_many(image_difference, picture, k):
    image_difference(picture)
    image_difference(picture[::-1])
    image_difference(picture[:, ::-1], name=f"hero {k}")

class TestClass:
    def test_many(self, image_difference, picture):
        image_difference(picture)
"""
ROOT = Path(__file__).parents[2]

USED = "def test_one(image_difference, picture):\n    image_difference(picture)\n"
TWO = f"{USED}def test_two(image_difference, picture):\n    image_difference(picture)\n"
SKIPPED = "@pytest.mark.skip\ndef test_three(image_difference):\n    pass\n"

FILES = [
    "TestClass.test_many.png",
    "hero .%2E.png",
    "hero 1.png",
    "hero a%2Fb.png",
    "hero x%3Ay.png",
    *(f"test_many[{k}]{n}.png" for k in ("..", "1", "a%2Fb", "x%3Ay") for n in (".2", "")),
]


def test_names_come_from_the_tests(project) -> None:
    project.write(tests__test_it=MANY)
    assert project.run("--image-update").parseoutcomes() == {"updated": 5}
    assert project.files("image-baselines") == sorted(f"tests/test_it/{name}" for name in FILES)
    project.run().assert_outcomes(passed=5)
    stored = {name: (project.baselines / "tests/test_it" / name).read_bytes() for name in FILES}
    assert len(set(stored.values())) == 3  # the number of different pictures


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_names_are_different_files(first: str, second: str) -> None:
    names = [file_name(first), file_name(second)]
    assert (names[0].casefold() == names[1].casefold()) is (first == second)
    for name in names:
        assert name.isascii()
        assert name.isprintable()
        assert not set(name) & set('/\\:*?"<>|')
        assert name[0] not in ". "
        assert name[-1] not in ". "
        assert len(name) <= LONGEST + 20


@pytest.mark.parametrize(
    "name", ["con", "CON", "nul.x", "lpt1", ".", "..", " ", "a.", ".a", "\udcff", "x" * 500]
)
def test_names_that_systems_refuse(name: str) -> None:
    safe = file_name(name)
    assert safe.partition(".")[0].upper() not in {"CON", "NUL", "LPT1"}
    assert safe.strip(". ") == safe != name


def test_folders_map_back_to_test_files() -> None:
    for file in ("tests/test_a", "../x/test b", "tests/ü/test_a.md"):
        assert file_of_folder(folder_name(file)) == file
    assert folder_name("tests/test_a.py") == "tests/test_a"


def test_ids_that_differ_in_case_or_blanks_have_files_of_their_own(project) -> None:
    project.write(
        test_it="""
@pytest.mark.parametrize("k", ["rgb", "RGB", "Rgb", "r gb", "r  gb", "rgb ", " rgb", "r@gb"])
def test_one(image_difference, picture, k):
    image_difference(picture)
    image_difference(picture, name=k)
"""
    )
    assert project.run("--image-update").parseoutcomes() == {"updated": 8}
    files = project.files("image-baselines")
    assert len({name.casefold() for name in files}) == 16
    assert "test_it/test_one[rgb].png" in files
    assert "test_it/r%40gb.png" in files
    project.run().assert_outcomes(passed=8)
    project.run("test_it.py::test_one[RGB]").assert_outcomes(passed=1)


def test_case_of_classes_and_folders_needs_no_digest() -> None:
    assert picture_name(["TestA", "TestB"], "test_x") == "TestA.TestB.test_x"
    assert folder_name("Tests/test_A.py") == "Tests/test_A"
    long = "x" * 500
    assert picture_name([], f"{long}a").casefold() != picture_name([], f"{long}A").casefold()


@pytest.mark.parametrize(
    "calls",
    [
        ("image_difference(picture, name='x'); image_difference(picture, name='x')", "pass"),
        ("image_difference(picture, name='x')", "image_difference(picture, name='x')"),
        ("image_difference(picture, name='test_two')", "image_difference(picture)"),
        ("image_difference(picture); image_difference(picture, name='test_one')", "pass"),
        ("image_difference(picture, name='test_one.2'); [image_difference(picture) for _ in '12']", "pass"),
    ],
)
def test_two_pictures_never_share_a_baseline(project, calls: tuple[str, str]) -> None:
    tests = zip(("one", "two"), calls, strict=True)
    project.write(
        test_it="\n".join(f"def test_{name}(image_difference, picture):\n    {call}" for name, call in tests)
    )
    for arguments in (("--image-update",), ()):
        result = project.run(*arguments)
        assert result.parseoutcomes()["failed"] == 1
        assert "; pass another name" in said(result)


def test_a_test_that_is_run_again_keeps_its_baselines(project) -> None:
    project.write(test_it="def test_one(image_difference, picture):\n    image_difference(picture)")
    project.run("--image-update")
    project.pytester.makeconftest(
        (project.root / "conftest.py").read_text()
        + """
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    from _pytest.runner import runtestprotocol
    for _ in range(2):
        item._initrequest()
        for report in runtestprotocol(item, nextitem=nextitem, log=False):
            item.ihook.pytest_runtest_logreport(report=report)
    return True
"""
    )
    project.run().assert_outcomes(passed=2)


RERUN = """
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    from _pytest.runner import runtestprotocol
    for last in (False, True):
        item._initrequest()
        for report in runtestprotocol(item, nextitem=nextitem, log=False):
            if not last and report.when == "call":
                report.outcome = "rerun"
            item.ihook.pytest_runtest_logreport(report=report)
            if report.outcome == "rerun":
                break
    return True
"""
"""Runs each test twice, and reports the first run as pytest-rerunfailures does."""

TRIES = """
import itertools
tries = itertools.count(1)

def test_one(image_difference, picture):
    number = next(tries)
    image_difference(picture if number == RIGHT else picture[::-1], name="a")
    image_difference(picture if number == RIGHT else picture[::-1], name="b")
"""


@pytest.mark.parametrize(
    ("right", "arguments", "told"),
    [
        (2, (), None),
        (1, (), "1 picture: 0 unchanged, 1 different from their baseline"),
        (3, (), "1 picture: 0 unchanged, 1 different from their baseline"),
        (3, ("--image-update",), "2 pictures: 0 unchanged, 2 updated"),
    ],
)
def test_a_rerun_counts_once(project, right: int, arguments: tuple[str, ...], told: str | None) -> None:
    project.write(test_it=TRIES.replace("RIGHT", "1"))
    project.run("--image-update")
    project.pytester.makeconftest((project.root / "conftest.py").read_text() + RERUN)
    project.write(test_it=TRIES.replace("RIGHT", str(right)))
    result = project.run(*arguments)
    assert (told in result.stdout.lines) if told else ("image differences" not in said(result))
    assert said(result).count("replaced image-baselines") == (2 if arguments else 0)


def test_a_test_that_passes_in_a_rerun_has_used_its_baselines(project) -> None:
    project.write(test_it=TRIES.replace("RIGHT", "1"))
    project.run("--image-update")
    project.pytester.makeconftest((project.root / "conftest.py").read_text() + RERUN)
    project.write(test_it=TRIES.replace("RIGHT", "2").replace('name="b"', 'name="a2"'))
    project.baselines.joinpath("test_it/b.png").rename(project.baselines / "test_it/a2.png")
    (project.baselines / "test_it/test_old.png").write_bytes(b"")
    result = project.run("--image-stale")
    assert "stale: " in said(result)
    assert "may or may not" not in said(result)


@pytest.mark.slow
def test_processes_of_xdist_report_together(project, photo_pair) -> None:
    pytest.importorskip("xdist")
    project.write(tests__test_it=MANY, test_other=MANY)
    result = project.run("-n2", "--image-update", fresh=True)
    assert result.parseoutcomes() == {"updated": 10}
    assert said(result).count("wrote image-baselines/") == 26
    project.write(test_gone="def test_old(image_difference, picture):\n    image_difference(picture)")
    project.run("test_gone.py", "--image-update")
    (project.root / "test_gone.py").unlink()
    result = project.run("-n2", "--dist=loadgroup", "--image-stale", fresh=True)
    result.assert_outcomes(passed=10)
    assert "26 pictures: 26 unchanged" in said(result)
    assert said(result).count("stale: ") == 1
    project.show(photo_pair[1])
    result = project.run("-n2", "--image-stale", fresh=True)
    result.assert_outcomes(failed=10)
    result.stdout.fnmatch_lines(["10 pictures: 0 unchanged, 10 different from their baseline"])
    assert said(result).count(".panel.png") >= 10
    assert len([name for name in project.files("image-results") if name.endswith(".panel.png")]) == 10
    assert "16 baselines may or may not be in use" in said(result)


@pytest.mark.slow
def test_groups_of_xdist_do_not_change_names(project) -> None:
    pytest.importorskip("xdist")
    project.write(test_it=f"@pytest.mark.xdist_group('g')\n{USED}")
    project.run("-n1", "--dist=loadgroup", "--image-update", fresh=True)
    assert project.files("image-baselines") == ["test_it/test_one.png"]
    project.run("-p", "xdist").assert_outcomes(passed=1)


@pytest.mark.slow
def test_processes_that_share_a_baseline_fail_the_run(project) -> None:
    pytest.importorskip("xdist")
    project.write(
        test_it="@pytest.mark.parametrize('k', range(2))\ndef test_one(image_difference, picture, k):\n"
        "    import time; time.sleep(1); image_difference(picture, name='x')"
    )
    result = project.run("-n2", "--image-update", fresh=True)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "'test_it/x' is used by test_it.py::test_one[" in said(result)


@pytest.mark.parametrize(
    ("code", "arguments", "stale", "unknown"),
    [
        (TWO, (), 0, 0),
        (USED, (), 1, 0),
        (USED, ("test_it.py",), 1, 0),
        (TWO, ("-k", "one"), 0, 1),
        (TWO, ("--deselect", "test_it.py::test_two"), 0, 1),
        (TWO, ("test_it.py::test_one",), 0, 1),
        (TWO.replace("def test_two", "@pytest.mark.skip\ndef test_two"), (), 0, 1),
        (TWO.replace("def test_two", "@pytest.mark.xfail(strict=True, run=False)\ndef test_two"), (), 0, 1),
        (f"{USED}def test_two():\n    assert False", (), 0, 1),
        (f"{USED}def test_two():\n    pass", (), 1, 0),
        (f"{USED}def test_two():\n    pass", ("-k", "two"), 1, 1),
        (None, (), 2, 0),
        ("", (), 0, 2),
        (f"{USED}{SKIPPED}", (), 1, 0),
        (f"{USED}{SKIPPED}".replace("test_three(", "test_tw("), (), 1, 0),
        (f"{USED}{SKIPPED}".replace("test_three(", "test_two("), (), 0, 1),
        (f"{USED}{SKIPPED}{SKIPPED.replace('three', 'four')}", ("-k", "not four"), 1, 0),
    ],
)
def test_baselines_that_no_test_uses_are_listed(
    project, photo_pair, code, arguments, stale: int, unknown: int
) -> None:
    project.write(test_it=TWO, test_else="def test_three():\n    pass")
    for name in ("test_one", "test_two"):
        project.keep(photo_pair[0], name)
    (project.baselines / "README.md").write_text("not a picture")
    if code is None:
        (project.root / "test_it.py").unlink()
    else:
        project.write(test_it=code)
    result = project.run("--image-stale", *arguments)
    lines = [line for line in result.stdout.lines if line.startswith("stale: ")]
    assert len(lines) == stale
    assert ("no stale baseline found" in said(result)) is (not stale)
    assert (f"{unknown} baseline" in said(result)) is (unknown > 0)
    assert ("may or may not be in use" in said(result)) is (unknown > 0)
    if stale == 1:
        assert lines[0].endswith("test_two.png")
    untold = said(project.run(*arguments))
    assert "stale: " not in untold
    assert ("without a test; --image-stale lists them" in untold) == bool(stale)


NAMED = """
def test_one(image_difference, picture):
    image_difference(picture)

@pytest.mark.skip
def test_two(FIXTURES):
    pass
"""


@pytest.mark.parametrize(
    ("fixtures", "stale"),
    [("", True), ("picture", False), ("image_difference", False), ("request", False)],
)
def test_a_skipped_test_may_own_baselines_with_other_names(project, fixtures: str, stale: bool) -> None:
    """The fixture ``picture`` of these projects uses ``request``, from which it may get any fixture."""
    project.write(test_it=NAMED.replace("FIXTURES", fixtures))
    project.run("--image-update")
    folder = project.baselines / "test_it"
    for name in ("hero.png", "test_two.2.png", "test_one.2.png", "test_one@3.png", "test_one@other.png"):
        (folder / name).write_bytes((folder / "test_one.png").read_bytes())
    result = project.run("--image-stale")
    found = {line.rpartition("/")[2] for line in result.stdout.lines if line.startswith("stale: ")}
    assert found == ({"hero.png", "test_one.2.png"} if stale else {"test_one.2.png"})
    assert f"{1 if stale else 2} baseline" in said(result)


@pytest.mark.slow
@pytest.mark.parametrize("off", [False, True])
def test_it_is_found_where_it_is_installed_and_can_be_left_out(project, monkeypatch, off: bool) -> None:
    """The pytest of another project finds the entry point of ``pyproject.toml``."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    ((name, module),) = points["pytest11"].items()
    installed = project.root / "installed" / "guarded-0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: guarded\nVersion: 0\n")
    (installed / "entry_points.txt").write_text(f"[pytest11]\n{name} = {module}\n")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(installed.parent), os.environ["PYTHONPATH"]]))
    project.write(test_it=USED)
    left_out = ["-p", f"no:{name}"] if off else ["--image-update"]
    result = project.pytester.runpytest_subprocess("test_it.py", *left_out)
    assert ("fixture 'image_difference' not found" in said(result)) is off
    assert project.baselines.exists() is not off
    assert off or project.run(fresh=True).ret == 0  # registered twice, loaded once


def test_it_works_without_terminal_and_with_junit(project, photo_pair) -> None:
    project.write(test_it=USED)
    project.run("--image-update")
    project.show(photo_pair[1])
    assert project.run("-p", "no:terminal", "--junitxml=junit.xml").ret == 1
    assert "40, 30, 20, 16: " in (project.root / "junit.xml").read_text()


FIXTURE = """
@pytest.fixture
def drawn(image_difference, picture):
    image_difference(picture, name="before")
    yield
    image_difference(picture, name="after")

def test_one(drawn):
    pass
"""


def test_a_picture_of_a_fixture_is_reported(project) -> None:
    project.write(test_it=FIXTURE)
    result = project.run("--image-update")
    result.assert_outcomes(passed=1)
    assert "2 pictures: 0 unchanged, 2 created" in said(result)
    project.run().assert_outcomes(passed=1)


@pytest.mark.parametrize("used", [False, True])
def test_nothing_heavy_is_loaded_until_a_test_uses_it(project, used: bool) -> None:
    """Neither options nor tests without pictures load heavy packages."""
    (project.root / "conftest.py").unlink()
    fixture = "image_difference" if used else ""
    project.write(
        test_it=f"def test_one({fixture}):\n    import sys\n"
        "    heavy = {'numpy', 'torch', 'scipy', 'click', 'PIL', 'difference_finder.finder'}\n"
        "    assert not heavy & set(sys.modules)"
    )
    code = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    plugin = ["-p", "difference_finder.pytest_plugin", "-p", "no:hypothesispytest", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-c", code, *plugin, "test_it.py"],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
