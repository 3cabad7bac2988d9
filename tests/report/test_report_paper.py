"""The table and the figures of a study beneath its report."""

import base64
import re
from html import unescape
from pathlib import Path

import pytest

from difference_finder import rank
from difference_finder.report import report
from difference_finder.study.figure import caption_of
from difference_finder.study.latex import escape_latex, unescape_latex
from difference_finder.study.study import Study
from folders import method_folders

pytestmark = pytest.mark.usefixtures("one_process")


@pytest.fixture
def study(tmp_path) -> Study:
    folders = method_folders(tmp_path, ["cat"], size=72)
    return rank(tmp_path / "GT", folders, ["psnr"], output=tmp_path / "study", workers=1, crop_sizes=[24])


def section(page: Path) -> str:
    return re.search(r'<section id="paper"[^>]*>.*?</section>', page.read_text(), re.DOTALL)[0]


def test_the_table_of_means_is_beneath_the_page(study, tmp_path) -> None:
    shown = section(report(tmp_path / "study", tmp_path / "report.html").path)
    for mean in study.means:
        assert f"{mean.mean:.2f}" in shown
    assert "<b>" in shown
    assert "Means over 1 image." in shown
    assert "style=" not in shown  # the policy of the page forbids it
    assert "<figure>" not in shown


def test_figures_in_the_folder_are_shown_with_their_captions(study, tmp_path) -> None:
    pytest.importorskip("matplotlib")
    figure = study.figure(labels={"edsr": "<b>&_$1"}, crops=2)
    for name in ("a.png", "b.svg", "c.pdf"):
        figure.save(tmp_path / "study" / name)
    shown = section(report(tmp_path / "study", tmp_path / "report.html").path)
    assert re.findall(r'<img alt="([^"]*)"', shown) == ["a.png", "b.svg"]
    found = re.search(r'alt="a.png" src="data:image/png;base64,([^"]*)"', shown)[1]
    assert base64.b64decode(found) == (tmp_path / "study" / "a.png").read_bytes()
    assert shown.count("<b>&_$1") == 0
    assert unescape(shown).count(figure.caption) == 2


def test_a_picture_without_latex_has_no_caption(tmp_path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    assert caption_of(tmp_path / "a.png") == ""


@pytest.mark.parametrize(
    "text", ["50% of a_b & {c}", r"\input{x} $m$ #1 ~^ '`\"", "a--b \u2013 \u2191\u00d75"]
)
def test_captions_survive_latex(text) -> None:
    assert unescape_latex(escape_latex(text)) == text
