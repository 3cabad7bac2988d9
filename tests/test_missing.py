"""The end of a run tells which tests were skipped for lack of something, and how to run them."""

from pathlib import Path

import pytest

from missing import EVERYTHING

FILES = {
    "test_whole": "import pytest\npytest.importorskip('no_such_package')\ndef test(): pass\n",
    "test_some": """
import pytest
def test_runs(): pass
def test_package(): pytest.importorskip('no_such_package')
def test_browser(): pytest.skip('needs Chromium: install it')
def test_slow(): pytest.skip('needs time: slow tests run with --all')
def test_device(): pytest.skip('runs on Tuesdays')
""",
}


@pytest.mark.parametrize(
    "processes", [(), pytest.param(("-n2",), marks=pytest.mark.slow)], ids=["here", "xdist"]
)
def test_skipped_tests_and_files_are_counted(pytester, monkeypatch, processes) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    pytester.makepyfile(**FILES)
    done = pytester.runpytest_subprocess("-p", "missing", "-q", *processes)
    line, summary = done.outlines[-2:]
    assert line == (
        "skipped for lack of no_such_package (1 test, 1 whole file), Chromium (1 test), time (1 test);"
        " skipped for other reasons: 1 test (pytest -rs lists them);"
        f" to run all that this machine can: {EVERYTHING}"
    )
    assert summary.startswith("1 passed, ")


@pytest.mark.slow
def test_a_run_that_skips_nothing_says_nothing(pytester, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    pytester.makepyfile("def test_runs(): pass")
    done = pytester.runpytest_subprocess("-p", "missing", "-q")
    assert "skipped" not in done.stdout.str()
    assert done.outlines[-1].startswith("1 passed")
