"""Measure how well changes of a whole image are named: gain, gamma, blur, JPEG, ...

In an environment of its own, from the top of the repository:

    pip install . -r benchmarks/requirements.txt -c constraints.txt
    python benchmarks/transforms.py                    # about 4 minutes; writes into benchmarks/ACCURACY.md
    python benchmarks/transforms.py --tuning           # on the pictures for tuning; prints only
    python benchmarks/transforms.py --only blur,shift  # some changes; prints only

All random numbers are seeded.
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import _machine as machine
import numpy as np
from _sections import write_section
from planted import photographs
from planted.evaluate import on_all
from transformed import methods, pictures
from transformed.changes import CHANGES, COLOUR, Made

from difference_finder import Finder
from difference_finder.images.transform import Transform

RESULTS = Path(__file__).with_name("ACCURACY.md")
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MADE, METHODS = 400, 400
SEEDS = {"tuning": 11, "reporting": 12}
LARGEST_ERROR = 0.1
LEAST_RIGHT = 0.98

INTRODUCTION = """\
# How well changes of the whole image are named

{made} pairs: a picture, and the same picture after one change of the whole, in 8 bits. The changes are made
with NumPy, SciPy, scikit-image and Pillow, and their strengths are random. A pair is right if
`Comparison.transform` has the name of the change, and each of its parameters is right to {error:.0%} of its
distance from no change. {methods} further pairs are parts of the outputs of two methods for one task
(published denoisers, MRI reconstructions and super-resolution; interpolation and denoising computed here),
which no change of the whole explains. Nearest neighbours and a Gaussian are not among these methods: other
methods are nearly a Gaussian blur of the former, and the latter is one.

The thresholds were set on other pictures, with another seed (`--tuning`). After a first report, one test
of noise was corrected, which the clipping of white pages had misled.

