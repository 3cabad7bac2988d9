"""The pictures, reports and viewers in which the page is measured."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

METHODS = {"ours": 2.0, "second": 2.5, "third": 3.0, "fourth": 6.0}
"""Standard deviations of their noise, in grey levels."""

CROP = 128
"""The side of the images of a study."""


def command(*arguments: Any) -> list[str]:
    """Return the program with arguments."""
    return [sys.executable, "-m", "difference_finder", *map(str, arguments)]


def noisy(image: np.ndarray, spread: float, rng: np.random.Generator) -> Image.Image:
    """Return a photograph with noise."""
    noise = spread * rng.standard_normal(image.shape, np.float32)
    return Image.fromarray((image + noise).round().clip(0, 255).astype(np.uint8))


def pair(folder: Path, width: int, height: int) -> list[Path]:
    """Return two noisy copies of a photograph, made unless the folder has them."""
    paths = [folder / f"{width}x{height}-{name}.png" for name in ("first", "second")]
    if not all(path.exists() for path in paths):
        rng, photograph = np.random.default_rng(0), Image.fromarray(data.astronaut())
        large = np.asarray(photograph.resize((width, height), Image.Resampling.BICUBIC))
        for path in paths:
            noisy(large, 3.0, rng).save(path, compress_level=1)
    return paths


def inline_page(folder: Path) -> Path:
    """Return a page with a 4K pair in the file."""
    output = folder / "inline"
    if not list(output.glob("*.html")):
        made = command("diff", *pair(folder, 3840, 2160), "--write", "html", "-o", output)
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    return next(output.glob("*.html"))


def study_report(folder: Path, images: int) -> Path:
    """Return the report of a study of four methods."""
    place = folder / f"study-{images}"
    page = place / "report" / "report.html"
    alone = place / "report.html"  # pages with few pictures are one file
    if not page.exists() and not alone.exists():
        _write_study(place, images)
        methods = [f"{name}={place / name}" for name in METHODS]
        rank = command("rank", "--reference", place / "GT", *methods, "-o", place / "study")
        subprocess.run(rank, check=True, stdout=subprocess.DEVNULL)
        made = command("report", place / "study", "-o", alone, "--root", place)
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    return page if page.exists() else alone


def _write_study(place: Path, images: int) -> None:
    rng, photograph = np.random.default_rng(0), data.astronaut()
    for name in ("GT", *METHODS):
        (place / name).mkdir(parents=True, exist_ok=True)
    for number in range(images):
        y, x = rng.integers(0, 512 - CROP, 2)
        part = photograph[y : y + CROP, x : x + CROP]
        Image.fromarray(part).save(place / "GT" / f"{number:05}.png")
        for name, spread in METHODS.items():
            noisy(part, spread, rng).save(place / name / f"{number:05}.png", compress_level=1)


@contextmanager
def viewer(paths: list[Path]) -> Iterator[str]:
    """Start a viewer of a pair and give its address."""
    viewing = command("view", *paths, "--no-browser")
    with subprocess.Popen(viewing, stdout=subprocess.PIPE, text=True) as process:
        found = re.search(r"http\S+", process.stdout.readline())
        if found is None:
            raise RuntimeError("the viewer did not start")
        try:
            yield found[0]
        finally:
            process.terminate()


def long_table(folder: Path, rows: int) -> Path:
    """Return a report of a synthetic study without pictures."""
    from difference_finder.page.document import SCHEMA, Entry
    from difference_finder.report._writing import write_report

    names = [f"frame{number:06}" for number in range(rows)]
    scores = np.random.default_rng(3).normal(30, 2, (2, rows)).round(3).tolist()
    metric = {"spec": "psnr", "higher_is_better": True, "unit": "dB"}
    document: dict[str, Any] = {"schema": SCHEMA, "kind": "study", "title": "A long table"}
    document |= {
        "ours": "ours",
        "methods": ["ours", "rival"],
        "metrics": [metric],
        "scores": {"psnr": scores},
    }
    document |= {"errors": [], "record": {"means": [], "protocol": {"name": "default"}}}
    document |= dict.fromkeys(("groups", "verdicts", "crops"))
    entries = [Entry({"name": name}) for name in names]
    return write_report(folder / "table.html", document, entries, 1e9, lambda _: None)
