"""Letters that the font of a figure lacks come from other installed fonts."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager

from difference_finder import rank
from difference_finder.study.figure import Run, quiet_about_weights
from difference_finder.study.figure._fallback import fonts_with, lacking
from difference_finder.study.study import Study
from folders import method_folders
from made_fonts import make_font

LETTER, OTHER, UNKNOWN = "\U00010080", "\U00010081", "\U00010082"
"""Letters of Linear B, which the fonts that matplotlib brings with it lack."""


@pytest.fixture
def bundled(monkeypatch) -> None:
    """Install no font but those that matplotlib brings with it."""
    own = Path(matplotlib.get_data_path())
    known = [font for font in font_manager.fontManager.ttflist if own in Path(font.fname).parents]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", known)


@pytest.fixture
def fonts(tmp_path, bundled) -> None:
    """Install a font of one letter and one of two, for the test alone."""
    for name, letters, width in (("Made One", LETTER, 2000), ("Made Two", LETTER + OTHER, 3000)):
        make_font(tmp_path / f"{name}.ttf", name, letters, width)
        font_manager.fontManager.addfont(tmp_path / f"{name}.ttf")


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    root = tmp_path_factory.mktemp("fonts")
    folders = method_folders(root, ["a", "b"], ("ours", "edsr"), size=64)
    return rank(root / "GT", folders, "psnr", crop_sizes=[16], output=root / "out", workers=1)


def test_the_font_with_most_of_the_letters_is_chosen(fonts) -> None:
    assert lacking(["STIXGeneral", "DejaVu Sans"], [f"a{LETTER}", OTHER]) == [LETTER, OTHER]
    assert fonts_with([LETTER, OTHER]) == ["Made Two"]
    assert fonts_with([LETTER]) == ["Made One"]
    assert fonts_with([UNKNOWN]) == []


def test_a_figure_takes_letters_from_an_installed_font(fonts, study) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = study.figure(labels={"ours": f"{LETTER}{OTHER}"}, crops=2)
        files = {kind: drawn.to_bytes(kind) for kind in ("pdf", "svg", "png")}
    assert b"MadeTwo" in files["pdf"] and b"Made Two" in files["svg"]
    names = [label for label in drawn.sheet.labels if OTHER in label.text]
    assert len(names) >= 2  # above crops and error maps
    face = drawn._face
    assert face.families == ["STIXGeneral", "DejaVu Sans", "Made Two"]
    assert face.width([Run(OTHER)], 10) == pytest.approx(30, rel=0.01)  # 3 em, as the font says


def test_a_letter_that_no_font_has_is_one_warning(bundled, study) -> None:
    told = f"neither the font 'STIXGeneral' nor another on this machine has the letters {UNKNOWN}, .*labels"
    for draw in (study.figure, lambda labels: study.plot("box", labels=labels)):
        with pytest.warns(UserWarning, match=told) as caught:
            assert draw(labels={"ours": UNKNOWN}).to_bytes("pdf")
        assert len(caught) == 1


def test_a_plot_takes_letters_from_an_installed_font(fonts, study) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plot = study.plot("box", labels={"ours": OTHER})
        assert b"MadeTwo" in plot.to_bytes("pdf")


def test_a_font_without_bold_letters_is_used_silently(caplog) -> None:
    log = logging.getLogger("matplotlib.font_manager")
    told = "findfont: Failed to find font weight bold for Made, now using 400."
    with caplog.at_level(logging.WARNING), quiet_about_weights():
        with quiet_about_weights():
            log.warning(told)
        log.warning(told)
        log.warning("something else")
    assert [record.getMessage() for record in caplog.records] == ["something else"]


def test_fonts_that_cannot_be_drawn_are_passed_over(tmp_path, bundled) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    entry = font_manager.FontEntry(
        str(tmp_path / "broken.ttf"), "Broken", "normal", "normal", 400, "normal", "scalable"
    )
    font_manager.fontManager.ttflist.append(entry)
    assert fonts_with([LETTER]) == []
