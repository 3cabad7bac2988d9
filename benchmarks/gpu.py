"""Check the metrics on a GPU, and measure them against others: at most five minutes.

    python benchmarks/gpu.py                    # checks the answers, then measures; prints tables in Markdown
    python benchmarks/gpu.py --seconds 120      # with less time
    python benchmarks/gpu.py --rehearse         # this script itself, on small images, by Triton's interpreter

Others are measured where they are installed: pytorch-msssim, fused-ssim, and torch's own losses. Both sides
compute the score and the derivative with respect to one image, in turns. The bandwidth is that of the values
that must be read and written at least once (both images, and the derivative in float32), over that of a copy
by torch. Rows that do not fit into the free memory, or for which no time is left, say so.

Exit codes: 0 done; 1 an answer is wrong; 77 nothing to measure here (no GPU, no torch, or no Triton).
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

NOTHING_HERE = 77
"""Exit code where nothing can be measured."""

SIZES = {"1080p": (1080, 1920), "4K": (2160, 3840)}
BATCHES = (1, 8, 32)
TYPES = ("float32", "bfloat16")
SPECS = ("ssim", "ms-ssim", "mse", "mae", "psnr", "gmsd")
REHEARSED = ("ssim:window_size=3", "ms-ssim:scales=2,window_size=3", "mse", "mae", "psnr", "gmsd")

LAYOUTS = ("planar", "channels last", "masked", "identical")
"""Images whose answers are checked."""

SCORE, SLOPE = 1e-6, 2e-5
"""Greatest differences from float64: of scores, of values of a derivative over the greatest one."""

SHARE = 12
"""Images in float32 that a row needs memory for, its own two and those in between."""

Tensor = Any


@dataclass
class Place:
    """Where and how long to measure, with at least so many runs of each side."""

    device: str
    sizes: dict[str, tuple[int, int]]
    batches: tuple[int, ...]
    specs: tuple[str, ...]
    until: float
    least: int = 3

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - time.perf_counter()


def main() -> int:
    """Check, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=280, help="time for everything (default: 280)")
    parser.add_argument("--rehearse", action="store_true", help="run small images by Triton's interpreter")
    options = parser.parse_args()
    until = time.perf_counter() + options.seconds
    if options.rehearse:
        os.environ.update(TRITON_INTERPRET="1", DIFFERENCE_FINDER_TRITON="cpu")
    reason = why_not(options.rehearse)
    if reason:
        print(f"nothing to measure: {reason}")
        return NOTHING_HERE
    if options.rehearse:
        place = Place("cpu", {"small": (17, 19)}, (1,), REHEARSED, until, least=1)
    else:
        place = Place("cuda", SIZES, BATCHES, SPECS, until)
        print(machine())
    wrong = check(place)
    measure(place, wrong)
    return 1 if wrong else 0


def why_not(rehearsed: bool) -> str:
    """Return the reason why nothing can be measured; empty if it can."""
    if find_spec("torch") is None:
        return "torch is not installed"
    import torch

    if not rehearsed and not torch.cuda.is_available():
        return f"torch {torch.__version__} finds no GPU"
    from difference_finder.arrays.gpu.choice import reason_without_triton

    return reason_without_triton() or ""


def machine() -> str:
    """Return the names of the GPU and of the versions."""
    import torch
    import triton

    import difference_finder

    card = torch.cuda.get_device_properties(0)
    return (
        f"- GPU: {card.name}, {card.total_memory / 1e9:.0f} GB\n- versions: difference-finder"
        f" {difference_finder.__version__}, torch {torch.__version__}, Triton {triton.__version__}"
    )


