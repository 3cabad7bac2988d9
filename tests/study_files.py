"""A made study of two data sets and two methods, of which one has two runs, and its study file."""

from __future__ import annotations

from pathlib import Path

from folders import method_folders

SETS = {"Set5": ["bird", "butterfly"], "Set14": ["baboon", "comic", "zebra"]}

TEXT = """
metrics = ["psnr@basicsr-y", "ssim"]
reference = "data/{dataset}"
ours = "ours"

[data-sets.Set5]
border = 4

[data-sets.Set14]
border = 2

[methods.ours]
folder = "results/{method}/{dataset}/{image}_x4.png"
label = "Ours"
numbers = {runtime = 0.12}

[methods.edsr]
folder = "results/{method}-{run}/{dataset}"
runs = ["0", "1"]
numbers = {runtime = 0.5}

[numbers.runtime]
unit = "s"
lower_is_better = true

[statistics]
draws = 999
relevant = {psnr = 0.05}
"""


def write_images(root: Path) -> None:
    """Write the images of the study: references, and the results of the methods."""
    for name, images in SETS.items():
        made = root / "made" / name
        method_folders(made, images, ("ours", "edsr-0", "edsr-1"), size=40)
        (root / "data").mkdir(exist_ok=True)
        (made / "GT").rename(root / "data" / name)
        for method in ("ours", "edsr-0", "edsr-1"):
            place = root / "results" / method / name
            place.parent.mkdir(parents=True, exist_ok=True)
            (made / method).rename(place)
    for path in (root / "results").glob("ours/*/*.png"):
        path.rename(path.with_name(f"{path.stem}_x4.png"))
