"""Tables about the kinds that were named in grey photographs, and where whole photographs are changed."""

from __future__ import annotations

from planted.named import Named
from planted.named_report import confusion
from planted.report import table

INTRODUCTION = """\
# How well changes of grey images are named

Made by `python benchmarks/kinds.py --grey`, with seeds from {seed}. Artefacts are planted as above, in the
photographs for reporting made grey, with one channel, where no colour cast exists. "colour, upsamplers,
noise" is noise in colour photographs: `luma_noise` is equal in all channels. `denoised` and `luma_denoised`
have the noise in the first image, and the second is without; the true kind is then `smoother`. Of "whole
photographs", the second is changed everywhere, and a square of 16 to 96 pixels is described as a study
describes its crops: what is typical of the pair is the change itself.

"""

ROWS = """\
## What was named

Rows are planted kinds, columns are the first named kind; `(first)` means that the first image was said to
have changed.

"""


def document(found: dict[str, list[Named]], seed: int) -> str:
    """Return the section of all tables."""
    rows = [_row(title, cases) for title, cases in found.items()]
    header = ("cases", "first kind right", "true kind among the first two")
    parts = [INTRODUCTION.format(seed=seed) + table(header, rows), ROWS.rstrip()]
    parts += [f"### {title}\n\n{confusion(cases)}" for title, cases in found.items()]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"


def _row(title: str, cases: list[Named]) -> tuple[str, str, str]:
    found = [case for case in cases if case.found]
    shares = (sum(case.among(number) for case in found) for number in (1, 2))
    first, two = (f"{100 * right / max(1, len(found)):.1f} % ({right} of {len(found)})" for right in shares)
    return title, first, two