def images(shape: tuple[int, ...], kind: str, device: str) -> tuple[Tensor, Tensor]:
    """Return a smooth picture and one with noise."""
    import torch

    generator = torch.Generator(device).manual_seed(0)
    n, c, h, w = shape
    rows, columns = torch.linspace(0, 9, h, device=device), torch.linspace(0, 7, w, device=device)
    first = 0.5 + 0.4 * torch.sin(rows)[:, None] * torch.cos(columns).expand(n, c, h, w)
    second = first + 0.05 * torch.randn(shape, generator=generator, device=device)
    return first.to(getattr(torch, kind)), second.clamp(0, 1).to(getattr(torch, kind))


def bound(spec: str, kind: str = "gradient_function") -> Callable[..., Any]:
    """Return a function of two tensors and a mask."""
    from difference_finder.parts.registry import metrics

    part = metrics.get(spec)
    settings = {**part.given, **({"data_range": 1.0} if part.accepts("data_range") else {})}
    return lambda first, second, mask=None: getattr(part, kind)(first, second, mask=mask, **settings)


def check(place: Place) -> set[str]:
    """Print how far answers are from float64, and return the metrics with a wrong one."""
    import torch

    print("\n## Answers against the reference implementation in float64\n")
    print("| metric | type | layout | score differs by | derivative differs by | right |")
    print("| --- | --- | --- | --- | --- | --- |")
    wrong = set()
    shape = (2, 3, 270, 481) if place.device == "cuda" else (1, 2, 17, 19)
    for spec in place.specs:
        for kind, layout in zip((*TYPES, "float32", "float32"), LAYOUTS, strict=True):
            first, second = images(shape, kind, place.device)
            if layout == "channels last":
                first, second = (one.contiguous(memory_format=torch.channels_last) for one in (first, second))
            mask = None
            if layout == "identical":
                second = first.clone()
            if layout == "masked":
                mask = torch.ones((shape[0], 1, *shape[2:]), dtype=torch.bool, device=place.device)
                mask[..., :5, 3:] = False
            scores, slope = bound(spec)(first, second, mask)
            exact, exact_slope = bound(spec)(first.double(), second.double(), mask)  # takes no kernel
            gaps = (scores - exact).abs() / exact.abs().clamp(min=1)
            off = torch.where(scores == exact, 0, gaps).max().item()  # both may be infinite
            slope_off = (slope - exact_slope).abs().max().item() / (exact_slope.abs().max().item() or 1.0)
            right = off <= SCORE and slope_off <= SLOPE
            if not right:
                wrong.add(spec)
            print(
                f"| {spec} | {kind} | {layout} | {off:.0e} | {slope_off:.0e} | {'yes' if right else 'NO'} |"
            )
    return wrong


def measure(place: Place, wrong: set[str]) -> None:
    """Print the times of all metrics that are right."""
    copied = copy_bandwidth(place)
    print("\n## Score and derivative\n")
    print(f"A copy by torch reads and writes {copied / 1e9:.0f} GB in a second.\n")
    titles = "metric, size, batch, type, ms, of the bandwidth, against, its ms, ratio, scores differ by"
    print(f"| {titles.replace(', ', ' | ')} |")
    print("| --- " * 10 + "|")
    for size, (height, width) in place.sizes.items():
        for batch in place.batches:
            for kind in TYPES:
                for spec in (one for one in place.specs if one not in wrong):
                    for line in lines(place, spec, (batch, 3, height, width), kind, copied):
                        print(f"| {spec} | {size} | {batch} | {kind} | {line} |", flush=True)


def lines(
    place: Place, spec: str, shape: tuple[int, int, int, int], kind: str, copied: float
) -> Iterator[str]:
    """Yield the cells of a row for each rival, or of one row without."""
    values = shape[0] * shape[1] * shape[2] * shape[3]
    if place.left < 5:
        yield "no time left" + " |" * 5
        return
    if 4 * SHARE * values > free_memory(place):
        yield "does not fit into the memory" + " |" * 5
        return
    first, second = images(shape, kind, place.device)
    work = bound(spec)
    moved = values * (2 * first.element_size() + 4)
    for name, other in rivals(spec, kind) or [("", None)]:
        ours, theirs, gap, problem = contest(place, work, other, (first, second))
        share = moved / ours / copied
        compared = " | | " if theirs is None else f"{1e3 * theirs:.3g} | {theirs / ours:.2f} | {gap:.0e}"
        yield f"{1e3 * ours:.3g} | {share:.2f} | {name}{problem} | {compared}"