- pictures reported: {pictures}
"""


@dataclass(frozen=True)
class Plan:
    """The number of a pair and the change or the methods that it shows."""

    which: str
    number: int
    change: str
    data: Path


@dataclass(frozen=True)
class Result:
    """A pair, and the transform that was named.

    Parameters
    ----------
    change
        Name of the true change; None for the outputs of two methods.
    picture
        Name of the picture or of the methods.
    named
        Name of the transform that was found; None for none.
    text
        Its sentence and the true parameters.
    error
        Greatest relative error of the parameters; NaN if the name is wrong.
    """

    change: str | None
    picture: str
    named: str | None
    text: str
    error: float


def main(arguments: list[str] | None = None) -> int:
    """Measure and write the section."""
    options = _options(arguments)
    warnings.simplefilter("ignore")
    which = "tuning" if options.tuning else "reporting"
    chosen = plans(which, options)
    made = on_all(measured, chosen, options.processes, "changed") if chosen else []
    numbers = range(0, METHODS, options.every) if options.only in ("", "methods") else ()
    outputs = [Plan(which, number, "", options.data) for number in numbers]
    real = on_all(measured_methods, outputs, options.processes, "methods") if outputs else []
    text = document(which, made, real)
    if options.tuning or options.only or options.every > 1:
        print(text)
    else:
        write_section(RESULTS, text)
        print(f"written: {RESULTS}")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how well changes of a whole image are named.")
    parser.add_argument("--tuning", action="store_true", help="other pictures and seed; print only")
    parser.add_argument("--only", default="", help="names of changes, or methods; print only")
    parser.add_argument("--every", type=int, default=1, help="every n-th pair; print only")
    parser.add_argument("--data", type=Path, default=DATA, help="known pictures [%(default)s]")
    parser.add_argument("--processes", type=int, default=machine.cores(), help="[all cores]")
    return parser.parse_args(arguments)


def plans(which: str, options: argparse.Namespace) -> list[Plan]:
    """Return the pairs to make: each change in turn."""
    changes = list(CHANGES)
    every = [Plan(which, number, changes[number % len(changes)], options.data) for number in range(MADE)]
    only = options.only.split(",") if options.only else changes
    return [plan for plan in every[:: options.every] if plan.change in only]


def measured(plan: Plan) -> Result:
    """Make a pair and name its change."""
    random = np.random.default_rng([SEEDS[plan.which], plan.number])
    names = pictures.names(plan.which)
    names = [name for name in names if "/" not in name or (plan.data / name).exists()]
    while True:
        name = str(random.choice(names))
        first = pictures.picture(name, plan.data)
        if plan.change not in COLOUR or pictures.is_colourful(first):
            break
    if plan.change == "orientation":
        first = first[: min(first.shape[:2]), : min(first.shape[:2])]
    changed = CHANGES[plan.change](first, random)
    first, made = changed if isinstance(changed, tuple) else (first, changed)
    found = _transform(first, made.second)
    named = None if found is None else found.name
    error = _error(found, made) if found is not None and named == plan.change else float("nan")
    text = "nothing named" if found is None else found.text
    return Result(plan.change, name, named, f"{text}; true: {_shown(made.strengths)}", error)


def _shown(strengths: Any) -> str:
    """Return true parameters with four significant digits."""
    if isinstance(strengths, dict):
        return ", ".join(f"{name} {_shown(value)}" for name, value in strengths.items()) or "no parameters"
    if isinstance(strengths, tuple):
        return f"({', '.join(map(_shown, strengths))})"
    return strengths if isinstance(strengths, str) else f"{strengths:.4g}"


def _transform(first: Any, second: Any) -> Transform | None:
    kwargs = {} if first.dtype == np.uint8 else {"data_range": 1.0}
    return Finder(strategy="difference", **kwargs).compare(first, second).transform


def _error(found: Transform, made: Made) -> float:
    """Return the greatest relative error of the parameters; infinite for a wrong word."""
    errors = [0.0]
    size = np.hypot(*(made.strengths[axis] for axis in "xy")) if "x" in made.strengths else None
    for name, true in made.strengths.items():
        known = found.parameters[name]
        if isinstance(true, str) or name == "order":
            errors.append(0.0 if known == true else float("inf"))
            continue
        neutral = np.eye(3) if name == "matrix" else (made.neutral or {}).get(name, 0.0)
        distance = np.abs(np.asarray(true) - neutral).max() if size is None else size
        errors.append(float(np.abs(np.asarray(known) - np.asarray(true)).max() / distance))
    return max(errors)


def measured_methods(plan: Plan) -> Result:
    """Return what is named for the outputs of two methods."""
    photos = photographs.TUNING if plan.which == "tuning" else photographs.REPORTING
    name, first, second = methods.pair(plan.data, plan.number, photos, SEEDS[plan.which])
    found = _transform(first, second)
    named, text = (None, "") if found is None else (found.name, found.text)
    return Result(None, name, named, text, float("nan"))


def document(which: str, made: list[Result], real: list[Result]) -> str:
    """Return the section as Markdown."""
    head = INTRODUCTION.format(
        made=len(made), methods=len(real), error=LARGEST_ERROR, pictures=", ".join(pictures.names(which))
    )
    named = sum(one.named == one.change for one in made)
    right = sum(one.error <= LARGEST_ERROR for one in made)
    wrong = [one for one in real if one.named is not None]
    goals = [
        f"| changes named right | at least {LEAST_RIGHT:.0%} | {_share(named, made)} |",
        f"| strength right to {LARGEST_ERROR:.0%} | at least {LEAST_RIGHT:.0%} | {_share(right, made)} |",
        f"| two methods called a change of the whole | 0 | {len(wrong)} of {len(real)} |",
    ]
    goal_table = "\n".join(["| what | wanted | measured |", "| --- | --- | --- |", *goals])
    rest = [*_misses(made), *(f"- methods, {one.picture}: {one.text}" for one in wrong)]
    misses = "\n".join(["Not right:", "", *rest]) if rest else "All are right."
    return "\n\n".join([head.rstrip(), goal_table, "\n".join(_table(made)), misses]) + "\n"


def _share(count: int, pairs: list[Result]) -> str:
    return f"{count} of {len(pairs)} ({count / max(1, len(pairs)):.1%})"


def _table(made: list[Result]) -> list[str]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for one in made:
        groups[str(one.change)].append(one)
    lines = ["| change | pairs | named right | strength right | median error | named instead |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for change, results in groups.items():
        right = [one for one in results if one.named == change]
        errors = [one.error for one in right]
        others = Counter(str(one.named or "nothing") for one in results if one.named != change)
        median = f"{100 * float(np.median(errors)):.2g} %" if errors else ""
        instead = ", ".join(f"{name} {count}" for name, count in others.most_common())
        good = sum(error <= LARGEST_ERROR for error in errors)
        lines.append(f"| {change} | {len(results)} | {len(right)} | {good} | {median} | {instead} |")
    return lines


def _misses(made: list[Result]) -> Iterator[str]:
    for one in made:
        if not one.error <= LARGEST_ERROR:
            yield f"- {one.change}, {one.picture}: {one.text}"


if __name__ == "__main__":
    raise SystemExit(main())
