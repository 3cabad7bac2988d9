"""Measure the page in a Chromium: a report of a study, its table, and a pair of any size in the viewer.

In an environment of its own, from the top of the repository:

    pip install '.[view]' playwright scikit-image -c constraints.txt
    python benchmarks/page.py report                    # 2,000 images, 4 methods
    python benchmarks/page.py table                     # 100,000 images, 2 methods, without pictures
    python benchmarks/page.py view                      # 8192 x 8192

Pictures are made from photographs of scikit-image. The report: seconds from opening the file until the
table and the pictures of the first image are there, and frames a second while the pictures are zoomed
and moved, the table is scrolled and the gain is changed; the browser is headless, so 60 is its most. The
table: milliseconds until it is sorted or filtered (under 100 on an idle machine). The viewer: seconds
from the start of the command until both pictures are there and until the map is (the browser is open
before), and how many tiles of a picture the page holds while it is moved at 1:1.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import _machine as machine
import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright
from skimage import data

METHODS = {"ours": 2.0, "second": 2.5, "third": 3.0, "fourth": 6.0}
"""Standard deviations of their noise, in grey levels."""

PANES = """document.querySelector("difference-page")?.shadowRoot?.querySelector("difference-stage")
  ?.shadowRoot?.querySelectorAll("difference-pane") ?? []"""

SHOWN = f"""(count) => {{
  const panes = [...({PANES})].slice(0, count);
  return panes.length === count && panes.every((pane) => {{
    const canvas = pane.shadowRoot?.querySelector("canvas");
    if (!canvas || pane.shadowRoot.querySelector("p")) return false;
    const middle = canvas.getContext("2d").getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
    return middle[3] > 0;
  }});
}}"""

FRAMES = """([work]) => new Promise((done) => {
  const page = document.querySelector("difference-page");
  const table = page.shadowRoot.querySelector("difference-table")?.shadowRoot.querySelector(".scroll");
  const act = new Function("page", "table", "n", work);
  const begin = performance.now();
  let n = 0, last = begin, longest = 0;
  requestAnimationFrame(function step(now) {
    longest = Math.max(longest, now - last);
    last = now;
    act(page, table, n++);
    if (now - begin < 2000) requestAnimationFrame(step);
    else done([(n / (now - begin)) * 1000, longest]);
  });
})"""

HELD = """() => new Promise((done) => {
  const page = document.querySelector("difference-page");
  page.viewport.zoomTo(1, 0, 0);
  let n = 0, most = 0;
  requestAnimationFrame(function step() {
    page.viewport.pan(-64, -48);
    const held = [...page.library.pictures.values()].map((picture) => picture.tiles.size);
    most = Math.max(most, ...held);
    if (++n < 240) requestAnimationFrame(step);
    else done(`${most} of a picture at most while it is crossed at 1:1`);
  });
})"""

CHANGES = """async () => {
  const page = document.querySelector("difference-page");
  const table = page.shadowRoot.querySelector("difference-table");
  const taken = {};
  for (const change of [{sort: "0"}, {sort: "name", down: true}, {search: "0999"}, {search: ""}]) {
    const begin = performance.now();
    page.change(change);
    await page.updateComplete;
    await table.updateComplete;
    taken[JSON.stringify(change)] = performance.now() - begin;
  }
  return taken;
}"""

WORK = {
    "zoom": "page.viewport.zoomTo(2 + 3 * Math.abs(Math.sin(n / 40)), 100 + (n % 50), 100)",
    "move": "page.viewport.pan(3 * Math.cos(n / 20), 2 * Math.sin(n / 20))",
    "scroll": "table.scrollTop = n * 90",
    "gain": "page.change({ gain: 1 + (n % 50) / 10 })",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["report", "table", "view"])
    parser.add_argument("--images", type=int, default=2000, help="of the report [2000]")
    parser.add_argument("--rows", type=int, default=100_000, help="of the table [100000]")
    parser.add_argument("--size", type=int, default=8192, help="the side of the pair [8192]")
    options = parser.parse_args()
    print(", ".join(machine.facts().values()))
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        if options.what == "report":
            report(Path(folder), options.images, chromium)
        elif options.what == "table":
            table(Path(folder), options.rows, chromium)
        else:
            view(Path(folder), options.size, chromium)


@contextmanager
def browser() -> Iterator[Any]:
    """Return a headless Chromium: the installed one, otherwise the one of playwright."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


