"""Many candidates against one reference, which is prepared once."""

from __future__ import annotations

from typing import Any

import _ours as ours
import numpy as np
from _agree import within
from _contest import Contest, Sides
from _pictures import SIZES, FloatPair, float_pair
from _rows import Goal, Row, Settings

COUNT = 5


def rows() -> list[Row]:
    """Return the contests of several candidates against one."""
    return [
        Contest(
            group="Several candidates",
            work=f"SSIM of {COUNT} candidates / SSIM of one",
            size=size,
            against="ourselves",
            build=build,
            shape=shape,
            goal=Goal(at_most=3.5) if size == "1080p" else None,
            slow=size == "4K",
        )
        for size, shape in SIZES.items()
    ]


def build(settings: Settings, shape: tuple[int, int]) -> Sides:
    """Return functions that score one candidate and five candidates."""
    score_many = ours.public("score_many", "workers")
    pair = float_pair(shape)
    candidates = [np.ascontiguousarray(np.roll(pair.candidate, shift, axis=2)) for shift in range(COUNT)]

    def check(_: Any, many: Any) -> str:
        alone = [ours.score("ssim", FloatPair(pair.reference, c), settings.threads)() for c in candidates]
        return within("scores", float(np.abs(np.asarray(many) - alone).max()), 1e-7)

    return Sides(
        ours=ours.score("ssim", pair, settings.threads),
        peer=lambda: score_many("ssim", pair.reference, candidates, data_range=1.0, workers=settings.threads),
        check=check,
        threads=str(settings.threads),
    )
