"""The images of the demo: a retouched photograph, drawn pages before and after a change, and a study."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

__all__ = ["PHOTOGRAPH", "RETOUCHES", "Retouch", "make_folders", "make_pair"]

PHOTOGRAPH = Path(__file__).parents[1] / "data" / "cat.jpg"


class Retouch(NamedTuple):
    """A disc that was changed, and a description of the change."""

    description: str
    x: int
    y: int
    radius: int


RETOUCHES = (
    Retouch("texture of the fur lost", 245, 60, 24),
    Retouch("nose 10 levels brighter", 262, 238, 18),
    Retouch("whiskers at the left moved", 60, 255, 20),
)

PAGE = 480, 270
"""Size of the drawn pages, in pixels."""

INK, PAPER, ACCENT = "#222222", "#ffffff", "#2457a6"


def make_pair(folder: Path) -> tuple[Path, Path]:
    """Write the photograph and its retouched copy, and return their paths."""
    import numpy as np
    from PIL import Image

    original = _photograph()
    compressed = io.BytesIO()
    original.save(compressed, "JPEG", quality=90)
    with Image.open(compressed) as reopened:
        pixels = np.asarray(reopened.convert("RGB"), dtype=np.float32)
    for number, retouch in enumerate(RETOUCHES):
        pixels = _apply_retouch(pixels, retouch, number)
    paths = folder / "original.png", folder / "retouched.png"
    _save(original, paths[0])
    _save(Image.fromarray(np.round(pixels).astype(np.uint8)), paths[1])
    return paths


def make_folders(folder: Path) -> list[Path]:
    """Write pages before and after a change, and the results of three methods with their truth.

    Parameters
    ----------
    folder
        Folder of the folders.

    Returns
    -------
    list of Path
        The folders ``before``, ``after``, ``truth``, ``ours``, ``rival`` and ``bilinear``.
    """
    for name, before, after in PAGES:
        for place, draw in (("before", before), ("after", after)):
            if draw is not None:
                _save(draw(), folder / place / f"{name}.png")
    for number, truth in enumerate(_tiles()):
        _save(truth, folder / "truth" / f"{number:02}.png")
        for method, enlarged in _enlarged(truth).items():
            _save(enlarged, folder / method / f"{number:02}.png")
    return [folder / name for name in ("before", "after", "truth", "ours", "rival", "bilinear")]


def _photograph() -> Image:
    from PIL import Image

    with Image.open(PHOTOGRAPH) as photograph:
        return photograph.convert("RGB")


def _save(image: Image, path: Path) -> None:
    from difference_finder.storage.atomic import make_folder, write_whole

    make_folder(path.parent)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    write_whole(path, buffer.getvalue())


def _apply_retouch(pixels: NDArray[np.float32], retouch: Retouch, number: int) -> NDArray[np.float32]:
    """Blend the change of a retouch into its disc, with a soft edge."""
    import numpy as np
    from scipy.ndimage import gaussian_filter

    rows, columns = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    distance = np.hypot(rows - retouch.y, columns - retouch.x)
    weight = np.clip((retouch.radius - distance) / 4 + 0.5, 0, 1)[..., None]
    changes: tuple[Any, ...] = (
        lambda: gaussian_filter(pixels, (1.2, 1.2, 0)),
        lambda: np.minimum(pixels + 10, 255),
        lambda: np.roll(pixels, (-26, 8), axis=(0, 1)),
    )
    blended: NDArray[np.float32] = weight * changes[number]() + (1 - weight) * pixels
    return blended


def _tiles() -> list[Image]:
    """Return twelve parts of the photograph."""
    photograph = _photograph()
    return [photograph.crop((x, y, x + 104, y + 96)) for y in (0, 100, 200) for x in (8, 120, 232, 344)]


def _enlarged(truth: Image) -> dict[str, Image]:
    """Return an image at half its size, enlarged in three ways."""
    from PIL.Image import Resampling
    from PIL.ImageFilter import UnsharpMask

    width, height = truth.size
    small = truth.resize((width // 2, height // 2), Resampling.BICUBIC)
    sharpened = small.resize(truth.size, Resampling.LANCZOS).filter(UnsharpMask(1, 40, 0))
    return {
        "ours": sharpened,
        "rival": small.resize(truth.size, Resampling.BICUBIC),
        "bilinear": small.resize(truth.size, Resampling.BILINEAR),
    }


def _page(title: str, clock: str, height: int = PAGE[1]) -> tuple[Image, ImageDraw]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (PAGE[0], height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, PAGE[0], 31), fill=ACCENT)
    _write(draw, 12, 8, title, PAPER)
    _write(draw, 425, 8, clock, PAPER)
    return image, draw


def _write(draw: ImageDraw, x: float, y: float, text: str, colour: str = INK) -> None:
    from PIL import ImageFont

    draw.text((x, y), text, fill=colour, font=ImageFont.load_default(size=14))


def _form(clock: str, button: str) -> Image:
    image, draw = _page("Log in", clock)
    for row, label in enumerate(("Name", "Password")):
        _write(draw, 40, 74 + 48 * row, label)
        draw.rectangle((140, 66 + 48 * row, 420, 98 + 48 * row), outline="#999999")
    draw.rounded_rectangle((140, 180, 270, 214), 6, fill=ACCENT)
    _write(draw, 172, 188, button, PAPER)
    return image


def _chart(clock: str, ticks: int) -> Image:
    image, draw = _page("Loss", clock)
    draw.line((60, 50, 60, 230, 450, 230), fill=INK)
    for tick in range(ticks):
        draw.line((60 + 65 * tick, 230, 60 + 65 * tick, 236), fill=INK)
    curve = [(60 + x, 60 + 165 * (1 - 0.985**x)) for x in range(0, 390, 3)]
    draw.line(curve, fill="#c23b22", width=2)
    return image


def _table(clock: str, shift: float) -> Image:
    image, draw = _page("Orders", clock)
    for row, words in enumerate(("Tea  2  7.80", "Rice  1  3.20", "Salt  4  2.40")):
        _write(draw, 40 + shift, 56 + 30 * row, words)
        draw.line((30, 80 + 30 * row, 450, 80 + 30 * row), fill="#cccccc")
    return image


def _news(clock: str, inserted: int) -> Image:
    image, draw = _page("News", clock, PAGE[1] + inserted)
    lines = ("Version 2 is out", "The office moves in May", "Thanks to all who wrote")
    for row, line in enumerate(lines):
        _write(draw, 40, 60 + 44 * row + (inserted if row else 0), line)
    return image


Draw = Callable[[], "Image"]

PAGES: tuple[tuple[str, Draw | None, Draw | None], ...] = (
    ("chart", lambda: _chart("10:41", 6), lambda: _chart("10:41", 5)),
    ("help", lambda: _news("10:41", 0), None),
    ("login", lambda: _form("10:41", "Sign in"), lambda: _form("10:42", "Log in")),
    ("news", lambda: _news("10:41", 0), lambda: _news("10:41", 24)),
    ("orders", lambda: _table("10:41", 0), lambda: _table("10:41", 0.5)),
    ("settings", None, lambda: _form("10:41", "Save")),
    ("start", lambda: _chart("10:41", 4), lambda: _chart("10:41", 4)),
)
"""Name of each page, and functions that draw it before and after the change; None where there is none."""
