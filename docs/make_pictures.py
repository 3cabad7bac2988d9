"""Draw the pictures of the README: python docs/make_pictures.py (needs the extra figures)."""

import os
import shutil
import tempfile
from pathlib import Path

from PIL import Image

from difference_finder.cli._demo_images import PHOTOGRAPH, make_pair
from difference_finder.finder import Finder
from difference_finder.study.rank import rank

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


def study(folder: Path) -> None:
    """Draw the figure of a study: three upsamplings of the quarters of a photograph."""
    ways = {name: Image.Resampling[name.upper()] for name in ("lanczos", "bicubic", "bilinear")}
    with Image.open(PHOTOGRAPH) as photograph:
        w, h = (side // 6 * 3 for side in photograph.size)
        for number, (x, y) in enumerate([(0, 0), (w, 0), (0, h), (w, h)]):
            reference = photograph.crop((x, y, x + w, y + h))
            small = reference.resize((w // 3, h // 3), Image.Resampling.BOX)
            made = {
                "reference": reference,
                **{name: small.resize(reference.size, way) for name, way in ways.items()},
            }
            for name, picture in made.items():
                (folder / name).mkdir(exist_ok=True)
                picture.save(folder / name / f"quarter {number + 1}.png")
    found = rank(folder / "reference", {name: folder / name for name in ways}, crop_sizes=[48, 64])
    found.figure(PICTURES / "figure.png", dpi=200)
    (PICTURES / "figure.tex").unlink()


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
        study(Path(folder))
        plots(Path(folder))
    for picture in PICTURES.glob("*.png"):
        with Image.open(picture) as drawn:
            drawn.load()
        drawn.save(picture, optimize=True)
