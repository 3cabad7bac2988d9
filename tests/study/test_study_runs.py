"""Several runs of a method: the mean on each image, the spread between runs, and the words about both."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from difference_finder.errors import DuplicateNameError, InputError, UnknownNameError
from difference_finder.pipeline.protocol import get_protocol
from difference_finder.study.results import Results
from difference_finder.study.runs import merge_runs, runs_record, scores_of_runs
from difference_finder.study.summary import format_study
from difference_finder.study.table import Scores

RUNS = {"ours": ("ours-0", "ours-1", "ours-2"), "edsr": ("edsr-0", "edsr-1"), "bicubic": ("bicubic",)}
NAN, INF = math.nan, math.inf


def scores(table=None, groups=None, data_sets=None) -> Scores:
    """Return the scores of six runs on 12 images."""
    if table is None:
        table = np.random.default_rng(0).normal(30, 1, (6, 12))
    names = tuple(f"{n:02}" for n in range(table.shape[1]))
    methods = tuple(run for own in RUNS.values() for run in own)
    return Scores(names, groups, methods, ("psnr",), {"psnr": table}, data_sets)


def study(table, **parts) -> Results:
    merged, spreads = merge_runs(scores(table, **parts), RUNS)
    record = {
        "ours": "ours", "seed": 0, "images": 12, "paired_by": "name", "notes": [], "options": {},
        "metrics": [{"spec": "psnr", "name": "psnr", "higher_is_better": True, "unit": "dB"}],
        "notes_left_out": 0,
        "protocol": get_protocol(None).to_dict(),
        "methods": dict.fromkeys(RUNS, ""), "runs": runs_record(RUNS, spreads),
    }  # fmt: skip
    if parts:
        record["groups"] = {"by": "parent", "count": 6}
    return Results(merged, (), record, None, dict, runs=scores_of_runs(scores(table, **parts), RUNS))


def test_runs_are_averaged_on_each_image() -> None:
    given = scores()
    merged, spreads = merge_runs(given, RUNS)
    assert merged.methods == tuple(RUNS)
    table = given.tables["psnr"]
    expected = [table[:3].mean(axis=0), table[3:5].mean(axis=0), table[5]]
    np.testing.assert_allclose(merged.tables["psnr"], expected, rtol=1e-15)
    assert (merged.names, merged.metrics) == (given.names, given.metrics)
    assert [(one.method, one.metric, len(one.means)) for one in spreads] == [
        ("ours", "psnr", 3), ("edsr", "psnr", 2)
    ]  # fmt: skip
    assert spreads[0].std == pytest.approx(table[:3].mean(axis=1).std(ddof=1))
    assert spreads[0].standard_error == pytest.approx(spreads[0].std / math.sqrt(3))


def test_means_of_runs_are_those_of_groups_and_data_sets() -> None:
    groups = tuple("aabbccddefgh")
    data_sets = ("x",) * 8 + ("y",) * 4
    given = scores(groups=groups, data_sets=data_sets)
    _, spreads = merge_runs(given, RUNS)
    row = given.tables["psnr"][0]
    x = np.mean([row[n : n + 2].mean() for n in range(0, 8, 2)])
    assert spreads[0].means[0] == pytest.approx((x + row[8:].mean()) / 2)


def test_an_image_without_one_of_the_runs_is_missing() -> None:
    table = scores().tables["psnr"].copy()
    table[1, 0], table[2, 1], table[3, 2], table[4, 2] = NAN, INF, INF, -INF
    merged, spreads = merge_runs(scores(table), RUNS)
    assert math.isnan(merged.of("psnr", "ours")[0]) and merged.of("psnr", "ours")[1] == INF
    assert math.isnan(merged.of("psnr", "edsr")[2])
    mean = next(mean for mean in merged.means({"psnr": True}) if mean.method == "ours")
    assert (mean.missing, mean.infinite, mean.n) == (1, 1, 9)
    assert spreads[0].means[0] == pytest.approx(table[0, 3:].mean())


def test_record_summary_and_paragraph_tell_the_runs() -> None:
    found = study(np.random.default_rng(1).normal(30, 1, (6, 12)) + np.array([[2.0]] * 3 + [[0.0]] * 3))
    record = found.to_dict(scores=False)["runs"]
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert list(record) == ["ours", "edsr"]
    own = record["ours"]
    assert own["runs"] == list(RUNS["ours"])
    assert own["spread"]["psnr"]["std"] == pytest.approx(np.std(own["spread"]["psnr"]["means"], ddof=1))
    std = f"{own['spread']['psnr']['std']:.2g} dB"
    line = f"Scores of ours are means of 3 runs, whose means have a standard deviation of {std} in psnr."
    assert line in found.verdicts.text
    assert f"note: {line}" in " ".join(" ".join(format_study(found, [])).split())
    assert (
        "Confidence intervals include the choice of runs, which are resampled as well; p values and ranks"
        " refer to these runs, and a method is called better or worse only if its simultaneous"
        " interval excludes zero." in found.verdicts.text
    )
    assert "may reverse" not in found.verdicts.text
    outcomes = found.verdicts.to_dict()["outcomes"]
    assert [own["paired"]["runs"] for own in outcomes] == [[3, 2], [3, 1]]


def psnr_of_mean_error(row) -> float:
    """Return the PSNR of the mean squared error of images, from their PSNRs in dB."""
    return float(-10 * np.log10(np.mean(10 ** (-np.asarray(row) / 10))))


def test_psnr_of_the_mean_error_is_of_each_run_and_then_averaged(tmp_path) -> None:
    # Runs fail on different images, so that the order of the two means matters by several dB.
    table = np.full((6, 12), 30.0)
    table[0, 0], table[1, 1], table[4, 2] = 10.0, 12.0, 15.0
    found = study(table)
    pooled = {mean.method: mean.pooled for mean in found.means}
    expected = np.mean([psnr_of_mean_error(row) for row in table[:3]])
    assert pooled["ours"] == pytest.approx(expected, rel=1e-12)
    assert pooled["edsr"] == pytest.approx(np.mean([psnr_of_mean_error(r) for r in table[3:5]]), rel=1e-12)
    assert pooled["bicubic"] == pytest.approx(30, rel=1e-12)
    assert abs(expected - psnr_of_mean_error(table[:3].mean(axis=0))) > 1
    line = "psnr of the mean squared error (of each run, then averaged over runs), instead of the mean of"
    assert line in " ".join(" ".join(format_study(found, [])).split())
    found.write(tmp_path)
    assert (tmp_path / "runs.csv").read_text().splitlines()[1] == "00,,ours-0,psnr,10.0"


def test_it_covers_the_images_that_all_runs_have() -> None:
    table = np.full((6, 12), 30.0)
    table[0, 0], table[1, 1], table[5, 2] = NAN, INF, 20.0
    table[0, 5] = 12.0
    found = study(table)
    kept = np.delete(table, [0, 1], axis=1)
    pooled = {mean.method: mean.pooled for mean in found.means}
    assert pooled["ours"] == pytest.approx(np.mean([psnr_of_mean_error(r) for r in kept[:3]]), rel=1e-12)
    assert pooled["bicubic"] == pytest.approx(psnr_of_mean_error(kept[5]), rel=1e-12)


def test_it_is_unknown_without_the_scores_of_the_runs() -> None:
    made = study(scores().tables["psnr"])
    without = Results(made.scores, (), made.record, None, dict)
    pooled = {mean.method: mean.pooled for mean in without.means}
    assert pooled["ours"] is pooled["edsr"] is None
    assert pooled["bicubic"] is not None


def test_runs_are_pooled_in_volumes_before_they_are_averaged() -> None:
    groups = tuple("aabbccddeeff")
    table = np.random.default_rng(3).normal(30, 2, (6, 12)) + np.array([[3.0]] * 3 + [[0.0]] * 3)
    found = study(table, groups=groups)
    found.record["metrics"][0]["protocol"] = get_protocol("fastmri:volume=group").to_dict()
    volumes = np.array([[psnr_of_mean_error(row[n : n + 2]) for n in range(0, 12, 2)] for row in table])
    expected = [volumes[:3].mean(), volumes[3:5].mean(), volumes[5].mean()]
    assert [mean.mean for mean in found.means] == pytest.approx(expected, rel=1e-12)
    gaps = [outcome.paired.mean for outcome in found.verdicts.outcomes]
    assert gaps == pytest.approx([expected[0] - expected[1], expected[0] - expected[2]], rel=1e-9)
    wrong = psnr_of_mean_error(table[:3].mean(axis=0)[:2])
    assert abs(found.pooled.of("psnr", "ours")[0] - wrong) > 0.01
    assert found.pooled.of("psnr", "ours")[0] == pytest.approx(volumes[:3, 0].mean(), rel=1e-12)


def test_a_difference_within_the_spread_of_runs_is_told() -> None:
    table = (
        30 + np.random.default_rng(2).normal(0, 0.001, (6, 12)) + np.array([[-1], [0], [1.2], [0], [0], [-9]])
    )
    found = study(table)
    outcome = found.verdicts.outcomes[0]
    assert (outcome.word, outcome.adjusted_p < 0.05) == ("no difference shown", True)
    low, high = outcome.paired.interval
    assert low < 0 < high
    told = "the difference between ours and edsr was significant for these runs, and not for other runs: ours"
    assert f"{told} scored better by 0.1 dB on average" in found.verdicts.text


def test_a_record_without_effects_takes_runs_as_given() -> None:
    table = (
        30 + np.random.default_rng(2).normal(0, 0.001, (6, 12)) + np.array([[-1], [0], [1.2], [0], [0], [-9]])
    )
    found = study(table)
    for facts in found.record["runs"].values():
        del facts["spread"]["psnr"]["effects"]
    assert "Tests and intervals take these runs as given." in found.verdicts.text
    assert (
        "Other runs may reverse the difference, which is less than 2 standard errors of the mean over runs:"
        " edsr in psnr." in found.verdicts.text
    )
    assert found.verdicts.outcomes[0].paired.interval[0] > 0


@pytest.mark.parametrize(
    ("runs", "error", "message"),
    [
        ({"ours": ["ours-0", "nobody"]}, UnknownNameError, "no run in these scores 'nobody'"),
        ({"ours": ["ours-0", "ours-0"]}, DuplicateNameError, "the run 'ours-0' is named 2 times"),
        ({"ours": []}, InputError, "the runs of 'ours' must be a list of at least one name"),
        ({"ours": "ours-0"}, InputError, "the runs of 'ours' must be a list"),
        (
            {"ours": ["ours-0", "ours-1", "ours-2"]},
            InputError,
            "no method has the runs edsr-0, edsr-1, bicubic",
        ),
    ],
)
def test_invalid_runs_are_errors(runs, error, message) -> None:
    with pytest.raises(error, match=message):
        merge_runs(scores(), runs)
