"""Pairs of up to a gigapixel, compared strip by strip: memory, and time against decoding alone.

    python benchmarks/strips.py [--sizes 64,128,256,512] [--strategy difference,local] [--folder FOLDER]

The pairs are made up: tiled BigTIFF (RGB, 8 bits, deflate) of a few textured tiles in random order. The
second file has some edited tiles, or with --noise other noise in all of them. Each run is a process of its
own, whose peak of resident memory is that of the system. Every run is checked: there must be regions, and
the mean error must be that of the tiles. Seconds are of the wall and of the processor: the latter tell more
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
from typing import Any, NamedTuple

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


def other_noise(tile: np.ndarray, number: int) -> np.ndarray:
    """Return a tile with noise of its own, which changes most pixels by a level or two."""
    gap = np.random.default_rng(number).normal(0, 1.5, tile.shape)
    return np.clip(tile + np.rint(gap), 0, 255).astype(np.uint8)


def make_pair(folder: Path, megapixels: int, noise: bool = False) -> tuple[list[Path], dict[str, Any]]:
    """Write two files, and return their paths and what a comparison must find."""
    import imagecodecs
    import tifffile

    down, across = shape_of(megapixels)
    tiles = make_tiles()
    seconds = np.stack([other_noise(tile, n) for n, tile in enumerate(tiles)]) if noise else tiles
    coded, recoded = (
        [imagecodecs.deflate_encode(tile.tobytes(), level=6, raw=False) for tile in each]
        for each in (tiles, seconds)
    )
    errors = [np.abs(one.astype(int) - other).sum() for one, other in zip(tiles, seconds, strict=True)]
    numbers = np.random.default_rng(megapixels)
    order = numbers.integers(0, len(tiles), down * across)
    # Edits lie far apart: at a distance of a hundredth of the longer side they would be one region.
    places = numbers.choice(down * across // 4, EDITS, replace=False) * 4
    edited, total = {}, int(np.bincount(order, minlength=len(tiles)) @ np.array(errors))
    for place in places.tolist():
        number = order[place]
        tile = seconds[number].copy()
        tile[200:260, 200:280] = 255 - tile[200:260, 200:280]
        total += int(np.abs(tile.astype(int) - tiles[number]).sum()) - int(errors[number])
        edited[place] = imagecodecs.deflate_encode(tile.tobytes(), level=6, raw=False)

    def stored(edits: dict[int, bytes], tiles: list[bytes]) -> Iterator[bytes]:
        for place, number in enumerate(order.tolist()):
            yield edits.get(place, tiles[number])

    paths = [folder / f"{name}-{megapixels}.tif" for name in ("first", "second")]
    for path, edits, each in zip(paths, ({}, edited), (coded, recoded), strict=True):
        tifffile.imwrite(
            path,
            stored(edits, each),
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


class Cost(NamedTuple):
    """Seconds of the wall and of the processor, and the peak of resident memory in MB."""

    wall: float
    processor: float
    memory: float


def run(command: list[str]) -> tuple[Cost, str]:
    """Run a command; return its cost and its output."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read() if process.stdout is not None else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {process.returncode}")
    processor = usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - start, processor, usage.ru_maxrss / 1024), output


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
    parser.add_argument("--noise", action="store_true", help="let nearly all pixels differ")
    parser.add_argument("--folder", help="folder for the files; needs 8 GB for each gigapixel")
    given = parser.parse_args()
    print(
        "| pixels | strategy | seconds | of the processor | decoding alone | of the processor | share of",
        end="",
    )
    print(" its speed | by the processor | ns for each pixel | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        for size in map(int, given.sizes.split(",")):
            folder = Path(name)
            paths, known = make_pair(folder, size, given.noise)
            names = [str(path) for path in paths]
            run([sys.executable, "-c", DECODE, *names])  # the files are then in the cache
            for strategy in given.strategy.split(","):
                command = [sys.executable, "-m", "difference_finder", "diff", *names, "--in-strips", "--json"]
                command += ["--strategy", strategy, "--metric", "mae" if strategy != "local" else "ssim"]
                command += ["-o", str(folder / "out"), "--write", given.write] if given.write else []
                decoding, _ = run([sys.executable, "-c", DECODE, *names])  # beside what it is compared with
                cost, output = run(command)
                check(json.loads(output), known, strategy)
                print(
                    f"| {known['pixels'] / 1e6:.0f} million | {strategy} | {cost.wall:.1f} |"
                    f" {cost.processor:.1f} | {decoding.wall:.1f} | {decoding.processor:.1f} |"
                    f" {decoding.wall / cost.wall:.2f} | {decoding.processor / cost.processor:.2f} |"
                    f" {cost.wall / known['pixels'] * 1e9:.1f} | {cost.memory:.0f} |",
                    flush=True,
                )
            for path in folder.rglob("*.*"):
                path.unlink()


if __name__ == "__main__":
    main()
