"""Cost of engines: Ray against local processes, two cores against one, and memory and disk per image.

python benchmarks/engines.py ray      seconds of Ray and of local processes, two workers each
python benchmarks/engines.py cores    seconds with one and with two local processes
python benchmarks/engines.py scale    memory and disk for each image, and memory of a worker

``--images`` and ``--size`` choose how much work there is. Nothing else should run meanwhile. ``scale`` reads
``/proc``.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import numpy as np
from PIL import Image

from difference_finder import rank

METHODS = ("ours", "rival")
METRICS = ("psnr", "ssim")
SHARD = 500
"""How many images are a shard where memory and disk are measured."""

DIFFERENT = 16
"""How many different pictures there are; the others are links to them."""


def pictures(root: Path, count: int, size: int) -> dict[str, Path]:
    """Write a folder GT and one folder for each method; return the folders of the methods."""
    folders = {name: root / name for name in METHODS}
    rng = np.random.default_rng(0)
    for level, folder in enumerate([root / "GT", *folders.values()]):
        folder.mkdir(parents=True)
        for number in range(count):
            path = folder / f"photograph_{number:08d}.png"
            if number >= DIFFERENT:
                path.hardlink_to(folder / f"photograph_{number % DIFFERENT:08d}.png")
                continue
            rows, columns = np.mgrid[0:size, 0:size]
            reference = 128 + 60 * np.sin(rows / (9 + number)) + 50 * np.cos(columns / (7 + number))
            noise = rng.normal(0, 2 + 4 * level, (size, size, 3))
            values = np.clip(reference[..., None] + noise, 0, 255).astype(np.uint8)
            Image.fromarray(values).save(path)
    return folders


def timed(root: Path, folders: dict[str, Path], name: str, **options) -> float:
    begin = time.perf_counter()
    rank(root / "GT", folders, METRICS, output=root / name, **options)
    return time.perf_counter() - begin


def agree(root: Path, *names: str) -> bool:
    """Tell whether the files of studies are identical."""
    tables = ("scores.csv", "inputs.csv", "study.json")
    return len({tuple((root / name / table).read_bytes() for table in tables) for name in names}) == 1


def compare_ray(root: Path, count: int, size: int) -> None:
    import ray

    folders = pictures(root, count, size)
    local = timed(root, folders, "local", workers=2)
    begin = time.perf_counter()
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    start = time.perf_counter() - begin
    here = timed(root, folders, "ray", engine="ray", workers=None)
    ray.shutdown()
    print(f"local, 2 workers: {local:.1f} s; Ray, 2 workers: {here:.1f} s, and {start:.1f} s to start it")
    print(f"overhead beyond start-up: {100 * (here / local - 1):+.1f} %")
    print(f"the same bytes: {agree(root, 'local', 'ray')}")


def compare_cores(root: Path, count: int, size: int) -> None:
    folders = pictures(root, count, size)
    begin = spent()
    seconds = {1: timed(root, folders, "workers1", workers=1)}
    hours = (spent() - begin) / 3600
    seconds[2] = timed(root, folders, "workers2", workers=2)
    print(f"1 worker: {seconds[1]:.1f} s; 2 workers: {seconds[2]:.1f} s: {seconds[1] / seconds[2]:.2f} times")
    print(f"the same bytes: {agree(root, 'workers1', 'workers2')}")
    pairs = f"{count * len(METHODS) / hours:,.0f} pairs of {size}x{size} pixels"
    print(f"{pairs} in an hour of one core (user and system time), {' and '.join(METRICS)}, with crops")


def spent() -> float:
    """Return the processor time of this process and its children in seconds."""
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in every)


def child(task: str, root: Path) -> dict[str, float]:
    """Run a function in a separate process; return its seconds and peak memory in bytes."""
    words = [sys.executable, __file__, "child", "--task", task, "--root", str(root)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    facts: dict[str, float] = json.loads(done.stdout)
    return facts


def in_child(task: str, root: Path) -> None:
    from difference_finder.study.plan.manifest import Manifest
    from difference_finder.study.plan.measurement_settings import MeasurementSettings
    from difference_finder.study.plan.planning import plan_study
    from difference_finder.study.run.shard import run_shard
    from difference_finder.study.run.store import Store

    folders = {name: root / name for name in METHODS}
    if task in ("plan", "resume"):
        tracemalloc.start()
    begin = time.perf_counter()
    if task in ("plan", "resume"):
        manifest = plan_study(root / "GT", folders, MeasurementSettings.checked(METRICS), shard_size=SHARD)
        if task == "resume":
            Store(root / "out", manifest)
    elif task == "join":
        Store(root / "out", Manifest.load(root / "out" / "manifest.jsonl")).finish()
    elif task == "work":
        run_shard(root / "out" / "manifest.jsonl", 0, root)
    seconds = time.perf_counter() - begin
    # Not ru_maxrss, which has the memory of the process that started this one in it.
    status = Path("/proc/self/status").read_text()
    peak = 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1])
    if tracemalloc.is_tracing():
        peak = tracemalloc.get_traced_memory()[1]
    print(json.dumps({"seconds": seconds, "peak": peak}))


def scale(root: Path, count: int, size: int) -> None:
    """Print memory and disk per image, from studies of ``count`` and four times ``count`` images."""
    found = []
    for images in (count, 4 * count):
        here = root / str(images)
        timed(here, pictures(here, images, size), "out", shard_size=SHARD)
        done = {task: child(task, here) for task in ("plan", "resume", "join", "work")}
        files = [path for path in (here / "out").rglob("*") if path.is_file()]
        bytes_of = {
            name: sum(path.stat().st_size for path in files if name in path.relative_to(here).as_posix())
            for name in ("manifest", "parts/", "scores.csv", "inputs.csv", "study.json")
        }
        found.append((images, done, bytes_of))
    (few, small, less), (many, large, more) = found
    for task in ("plan", "resume"):
        each = (large[task]["peak"] - small[task]["peak"]) / (many - few)
        print(f"{task}: {each:,.0f} bytes of memory for each image")
    micros = 1e6 * (large["join"]["seconds"] - small["join"]["seconds"]) / (many - few)
    print(f"join: {micros:,.0f} us for each image; {large['join']['peak'] / 1e6:,.0f} MB for {many} images")
    for name in more:
        print(f"{name}: {(more[name] - less[name]) / (many - few):,.0f} bytes on disk for each image")
    print(f"a worker: {large['work']['peak'] / 1e6:,.0f} MB at its peak, pictures of {size}x{size}")


WORK = {"ray": compare_ray, "cores": compare_cores, "scale": scale}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=[*WORK, "child"])
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--task", help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.what == "child":
        in_child(given.task, given.root)
        return
    with tempfile.TemporaryDirectory() as folder:
        WORK[given.what](Path(folder), given.images, given.size)


if __name__ == "__main__":
    main()
