"""``difference-finder compare`` and what ``list`` says of protocols."""

import json
from pathlib import Path

import numpy as np
import pytest

from difference_finder import score
from difference_finder.pipeline.protocol import PROTOCOLS, ready_protocols
from pictures import photograph


@pytest.fixture
def files(save, photo_pair) -> list[Path]:
    return [save(image, f"{name}.png") for image, name in zip(photo_pair, "ab", strict=True)]


def test_all_protocols_side_by_side(run, files) -> None:
    code, out, err = run("compare", *files)
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert ["protocol", "psnr", "ssim"] in lines
    for name in ready_protocols():
        numbers = [f"{score(metric, *files, protocol=name):.5g}" for metric in ("psnr", "ssim")]
        assert [name, *numbers] in lines


def test_json_has_the_facts(run, files) -> None:
    chosen = ["basicsr-y:crop_border=4", "all", "default"]
    code, out, _ = run(
        "compare", *files, "--json", "--metric", "ssim:sigma=2", *(f"--protocol={name}" for name in chosen)
    )
    assert code == 0
    document = json.loads(out)
    assert document["first"]["width"] == 128
    assert document["metrics"] == ["ssim:sigma=2"]
    rows = document["protocols"]
    assert [row["protocol"] for row in rows] == [chosen[0], *ready_protocols()]  # each once
    assert rows[0]["convention"]["settings"] == {"crop_border": 4}
    assert rows[0]["convention"]["colour"] == "luma"
    assert rows[0]["scores"]["ssim:sigma=2"] == score("ssim:sigma=2", *files, protocol=chosen[0])
    assert rows[0]["reasons"] == {}
    assert {row["protocol"]: row["data_ranges"]["ssim:sigma=2"] for row in rows}["seed-0.0.4"] == 255


def test_a_cell_without_a_number_leads_to_its_reason(run, files) -> None:
    options = ("--metric=psnr", "--metric=ms-ssim", "--protocol=basicsr:crop_border=60", "--protocol=default")
    code, out, _ = run("compare", *files, *options)
    assert code == 0
    lines = out.splitlines()
    assert lines[-4].split() == ["basicsr:crop_border=60", "[1]", "[1]"]
    assert lines[-3].split()[::2] == ["default", "[2]"]
    assert lines[-2].startswith("[1] protocol 'basicsr' leaves out 60 pixels at each side")
    assert lines[-1].startswith("[2] ms-ssim at 5 scales needs sides of more than 160 pixels")
    code, out, _ = run("compare", *files, *options[1:3], "--json")
    row = json.loads(out)["protocols"][0]
    assert code == 3  # there is no score at all
    assert row["scores"] == {"ms-ssim": None}
    assert "leaves out 60 pixels" in row["reasons"]["ms-ssim"]


def test_identical_pictures_are_infinitely_alike(run, save) -> None:
    files = [save(photograph(), f"{name}.png") for name in "ab"]
    code, out, _ = run("compare", *files, "--json", "--metric=psnr", "--protocol=basicsr")
    assert code == 0
    assert json.loads(out)["protocols"][0]["scores"] == {"psnr": "Infinity"}
    assert "Infinity" in run("compare", *files, "--metric=psnr", "--protocol=basicsr")[1]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["a.png", "small.png"], "shape mismatch"),
        (["a.png", "batch.npy"], "holds 2 images, but a pair has one image each"),
        (["a.png", "none.png"], "does not exist"),
        (["a.png", "b.png", "--protocol", "basic"], "no protocol 'basic'; did you mean 'basicsr'"),
        (["a.png", "b.png", "--protocol", "basicsr:crop=4"], "no setting of protocol 'basicsr' 'crop'"),
        (["a.png", "b.png", "--metric", "sim"], "no metric 'sim'; did you mean"),
        (["a.png", "b.png", "--data-range", "0"], "--data-range must be a positive"),
        (["a.png", "b.png", "--background", "teal"], "background"),
    ],
)
def test_wrong_use_exits_with_2(run, files, save, tmp_path, arguments: list[str], complaint: str) -> None:
    save(photograph(20, 30), "small.png")
    np.save(tmp_path / "batch.npy", np.zeros((2, 3, 96, 128), np.uint8))
    code, out, err = run("compare", *arguments)
    assert (code, out) == (2, "")
    assert complaint in err


def test_a_data_range_goes_to_all_that_fix_none(run, tmp_path) -> None:
    for seed, name in enumerate("ab"):
        np.save(tmp_path / f"{name}.npy", 5 * np.random.default_rng(seed).random((3, 40, 50)))
    code, out, _ = run("compare", "a.npy", "b.npy", "--json", "--data-range", "5")
    assert code == 0
    for row in json.loads(out)["protocols"]:
        if row["protocol"] == "seed-0.0.4":
            assert "fixes the data range" in row["reasons"]["ssim"]
        else:
            assert row["data_ranges"] == {"psnr": row["data_ranges"]["ssim"], "ssim": 5.0}, row["protocol"]


def test_list_explains_protocols(run) -> None:
    code, out, _ = run("list", "protocols")
    assert code == 0
    for protocol in PROTOCOLS.values():
        assert f"  {protocol.name:<18} {protocol.summary}" in out
        assert f"source: {protocol.source}" in out
    assert "settings: crop_border=0, quantise=None" in out
    rows = json.loads(run("list", "protocols", "--json")[1])["protocols"]
    assert [row["name"] for row in rows] == list(PROTOCOLS)
    assert rows[1]["settings"] == {"crop_border": 0, "quantise": None}


def test_diff_takes_a_protocol_with_settings(run, files, tmp_path) -> None:
    code, _, err = run("diff", *files, "--protocol", "basicsr-y:crop_border=6", "-o", "out")
    assert (code, err) == (0, "")
    record = json.loads(next((tmp_path / "out").glob("*.json")).read_text())
    assert record["protocol"]["settings"] == {"crop_border": 6}
    assert record["scores"]["psnr"] == score("psnr", *files, protocol="basicsr-y:crop_border=6")
    map_ = np.load(next((tmp_path / "out").glob("*.npy")))
    assert map_.shape == (96, 128)
    assert not map_[:6].any()
    box = record["regions"][0]
    assert (box["x"], box["y"], box["width"], box["height"]) == (40, 30, 20, 16)
