"""Call the compiled kernels with random images, for builds with sanitizers.

python benchmarks/random_calls.py CALLS [SEED]

Images have all types that kernels take, tiny and odd sizes, any strides, and addresses that are not aligned.
"""

import random
import sys
import warnings
from collections import Counter

import numpy as np

from difference_finder import Finder, gradient, local_map, score
from difference_finder.arrays.native import TYPES, instruction_set
from difference_finder.errors import DifferenceFinderError
from difference_finder.parts.registry import metrics, strategies

LEARNED = ("lpips", "dists")

LAYOUTS = ("plain", "interleaved", "backwards", "skipping", "misaligned", "transposed", "frozen")


def image(source: random.Random, shape: tuple[int, ...], kind: str) -> np.ndarray:
    """Return a random image (1, C, H, W) with random strides, which may not be aligned."""
    generator = np.random.default_rng(source.randrange(2**32))
    dtype = np.dtype(kind)
    greatest = np.iinfo(dtype).max if dtype.kind == "u" else 1.0
    values = generator.random(shape) * greatest
    if source.random() < 0.2:
        values[..., : shape[-1] // 2] = source.choice((0, greatest))
    layout = source.choice(
        ("plain", "interleaved", "backwards", "skipping", "misaligned", "transposed", "frozen")
    )
    pixels = values.astype(dtype)
    if layout == "interleaved":
        pixels = np.ascontiguousarray(pixels.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    elif layout == "backwards":
        pixels = np.ascontiguousarray(pixels[..., ::-1, ::-1])[..., ::-1, ::-1]
    elif layout == "skipping":
        wide = np.repeat(pixels, 3, axis=3)
        pixels = wide[..., ::3]
    elif layout == "misaligned":
        room = np.zeros(pixels.nbytes + 1, np.uint8)
        moved = np.frombuffer(room.data, dtype, pixels.size, 1).reshape(shape)
        moved[...] = pixels
        pixels = moved
    elif layout == "transposed":
        pixels = np.ascontiguousarray(pixels.transpose(0, 1, 3, 2)).transpose(0, 1, 3, 2)
    elif layout == "frozen":
        pixels.flags.writeable = False
    return pixels


def call(source: random.Random) -> str:
    """Make one call; return what was called, and whether it was refused."""
    side = source.choice((1, 2, 3, 5, 8, 16, 17, 33, 64, 130))
    shape = (
        1,
        source.choice((1, 3)),
        max(1, side + source.randrange(-1, 3)),
        source.choice((1, 2, 7, 31, 64, 129)),
    )
    kinds = [source.choice(TYPES)] * 2 if source.random() < 0.8 else source.choices(TYPES, k=2)
    first, second = (image(source, shape, kind) for kind in kinds)
    if source.random() < 0.1:
        second = first
    what, options = source.choice(("score", "gradient", "local_map", "strategy")), {}
    if {first.dtype.kind, second.dtype.kind} == {"f"}:
        options["data_range"] = 1.0
    name = source.choice([name for name in metrics.names() if name not in LEARNED])
    try:
        if what == "strategy":
            name = source.choice([name for name in strategies.names() if name != "gradcam"])
            finder = Finder(strategy=name, workers=source.choice((1, 2, 3)), **options)
            finder.run(first, second)
        else:
            {"score": score, "gradient": gradient, "local_map": local_map}[what](
                name, first, second, **options
            )
    except DifferenceFinderError:
        return f"{what} {name} refused"
    return f"{what} {name}"


def main() -> None:
    """Make the calls, and print what was called."""
    calls, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    warnings.simplefilter("ignore")
    source = random.Random(seed)
    made = Counter(call(source) for _ in range(calls))
    done = sum(count for name, count in made.items() if not name.endswith("refused"))
    names = len({name for name in made if not name.endswith("refused")})
    sys.stdout.write(f"kernels {instruction_set()}: {calls} calls, {done} computed by {names} functions\n")


if __name__ == "__main__":
    main()
