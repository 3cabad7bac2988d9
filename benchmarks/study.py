"""Compare a study of several methods with a plain loop over pytorch-msssim and torch.

In an environment of its own, from the top of the repository:

    pip install . -r benchmarks/requirements.txt -c constraints.txt
    python benchmarks/study.py                         # 2,000 images, 4 methods
    python benchmarks/study.py --images 200 --loop 50

Pictures are made from photographs of scikit-image; most files are links. Our time is the whole command:
reading, scores, digests, crops, verdicts, tables. The loop reads each picture once and computes the same
scores with the same number of threads, for some of the images; its time is extrapolated to all images. The
scores must agree. The time of decoding alone is that of our readers for the same files.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import _machine as machine
import numpy as np
from PIL import Image

METHODS = ("ours", "second", "third", "fourth")
DISTINCT = 24
AGREE = {"psnr": 2e-3, "ssim": 2e-5, "ms-ssim": 2e-5}
"""How far scores in float32 may be from ours."""

LOOP = """
import json, sys, time
import numpy as np, torch
from pathlib import Path
from PIL import Image
from pytorch_msssim import ms_ssim, ssim

root, methods, metrics = Path(sys.argv[1]), sys.argv[2].split(), sys.argv[3].split()
images, threads = int(sys.argv[4]), int(sys.argv[5])
torch.set_num_threads(threads)

def read(path):
    return torch.from_numpy(np.array(Image.open(path).convert("RGB"))).permute(2, 0, 1)[None].float() / 255

begin, scores = time.perf_counter(), {}
with torch.no_grad():
    for path in sorted((root / "GT").iterdir())[:images]:
        reference = read(path)
        for method in methods:
            candidate = read(root / method / path.name)
            found = {"psnr": -10 * torch.log10(((reference - candidate) ** 2).mean())}
            found["ssim"] = ssim(reference, candidate, data_range=1.0)
            if "ms-ssim" in metrics:
                found["ms-ssim"] = ms_ssim(reference, candidate, data_range=1.0)
            scores[path.stem + "," + method] = {name: float(found[name]) for name in metrics}
print(json.dumps({"seconds": time.perf_counter() - begin, "scores": scores}))
"""

DECODE = """
import sys, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from difference_finder.readers import open_image

paths = [path for folder in sys.argv[2].split() for path in sorted((Path(sys.argv[1]) / folder).iterdir())]
begin = time.perf_counter()
with ThreadPoolExecutor(int(sys.argv[3])) as pool:
    for image in pool.map(open_image, paths):
        assert image.pixels.size
