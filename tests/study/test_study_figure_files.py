"""Figures as files: PDF, SVG, PNG and LaTeX, pixel by pixel."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import json
import re
import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import rank
from difference_finder.errors import InputError, UnsupportedFormatError
from difference_finder.study.figure._latex import snippet
from difference_finder.study.figure._render import best_dpi
from difference_finder.study.figure._sheet import Label, Picture, Run
from difference_finder.study.latex import escape_latex
from folders import method_folders

matplotlib = pytest.importorskip("matplotlib")

METHODS = ("ours", "edsr")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    root: Path = tmp_path_factory.mktemp("files")
    folders = method_folders(root, ["cat"], METHODS, size=88)
    rank(root / "GT", folders, ["psnr", "ssim"], output=root / "study", workers=1, crop_sizes=[24, 32])
    return root


@pytest.fixture(scope="module")
def study(folder):
    from difference_finder.study.study import Study

    return Study.open(folder / "study")


def pdf_images(data: bytes) -> list[np.ndarray]:
    """Return the pictures of a PDF: their streams are those of PNG files without the frame."""
    images = []
    form = rb"<<((?:(?!>>).)*?/Subtype /Image(?:(?!stream).)*)>>\s*stream\r?\n(.*?)\r?\nendstream"
    for facts, stream in re.findall(form, data, re.S):
        numbers = {key: int(re.search(rb"/%s (\d+)" % key, facts)[1]) for key in (b"Width", b"Height")}
        bits = int(re.search(rb"/BitsPerComponent (\d+)", facts)[1])
        palette = re.search(rb"/Indexed /DeviceRGB (\d+)\s*(\(.*\))\s*\]", facts, re.S)
        colour = 3 if palette else (0 if b"/DeviceGray" in facts else 2)
        chunks = [
            b"IHDR" + struct.pack(">IIBBBBB", numbers[b"Width"], numbers[b"Height"], bits, colour, 0, 0, 0)
        ]
        if palette:
            chunks.append(b"PLTE" + _string(palette[2])[: 3 * (int(palette[1]) + 1)])
        chunks += [b"IDAT" + stream, b"IEND"]
        png = b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks
        )
        images.append(np.array(Image.open(io.BytesIO(png)).convert("RGB")))
    return images


def _string(literal: bytes) -> bytes:
    """Return what a string of PDF stands for."""
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    form = rb"\\([0-7]{1,3}|.)"
    return re.sub(
        form,
        lambda m: bytes([int(m[1], 8)]) if m[1][:1].isdigit() else plain.get(m[1], m[1]),
        literal[1:-1],
        flags=re.S,
    )


def svg_images(data: bytes) -> list[np.ndarray]:
    found = re.findall(rb"data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)", data)
    return [np.array(Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB")) for one in found]


def exact(sheet) -> list[Picture]:
    return [item for item in sheet.pictures if item.kind in ("crop", "error")]


def found(picture: np.ndarray, images: list[np.ndarray]) -> bool:
    return any(np.array_equal(picture, image) for image in images)


# Pixels


@pytest.mark.parametrize("kind", ["pdf", "svg"])
def test_vector_files_have_the_pixels_of_the_crops(study, kind) -> None:
    figure = study.figure()
    images = {"pdf": pdf_images, "svg": svg_images}[kind](figure.to_bytes(kind))
    pictures = exact(figure.sheet)
    assert len(pictures) == 15
    missing = [item.kind for item in pictures if not found(item.pixels, images)]
    assert not missing
    assert {image.shape[:2] for image in images} == {(1, 256), (88, 96)} | {
        item.pixels.shape[:2] for item in pictures
    }


def test_each_pixel_of_a_crop_is_a_square_in_png(study) -> None:
    figure = study.figure(width=3.5)
    page = Image.open(io.BytesIO(figure.to_bytes("png")))
    dpi = round(page.info["dpi"][0])
    assert dpi >= 300
    assert page.size == tuple(int(np.ceil(s * dpi / 72)) for s in (figure.sheet.width, figure.sheet.height))
    pixels = np.array(page.convert("RGB"))
    for item in exact(figure.sheet):
        left, top = round(item.x * dpi / 72), round(item.y * dpi / 72)
        side, n = int(item.width * dpi / 72 + 1e-6), item.pixels.shape[0]
        factor = side // n
        off = (side - factor * n) // 2
        panel = pixels[top + off : top + off + factor * n, left + off : left + off + factor * n]
        expected = item.pixels.repeat(factor, 0).repeat(factor, 1)
        # Frames are drawn around crops and never on them; half a pixel may touch the outermost.
        inner = np.s_[1:-1, 1:-1]
        np.testing.assert_array_equal(panel[inner], expected[inner])


def test_the_resolution_of_png_is_one_that_fills_the_panels(study) -> None:
    sheet = study.figure().sheet
    dpi = best_dpi(sheet, 300)
    assert 300 <= dpi <= 600
    sides = {(int(item.width * dpi / 72 + 1e-6), item.pixels.shape[0]) for item in exact(sheet)}
    assert all(side % pixels == 0 for side, pixels in sides)


def test_pgf_has_its_pictures_beside_it(study, tmp_path) -> None:
    figure = study.figure()
    paths = figure.save(tmp_path / "fig.pgf")
    text = (tmp_path / "fig.pgf").read_text()
    assert paths[-2:] == [tmp_path / "fig.pgf.tex", tmp_path / "fig.pgf"]
    names = re.findall(r"\\includegraphics\[[^]]*\]\{\\detokenize\{([^}]*)\}\}", text)
    assert sorted(names) == sorted(path.name for path in paths[:-2])
    for item, name in zip(figure.sheet.pictures, names, strict=True):
        np.testing.assert_array_equal(np.array(Image.open(tmp_path / name)), item.pixels)
    assert r"\input{\detokenize{fig.pgf}}" in (tmp_path / "fig.pgf.tex").read_text()
    assert rf"\pgfqpoint{{504.000bp}}{{{figure.sheet.height:.3f}bp}}" in text
    again = tmp_path / "tex"
    again.mkdir()
    assert figure.save(again / "fig.tex")[-2:] == [again / "fig.tex", again / "fig.pgf"]
    assert (again / "fig.pgf").read_text() == text


def test_pgf_has_the_lines_the_letters_and_the_underlines(study, tmp_path) -> None:
    figure = study.figure(layout="inset", letters="rows", crops=0, places=["cat:3,5,20"])
    figure.save(tmp_path / "fig.pgf")
    text = (tmp_path / "fig.pgf").read_text()
    plain = re.sub(r"\\[{}]", "", text)
    assert plain.count("{") == plain.count("}")
    assert text.count(r"\pgfpathlineto") == len(figure.sheet.rules) == 4 * 3
    assert r"\usepath{fill}" in text or r"\pgfusepath{fill}" in text
    assert r"\underline{" in text
    assert r"\definecolor{shade}{RGB}{204,121,167}" in text


@pytest.mark.slow
def test_second_best_values_are_underlined_in_every_format(study) -> None:
    figure = study.figure(crops=2)
    underlined = [run for label in figure.sheet.labels for run in label.runs if run.underlined]
    assert len(underlined) == 2 * 2  # of two methods, in two rows and two metrics
    plain = dataclasses.replace(
        figure, sheet=dataclasses.replace(figure.sheet, items=tuple(map(without_lines, figure.sheet.items)))
    )
    for kind in ("pdf", "svg", "png"):
        assert figure.to_bytes(kind) != plain.to_bytes(kind)


def without_lines(item):
    if not isinstance(item, Label):
        return item
    return dataclasses.replace(item, runs=tuple(run._replace(underlined=False) for run in item.runs))


# Fonts and texts


def test_pdf_embeds_truetype_fonts(study) -> None:
    data = study.figure().to_bytes("pdf")
    assert b"/FontFile2" in data
    assert b"STIXGeneral" in data
    assert b"/Type3" not in data
    assert b"CreationDate" not in data


def test_svg_has_its_text_as_text_and_no_name_is_markup(study) -> None:
    name = r"$x_1$ \alpha <b> & 50%"
    data = study.figure(labels={"ours": name}).to_bytes("svg").decode()
    plain = re.findall(r"<text[^>]*>([^<]*)</text>", data)
    assert "$x_1$ \\alpha &lt;b&gt; &amp;" in " ".join(plain)
    assert {"Reference", "edsr"} <= set(plain)
    assert "<date>" not in data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50% of a_b & {c}", r"50\% of a\_b \& \{c\}"),
        (r"\input{x} $m$ #1 ~^", r"\textbackslash{}input\{x\} \$m\$ \#1 \textasciitilde{}\textasciicircum{}"),
        ("a--b, gap -0.5 to -1", "a{-}{-}b, gap $-$0.5 to $-$1"),
        ("\u2191\u00d75\u2013", r"$\uparrow$$\times$5--"),
        ("two\nlines\x00", r"two\textbackslash{}nlines\textbackslash{}x00"),
        ("\u00e9\u732b", "\u00e9\u732b"),
    ],
)
def test_latex_prints_texts_as_they_are(text, expected) -> None:
    assert escape_latex(text) == expected


def test_the_snippet_includes_the_figure_and_has_the_caption(study, tmp_path) -> None:
    figure = study.figure(tmp_path / "my_fig.pdf", labels={"edsr": "a_b%"})
    text = (tmp_path / "my_fig.pdf.tex").read_text()
    assert r"\includegraphics[width=\linewidth]{\detokenize{my_fig.pdf}}" in text
    assert r"\begin{figure*}[t]" in text
    assert r"\label{fig:my-fig}" in text
    assert rf"\caption{{{escape_latex(figure.caption)}}}" in text
    assert r"a\_b\%" in text
    assert re.search(r"percentile [\d.]+ of [\d,]+ windows", text)
    assert r"\begin{figure}[t]" in snippet("a.svg", "b", 3.5)
    assert r"\includesvg[width=\linewidth]{\detokenize{a}}" in snippet("a.svg", "b", 3.5)


# The same bytes, whatever is around


def digests(figure) -> dict[str, str]:
    return {kind: hashlib.sha256(figure.to_bytes(kind)).hexdigest() for kind in ("pdf", "svg", "png")}


@pytest.fixture(scope="module")
def plain(study) -> dict[str, str]:
    """Return the digests of the files of a figure."""
    return digests(study.figure())


@pytest.mark.slow
def test_the_same_study_gives_the_same_bytes_in_every_process(plain, folder) -> None:
    script = (
        "import hashlib, json, sys\nfrom difference_finder.study.study import Study\n"
        "figure = Study.open(sys.argv[1]).figure()\n"
        "kinds = ('pdf', 'svg', 'png')\n"
        "print(json.dumps({k: hashlib.sha256(figure.to_bytes(k)).hexdigest() for k in kinds}))\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    command = [sys.executable, "-c", script, str(folder / "study")]
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path), "MPLBACKEND": "tkagg"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == plain


def test_the_settings_of_the_user_change_nothing_and_stay(study, plain) -> None:
    with matplotlib.rc_context({"font.size": 30, "text.usetex": True, "image.interpolation": "bicubic"}):
        before = dict(matplotlib.rcParams)
        assert digests(study.figure()) == plain
        assert dict(matplotlib.rcParams) == before


def test_no_file_is_left_if_writing_fails(study, tmp_path) -> None:
    (tmp_path / "figure.pdf.tex").mkdir()
    with pytest.raises(InputError, match="a folder of that name exists"):
        study.figure(tmp_path / "figure.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["figure.pdf.tex"]
    with pytest.raises(UnsupportedFormatError, match="'gif'"):
        study.figure().to_bytes("gif")


def test_the_paper_itself_is_not_written_over(study, tmp_path) -> None:
    paper = tmp_path / "paper.tex"
    paper.write_text("\\documentclass{article}")
    with pytest.raises(InputError, match=r"'.*paper\.tex' exists and was not written by difference-finder"):
        study.figure(tmp_path / "paper.tex")
    assert [path.name for path in tmp_path.iterdir()] == ["paper.tex"]
    figure = study.figure(tmp_path / "paper.pdf")
    assert paper.read_text() == "\\documentclass{article}"
    assert figure.save(tmp_path / "paper.pdf")  # our own is written anew


def test_each_output_has_its_own_latex(study, tmp_path) -> None:
    figure = study.figure()
    for name in ("a.pdf", "a.png", "a.svg"):
        assert [path.name for path in figure.save(tmp_path / name)] == [f"{name}.tex", name]
    assert r"{\detokenize{a.pdf}}" in (tmp_path / "a.pdf.tex").read_text()
    assert r"{\detokenize{a.png}}" in (tmp_path / "a.png.tex").read_text()
    assert r"\includesvg[width=\linewidth]{\detokenize{a}}" in (tmp_path / "a.svg.tex").read_text()
    assert r"\import{FOLDER/}{a.png.tex}" in (tmp_path / "a.png.tex").read_text()


def test_a_notebook_shows_the_picture(study) -> None:
    assert study.figure()._repr_png_()[1:4] == b"PNG"


# Real images


def test_the_best_of_five_denoisers_is_bold(shared, tmp_path) -> None:
    source = shared / "denoise" / "set12_05_sigma50"
    for path in source.glob("05_*.png"):
        target = tmp_path / path.stem.split("_")[1] / "05.png"
        target.parent.mkdir()
        target.write_bytes(path.read_bytes())
    expected = json.loads((shared / "EXPECTED.json").read_text())
    scores = expected["denoise/set12_05_sigma50 PSNR dB vs 05_GT.png"]
    methods = {name: tmp_path / name for name in scores}
    study = rank(tmp_path / "GT", methods, "psnr", workers=1, ours="drunet")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = study.figure(tmp_path / "figure.pdf", values="image", width=3.5)
    shown = {label.runs for label in figure.sheet.labels}
    for name, value in scores.items():
        near = [
            (Run(f"{value + step / 100:.2f}", name == "drunet", name == "ffdnet"),) for step in (-1, 0, 1)
        ]
        assert any(runs in shown for runs in near), name
    assert figure.sheet.height < 72 * 5
