"""The benchmark of the kinds of change: cases, fit, tables and sections."""

import numpy as np
import pytest

pytest.importorskip("skimage")

from _sections import write_section
from planted import named_report, photographs
from planted.artefacts import ARTEFACTS, FURTHER, NOISE
from planted.kind_weights import Case, Columns, fit
from planted.named import NAMES, Candidate, Named, named
from planted.named_drawings import Drawing
from planted.suite import STRENGTHS, suite
from planted.summary import Check

import kinds


def made(truth: str, ranked: tuple[tuple[str, float], ...], strength: float = 11.0) -> Named:
    plan = suite("noise", photographs.REPORTING, 1.0, 1)[0]
    return Named(plan, ranked, truth, strength, 10.0, ())


def test_every_artefact_has_a_name_and_the_report_shares_no_photograph_with_the_fit() -> None:
    assert set(NAMES) == {*ARTEFACTS, *FURTHER, *NOISE}
    reported = {plan.photograph for plan in kinds._plans("noise", tuple(ARTEFACTS))}
    assert not reported & {plan.photograph for plan in kinds.tuning_plans()}
    seeds = {seed for seeds in kinds.TUNING_SEEDS.values() for seed in seeds} | {kinds.FURTHER_SEED}
    assert not seeds & {kinds.SEED + number for number in range(len(kinds.SOURCES))}


def test_a_case_is_named_with_its_strength() -> None:
    plans = suite("upsamplers", ("astronaut",), STRENGTHS["upsamplers"], 11, (48,))
    plan = next(plan for plan in plans if plan.kind == "cast")
    found = named(plan)
    assert found.right
    assert found.first == "colour_cast"
    assert found.strength == pytest.approx(found.true_strength, rel=0.2)
    assert any(one.part == "colour_cast" and not one.exchanged for one in found.candidates)


def test_the_fit_finds_the_sign_that_tells_two_kinds_apart() -> None:
    columns = Columns(["ringing", "colour_cast"])
    cases = []
    for number in range(40):
        truth = number % 2
        signs = [0.2, 0.2]
        signs[truth] = 2.0
        rows = [
            columns.row(Candidate(name, name, (sign,), 1.0, False))
            for name, sign in zip(("ringing", "colour_cast"), signs, strict=True)
        ]
        cases.append(Case(np.array(rows), np.zeros(2), truth, 1.0))
    weights = fit(cases, columns)
    assert weights[columns.starts["ringing"]] > 1
    assert weights[columns.starts["colour_cast"]] > 1
    assert all((case.rows @ weights).argmax() == case.truth for case in cases)


def test_the_report_counts_right_kinds_confidence_and_strengths() -> None:
    right = made("blurred", (("blurred", 0.95),))
    second = made("blurred", (("lost_texture", 0.6), ("blurred", 0.3)))
    lost = made("blurred", ())
    found = {"noise": [right, right, second, lost], "upsamplers": [right]}
    spent = Check("time", "at most 20 %", "10 %", True)
    text = named_report.document(found, [right], [Drawing("line", ("added",), "added")], spent, 31)
    assert "| noise: first kind right | at least 80 % | 66.7 % (2 of 3) | **no** |" in text
    assert "| noise: true kind among the first two | at least 93 % | 100.0 % (3 of 3) | yes |" in text
    assert "| strengths: median relative error | at most 20 % | 10.0 % | yes |" in text
    assert "| blur | 3 | blurred 2, lost_texture 1 | 1 |" in text
    assert "| 0.5 to 0.7 | 1 | 0.60 | 0.00 |" in text


def test_a_section_replaces_itself_alone(tmp_path) -> None:
    path = tmp_path / "results.md"
    write_section(path, "# One\n\nfirst\n\n## Part\n\nx\n")
    write_section(path, "# Two\n\nsecond\n")
    write_section(path, "# One\n\nagain\n")
    assert path.read_text() == "# One\n\nagain\n\n# Two\n\nsecond\n"
