"""Take screenshots of a report, a page and the viewer: light and dark, wide and narrow.

python docs/make_screenshots.py DATA [OUTPUT] needs playwright, Chromium and the extra view. DATA contains
images of public repositories: denoise/set12_05_sigma50 from cszn/KAIR (fc1732f4a451; 05_GT.png, ...),
sr/set5 from JingyunLiang/SwinIR (6545850fbf8d; HR/butterfly.png, LRx4/butterflyx4.png, ...), and spotdiff
from volodalexey/find-the-difference (e15df374034d; level1_A.png, level1_B.png). OUTPUT (by default a
temporary folder) receives all screenshots, and docs/pictures the screenshots of the README.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

SIZES = {1440: 900, 390: 844}

PICTURES = Path(__file__).parent / "pictures"

README = {"report": "light-1440", "viewer": "light-1440", "page": "dark-1440"}
"""The screenshots that the README shows."""

COMMAND = [sys.executable, "-m", "difference_finder"]

DRAWN = """() => {
  const stage = document.querySelector("difference-page").shadowRoot.querySelector("difference-stage");
  const panes = [...(stage?.shadowRoot?.querySelectorAll("difference-pane") ?? [])];
  return panes.length > 0 && panes.every((pane) => !pane.shadowRoot.querySelector("p"));
}"""


def difference_finder(*arguments: object) -> None:
    """Run the command."""
    subprocess.run([*COMMAND, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def report(data: Path, work: Path) -> str:
    """Return the address of a report: a study of four denoising methods on one photograph."""
    folder = data / "denoise" / "set12_05_sigma50"
    for path in folder.glob("05_*.png"):
        _, method, *_ = path.stem.split("_")
        (work / method).mkdir()
        shutil.copy(path, work / method / "monarch.png")
    methods = [f"{name}={work / name}" for name in ("drunet", "ffdnet", "dncnn", "bm3d")]
    measured = ["--metric", "psnr", "--metric", "ssim"]
    difference_finder("rank", "--reference", work / "GT", *methods, *measured, "-o", work / "study")
    difference_finder("report", work / "study", "--root", work, "-o", work / "report.html")
    return (work / "report.html").as_uri() + "#tab=crops&zoom=3&x=72&y=56"


def page(data: Path, work: Path) -> str:
    """Return the address of a page: a pair with ten differences."""
    pair = [data / "spotdiff" / f"level1_{name}.png" for name in "AB"]
    difference_finder("diff", *pair, "--write", "html", "-o", work / "pair")
    return next((work / "pair").glob("*.html")).as_uri()


@contextmanager
def viewer(data: Path, work: Path) -> Iterator[str]:
    """Serve a study of four interpolation methods, and yield its address."""
    filters = {name: Image.Resampling[name.upper()] for name in ("lanczos", "bicubic", "bilinear", "nearest")}
    references = data / "sr" / "set5" / "HR"
    for path in references.glob("*.png"):
        with (
            Image.open(path) as large,
            Image.open(references.parent / "LRx4" / f"{path.stem}x4.png") as small,
        ):
            for name, resampling in filters.items():
                (work / name).mkdir(exist_ok=True)
                small.resize(large.size, resampling).save(work / name / path.name)
    methods = [f"{name}={work / name}" for name in filters]
    difference_finder("rank", "--reference", references, *methods, "-o", work / "enlarged")
    roots = ["--root", str(work), "--root", str(data)]
    command = [*COMMAND, "view", str(work / "enlarged"), *roots, "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield re.search(r"http\S+", process.stdout.readline())[0] + "#entry=1"
        process.terminate()


def take(browser: Any, address: str, output: Path) -> None:
    """Take the four screenshots of a page."""
    windows = []
    for scheme in ("light", "dark"):
        for width, height in SIZES.items():
            size = {"width": width, "height": height}
            window = browser.new_page(viewport=size, color_scheme=scheme, device_scale_factor=1)
            window.goto(address)
            window.wait_for_function(DRAWN)
            window.wait_for_timeout(1500)  # the page chooses and draws the first crops
            window.screenshot(path=f"{output}-{scheme}-{width}.png")
            windows.append(window)  # the viewer stops when its last page is closed
    for window in windows:
        window.close()


def main(data: Path, output: Path) -> None:
    """Take all screenshots."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        take(browser, report(data, Path(folder)), output / "report")
        take(browser, page(data, Path(folder)), output / "page")
        with viewer(data, Path(folder)) as address:
            take(browser, address, output / "viewer")
        browser.close()
    for name, kind in README.items():
        shutil.copy(output / f"{name}-{kind}.png", PICTURES / f"{name}.png")


if __name__ == "__main__":
    places = [Path(place).resolve() for place in sys.argv[1:3]]
    places[1:] or places.append(Path(tempfile.mkdtemp()))
    places[1].mkdir(parents=True, exist_ok=True)
    main(*places)
    print(places[1])
