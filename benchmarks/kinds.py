"""Measure how often the kinds of change in a region are named rightly, and how well their strengths are.

From the top of the repository, after `python benchmarks/accuracy.py` has been set up:

    python benchmarks/kinds.py                    # all, about 10 minutes; writes a section of ACCURACY.md
    python benchmarks/kinds.py --quick            # every 7th case; prints only
    python benchmarks/kinds.py --fit              # fit the weights on the tuning photographs; prints them

All random numbers are seeded. Photographs and seeds of the report are not used while tuning.
"""

from __future__ import annotations

import argparse
import pickle
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _machine as machine
import numpy as np
from _sections import write_section
from planted import named_report, photographs
from planted.artefacts import ARTEFACTS, FURTHER
from planted.evaluate import on_all
from planted.kind_weights import fitted
from planted.named import Named, named
from planted.named_drawings import Drawing, drawings
from planted.suite import STRENGTHS, Plan, suite

RESULTS = Path(__file__).with_name("ACCURACY.md")
SEED = 41
TUNING_SEEDS = {"upsamplers": (11,), "noise": (11, 12)}
FURTHER_SEED = 13
SOURCES = ("as it is", "elsewhere")
BACKGROUNDS = ("noise", "upsamplers")
QUICK = 7


def main(arguments: list[str] | None = None) -> int:
    """Measure and write, or fit and print."""
    options = _options(arguments)
    warnings.simplefilter("ignore")
    every = QUICK if options.quick else 1
    if options.fit:
        cases = _named("tuning", tuning_plans()[::every], options)
        print(fitted(cases))
        return 0
    found = {
        background: _named(background, _plans(background, tuple(ARTEFACTS))[::every], options)
        for background in BACKGROUNDS
    }
    further = [
        case
        for background in BACKGROUNDS
        for case in _named(f"further-{background}", _plans(background, tuple(FURTHER))[::every], options)
    ]
    drawn: list[Drawing] = _kept("drawings", lambda: drawings(every), options)
    text = named_report.document(found, further, drawn, named_report.cost(), SEED)
    if options.quick and options.output is None:
        print(text)
    else:
        write_section(options.output or RESULTS, text)
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how often the kinds of change are named rightly.")
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK}th case; print only")
    parser.add_argument("--fit", action="store_true", help="fit the weights on the tuning photographs")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep results, and use those kept before")
    parser.add_argument("--processes", type=int, default=machine.cores(), help="[all cores]")
    parser.add_argument("--output", type=Path, help="file for the section [ACCURACY.md, if all is measured]")
    return parser.parse_args(arguments)


def _plans(background: str, kinds: tuple[str, ...]) -> list[Plan]:
    """Return the cases of the report on one background."""
    return [
        plan
        for number, source in enumerate(SOURCES)
        for plan in suite(
            background,
            photographs.REPORTING,
            STRENGTHS[background],
            SEED + number,
            source=source,
            kinds=kinds,
        )
    ]


def tuning_plans() -> list[Plan]:
    """Return the cases that the weights are fitted on."""
    plans = []
    for background, seeds in TUNING_SEEDS.items():
        rows = [(seed, tuple(ARTEFACTS)) for seed in seeds] + [(FURTHER_SEED, tuple(FURTHER))]
        for source in SOURCES:
            for seed, kinds in rows:
                strength = STRENGTHS[background]
                plans += suite(background, photographs.TUNING, strength, seed, source=source, kinds=kinds)
    return plans


def _named(title: str, plans: list[Plan], options: argparse.Namespace) -> list[Named]:
    return _kept(title, lambda: on_all(named, plans, options.processes, title), options)


def _kept(title: str, measure: Callable[[], Any], options: argparse.Namespace) -> Any:
    """Return results that were kept under a title, or measure and keep them."""
    path = None if options.keep is None else options.keep / f"{title}{'-quick' * options.quick}.pickle"
    if path is not None and path.exists():
        return pickle.loads(path.read_bytes())
    results = measure()
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pickle.dumps(results))
    return results


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
