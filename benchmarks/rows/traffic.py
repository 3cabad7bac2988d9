"""Errors of pictures, which cost the traffic of their bytes: against a copy, and by layout and type."""

from __future__ import annotations

import itertools
from typing import Any

import _ours as ours
import numpy as np
from _agree import relative_gap, within
from _contest import Contest, Sides
from _pictures import SIZES, FloatPair, float_pair
from _rows import Goal, Row, Settings
from peers import array_peer

GROUP = "Errors of pictures in memory"

KINDS = ("score", "gradient")
"""A score reads two pictures, as many bytes as a copy of one reads and writes; a gradient is a third."""


def rows() -> list[Row]:
    """Return the contests, for all threads and for one.

    Pictures of 4K do not fit into caches; at 1080p the call itself is a part of the time.
    """
    found: list[Row] = []
    for size, one_thread in itertools.product(("1080p", "4K"), (False, True)):
        options: dict[str, Any] = {
            "size": size,
            "shape": SIZES[size],
            "one_thread": one_thread,
            "slow": one_thread or size == "4K",
        }
        found += [
            Contest(
                GROUP,
                work=f"{name.upper()} {'score + ' * (kind == 'gradient')}{kind}",
                against="torch, a copy of as many bytes",
                build=_against_copy(name, kind),
                goal=Goal(0.85),
                **options,
            )
            for name in ("mse", "mae")
            for kind in KINDS
        ]
        found.append(
            Contest(
                GROUP,
                work="MSE score of bytes",
                against="numpy in float32",
                build=build_bytes,
                goal=Goal(10),
                **options,
            )
        )
        found += [
            Contest(
                GROUP,
                work=f"MSE {'score + ' * (kind == 'gradient')}{kind}, interleaved",
                against="ourselves, planar",
                build=_against_planar(kind),
                goal=Goal(0.9),
                **options,
            )
            for kind in KINDS
        ]
    return found


def _against_copy(name: str, kind: str) -> Any:
    def build(settings: Settings, shape: tuple[int, int]) -> Sides:
        import torch

        pair = float_pair(shape)
        threads = array_peer("torch").threads(settings.threads)
        picture = torch.from_numpy(pair.reference).ravel()
        kept = torch.empty_like(picture)
        half = picture[: len(picture) // 2]

        def copy() -> Any:
            if kind == "score":
                return kept.copy_(picture)
            kept[: len(half)].copy_(half)
            return torch.empty_like(picture).copy_(picture)  # new memory, as our gradient

        def check(_: Any, copied: Any) -> str:
            return within("copy", float((copied - picture).abs().max()), 0.0)

        run = ours.score if kind == "score" else ours.gradient
        return Sides(run(name, pair, settings.threads), copy, check, threads)

    return build


def build_bytes(settings: Settings, shape: tuple[int, int]) -> Sides:
    """Return our error of bytes, and that of numpy, which converts them to float32."""
    pair = float_pair(shape)
    first, second = (np.round(255 * image).astype(np.uint8) for image in (pair.reference, pair.candidate))

    def by_numpy() -> float:
        gap = first.astype(np.float32) - second.astype(np.float32)
        return float(np.mean(gap * gap)) / 255**2

    score = ours.public("score", "workers")

    def check(mine: Any, theirs: Any) -> str:
        return within("score", abs(mine / theirs - 1), 1e-4)

    return Sides(
        lambda: score("mse", first, second, workers=settings.threads),
        by_numpy,
        check,
        f"{settings.threads} / 1 (it has no threads)",
    )


def _against_planar(kind: str) -> Any:
    def build(settings: Settings, shape: tuple[int, int]) -> Sides:
        pair = float_pair(shape)
        turned = (
            np.ascontiguousarray(image.transpose(1, 2, 0)) for image in (pair.reference, pair.candidate)
        )
        interleaved = FloatPair(*turned)
        run = ours.score if kind == "score" else ours.gradient

        def check(mine: Any, planar: Any) -> str:
            if kind == "score":
                return within("score", abs(mine - planar), 0.0)
            return within("gradient", relative_gap(mine[1].transpose(2, 0, 1), planar[1]), 0.0)

        return Sides(
            run("mse", interleaved, settings.threads),
            run("mse", pair, settings.threads),
            check,
            str(settings.threads),
        )

    return build
