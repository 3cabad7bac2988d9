"""The benchmark of the kinds of change: cases, fit, tables and sections."""

import numpy as np
import pytest

pytest.importorskip("skimage")

from _sections import write_section
from planted import named_grey, named_report, photographs
from planted.artefacts import ARTEFACTS, FURTHER, NOISE
from planted.kind_weights import Case, Columns, fit, fitted
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


def test_grey_cases_have_one_channel_and_other_photographs_than_the_fit() -> None:
    groups = kinds.grey_plans(photographs.REPORTING)
    assert {plan.grey for plan in groups["grey, noise"]} == {True}
    assert {plan.kind for plan in groups["grey, noise"]} == {*ARTEFACTS} - {"cast"}
    assert {plan.kind for plan in groups["colour, upsamplers, noise"]} == {*NOISE}
    tuned = {plan for plans in kinds.grey_plans(photographs.TUNING).values() for plan in plans}
    assert not {plan.photograph for plan in tuned} & {
        plan.photograph for plans in groups.values() for plan in plans
    }
    for kind in (*kinds.GREY, *FURTHER):
        plan = next(plan for plans in groups.values() for plan in plans if plan.grey and plan.kind == kind)
        case = plan.case()
        assert case.first.shape == case.second.shape == (*case.mask.shape, 1)


def test_lost_noise_is_in_the_first_image() -> None:
    plans = [plan for plan in kinds.grey_plans(photographs.TUNING)["grey, whole photographs"]]
    noisy, lost = (next(plan for plan in plans if plan.kind == kind) for kind in ("noisier", "denoised"))
    assert np.ptp(noisy.case().first - noisy.case().reference) == 0
    assert np.ptp(lost.case().second - lost.case().reference) == 0
    found = named(lost)
    assert found.truth == "smoother"
    assert found.right


def test_a_fit_of_one_kind_leaves_the_others() -> None:
    plans = kinds.grey_plans(photographs.TUNING)["grey, whole photographs"]
    text = fitted([named(plan) for plan in plans if plan.kind == "noisier" and plan.size > 60], ["noisier"])
    assert text.startswith("noisier: weights (")
    assert "\n" not in text


def test_the_report_of_grey_photographs_counts_right_kinds() -> None:
    right, wrong = (
        made("noisier", (("noisier", 0.9),)),
        made("noisier", (("sharpened", 0.9), ("noisier", 0.1))),
    )
    text = named_grey.document({"grey, noise": [right, wrong, made("noisier", ())]}, 51)
    assert "| grey, noise | 50.0 % (1 of 2) | 100.0 % (2 of 2) |" in text
    assert "| blur | 2 | noisier 1, sharpened 1 | 1 |" in text


def test_a_section_replaces_itself_alone(tmp_path) -> None:
    path = tmp_path / "results.md"
    write_section(path, "# One\n\nfirst\n\n## Part\n\nx\n")
    write_section(path, "# Two\n\nsecond\n")
    write_section(path, "# One\n\nagain\n")
    assert path.read_text() == "# One\n\nagain\n\n# Two\n\nsecond\n"