def contest(
    place: Place, work: Callable[..., Any], other: Callable[..., Any] | None, pair: tuple[Tensor, Tensor]
) -> tuple[float, float | None, float, str]:
    """Return the seconds of both sides, the difference of the scores, and why the rival was not measured."""
    problem = ""
    if other is not None:
        try:
            ours, theirs = in_turns([lambda: work(*pair), lambda: other(*pair)], place)
            return ours, theirs, abs(float(work(*pair)[0].mean()) - float(other(*pair))), ""
        except RuntimeError as error:  # it has no kernel for this type, or needs more memory than there is
            problem = f" failed: {str(error).splitlines()[0]}"
    return in_turns([lambda: work(*pair)], place)[0], None, 0.0, problem


def rivals(spec: str, kind: str) -> list[tuple[str, Callable[[Tensor, Tensor], Tensor]]]:
    """Return functions that compute the same score, with its derivative by the second image."""
    import torch

    losses = torch.nn.functional
    found: list[tuple[str, Callable[[Tensor, Tensor], Tensor]]] = []
    if spec == "mse":
        found.append(("torch", losses.mse_loss))
    elif spec == "mae":
        found.append(("torch", losses.l1_loss))
    elif spec in ("ssim", "ms-ssim") and find_spec("pytorch_msssim") is not None:
        import pytorch_msssim

        function = pytorch_msssim.ssim if spec == "ssim" else pytorch_msssim.ms_ssim
        found.append(("pytorch-msssim", lambda first, second: function(second, first, data_range=1.0)))
    if spec == "ssim" and kind == "float32" and find_spec("fused_ssim") is not None:
        from fused_ssim import fused_ssim

        found.append(("fused-ssim", lambda first, second: fused_ssim(second, first, padding="valid")))
    return [(name, with_derivative(function)) for name, function in found]


def with_derivative(function: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    """Return a function that goes back through a score as well."""

    def both(first: Tensor, second: Tensor) -> Tensor:
        leaf = second.detach().requires_grad_(True)
        score = function(first, leaf)
        score.backward()
        return score.detach()

    return both


def in_turns(works: list[Callable[[], Any]], place: Place) -> list[float]:
    """Return the median seconds of each work; they run in turns, after runs that do not count."""
    first = [min(seconds_of(work, place) for _ in range(place.least)) for work in works]
    turns = int(max(place.least, min(30, 1.0 / sum(first))))
    taken = [[seconds_of(work, place) for work in works] for _ in range(turns)]
    return [statistics.median(times) for times in zip(*taken, strict=True)]


def seconds_of(work: Callable[[], Any], place: Place) -> float:
    """Return the duration of one run, by the clock of the GPU."""
    import torch

    if place.device != "cuda":
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    torch.cuda.synchronize()
    begin.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return float(begin.elapsed_time(end)) / 1e3


def copy_bandwidth(place: Place) -> float:
    """Return the bytes that a copy reads and writes in a second."""
    import torch

    count = 1 << (28 if place.device == "cuda" else 16)
    source, target = (torch.zeros(count, dtype=torch.float32, device=place.device) for _ in range(2))
    return 8 * count / in_turns([lambda: target.copy_(source)], place)[0]


def free_memory(place: Place) -> float:
    """Return the free memory of the GPU in bytes."""
    import torch

    if place.device != "cuda":
        return float("inf")
    torch.cuda.empty_cache()
    return float(torch.cuda.mem_get_info()[0])


if __name__ == "__main__":
    sys.exit(main())