print(time.perf_counter() - begin)
"""


def main(arguments: list[str] | None = None) -> int:
    """Measure; return 1 if scores do not agree."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _make(root, options.images, options.size)
        few, much = max(DISTINCT, options.images // 10), options.images
        memories = {}
        for count, name in ((few, "few"), (much, "all")):
            part = root if count == much else _first(root, count)
            seconds, memories[name] = _ours(part, options, root / name)
        decoding = _decoding(root, options.threads)
        loop = _loop(root, options.metrics, min(options.loop, options.images), options.threads)
        scores = _scores(root / "all")
        size = sum(path.stat().st_size for path in (root / "all").rglob("*") if path.is_file())
    off = {
        metric: max(abs(scores[key, metric] - row[metric]) for key, row in loop["scores"].items())
        for metric in options.metrics
    }
    whole = loop["seconds"] * options.images / (len(loop["scores"]) / len(METHODS))
    height, width = options.size
    print("\n".join(f"{key}: {value}" for key, value in machine.facts().items()))
    print(
        f"{options.images} images of {width}x{height}, {len(METHODS)} methods, {options.threads} threads,"
        f" {', '.join(options.metrics)}"
    )
    print(f"ours {seconds:.1f} s, loop {whole:.1f} s, ratio {whole / seconds:.1f}")
    print(f"our readers alone {decoding:.1f} s, ours / readers {seconds / decoding:.2f}")
    print("greatest difference of scores:", ", ".join(f"{name} {most:.1e}" for name, most in off.items()))
    for name, count in (("few", few), ("all", much)):
        ours, worker = (memory / 2**20 for memory in memories[name])
        print(
            f"peak memory of {count} images: the command {ours:.0f} MB, each worker at most {worker:.0f} MB"
        )
    pairs = options.images * len(METHODS)
    print(f"{3600 * pairs / seconds / options.threads:,.0f} pairs in a core-hour")
    print(f"the folder of the study: {size / options.images / 1000:.1f} kB an image")
    wrong = [metric for metric, most in off.items() if not most <= AGREE[metric]]
    if wrong:
        print(f"scores do not agree: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare a study with a plain loop.")
    parser.add_argument("--images", type=int, default=2000, help="[2000]")
    parser.add_argument("--size", type=_size, default=(320, 480), metavar="WxH", help="[480x320]")
    parser.add_argument(
        "--metrics", nargs="+", choices=list(AGREE), default=list(AGREE), help=f"[{' '.join(AGREE)}]"
    )
    parser.add_argument("--threads", type=int, default=machine.cores(), help="[all cores]")
    parser.add_argument("--loop", type=int, default=200, help="of how many images the loop is timed [200]")
    return parser.parse_args(arguments)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(height), int(width)


def _make(root: Path, images: int, size: tuple[int, int]) -> None:
    """Write photographs, and for each method noisier ones; most files are links to others."""
    import skimage.data

    photographs = [np.tile(getattr(skimage.data, name)(), (2, 2, 1)) for name in ("astronaut", "coffee")]
    h, w = size
    for number in range(images):
        random = np.random.default_rng(number)
        whole = photographs[number % 2]
        y, x = (random.integers(0, side - part) for side, part in zip(whole.shape, size, strict=False))
        reference = whole[y : y + h, x : x + w].astype(float)
        for level, method in enumerate(("GT", *METHODS)):
            path = root / method / f"{number:06d}.png"
            path.parent.mkdir(exist_ok=True)
            if number >= DISTINCT:
                os.link(root / method / f"{number % DISTINCT:06d}.png", path)
                continue
            noise = np.random.default_rng([number, level]).normal(0, 2 + 0.3 * level, reference.shape)
            values = np.clip(reference + (noise if level else 0), 0, 255).astype(np.uint8)
            Image.fromarray(values).save(path)


def _first(root: Path, count: int) -> Path:
    """Link some of the images into separate folders."""
    for method in ("GT", *METHODS):
        (root / "part" / method).mkdir(parents=True)
        for path in sorted((root / method).iterdir())[:count]:
            os.link(path, root / "part" / method / path.name)
    return root / "part"


def _ours(root: Path, options: argparse.Namespace, output: Path) -> tuple[float, tuple[int, int]]:
    """Run the command; return its time, and the peak memory of it and of its largest worker."""
    words = [sys.executable, "-m", "difference_finder", "rank", "--reference", str(root / "GT")]
    words += [f"{method}={root / method}" for method in METHODS]
    words += [f"--metric={metric}" for metric in options.metrics]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*words, "--workers", str(options.threads), "-o", str(output)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peaks = [0, 0]
    watcher = threading.Thread(target=_watch, args=(process, peaks))
    watcher.start()
    _, complaints = process.communicate()
    seconds = time.perf_counter() - begin
    watcher.join()
    if process.returncode:
        raise RuntimeError(complaints.decode())
    return seconds, (peaks[0], peaks[1])


def _watch(process: subprocess.Popen[bytes], peaks: list[int]) -> None:
    """Record the peak memory of a process and of its largest child until the process ends."""
    while process.poll() is None:
        peaks[0] = max(peaks[0], _resident(process.pid))
        peaks[1] = max([peaks[1], *(_resident(child) for child in _children(process.pid))])
        time.sleep(0.05)


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _loop(root: Path, metrics: list[str], images: int, threads: int) -> dict[str, Any]:
    words = [sys.executable, "-c", LOOP, str(root), " ".join(METHODS), " ".join(metrics)]
    words += [str(images), str(threads)]
    found: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return found


def _decoding(root: Path, threads: int) -> float:
    """Return the time that our readers need for all files, without the start of Python."""
    words = [sys.executable, "-c", DECODE, str(root), " ".join(("GT", *METHODS)), str(threads)]
    return float(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


def _scores(study: Path) -> dict[tuple[str, str], float]:
    with (study / "scores.csv").open(newline="") as file:
        rows = csv.DictReader(file)
        return {(f"{row['image']},{row['method']}", row["metric"]): float(row["score"]) for row in rows}


if __name__ == "__main__":
    sys.exit(main())
