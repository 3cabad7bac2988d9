"""Draw the pictures of the README: python docs/make_pictures.py (needs the extra figures)."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from difference_finder.cli._demo_images import PHOTOGRAPH, make_pair
from difference_finder.finder import Finder
from difference_finder.study.rank import rank
from difference_finder.study.study import Study

PICTURES = Path(__file__).parent / "pictures"


def demo(folder: Path) -> None:
    """Draw the panel of ``difference-finder demo``."""
    original, retouched = make_pair(folder)
    named = [shutil.copy(path, path.name) for path in (original, retouched)]
    Finder(strategy="consensus", also=("psnr", "ssim")).compare(*named, name="cat").save(
        PICTURES / "demo", ("panel",)
    )


def upsamplers(folder: Path) -> None:
    """Draw the gradient of SSIM for the bicubic upsampling of a reduced photograph."""
    with Image.open(PHOTOGRAPH) as photograph:
        small = photograph.resize((photograph.width // 3, photograph.height // 3), Image.Resampling.BOX)
        photograph.save("original.png")
        small.resize(photograph.size, Image.Resampling.BICUBIC).save("bicubic.png")
    finder = Finder(strategy="gradient:wrt=1", metric="ssim", post_processor="smooth:sigma=1")
    finder.compare("original.png", "bicubic.png", name="bicubic").save(PICTURES / "gradient", ("panel",))


def upsampled(folder: Path, images: dict[str, Image.Image], methods: Sequence[str]) -> dict[str, Path]:
    """Reduce images to a third, upsample them by each method, and return the folders of the methods."""
    for name, image in images.items():
        reference = image.crop((0, 0, *(side // 3 * 3 for side in image.size)))
        small = reference.resize([side // 3 for side in reference.size], Image.Resampling.BOX)
        made = {way: small.resize(reference.size, Image.Resampling[way.upper()]) for way in methods}
        for method, picture in {"reference": reference, **made}.items():
            (folder / method).mkdir(parents=True, exist_ok=True)
            picture.save(folder / method / f"{name}.png")
    return {method: folder / method for method in methods}


def study(folder: Path) -> None:
    """Draw the figure of a study: three upsamplings of the quarters of a photograph."""
    with Image.open(PHOTOGRAPH) as photograph:
        w, h = (side // 6 * 3 for side in photograph.size)
        corners = [(0, 0), (w, 0), (0, h), (w, h)]
        quarters = {
            f"quarter {number}": photograph.crop((x, y, x + w, y + h))
            for number, (x, y) in enumerate(corners, 1)
        }
    methods = upsampled(folder, quarters, ("lanczos", "bicubic", "bilinear"))
    found = rank(folder / "reference", methods, crop_sizes=[48, 64])
    draw(found, "figure", dpi=200)


def layouts(folder: Path) -> None:
    """Draw the other layouts of figures: upsamplings of one photograph."""
    with Image.open(PHOTOGRAPH) as photograph:
        images = {"cat": photograph.convert("RGB")}
    methods = upsampled(folder, images, ("lanczos", "bicubic", "hamming", "bilinear", "nearest"))
    found = rank(folder / "reference", methods, ["psnr", "ssim"], crop_sizes=[48, 64])
    draw(found, "figure-overview", layout="overview", letters="rows", dpi=200)
    draw(found, "figure-inset", layout="inset", letters="columns", crops=2, dpi=200)


def draw(found: Study, name: str, **options: Any) -> None:
    """Draw a figure of a study without the LaTeX that includes it."""
    (PICTURES / f"{name}.png").write_bytes(found.figure(**options).to_bytes("png"))


WAYS = {"lanczos": 36, "bicubic": 16, "hamming": 4, "bilinear": 4, "box": 1}
"""Upsampling filters of Pillow, with the number of pixels of the reduced photograph that each weighs."""

PLOTS = {
    "box": {"metrics": ("psnr", "ssim")},
    "paired": {},
    "pareto": {"x": "pixels", "y": "psnr"},
    "cd": {},
    "profile": {},
    "by-difficulty": {},
    "kinds": {},
}
"""The plots of docs/plots.md, with their options."""


def plots(folder: Path) -> None:
    """Draw the plots of a study: five upsamplings of 24 parts of a photograph."""
    with Image.open(PHOTOGRAPH) as photograph:
        w, h = photograph.width // 18 * 3, photograph.height // 12 * 3
        for number in range(24):
            x, y = number % 6 * w, number // 6 * h
            reference = photograph.convert("RGB").crop((x, y, x + w, y + h))
            small = reference.resize((w // 3, h // 3), Image.Resampling.BOX)
            made = {"reference": reference}
            made |= {name: small.resize(reference.size, Image.Resampling[name.upper()]) for name in WAYS}
            for name, picture in made.items():
                (folder / "parts" / name).mkdir(exist_ok=True, parents=True)
                picture.save(folder / "parts" / name / f"{number:02}.png")
    found = rank(
        folder / "parts" / "reference",
        {name: folder / "parts" / name for name in WAYS},
        ["psnr", "ssim"],
        crops=None,
        kinds=True,
        workers=1,
    )
    own = {"pixels": {"unit": "", "lower_is_better": True, "values": WAYS}}
    object.__setattr__(found, "record", {**found.record, "own": own})
    for kind, options in PLOTS.items():
        drawn = found.plot(kind, dpi=200, labels={"pixels": "Pixels per value"}, **options)
        drawn.save(PICTURES / f"plot-{kind}.png")
        print(f"{kind}: {drawn.caption}")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        demo(Path(folder) / "demo")
        upsamplers(Path(folder))
        study(Path(folder) / "quarters")
        layouts(Path(folder) / "layouts")
        plots(Path(folder))
    for picture in PICTURES.glob("*.png"):
        with Image.open(picture) as drawn:
            drawn.load()
        drawn.save(picture, optimize=True)
