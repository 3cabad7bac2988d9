"""A made study of two data sets, three methods and three metrics under two protocols."""

from __future__ import annotations

import numpy as np

from difference_finder.pipeline.protocol import get_protocol
from difference_finder.study.study import Study
from difference_finder.study.table import Scores

LUMA = get_protocol("basicsr-y:crop_border=4").to_dict()
WHOLE = get_protocol(None).to_dict()
METHODS = ("ours", "edsr", "bicubic")


def metric(spec: str, higher_is_better: bool | None, unit: str, bounds: list, protocol: dict) -> dict:
    """Return the facts about a metric, as a record has them."""
    name = spec.partition("@")[0].partition(":")[0]
    facts = {"spec": spec, "name": name, "higher_is_better": higher_is_better, "unit": unit}
    return {**facts, "bounds": bounds, "protocol": protocol}


METRICS = (
    metric("psnr@basicsr-y:crop_border=4", True, "dB", [0, None], LUMA),
    metric("ssim@basicsr-y:crop_border=4", True, "", [-1, 1], LUMA),
    metric("lpips", False, "", [0, None], WHOLE),
)


def made_study(
    data_sets: tuple[str, ...] | None = ("Set5",) * 5 + ("Set14",) * 14,
    methods: tuple[str, ...] = METHODS,
    metrics: tuple[dict, ...] = METRICS,
    change=lambda tables: tables,
    **record: object,
) -> Study:
    """Return a study in which ours is better by 0.3 dB than the second method, and so on."""
    n = 19 if data_sets is None else len(data_sets)
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.1, (len(methods), n)) - 0.3 * np.arange(len(methods))[:, None]
    psnr = rng.normal(30, 3, n) + noise
    shapes = (psnr, 1 / (1 + np.exp(-psnr / 15)), np.abs(0.3 - psnr / 200 + 0.05 * noise))
    specs = tuple(fact["spec"] for fact in metrics)
    tables = change({spec: shapes[place % 3] for place, spec in enumerate(specs)})
    facts = {
        "ours": methods[0], "seed": 0, "images": n, "paired_by": "name", "metrics": list(metrics),
        "protocol": WHOLE, "options": {}, "notes": [], "notes_left_out": 0,
        "methods": dict.fromkeys(methods, ""),
    }  # fmt: skip
    names = tuple(f"{number:03}" for number in range(n))
    return Study(Scores(names, None, methods, specs, tables, data_sets), (), {**facts, **record}, None, dict)
