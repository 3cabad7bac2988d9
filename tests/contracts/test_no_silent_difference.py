"""Pairs that differ in exactly one thing: no door calls them identical, and none exits with 0 under a limit.

Each row makes two files. Python, the command, a folder, JUnit and the pytest plug-in must all tell that the
pair differs, whatever it differs in.
"""

from __future__ import annotations

import io
import json
import struct
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import tifffile
from PIL import Image

from difference_finder.baselines.criteria import Criteria
from difference_finder.cli import main
from difference_finder.errors import DifferenceFinderError, UnequalWarning
from difference_finder.finder import Finder

Files = tuple[Path, Path]
ROWS: dict[str, tuple[Callable[[Path], Files], list[str]]] = {}
H, W = 40, 48
LIMIT = ("--fail-above", "0")


def row(*options: str) -> Callable[[Callable[[Path], Files]], Callable[[Path], Files]]:
    """Register a function that writes the two files of a row, with options of the command."""

    def register(make: Callable[[Path], Files]) -> Callable[[Path], Files]:
        ROWS[make.__name__] = make, list(options)
        return make

    return register


def picture(channels: int = 3, seed: int = 0, dtype: Any = np.uint8) -> np.ndarray:
    high = np.iinfo(dtype).max
    pixels = np.random.default_rng(seed).integers(high // 4, high // 2, (H, W, channels)).astype(dtype)
    return pixels[..., 0] if channels == 1 else pixels


def changed(pixels: np.ndarray, at: tuple[Any, ...] = (5, 7), by: Any = None) -> np.ndarray:
    other = pixels.copy()
    other[at] = other[at] + 1 if by is None else by
    return other


def pillow(folder: Path, suffix: str, first: np.ndarray, second: np.ndarray, **options: Any) -> Files:
    files = folder / f"first/x.{suffix}", folder / f"second/x.{suffix}"
    for path, pixels in zip(files, (first, second), strict=True):
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(pixels).save(path, **options)
    return files


def saved(folder: Path, suffix: str, *contents: bytes) -> Files:
    files = folder / f"first/x.{suffix}", folder / f"second/x.{suffix}"
    for path, content in zip(files, contents, strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return files[0], files[1]


def npy(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, pixels)
    return buffer.getvalue()


def tiff(pixels: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    if isinstance(pixels, list):
        with tifffile.TiffWriter(buffer) as file:
            for page in pixels:
                file.write(page, **options)
    else:
        tifffile.imwrite(buffer, pixels, **options)
    return buffer.getvalue()


def png(pixels: np.ndarray, *chunks: tuple[bytes, bytes], **options: Any) -> bytes:
    """Return a PNG with further chunks behind its header."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    content = buffer.getvalue()
    more = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
    return content[:33] + more + content[33:]


def animation(
    suffix: str, frames: list[np.ndarray], durations: int | list[int] = 100, **options: Any
) -> bytes:
    buffer = io.BytesIO()
    first, *rest = [Image.fromarray(frame) for frame in frames]
    first.save(buffer, suffix, save_all=True, append_images=rest, duration=durations, loop=0, **options)
    return buffer.getvalue()


def flat_frames(values: tuple[int, ...]) -> list[np.ndarray]:
    """Return frames of few colours, which palettes and lossless codecs keep; the values make each unlike."""
    base = np.zeros((H, W, 3), np.uint8)
    base[:, ::2] = 200
    frames = []
    for value in values:
        frame = base.copy()
        frame[10:20, 10:20] = value
        frames.append(frame)
    return frames


# Pixels


@row()
def one_level_in_one_pixel(folder: Path) -> Files:
    return pillow(folder, "png", picture(), changed(picture()))


@row()
def one_level_in_the_last_channel(folder: Path) -> Files:
    return pillow(folder, "png", picture(), changed(picture(), (H - 1, W - 1, 2)))


@row()
def one_level_of_sixteen_bits(folder: Path) -> Files:
    first = picture(1, dtype=np.uint16)
    return pillow(folder, "png", first, changed(first))


@row()
def one_level_in_a_float(folder: Path) -> Files:
    first = np.random.default_rng(0).random((H, W))
    second = first.copy()
    second[3, 4] = np.nextafter(first[3, 4], 1)
    return saved(folder, "npy", npy(first), npy(second))


@row()
def white_against_black(folder: Path) -> Files:
    return pillow(folder, "png", np.full((H, W, 3), 255, np.uint8), np.zeros((H, W, 3), np.uint8))


@row()
def a_picture_against_its_inverse(folder: Path) -> Files:
    return pillow(folder, "png", picture(), 255 - picture())


@row()
def a_gain_of_096(folder: Path) -> Files:
    return pillow(folder, "png", picture(), np.rint(picture() * 0.96).astype(np.uint8))


@row()
def one_level_everywhere(folder: Path) -> Files:
    return pillow(folder, "png", picture(), picture() + np.uint8(1))


@row()
def a_tint(folder: Path) -> Files:
    return pillow(folder, "png", picture(), changed(picture(), (..., 0), picture()[..., 0] + 3))


@row()
def mirrored(folder: Path) -> Files:
    return pillow(folder, "png", picture(), np.ascontiguousarray(picture()[:, ::-1]))


@row()
def one_row_lower(folder: Path) -> Files:
    return pillow(folder, "png", picture(), np.roll(picture(), 1, axis=0))


@row("--strategy", "difference")
def an_isolated_pixel_of_a_flat_page(folder: Path) -> Files:
    page = np.full((H, W, 3), 255, np.uint8)
    return pillow(folder, "png", page, changed(page, (20, 20), 254))


@row("--strategy", "difference:tolerance=1", "--metric", "mae")
def a_pixel_within_the_tolerance(folder: Path) -> Files:
    page = np.zeros((H, W, 3), np.uint8)
    page[:, 20:] = 255
    return pillow(folder, "png", page, changed(page, (5, 20), 0))


@row("--strategy", "gradient", "--metric", "mse")
def channels_that_cancel(folder: Path) -> Files:
    first = np.full((3, H, W), 0.5)
    second = first.copy()
    second[0, 3, 4] += 0.25
    second[1, 3, 4] -= 0.25
    return saved(folder, "npy", npy(first), npy(second))


@row("--protocol", "basicsr-y:crop_border=4", "--metric", "mse")
def a_pixel_in_the_border_that_a_protocol_crops(folder: Path) -> Files:
    return pillow(folder, "png", picture(), changed(picture(), (1, 1), 255))


@row("--protocol", "nerfbaselines", "--metric", "mse")
def a_float_that_a_protocol_rounds(folder: Path) -> Files:
    first = np.full((3, H, W), 0.5, np.float32)
    return saved(folder, "npy", npy(first), npy(changed(first, (0, 3, 4), 0.50001)))


@row("--pre", "grey", "--metric", "mse")
def a_colour_that_grey_does_not_show(folder: Path) -> Files:
    first = np.full((3, H, W), 0.5)
    second = first.copy()
    second[0, 3, 4] += 0.2 / 0.299
    second[1, 3, 4] -= 0.2 / 0.587
    second[:, 3, 4] = np.clip(second[:, 3, 4], 0, 1)
    return saved(folder, "npy", npy(first), npy(second))


# Sizes and shapes


@row("--fit", "crop")
def a_part_that_was_cropped(folder: Path) -> Files:
    return pillow(folder, "png", picture(), np.ascontiguousarray(picture()[:-4]))


@row("--fit", "crop")
def columns_that_were_cropped(folder: Path) -> Files:
    return pillow(folder, "png", np.ascontiguousarray(picture()[:, :-3]), picture())


@row("--fit", "resize")
def a_flat_page_of_another_size(folder: Path) -> Files:
    page = np.full((H, W, 3), 90, np.uint8)
    return pillow(folder, "png", page, np.ascontiguousarray(page[:-4]))


@row()
def another_size(folder: Path) -> Files:
    return pillow(folder, "png", picture(), np.ascontiguousarray(picture()[:-4]))


# Alpha


def with_alpha(
    pixels: np.ndarray, value: int, at: tuple[Any, ...] = (slice(5, 9), slice(5, 9))
) -> np.ndarray:
    alpha = np.full((H, W), 255, np.uint8)
    alpha[at] = value
    return np.dstack([pixels, alpha])


@row()
def alpha_alone_behind_white(folder: Path) -> Files:
    white = np.full((H, W, 3), 255, np.uint8)
    return pillow(folder, "png", with_alpha(white, 10), with_alpha(white, 200))


@row()
def transparent_against_white(folder: Path) -> Files:
    white = np.full((H, W, 3), 255, np.uint8)
    return pillow(folder, "png", white, with_alpha(white, 0))


@row()
def a_white_logo_that_vanishes(folder: Path) -> Files:
    clear = with_alpha(np.full((H, W, 3), 255, np.uint8), 0, np.s_[:, :])
    logo = clear.copy()
    logo[10:20, 10:20, 3] = 255
    return pillow(folder, "png", logo, clear)


@row("--background", "black")
def transparent_against_black(folder: Path) -> Files:
    black = np.zeros((H, W, 3), np.uint8)
    return pillow(folder, "png", black, with_alpha(black, 0))


@row()
def alpha_of_grey(folder: Path) -> Files:
    white = np.full((H, W), 255, np.uint8)
    alpha = np.full((H, W), 255, np.uint8)
    return pillow(folder, "png", np.dstack([white, alpha]), np.dstack([white, changed(alpha, (3, 3), 0)]))


@row()
def one_level_of_alpha(folder: Path) -> Files:
    white = np.full((H, W, 3), 255, np.uint8)
    return pillow(folder, "png", with_alpha(white, 100), with_alpha(white, 101))


@row()
def alpha_of_webp(folder: Path) -> Files:
    white = np.full((H, W, 3), 255, np.uint8)
    return pillow(folder, "webp", with_alpha(white, 100), with_alpha(white, 180), lossless=True, exact=True)


@row()
def alpha_of_tiff(folder: Path) -> Files:
    white = np.full((H, W, 3), 255, np.uint8)
    options = {"photometric": "rgb", "extrasamples": ["unassalpha"]}
    first, second = (tiff(with_alpha(white, value), **options) for value in (100, 180))
    return saved(folder, "tif", first, second)


@row()
def the_transparent_colour_of_a_gif(folder: Path) -> Files:
    page = np.zeros((H, W), np.uint8)
    page[5:9, 5:9] = 1
    contents = []
    for transparent in (None, 1):
        shown = Image.fromarray(page, "P")
        shown.putpalette([0, 0, 0, 255, 255, 255])
        buffer = io.BytesIO()
        shown.save(buffer, "GIF", **({} if transparent is None else {"transparency": transparent}))
        contents.append(buffer.getvalue())
    return saved(folder, "gif", *contents)


# Pages, frames and bands


def stack(changed_page: int | None = None, pages: int = 5) -> list[np.ndarray]:
    found = [picture(1, seed) for seed in range(pages)]
    if changed_page is not None:
        found[changed_page - 1] = changed(found[changed_page - 1])
    return found


@row()
def page_3_of_5_of_a_tiff(folder: Path) -> Files:
    return saved(folder, "tif", tiff(stack()), tiff(stack(3)))


@row()
def the_last_page_of_a_tiff(folder: Path) -> Files:
    return saved(folder, "tif", tiff(stack()), tiff(stack(5)))


@row("--pages", "first")
def a_page_that_was_not_selected(folder: Path) -> Files:
    return saved(folder, "tif", tiff(stack()), tiff(stack(4)))


@row("--pages", "2:3")
def a_page_before_the_selected_ones(folder: Path) -> Files:
    return saved(folder, "tif", tiff(stack()), tiff(stack(1)))


@row()
def one_page_more(folder: Path) -> Files:
    return saved(folder, "tif", tiff(stack()), tiff(stack()[:4]))


@row()
def one_page_against_two(folder: Path) -> Files:
    return saved(folder, "tif", tiff(stack()[0]), tiff(stack()[:2]))


@row()
def a_page_of_another_size_behind_the_first(folder: Path) -> Files:
    small = [page[::2, ::2] for page in stack()[:2]]
    return saved(folder, "tif", tiff([stack()[0], small[0]]), tiff([stack()[0], changed(small[0])]))


@row()
def an_image_of_an_array_file(folder: Path) -> Files:
    batch = np.random.default_rng(0).random((4, 3, H, W))
    return saved(folder, "npy", npy(batch), npy(changed(batch, (2, 1, 3, 4), 0.5)))


@row()
def frame_2_of_a_gif(folder: Path) -> Files:
    first, second = (animation("GIF", flat_frames(values)) for values in ((10, 60, 90), (10, 70, 90)))
    return saved(folder, "gif", first, second)


@row()
def frame_3_of_a_webp(folder: Path) -> Files:
    first, second = (
        animation("WEBP", flat_frames(values), lossless=True) for values in ((10, 60, 90), (10, 60, 95))
    )
    return saved(folder, "webp", first, second)


@row()
def frame_2_of_an_apng(folder: Path) -> Files:
    first, second = (animation("PNG", flat_frames(values)) for values in ((10, 60, 90), (10, 61, 90)))
    return saved(folder, "png", first, second)


@row()
def one_frame_less(folder: Path) -> Files:
    first, second = (animation("GIF", flat_frames(values)) for values in ((10, 60, 90), (10, 60)))
    return saved(folder, "gif", first, second)


@row()
def the_durations_of_frames(folder: Path) -> Files:
    first, second = (animation("GIF", flat_frames((10, 60, 90)), times) for times in (100, [100, 300, 100]))
    return saved(folder, "gif", first, second)


@row()
def band_5_of_a_tiff(folder: Path) -> Files:
    first = picture(5)
    options = {"photometric": "minisblack", "planarconfig": "contig", "extrasamples": ["unspecified"] * 4}
    return saved(folder, "tif", tiff(first, **options), tiff(changed(first, (5, 7, 4)), **options))


@row("--bands", "1:3")
def a_band_that_was_not_selected(folder: Path) -> Files:
    first = picture(5)
    options = {"photometric": "minisblack", "planarconfig": "contig", "extrasamples": ["unspecified"] * 4}
    return saved(folder, "tif", tiff(first, **options), tiff(changed(first, (5, 7, 4)), **options))


@row()
def band_6_of_an_array_file(folder: Path) -> Files:
    first = np.random.default_rng(0).random((6, H, W))
    return saved(folder, "npy", npy(first), npy(changed(first, (5, 3, 4), 0.5)))


# Numbers


@row()
def one_pixel_that_is_not_a_number(folder: Path) -> Files:
    first = np.random.default_rng(0).random((H, W))
    return saved(folder, "npy", npy(first), npy(changed(first, (3, 4), np.nan)))


@row()
def one_pixel_that_becomes_a_number(folder: Path) -> Files:
    first = np.random.default_rng(0).random((H, W))
    return saved(folder, "npy", npy(changed(first, (3, 4), np.nan)), npy(first))


@row()
def one_infinite_pixel(folder: Path) -> Files:
    first = np.random.default_rng(0).random((H, W))
    return saved(folder, "npy", npy(first), npy(changed(first, (3, 4), np.inf)))


@row()
def the_sign_of_an_infinity(folder: Path) -> Files:
    first = changed(np.random.default_rng(0).random((H, W)), (3, 4), np.inf)
    return saved(folder, "npy", npy(first), npy(changed(first, (3, 4), -np.inf)))


@row()
def infinity_against_not_a_number(folder: Path) -> Files:
    first = changed(np.random.default_rng(0).random((H, W)), (3, 4), np.inf)
    return saved(folder, "npy", npy(first), npy(changed(first, (3, 4), np.nan)))


@row()
def not_a_number_in_a_float_tiff(folder: Path) -> Files:
    first = np.random.default_rng(0).random((H, W)).astype(np.float32)
    return saved(folder, "tif", tiff(first), tiff(changed(first, (3, 4), np.nan)))


@row()
def the_phase_of_complex_numbers(folder: Path) -> Files:
    first = np.exp(1j * np.random.default_rng(0).random((H, W)))
    return saved(folder, "npy", npy(first), npy(first * 1j))


@row()
def the_phase_of_one_pixel(folder: Path) -> Files:
    first = 0.5 * np.ones((H, W), complex)
    return saved(folder, "npy", npy(first), npy(changed(first, (3, 4), -0.5)))


@row()
def the_phase_of_a_complex_tiff(folder: Path) -> Files:
    first = (0.5 * np.ones((H, W))).astype(np.complex64)
    return saved(folder, "tif", tiff(first), tiff(changed(first, (3, 4), 0.5j)))


@row()
def complex_against_its_magnitude(folder: Path) -> Files:
    first = 0.5 * np.exp(1j * np.random.default_rng(0).random((H, W)))
    return saved(folder, "npy", npy(first), npy(np.abs(first)))


# Containers


@row()
def eight_bits_against_sixteen(folder: Path) -> Files:
    first = picture(1)
    return pillow(folder, "png", first, first.astype(np.uint16) * 257)


@row()
def eight_bits_against_sixteen_in_tiff(folder: Path) -> Files:
    first = picture()
    wide = first.astype(np.uint16) * 257
    return saved(folder, "tif", tiff(first, photometric="rgb"), tiff(wide, photometric="rgb"))


@row()
def the_orientation(folder: Path) -> Files:
    symmetric = np.full((H, H, 3), 90, np.uint8)
    contents = []
    for orientation in (1, 6):
        buffer, exif = io.BytesIO(), Image.Exif()
        exif[0x0112] = orientation
        Image.fromarray(symmetric).save(buffer, "JPEG", exif=exif, quality=95)
        contents.append(buffer.getvalue())
    return saved(folder, "jpg", *contents)


@row()
def the_orientation_of_a_png(folder: Path) -> Files:
    exif = Image.Exif()
    exif[0x0112] = 3
    return saved(folder, "png", png(picture()), png(picture(), exif=exif.tobytes()))


@row()
def the_profile(folder: Path) -> Files:
    grey = np.full((H, W, 3), 128, np.uint8)  # neutral: the primaries alone do not change it
    return saved(folder, "png", png(grey), png(grey, icc_profile=wide_gamut_profile()))


@row()
def the_gamut_of_saturated_colours(folder: Path) -> Files:
    """Of a wide-gamut profile, colours beyond sRGB that clipping would make equal."""
    first = np.zeros((H, W, 3), np.uint8)
    first[..., 0] = 255
    options = {"icc_profile": wide_gamut_profile()}
    return saved(folder, "png", png(first, **options), png(changed(first, (3, 4), (255, 6, 0)), **options))


@row()
def the_gamma_of_a_png(folder: Path) -> Files:
    chunks = [(b"gAMA", struct.pack(">I", value)) for value in (45455, 100000)]
    return saved(folder, "png", png(picture(), chunks[0]), png(picture(), chunks[1]))


@row()
def the_code_points_of_a_png(folder: Path) -> Files:
    chunks = [(b"cICP", bytes(values)) for values in ((1, 13, 0, 1), (9, 16, 0, 1))]
    return saved(folder, "png", png(picture(), chunks[0]), png(picture(), chunks[1]))


def wide_gamut_profile() -> bytes:
    """Return an RGB profile like Display P3, with the transfer function of gamma 2.2."""

    def fixed(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(fixed, values))

    text = "Wide gamut for tests"
    parts = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text.encode() + b"\0" + bytes(78),
        b"cprt": b"text\0\0\0\0public domain\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.5151, 0.2412, -0.0011),
        b"gXYZ": xyz(0.2920, 0.6922, 0.0419),
        b"bXYZ": xyz(0.1571, 0.0666, 0.7841),
        **{
            name: b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256))
            for name in (b"rTRC", b"gTRC", b"bTRC")
        },
    }
    table, body, at = struct.pack(">I", len(parts)), b"", 132 + 12 * len(parts)
    for name, part in ((name, part + bytes(-len(part) % 4)) for name, part in parts.items()):
        table += name + struct.pack(">II", at + len(body), len(part))
        body += part
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += b"".join(map(fixed, (0.9642, 1.0, 0.8249)))
    return head + bytes(128 - len(head)) + table + body


@row()
def one_level_in_six_megapixels(folder: Path) -> Files:
    first = np.full((2000, 3000), 90, np.uint8)
    return saved(
        folder, "tif", tiff(first, compression="zlib"), tiff(changed(first, (1999, 2999)), compression="zlib")
    )


# Whole files and folders: rows that only folders have


def folders(folder: Path, first: dict[str, bytes], second: dict[str, bytes]) -> tuple[Path, Path]:
    for name, files in (("first", first), ("second", second)):
        (folder / name).mkdir()
        for path, content in files.items():
            (folder / name / path).write_bytes(content)
    return folder / "first", folder / "second"


FOLDERS: dict[str, tuple[dict[str, bytes], dict[str, bytes]]] = {
    "a new file": ({"a.png": png(picture())}, {"a.png": png(picture()), "b.png": png(picture())}),
    "a deleted file": ({"a.png": png(picture()), "b.png": png(picture())}, {"a.png": png(picture())}),
    "a file of an unread suffix": (
        {"a.png": png(picture()), "b.psd": b"8BPS one"},
        {"a.png": png(picture()), "b.psd": b"8BPS two"},
    ),
    "a new file of an unread suffix": (
        {"a.png": png(picture())},
        {"a.png": png(picture()), "b.xyz": b"what is this"},
    ),
    "two files of one name": (
        {"a.png": png(picture())},
        {"a.png": png(picture()), "a.bmp": png(picture())},
    ),
    "the second of three pairs": (
        {f"{n}.png": png(picture(seed=n)) for n in range(3)},
        {f"{n}.png": png(changed(picture(seed=n)) if n == 1 else picture(seed=n)) for n in range(3)},
    ),
}


def test_there_are_at_least_sixty_rows() -> None:
    assert len(ROWS) + len(FOLDERS) >= 60


@pytest.fixture(params=ROWS)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path, list[str]]:
    """Return the two files of a row, and its options."""
    make, options = ROWS[request.param]
    first, second = make(tmp_path)
    return first, second, options


def run(*arguments: Any) -> tuple[int, str, str]:
    """Run the command in this process; return its exit code and what it printed on stdout and stderr."""
    from contextlib import redirect_stderr, redirect_stdout

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as exit_:
        main([str(argument) for argument in arguments])
    return int(exit_.value.code or 0), out.getvalue(), err.getvalue()


def test_the_command_on_two_files(case, tmp_path: Path) -> None:
    first, second, options = case
    code, out, err = run("diff", first, second, *options, *LIMIT, "-o", tmp_path / "out")
    assert code in (1, 3), out + err
    assert "no difference" not in out
    _, out, _ = run("diff", first, second, *options, "--json")
    record = json.loads(out)
    assert not record["ok"] or record["identical"] is False


def test_folders_and_junit(case, tmp_path: Path) -> None:
    first, second, options = case
    out, junit = tmp_path / "out", tmp_path / "junit.xml"
    code, text, err = run(
        "diff", first.parent, second.parent, *options, *LIMIT, "-o", out, "--write", "json",
        "--junit", junit,
    )  # fmt: skip
    assert code in (1, 3), text + err
    suite = ElementTree.parse(junit).getroot().find("testsuite")
    assert suite is not None
    assert int(suite.get("failures", 0)) + int(suite.get("errors", 0)) == 1
    table = (out / "summary.csv").read_text().splitlines()
    assert "True" not in table[1].split(",")[table[0].split(",").index("identical")]


def test_python(case) -> None:
    first, second, options = case
    settings = settings_of(options)
    try:
        comparison = Finder(**{"strategy": "consensus", **settings}).compare(first, second)
    except DifferenceFinderError:
        return  # refused: not called identical
    assert not comparison.identical
    visible = np.asarray(comparison.map).any() or comparison.score != comparison.facts["identical"]
    if not visible:
        with pytest.warns(UnequalWarning):
            Finder(**{"strategy": "consensus", **settings}).run(first, second)


def settings_of(options: list[str]) -> dict[str, Any]:
    """Return options of the command as arguments of Finder."""
    names = {"pre": "pre_processor"}
    pairs = zip(options[::2], options[1::2], strict=True)
    return {names.get(flag[2:], flag[2:]): value for flag, value in pairs}


def test_the_plug_in(case) -> None:
    first, second, options = case
    settings = settings_of(options)
    for limits in ({}, {"fail_above": 0.0}):
        if not limits and "tolerance" in str(settings.get("strategy")):
            continue  # the user allowed what the tolerant map does not show
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UnequalWarning)
            try:
                criteria = Criteria(**settings, **limits)
                passed = criteria.compare(first, second, "x", ("baseline", "picture")).passed
            except DifferenceFinderError:
                passed = False
        assert not passed


@pytest.mark.parametrize("name", FOLDERS)
def test_what_folders_differ_in(name: str, tmp_path: Path) -> None:
    first, second = folders(tmp_path, *FOLDERS[name])
    for more in ((), ("--unmatched", "report")):
        junit = tmp_path / "junit.xml"
        code, text, _ = run(
            "diff", first, second, "--fail-above", "0", "-o", tmp_path / "out", "--junit", junit, *more
        )
        assert code in (1, 2, 3), (more, text)


@pytest.mark.parametrize("name", ["png", "tif", "npy", "gif"])
def test_equal_files_are_identical_through_every_door(name: str, tmp_path: Path) -> None:
    """The table above would also pass if everything were called different."""
    contents = {
        "png": png(picture()),
        "tif": tiff(stack()),
        "npy": npy(np.random.default_rng(0).random((2, 3, H, W))),
        "gif": animation("GIF", flat_frames((10, 60, 90))),
    }[name]
    first, second = saved(tmp_path, name, contents, contents)
    code, text, _ = run("diff", first, second, "--fail-above", "0", "-o", tmp_path / "out")
    assert code == 0, text
    assert "no difference" in text
    junit = tmp_path / "junit.xml"
    code, text, _ = run(
        "diff", first.parent, second.parent, "--fail-above", "0", "-o", tmp_path / "out2", "--junit", junit
    )
    assert code == 0, text
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        comparison = Finder(strategy="consensus").compare(first, second)
        Finder(strategy="consensus").run(first, second)
    assert comparison.identical
    assert Criteria().compare(first, second, "x", ("baseline", "picture")).passed
