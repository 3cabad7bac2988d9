"""Scores, maps and gradients of pictures in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import _ours as ours
from _agree import (
    Check,
    gradient_inside,
    gradient_within,
    inside,
    map_inside,
    map_within,
    number,
    plain,
    same_direction,
    score_within,
    within,
)
from _contest import Contest, Sides
from _pictures import SIZES, FloatPair, float_pair
from _rows import Goal, Row, Settings
from peers import array_peer

Ours = Callable[[str, FloatPair, int], Callable[[], Any]]

PAIRS = {
    "score": ours.score,
    "gradient": ours.gradient,
    "gradient, tensors": ours.gradient_of_tensors,
    "gradient, as a formula": ours.gradient,
    "map": ours.local_map,
}
TITLES = {"score": "score", "map": "map", "gradient": "score + gradient"}

COARSE = 2e-3
"""The rounding of the peers: they subtract squares of means in float32, which costs three of seven digits
where a picture is bright and even. The table of exactness tells whose error it is."""

# Our setting, our work, the peer and its work, how the answers are compared, and the goal at 1080p.
TABLE: list[tuple[str, str, str, str, Check | str, Goal | None]] = [
    ("ssim", "gradient", "pytorch-msssim", "ssim gradient", gradient_within(COARSE), Goal(30, stretch=40)),
    ("ssim", "gradient", "piq", "ssim gradient", gradient_within(COARSE), None),
    ("ssim", "gradient", "torchmetrics", "ssim gradient", gradient_inside(COARSE), None),
    ("ssim", "gradient", "scikit-image", "ssim gradient", gradient_inside(COARSE, 3), None),
    ("ssim", "gradient, tensors", "pytorch-msssim", "ssim gradient", gradient_within(COARSE), None),
    ("ms-ssim", "gradient", "pytorch-msssim", "ms-ssim gradient", gradient_within(COARSE), Goal(25)),
    ("ms-ssim", "gradient", "piq", "ms-ssim gradient", same_direction(0.99, 5e-3), None),
    ("ms-ssim", "gradient", "torchmetrics", "ms-ssim gradient", same_direction(0.99, 5e-3), None),
    ("mse", "gradient", "torch", "mse gradient", gradient_within(1e-4), Goal(5)),
    ("psnr", "gradient", "torch", "psnr gradient", gradient_within(1e-4), Goal(5)),
    ("mae", "gradient", "torch", "l1 gradient", gradient_within(1e-4), Goal(1)),
    ("mse", "gradient, as a formula", "torch", "mse formula gradient", gradient_within(1e-4), None),
    ("psnr", "gradient, as a formula", "torch", "psnr formula gradient", gradient_within(1e-4), None),
    ("psnr", "gradient", "piq", "psnr gradient", gradient_within(1e-4, score=1e-3), None),
    ("psnr", "gradient", "torchmetrics", "psnr gradient", gradient_within(1e-4), None),
    ("ssim", "score", "pytorch-msssim", "ssim score", score_within(1e-4), None),
    ("ssim", "score", "piq", "ssim score", score_within(1e-4), None),
    ("ssim", "score", "torchmetrics", "ssim score", "edges", None),
    ("ssim", "score", "scikit-image", "ssim score", score_within(1e-4), None),
    ("ms-ssim", "score", "pytorch-msssim", "ms-ssim score", score_within(1e-4), None),
    ("ms-ssim", "score", "piq", "ms-ssim score", score_within(5e-3), None),
    ("ms-ssim", "score", "torchmetrics", "ms-ssim score", score_within(5e-3), None),
    ("mse", "score", "torch", "mse score", score_within(1e-6), Goal(1)),
    ("mse", "score", "scikit-image", "mse score", score_within(1e-6), None),
    ("mae", "score", "torch", "l1 score", score_within(1e-6), Goal(1)),
    ("psnr", "score", "torch", "psnr score", score_within(1e-3), Goal(1)),
    ("psnr", "score", "scikit-image", "psnr score", score_within(1e-3), None),
    ("ssim:padding=same", "map", "scikit-image", "ssim map", map_within(COARSE, frame=5), Goal(25)),
    ("ssim", "map", "torchmetrics", "ssim map", map_inside(COARSE), None),
    ("haarpsi", "gradient", "piq", "haarpsi gradient", same_direction(0.99, 5e-3), Goal(15)),
    ("haarpsi", "score", "piq", "haarpsi score", score_within(5e-3), Goal(15)),
    ("flip", "map", "flip-evaluator", "flip map", map_within(1e-4), Goal(8)),
]


def rows() -> list[Row]:
    """Return the contests, each metric and peer at each size; the largest are slow."""
    found: list[Row] = []
    for entry in TABLE:
        for size, shape in SIZES.items():
            found.append(_contest(entry, size, shape))
            if entry[-1] is not None and size == "1080p":
                found.append(_contest(entry, size, shape, one_thread=True))
    return found


def _contest(entry: Any, size: str, shape: tuple[int, int], one_thread: bool = False) -> Contest:
    metric, kind, peer, _, _, goal = entry
    main = size == "1080p" and not one_thread
    name = metric.partition(":")[0].upper()
    base, _, manner = kind.partition(", ")
    return Contest(
        group=f"{name}, {TITLES[base]}",
        work=f"{name} {TITLES[base]}{f', {manner}' if manner else ''}",
        size=size,
        against=peer,
        build=_build(entry),
        shape=shape,
        goal=goal if main else None,
        slow=size == "4K" or one_thread,
        memory=size == "1080p" and not one_thread and metric != "psnr" and kind != "score",
        one_thread=one_thread,
    )


def _build(entry: Any) -> Callable[[Settings, tuple[int, int]], Sides]:
    metric, kind, name, work, agreement, _ = entry

    def build(settings: Settings, shape: tuple[int, int]) -> Sides:
        peer = array_peer(name)
        builder = peer.work(work)
        pair = float_pair(shape)
        check = _same_but_for_edges(peer.work("ssim map")(pair)) if agreement == "edges" else agreement
        return Sides(
            ours=PAIRS[kind](metric, pair, settings.threads),
            peer=builder(pair),
            check=check,
            threads=peer.threads(settings.threads),
        )

    return build


def _same_but_for_edges(whole_map: Callable[[], Any]) -> Check:
    """Our score is the mean of the inside of the peer's map; its own score also has the edges."""

    def check(mine: Any, _: Any) -> str:
        theirs = float(inside(plain(whole_map()[1]), 5).mean())
        return within("score without the edges", abs(number(mine) - theirs), 1e-4)

    return check
