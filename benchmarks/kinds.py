"""Measure how often the kinds of change in a region are named rightly, and how well their strengths are.

From the top of the repository, after `python benchmarks/accuracy.py` has been set up:

    python benchmarks/kinds.py                    # all, about 10 minutes; writes a section of ACCURACY.md
    python benchmarks/kinds.py --quick            # every 7th case; prints only
    python benchmarks/kinds.py --grey             # grey photographs, noise and changes of whole photographs,
                                                  # about 6 minutes; writes another section of ACCURACY.md
    python benchmarks/kinds.py --grey --tuning    # the same on the tuning photographs; prints only
    python benchmarks/kinds.py --fit              # fit the weights on the tuning photographs; prints them
    python benchmarks/kinds.py --fit noisier      # of some kinds, while the others keep theirs

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
from planted import named_grey, named_report, photographs
from planted.artefacts import ARTEFACTS, FURTHER, NOISE
from planted.evaluate import on_all
from planted.kind_weights import fitted
from planted.named import Named, named
from planted.named_drawings import Drawing, drawings
from planted.suite import STRENGTHS, Plan, suite

RESULTS = Path(__file__).with_name("ACCURACY.md")
SEED = 41
TUNING_SEEDS = {"upsamplers": (11,), "noise": (11, 12)}
FURTHER_SEED = 13
GREY_SEEDS = {photographs.TUNING: 14, photographs.REPORTING: 51}
SOURCES = ("as it is", "elsewhere")
BACKGROUNDS = ("noise", "upsamplers")
GREY = tuple(name for name in ARTEFACTS if name != "cast")
"""Artefacts of grey photographs."""
WHOLE = ("noisier", "denoised", "sharpened", "blur", "lost_texture", "false_texture")
"""Changes of whole photographs."""
QUICK = 7


def main(arguments: list[str] | None = None) -> int:
    """Measure and write, or fit and print."""
    options = _options(arguments)
    warnings.simplefilter("ignore")
    every = QUICK if options.quick else 1
    if options.fit is not None:
        groups = {"tuning": tuning_plans(), **grey_plans(photographs.TUNING)}
        cases = [_named(title, plans[::every], options) for title, plans in groups.items()]
        print(fitted([case for group in cases for case in group], options.fit))
        return 0
    if options.grey:
        _measure_grey(options, every)
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


def _measure_grey(options: argparse.Namespace, every: int) -> None:
    """Measure on grey photographs, and with noise and changes of whole photographs; write or print."""
    names = photographs.TUNING if options.tuning else photographs.REPORTING
    found = {title: _named(title, plans[::every], options) for title, plans in grey_plans(names).items()}
    text = named_grey.document(found, GREY_SEEDS[names])
    if options.output is None and (options.quick or options.tuning):
        print(text)
    else:
        write_section(options.output or RESULTS, text)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how often the kinds of change are named rightly.")
    parser.add_argument("--quick", action="store_true", help=f"every {QUICK}th case; print only")
    parser.add_argument(
        "--fit",
        nargs="*",
        metavar="KIND",
        help="fit the weights, of all kinds or of some, on the tuning photographs",
    )
    parser.add_argument("--grey", action="store_true", help="grey photographs, noise and whole photographs")
    parser.add_argument("--tuning", action="store_true", help="with --grey: tuning photographs; print only")
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


def grey_plans(names: tuple[str, ...]) -> dict[str, list[Plan]]:
    """Return the cases of grey photographs, of noise in colour, and of whole photographs, by their titles."""
    groups = [(f"grey, {background}", background, GREY, True, 0) for background in BACKGROUNDS]
    groups += [
        (f"grey, {background}, further kinds", background, (*FURTHER, "denoised"), True, 1)
        for background in BACKGROUNDS
    ]
    groups += [
        ("colour, upsamplers, noise", "upsamplers", tuple(NOISE), False, 2),
        ("grey, whole photographs", "whole", WHOLE, True, 3),
        ("colour, whole photographs", "whole", (*WHOLE, "luma_noise", "luma_denoised"), False, 3),
    ]
    return {
        title: [
            plan
            for source in SOURCES
            for plan in suite(
                background,
                names,
                STRENGTHS[background],
                GREY_SEEDS[names] + number,
                source=source,
                kinds=kinds,
                grey=grey,
            )
        ]
        for title, background, kinds, grey, number in groups
    }


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
