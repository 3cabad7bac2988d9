"""Make the pictures of the README: python docs/make_pictures.py."""

import os
import shutil
import tempfile
from pathlib import Path

from PIL import Image

from difference_finder.cli.demo_command import PHOTOGRAPH, make_pair
from difference_finder.finder import Finder

PICTURES = Path(__file__).parent / "pictures"


def demo(folder: Path) -> None:
    """The picture that ``difference-finder demo`` makes."""
    original, retouched = make_pair(folder)
    named = [shutil.copy(path, path.name) for path in (original, retouched)]
    Finder(strategy="consensus", also=("psnr", "ssim")).compare(*named, name="cat").save(
        PICTURES / "demo", ("panel",)
    )


def upsamplers(folder: Path) -> None:
    """Where SSIM punishes one upsampling of the same small photograph: the gradient and the difference."""
    with Image.open(PHOTOGRAPH) as photograph:
        small = photograph.resize((photograph.width // 3, photograph.height // 3), Image.Resampling.BOX)
        photograph.save("original.png")
        small.resize(photograph.size, Image.Resampling.BICUBIC).save("bicubic.png")
    finder = Finder(strategy="gradient:wrt=1", metric="ssim", post_processor="smooth:sigma=1")
    finder.compare("original.png", "bicubic.png", name="bicubic").save(PICTURES / "gradient", ("panel",))


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        demo(Path(folder) / "demo")
        upsamplers(Path(folder))
    for picture in PICTURES.glob("*.png"):
        with Image.open(picture) as drawn:
            drawn.load()
        drawn.save(picture, optimize=True)
