"""Distance from the limits of the machine."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import _ours as ours
import numpy as np
from _agree import plain, relative_gap, within
from _contest import Contest, Sides
from _pictures import SIZES, float_pair
from _rows import Goal, Result, Row, Settings
from _timing import in_turns, milliseconds, use_threads
from peers import array_peer

GROUP = "Limits of the machine"

PER_VALUE = 154
"""Multiply-adds for each value: seven separable blurs of eleven taps, four ahead and three back."""

SIDE = 3072

REST = 1.0
"""Seconds after which the threads of OpenBLAS no longer wait for work."""


@dataclass(frozen=True)
class Limit:
    """Our time for SSIM and its gradient, relative to the time of its multiply-adds."""

    size: str = "1080p"
    group: str = GROUP
    slow: bool = False

    @property
    def name(self) -> str:
        """Name that ``--only`` matches."""
        return self.blank().name

    def blank(self) -> Result:
        """Return the line of the table without its numbers."""
        return Result(
            self.group, "SSIM score + gradient", self.size, "multiply-add limit", goal=Goal(at_most=2.0)
        )

    def measure(self, settings: Settings) -> Result:
        """Time our work between matrix products; the fastest product is the limit."""
        result = self.blank()
        pair = float_pair(SIZES[self.size])
        work = ours.gradient("ssim", pair, settings.threads)
        before = fastest_product(settings.threads)
        time.sleep(REST)
        (taken,) = in_turns([work], settings)
        rate = max(before, fastest_product(settings.threads))
        limit = pair.candidate.size * PER_VALUE / rate
        result.number = statistics.median(taken) / limit
        result.agreement = f"{rate / 1e9:.0f}e9 multiply-adds a second (float32 product of matrices)"
        result.aside = {
            "of the fastest": f"{min(taken) / limit:.3g}",
            "ours ms": milliseconds(taken),
            "other ms": f"{1000 * limit:.2f}",
            "turns": str(len(taken)),
            "threads": str(settings.threads),
        }
        return result


def fastest_product(threads: int) -> float:
    """Return the multiply-adds per second of the fastest matrix product."""
    return max(_rate(product) for product in _products(threads))


def _rate(product: Callable[[], object]) -> float:
    product()
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        product()
        taken.append(time.perf_counter() - start)
    return SIDE**3 / min(taken)


def _products(threads: int) -> list[Callable[[], object]]:
    generator = np.random.default_rng(0)
    first, second = (generator.random((SIDE, SIDE), dtype=np.float32) for _ in range(2))
    out = np.empty_like(first)
    found: list[Callable[[], object]] = []
    try:
        import torch
    except ImportError:
        pass
    else:
        use_threads(threads)
        tensors = [torch.from_numpy(array) for array in (first, second, out)]
        found.append(lambda: torch.mm(tensors[0], tensors[1], out=tensors[2]))
    if threads == len(os.sched_getaffinity(0)):  # numpy's takes as many threads as it finds cores
        found.append(lambda: np.matmul(first, second, out=out))
    return found


def build_floor(settings: Settings, shape: tuple[int, int]) -> Sides:
    """Return our MSE with its gradient, and a plain difference: both read two pictures and write one."""
    pair = float_pair(shape)
    peer = array_peer("torch")

    def check(mine: Any, difference: Any) -> str:
        slope = plain(difference) * (2 / pair.candidate.size)
        return within("gradient", relative_gap(plain(mine[1]), slope), 1e-6)

    return Sides(
        ours=ours.gradient("mse", pair, settings.threads),
        peer=peer.work("difference")(pair),
        check=check,
        threads=peer.threads(settings.threads),
    )


def rows() -> list[Row]:
    """Return the limits: of arithmetic for SSIM, of memory for MSE."""
    size = "1080p"
    work, floor = "MSE score + gradient", "torch.sub, the memory floor"
    return [Limit(size), Contest(GROUP, work, size, floor, build_floor, SIZES[size])]
