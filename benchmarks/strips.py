"""Pairs of up to a gigapixel, compared strip by strip: memory, and time against decoding alone.

    python benchmarks/strips.py [--sizes 64,128,256,512] [--strategy difference,local] [--folder FOLDER]

The pairs are made up: tiled BigTIFF (RGB, 8 bits, deflate) of a few textured tiles in random order. The second
file has some edited tiles, or with --noise other noise in all of them. Each run is a process of its own, whose
peak of resident memory is that of the system. Every run is checked: the regions must lie at the edited places,
and the mean error must be that of the tiles. Seconds are of the wall and of the processor: the latter tell more
on a machine that does other work.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

SIDE = 512
EDITS = 12
DECODE = """
import sys
from difference_finder.readers.strips import open_strips
from difference_finder.threads import run_both
def pixels(path):
    return sum(image.pixels.shape[2] for image in open_strips(path).strips(256))
print(run_both(lambda: pixels(sys.argv[1]), lambda: pixels(sys.argv[2])))
"""


def shape_of(megapixels: int) -> tuple[int, int]:
    """Return height and width in tiles of about so many megapixels, with sides of powers of 2."""
    count = max(1, megapixels * 2**20 // SIDE**2)
    across = 1 << (count.bit_length() // 2)
    return count // across, across


def make_tiles(count: int = 16) -> np.ndarray:
    """Return textured tiles with noise, (count, SIDE, SIDE, 3)."""
    from scipy.ndimage import gaussian_filter

    numbers = np.random.default_rng(7)
    fields = [gaussian_filter(numbers.normal(size=(count, SIDE, SIDE, 3)), (0, s, s, 0)) * s for s in (3, 24)]
    values = 128 + 90 * sum(fields) + numbers.normal(0, 1.5, fields[0].shape)
    return np.clip(values, 0, 255).astype(np.uint8)


def make_pair(folder: Path, megapixels: int) -> tuple[list[Path], dict[str, Any]]:
    """Write two files, and return their paths and what a comparison must find."""
    import imagecodecs
    import tifffile

    down, across = shape_of(megapixels)
    tiles = make_tiles()
    coded = [imagecodecs.deflate_encode(tile.tobytes(), level=6, raw=False) for tile in tiles]
    numbers = np.random.default_rng(megapixels)
    order = numbers.integers(0, len(tiles), down * across)
    # Edits lie far apart: at a distance of a hundredth of the longer side they would be one region.
    places = numbers.choice(down * across // 4, EDITS, replace=False) * 4
    edited, total = {}, 0
    for place in places.tolist():
        tile = tiles[order[place]].copy()
        tile[200:260, 200:280] = 255 - tile[200:260, 200:280]
        total += int(np.abs(tile.astype(int) - tiles[order[place]]).sum())
        edited[place] = imagecodecs.deflate_encode(tile.tobytes(), level=6, raw=False)

    def stored(edits: dict[int, bytes]) -> Iterator[bytes]:
        for place, number in enumerate(order.tolist()):
            yield edits.get(place, coded[number])

    paths = [folder / f"{name}-{megapixels}.tif" for name in ("first", "second")]
    for path, edits in zip(paths, ({}, edited), strict=True):
        tifffile.imwrite(
            path,
            stored(edits),
            shape=(down * SIDE, across * SIDE, 3),
            dtype=np.uint8,
            tile=(SIDE, SIDE),
            photometric="rgb",
            compression="zlib",
            bigtiff=True,
            metadata=None,
        )
    pixels = down * across * SIDE**2
    return paths, {"mae": total / pixels / 3 / 255, "pixels": pixels, "edits": len(edited)}


def run(command: list[str]) -> tuple[float, float, str]:
    """Run a command; return its seconds, its peak of resident memory in MB, and its output."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read() if process.stdout is not None else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024, output


def check(record: dict[str, Any], known: dict[str, Any], strategy: str) -> None:
    """Stop if a record is not what the pair must give."""
    found = len(record["regions"])
    error = record["scores"].get("mae", known["mae"])
    if abs(error - known["mae"]) > 1e-9 or not 1 <= found <= known["edits"] or record["identical"]:
        raise SystemExit(f"wrong answer of {strategy}: {found} regions, mae {error}, not {known}")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sizes", default="64,128,256,512", help="megapixels")
    parser.add_argument("--strategy", default="difference,local")
    parser.add_argument("--write", default="map,heatmap,json")
    parser.add_argument("--folder", help="folder for the files; needs 5 GB for each gigapixel")
    given = parser.parse_args()
    print(
        "| pixels | strategy | seconds | decoding alone | share of its speed | ns for each pixel | peak MB |"
    )
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        for size in map(int, given.sizes.split(",")):
            folder = Path(name)
            paths, known = make_pair(folder, size)
            names = [str(path) for path in paths]
            run([sys.executable, "-c", DECODE, *names])  # the files are then in the cache
            decoding = min(run([sys.executable, "-c", DECODE, *names])[0] for _ in range(2))
            for strategy in given.strategy.split(","):
                command = [sys.executable, "-m", "difference_finder", "diff", *names, "--in-strips", "--json"]
                command += ["--strategy", strategy, "--metric", "mae" if strategy != "local" else "ssim"]
                command += ["-o", str(folder / "out"), "--write", given.write] if given.write else []
                seconds, memory, output = run(command)
                check(json.loads(output), known, strategy)
                print(
                    f"| {known['pixels'] / 1e6:.0f} million | {strategy} | {seconds:.1f} | {decoding:.1f} |"
                    f" {decoding / seconds:.2f} | {seconds / known['pixels'] * 1e9:.1f} | {memory:.0f} |",
                    flush=True,
                )
            for path in folder.rglob("*.*"):
                path.unlink()


if __name__ == "__main__":
    main()
