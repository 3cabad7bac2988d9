"""The function ``assert_same`` in other test runners."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import DifferenceFinderError, assert_same


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DIFFERENCE_FINDER_UPDATE", raising=False)
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_picture_is_compared_with_its_baseline(here, photo_pair) -> None:
    first, second = photo_pair
    with pytest.raises(
        AssertionError, match=r"no baseline 'known/plot\.png'\nsee image-results/known/plot\."
    ):
        assert_same(first, "known/plot.png")
    assert files(here) == ["image-results/known/plot.actual.png"]
    assert_same(first, "known/plot.png", update=True)
    assert files(here) == ["known/plot.png"]
    assert_same(first, "known/plot")
    with pytest.raises(AssertionError) as raised:
        assert_same(second, Path("known/plot.png"))
    lines = str(raised.value).splitlines()
    assert lines[0].startswith("picture differs from its baseline 'known/plot.png': mae is ")
    assert any(line.startswith("  40, 30, 20, 16: ") for line in lines)
    assert lines[-1] == (
        "to accept the picture as the baseline: run again with update=True, or with"
        " DIFFERENCE_FINDER_UPDATE=1 in the environment"
    )
    written = ["actual.png", "baseline.png", "heatmap.png", "json", "panel.png"]
    assert files(here / "image-results") == [f"known/plot.{name}" for name in written]
    assert {line[4:] for line in lines if line.startswith("see ")} == {
        f"image-results/known/plot.{name}" for name in written
    }


@pytest.mark.parametrize(("value", "updates"), [("1", True), ("0", False), ("", False)])
def test_the_environment_makes_baselines(here, photo_pair, monkeypatch, value: str, updates: bool) -> None:
    monkeypatch.setenv("DIFFERENCE_FINDER_UPDATE", value)
    if updates:
        assert_same(photo_pair[0], "plot.png")
    else:
        with pytest.raises(AssertionError):
            assert_same(photo_pair[0], "plot.png")
    with pytest.raises(AssertionError):
        assert_same(photo_pair[1], "plot.png", update=False)
    assert (here / "plot.png").exists() is updates


def test_limits_and_other_baselines_are_used(here, photo_pair) -> None:
    first, second = photo_pair
    assert_same(first, "plot", update=True)
    assert_same(second, "plot", fail_above=0.5)
    assert_same(second, "plot", ignore=["40,30,20,16"])
    assert_same(second, "plot", max_changed=320)
    with pytest.raises(AssertionError, match="changed pixels, above 10"):
        assert_same(second, "plot", max_changed=10)
    with pytest.raises(AssertionError, match="ssim is"):
        assert_same(second, "plot", metric="ssim", fail_below=0.9999)
    Image.fromarray(second).save("plot@2.png")
    assert_same(second, "plot")
    assert_same(first, "plot")


def test_a_picture_beside_its_baseline_is_compared(here, photo_pair) -> None:
    Image.fromarray(photo_pair[0]).save("made.png")
    Image.fromarray(photo_pair[1]).save("known.png")
    with pytest.raises(AssertionError):
        assert_same("made.png", "known.png")
    with pytest.raises(DifferenceFinderError, match="is itself a baseline"):
        assert_same("known.png", "known.png")


@pytest.mark.parametrize(
    ("baseline", "results", "hint"),
    [("out/plot.png", "out", "lies in the folder of results"), ("known/.png", "out", "has no name")],
)
def test_impossible_paths_are_an_error(here, photo_pair, baseline: str, results: str, hint: str) -> None:
    with pytest.raises(DifferenceFinderError, match=hint):
        assert_same(photo_pair[0], baseline, results=results)
    assert files(here) == []


def test_equal_names_in_two_folders_have_results_of_their_own(here, photo_pair) -> None:
    outside = here / "outside"
    (here / "inside").mkdir()
    for folder, picture in (("a", photo_pair[0]), ("b", photo_pair[1]), (outside, photo_pair[0])):
        with pytest.raises(AssertionError):
            assert_same(np.ascontiguousarray(picture), Path(folder, "plot"), results="inside")
    assert files(here) == [f"inside/{folder}/plot.actual.png" for folder in ("a", "b", "outside")]


def test_it_works_in_unittest(here, photo_pair) -> None:
    np.save("picture.npy", photo_pair[0])
    (here / "test_it.py").write_text(
        """
import unittest

import numpy as np

from difference_finder import assert_same


class TestPlot(unittest.TestCase):
    def test_plot(self):
        assert_same(np.load("picture.npy"), "baselines/plot.png")
"""
    )
    command = [sys.executable, "-m", "unittest", "test_it"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "FAILED (failures=1)" in done.stderr
    assert "AssertionError: no baseline 'baselines/plot.png'" in done.stderr