def command(*arguments: Any) -> list[str]:
    """Return the program with arguments."""
    return [sys.executable, "-m", "difference_finder", *map(str, arguments)]


def noisy(image: np.ndarray, spread: float, rng: np.random.Generator) -> Image.Image:
    """Return a photograph with noise."""
    noise = spread * rng.standard_normal(image.shape, np.float32)
    return Image.fromarray((image + noise).round().clip(0, 255).astype(np.uint8))


def report(folder: Path, images: int, chromium: Any) -> None:
    """Time a report."""
    rng, photograph = np.random.default_rng(0), data.astronaut()
    for name in ("GT", *METHODS):
        (folder / name).mkdir()
    for number in range(images):
        y, x = rng.integers(0, 512 - 128, 2)
        part = photograph[y : y + 128, x : x + 128]
        Image.fromarray(part).save(folder / "GT" / f"{number:05}.png")
        for name, spread in METHODS.items():
            noisy(part, spread, rng).save(folder / name / f"{number:05}.png", compress_level=1)
    methods = [f"{name}={folder / name}" for name in METHODS]
    rank = command("rank", "--reference", folder / "GT", *methods, "-o", folder / "study")
    subprocess.run(rank, check=True, stdout=subprocess.DEVNULL)
    made = command("report", folder / "study", "-o", folder / "report.html")
    print(subprocess.run(made, check=True, capture_output=True, text=True).stdout.strip())
    [path] = folder.glob("report*/report.html") if (folder / "report").is_dir() else [folder / "report.html"]
    for _ in range(3):
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        begin = time.perf_counter()
        page.goto(path.as_uri(), wait_until="commit")
        page.wait_for_function(f"() => ({PANES}).length > 0", polling=20)
        used = time.perf_counter() - begin
        page.wait_for_function(SHOWN, arg=len(METHODS) + 1, polling=20)
        print(f"first use after {used:.2f} s, pictures after {time.perf_counter() - begin:.2f} s")
    for name, work in WORK.items():
        frames, longest = page.evaluate(FRAMES, [work])
        print(f"{name}: {frames:.0f} frames a second, the longest took {longest:.0f} ms")


def table(folder: Path, rows: int, chromium: Any) -> None:
    """Time the table of a synthetic study."""
    from difference_finder.page.document import Entry
    from difference_finder.report._writing import write_report

    names = [f"frame{number:06}" for number in range(rows)]
    scores = np.random.default_rng(3).normal(30, 2, (2, rows)).round(3).tolist()
    metric = {"spec": "psnr", "higher_is_better": True, "unit": "dB"}
    document = {"schema": 1, "kind": "study", "title": "A long table", "errors": []}
    document |= {
        "ours": "ours",
        "methods": ["ours", "rival"],
        "metrics": [metric],
        "scores": {"psnr": scores},
    }
    document |= {"record": {"means": [], "protocol": {"name": "default"}}}
    document |= dict.fromkeys(("groups", "verdicts", "crops"))
    entries = [Entry({"name": name}) for name in names]
    path = write_report(folder / "report.html", document, entries, 1e9, lambda _: None)
    page = chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector(".row[data-at]")
    for change, taken in page.evaluate(CHANGES).items():
        print(f"{change} of {rows} rows: {taken:.0f} ms")


def view(folder: Path, size: int, chromium: Any) -> None:
    """Time the viewer."""
    rng = np.random.default_rng(0)
    large = np.asarray(Image.fromarray(data.astronaut()).resize((size, size), Image.Resampling.BICUBIC))
    for name in ("first", "second"):
        noisy(large, 3.0, rng).save(folder / f"{name}.png", compress_level=1)
    for _ in range(3):
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        begin = time.perf_counter()
        viewing = command("view", folder / "first.png", folder / "second.png", "--no-browser")
        with subprocess.Popen(viewing, stdout=subprocess.PIPE, text=True) as process:
            page.goto(re.search(r"http\S+", process.stdout.readline())[0])
            page.wait_for_function(SHOWN, arg=2, polling=20)
            pictures = time.perf_counter() - begin
            page.wait_for_function(SHOWN, arg=3, polling=20)
            whole = time.perf_counter() - begin
            held = page.evaluate(HELD)
            print(f"both pictures after {pictures:.2f} s, the map after {whole:.2f} s; tiles held: {held}")
            process.terminate()
        page.close()


if __name__ == "__main__":
    main()
