"""One answer for all pairs of two folders, as the command tells it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pictures import photograph


@pytest.fixture
def work(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for side in ("a", "b"):
        (tmp_path / side).mkdir()
    return tmp_path


def fill(work, changes):
    """Write a photograph for each change, and the same with the change."""
    for number, change in enumerate(changes):
        image = photograph(40, 48, number) / 255
        np.save(work / "a" / f"{number}.npy", image)
        np.save(work / "b" / f"{number}.npy", np.clip(image + change, 0, 1))


def test_pictures_of_a_folder_share_one_scale(run, work):
    fill(work, [0.4, 0.01, 0.0, 0.002])
    code, out, err = run("diff", "a", "b", "--strategy", "difference", "-o", "out")
    assert code == 0, err
    assert "colour scale of all maps: 0 … 0.5 (\u00d72), from 3 of 4 pairs" in out
    records = [json.loads((work / "out" / f"{number}.json").read_text()) for number in range(4)]
    assert {record["map"]["scale"]["vmax"] for record in records} == {0.5}


def test_the_scale_of_a_folder_with_a_reference_is_in_levels(run, work):
    fill(work, [0.05, 0.0, 0.001])
    code, out, err = run("diff", "a", "b", "--reference", "a", "-o", "out")
    assert code == 0, err
    assert "colour scale of all maps: \u221215 … 15 levels, from 3 of 3 pairs" in out


@pytest.mark.parametrize(("option", "vmax"), [(("--vmax", "0.25"), 0.25), (("--gain", "4"), 0.25)])
def test_a_scale_that_was_given_is_kept(run, work, option, vmax):
    fill(work, [0.4, 0.01])
    code, out, _ = run("diff", "a", "b", "--strategy", "difference", "-o", "out", *option)
    assert code == 0
    assert "colour scale of all maps" not in out
    assert json.loads((work / "out" / "1.json").read_text())["map"]["scale"]["vmax"] == vmax


def test_a_part_of_the_pairs_chooses_the_scale(run, work, monkeypatch):
    monkeypatch.setattr("difference_finder.pipeline.sampled_pairs.MOST_PAIRS", 3)
    fill(work, [0.01, 0.4, 0.01, 0.4, 0.01])  # the first, the middle and the last are looked at
    code, out, _ = run("diff", "a", "b", "--strategy", "difference", "-o", "out", "--json")
    summary = json.loads(out)["summary"]
    assert code == 0
    assert (summary["scale"]["vmax"], summary["scale"]["sampled"], summary["scale"]["pairs"]) == (0.01, 3, 5)
    assert summary["data_set"]["floats"] == "unit"
    assert summary["data_set"]["sides"]["first"]["axes"] == "HWC"
    assert [pair["name"] for pair in json.loads(out)["pairs"]] == ["0", "1", "2", "3", "4"]


def test_each_pair_is_compared_once(run, work, monkeypatch):
    from difference_finder.pipeline import folders, sampled_pairs

    compared = []

    def counted(options, match, threads):
        compared.append(match.name)
        return compare(options, match, threads)

    compare = folders.compare_match
    monkeypatch.setattr(folders, "compare_match", counted)
    monkeypatch.setattr(sampled_pairs, "compare_match", counted)
    fill(work, [0.1] * 5)
    assert run("diff", "a", "b", "--json")[0] == 0
    assert sorted(compared) == ["0", "1", "2", "3", "4"]


def test_a_mean_states_over_how_many(run, work):
    fill(work, [0.1, 0.0, 0.2, 0.3])
    (work / "b" / "3.npy").write_bytes(b"broken")
    code, out, _ = run("diff", "a", "b", "--metric", "psnr", "-o", "out")
    assert code == 3
    assert "psnr: mean of 2 of 4 pairs " in out
    assert "psnr: infinite for 1 pair, not in the mean" in out
    code, out, _ = run("diff", "a", "b", "--metric", "psnr", "--json")
    statistics = json.loads(out)["summary"]["scores"]["psnr"]
    assert (statistics["count"], statistics["pairs"], statistics["infinite"]) == (2, 4, 1)


def test_what_was_decided_is_told(run, work):
    fill(work, [0.1, 0.2])
    code, out, _ = run("diff", "a", "b", "-o", "out")
    assert code == 0
    assert (
        "  all files: floats lie in [0, 1], arrays are HWC; from values of 4 of 4 files" in out.splitlines()
    )


@pytest.mark.parametrize("command", [("diff", "a", "b"), ("view", "a", "b", "--no-browser")])
def test_mixed_floats_are_wrong_usage(run, work, command):
    fill(work, [0.1, 0.2])
    np.save(work / "b" / "1.npy", np.load(work / "b" / "1.npy") * 255)
    code, _, err = run(*command)
    assert code == 2
    assert "1 of the 4 files with floats" in err
    assert "pass --data-range" in err
    assert not (work / "out").exists()


@pytest.mark.parametrize("given", ["-1,1", "2", "-1,1:-1,1"])
def test_ends_of_a_range_are_taken(run, work, given):
    image = photograph(40, 48, 0) / 127.5 - 1
    np.save(work / "a.npy", image)
    np.save(work / "b.npy", np.clip(image + 0.1, -1, 1))
    code, out, err = run(
        "compare", "a.npy", "b.npy", "--data-range", given, "--protocol", "default", "--json"
    )
    row = json.loads(out)["protocols"][0]
    assert code == 0, err
    gap = np.load(work / "b.npy") - np.load(work / "a.npy")
    assert row["scores"]["psnr"] == pytest.approx(10 * np.log10(4 / (gap**2).mean()), abs=1e-6)
    assert (row["scores"]["ssim"] is None) == (given == "2")
    assert ("--data-range -1,1" in str(row["reasons"])) == (given == "2")


def test_axes_reach_the_readers(run, work):
    image = np.random.default_rng(1).random((5, 20, 5))
    np.save(work / "a.npy", image)
    np.save(work / "b.npy", image / 2)
    for axes, channels in (("HWC", 5), ("CHW", 5)):
        code, out, err = run("diff", "a.npy", "b.npy", "--axes", axes, "--metric", "mse", "--json")
        assert code == 0, err
        first = json.loads(out)["first"]
        assert (first["channels"], first["width"]) == (channels, 20 if axes == "HWC" else 5)


def test_compare_takes_one_page_of_many(run, work):
    stack = np.random.default_rng(1).random((3, 1, 24, 28))
    np.save(work / "a.npy", stack)
    np.save(work / "b.npy", stack / 2)
    assert run("compare", "a.npy", "b.npy")[0] == 2
    code, out, err = run("compare", "a.npy", "b.npy", "--pages", "2", "--metric", "mse", "--json")
    assert code == 0, err
    assert json.loads(out)["protocols"][0]["scores"]["mse"] == pytest.approx((stack[1] ** 2).mean() / 4)
