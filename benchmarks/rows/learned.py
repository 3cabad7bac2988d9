"""LPIPS and DISTS against the packages of their authors, with the same weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import _ours as ours
import numpy as np
from _agree import gradient_within, score_within, within
from _contest import Contest, Sides
from _pictures import FloatPair, float_pair
from _rows import Goal, Row, Settings
from peers import array_peer

COUNT = 4
SIZES = {"512x512": (512, 512), "1024x768": (768, 1024)}
METRICS = {
    "LPIPS, AlexNet": ("lpips", "lpips", "alex"),
    "LPIPS, VGG16": ("lpips:net=vgg", "lpips", "vgg"),
    "DISTS": ("dists", "dists-pytorch", "dists"),
}
"""Our metric, the peer and its work."""

WORKS = {"score": Goal(1), "score + gradient": Goal(1), f"{COUNT} candidates": Goal(1.8)}
ROUNDING = {"score": 2e-6, "gradient": 5e-3}
"""Differences that float32 explains. The peer of DISTS subtracts squares of means, which costs digits. The
derivative jumps where a unit of a network switches on, and rounding decides at a few places on which side a
unit is: in float32 both sides are up to 0.2 % of the greatest value away from float64."""


def rows() -> list[Row]:
    """Return the contests: one pair, its gradient, and several candidates of one reference."""
    return [
        Contest(
            group="LPIPS and DISTS",
            work=f"{name}, {work}",
            size=size,
            against=entry[1],
            build=_build(work, *entry),
            shape=shape,
            goal=goal if size == "512x512" else None,
            slow=size != "512x512",
        )
        for name, entry in METRICS.items()
        for work, goal in WORKS.items()
        for size, shape in SIZES.items()
    ]


def _build(work: str, metric: str, peer: str, name: str) -> Callable[[Settings, tuple[int, int]], Sides]:
    def build(settings: Settings, shape: tuple[int, int]) -> Sides:
        pair, threads = float_pair(shape), settings.threads
        kind = "gradient" if work.endswith("gradient") else "score"
        theirs = array_peer(peer).work(f"{name} {kind}")
        if work == f"{COUNT} candidates":
            return _several(metric, pair, theirs, threads)
        return Sides(
            ours=(ours.gradient if kind == "gradient" else ours.score)(metric, pair, threads),
            peer=theirs(pair),
            check=(
                gradient_within(ROUNDING["gradient"], ROUNDING["score"])
                if kind == "gradient"
                else score_within(ROUNDING["score"])
            ),
            threads=str(threads),
        )

    return build


def _several(metric: str, pair: FloatPair, theirs: Callable[[FloatPair], Any], threads: int) -> Sides:
    """Return functions that score several candidates of one reference."""
    score_many = ours.public("score_many", "workers")
    candidates = [np.ascontiguousarray(np.roll(pair.candidate, shift, axis=2)) for shift in range(COUNT)]
    runs = [theirs(FloatPair(pair.reference, candidate)) for candidate in candidates]

    def check(mine: Any, others: Any) -> str:
        gap = max(abs(float(one) - float(other)) for one, other in zip(mine, others, strict=True))
        return within("scores", gap, ROUNDING["score"])

    return Sides(
        ours=lambda: score_many(metric, pair.reference, candidates, data_range=1.0, workers=threads),
        peer=lambda: [run() for run in runs],
        check=check,
        threads=str(threads),
    )
