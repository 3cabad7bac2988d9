"""The commands ``study init`` and ``study check``."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from study_files import SETS, TEXT, write_images


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, one_process):
    """Return a function that runs a command in a folder with the images of two data sets."""
    from difference_finder.cli import main

    write_images(tmp_path)
    (tmp_path / "made.toml").write_text(TEXT)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stop:
            main(list(arguments))
        return (int(stop.value.code or 0), *capsys.readouterr())

    return call


def test_init_check_and_rank(run, tmp_path) -> None:
    code, out, _ = run("study", "init", "data", "results", "--reference", "data")
    assert code == 0
    assert out.splitlines() == [
        "wrote study.toml: 2 data sets (Set5, Set14), 3 methods (ours, edsr-0, edsr-1)",
        "next: difference-finder study check study.toml",
    ]
    code, out, _ = run("study", "check", "study.toml", "--workers", "2")
    assert (code, out.splitlines()[-1]) == (0, "no problem found")
    assert not (tmp_path / "study").exists()
    code, out, _ = run("rank", "study.toml", "-o", "study", "--workers", "1")
    assert code == 0
    assert "3 methods, 5 images each in 2 data sets" in out


def test_init_never_overwrites_without_force(run, tmp_path) -> None:
    arguments = ("study", "init", "data", "results", "--reference", "data", "-o", "made.toml")
    code, _, err = run(*arguments)
    assert code == 2
    assert "'made.toml' exists; overwrite it by --force" in err
    assert (tmp_path / "made.toml").read_text() == TEXT
    assert run(*arguments, "--force")[0] == 0
    assert (tmp_path / "made.toml").read_text() != TEXT


def test_init_asks_for_the_reference(run, tmp_path) -> None:
    code, _, err = run("study", "init", "data", "results")
    assert code == 2
    assert "pass --reference, the name of the folder of the references" in err
    assert not (tmp_path / "study.toml").exists()


def test_init_tells_what_it_decided(run, tmp_path) -> None:
    path = tmp_path / "results/ours/Set5/bird_x4.png"
    Image.open(path).crop((0, 0, 44, 36)).save(path)
    (tmp_path / "results/edsr-1/Set14/zebra.png").unlink()
    (tmp_path / "results/edsr-2").mkdir()
    path.with_name("more_x4.png").write_bytes(path.read_bytes())
    code, out, err = run("study", "init", "data", "results", "--reference", "data")
    assert "note: Set5: fit = crop, since ours has an image of 44x36 for a reference of 48x40" in out
    assert "note: Set14: unmatched = report, since edsr-1 lacks zebra" in out
    assert "left out: results/ours/Set5 (1 image: more_x4) fits no reference" in out
    # The pattern of ours stands for more_x4.png as well.
    assert "note: Set5: unmatched = report, since ours has more without a reference" in out
    assert (code, err) == (0, "")
    assert run("rank", "study.toml", "-o", "out", "--workers", "1")[0] == 3


def test_check_tells_what_would_be_measured(run) -> None:
    code, out, _ = run("study", "check", "made.toml")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == (
        "5 images in 2 data sets, 2 methods (ours, edsr), metrics psnr@basicsr-y, ssim; nothing was scored"
    )
    assert "Set5: 2 images, 48x40, RGB, 8 bits" in lines
    assert "  metrics: psnr under basicsr-y:crop_border=2, ssim under default" in lines
    assert lines.count("  data range: 255, as the files tell") == 2
    assert any(line.startswith("  edsr [1]: 3 of 3 images, ") for line in lines)


def test_check_tells_what_would_fail(run, tmp_path) -> None:
    path = tmp_path / "results/ours/Set5/bird_x4.png"
    Image.open(path).crop((0, 0, 44, 36)).save(path)
    (tmp_path / "results/edsr-0/Set5/butterfly.png").write_bytes(b"no image")
    (tmp_path / "results/edsr-1/Set14/zebra.png").unlink()
    code, out, _ = run("study", "check", "made.toml", "--json")
    assert code == 3
    checked = json.loads(out)
    first, second = checked["data_sets"]
    assert (checked["ok"], [one["name"] for one in checked["data_sets"]]) == (False, list(SETS))
    assert first["counts"] == {"ours": 1, "edsr [0]": 1, "edsr [1]": 2}
    sizes, damaged = (row["text"] for row in first["problems"])
    assert sizes.startswith("ours: shape mismatch: reference ")
    assert 'fit = "crop"' in sizes
    assert "pad" not in sizes  # which studies refuse
    assert damaged.startswith("edsr [0]: cannot read ")
    assert second["counts"] == {"ours": 3, "edsr [0]": 3, "edsr [1]": 2}
    (missing,) = (row["text"] for row in second["problems"])
    assert missing.startswith("1 of 3 names are unmatched: ")
    assert 'unmatched = "report"' in missing
    code, out, _ = run("study", "check", "made.toml")
    assert (code, out.splitlines()[-1]) == (3, "problems on Set5, Set14")


def test_check_finds_what_rank_finds(run, tmp_path) -> None:
    """The problems of a check are the error rows of the study, for images that are unlike the others."""
    path = tmp_path / "results/ours/Set5/bird_x4.png"
    Image.open(path).crop((0, 0, 44, 36)).save(path)
    (tmp_path / "results/edsr-0/Set14/comic.png").write_bytes(b"no image")
    (tmp_path / "made.toml").write_text(f'unmatched = "report"\n{TEXT}')
    (tmp_path / "results/edsr-1/Set14/zebra.png").unlink()
    checked = json.loads(run("study", "check", "made.toml", "--json")[1])
    run("rank", "made.toml", "-o", "out", "--workers", "1")
    rows = json.loads((tmp_path / "out/study.json").read_text())["errors"]
    found = [row["text"] for one in checked["data_sets"] for row in one["problems"]]
    assert sorted(found) == sorted(f"{row['method']}: {row['cause']}" for row in rows)


def test_check_finds_an_unknown_range(tmp_path, run) -> None:
    import numpy as np

    for folder in ("gt", "mine"):
        (tmp_path / folder).mkdir()
        np.save(tmp_path / folder / "a.npy", np.linspace(-3, 7, 400).reshape(20, 20))
    text = 'metrics = ["psnr", "mae"]\n[data-sets]\na = "gt"\n[methods]\nmine = "mine"\n'
    (tmp_path / "range.toml").write_text(text)
    code, out, _ = run("study", "check", "range.toml")
    assert code == 3
    assert "  problem: mine in psnr: " in out
    assert "data_range" in out
    assert "  data range: unknown, as the files tell" in out
    (tmp_path / "range.toml").write_text(f"data_range = [-3, 7]\n{text}")
    code, out, _ = run("study", "check", "range.toml")
    assert (code, "no problem found" in out) == (0, True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("metrics =", "metric =", "no key of study files 'metric'; did you mean 'metrics'"),
        ("relevant = {psnr", "relevant = {psnrr", "no metric in this study 'psnrr'"),
        ("[data-sets.Set5]", "[data-sets.Set5", "is not a TOML file"),
    ],
)
def test_check_refuses_a_wrong_file(run, tmp_path, old, new, message) -> None:
    (tmp_path / "made.toml").write_text(TEXT.replace(old, new))
    code, out, err = run("study", "check", "made.toml")
    assert (code, out) == (2, "")
    assert message in err


def test_check_tells_a_missing_folder_and_looks_at_the_others(run, tmp_path) -> None:
    (tmp_path / "made.toml").write_text(
        TEXT.replace("[data-sets.Set5]", '[data-sets.Set5]\nreference = "no"')
    )
    code, out, _ = run("study", "check", "made.toml")
    assert code == 3
    assert "Set5: cannot be measured\n  problem: the reference: " in out
    assert "Set14: 3 images, 48x40, RGB, 8 bits" in out


def test_init_says_what_must_be_corrected(run, tmp_path) -> None:
    (tmp_path / "results/OURS").mkdir(exist_ok=True)
    if (tmp_path / "results/OURS/Set5").exists():
        pytest.skip("needs names of folders that differ in case")
    for name, images in SETS.items():
        (tmp_path / "results/OURS" / name).mkdir()
        for image in images:
            source = tmp_path / "results/edsr-0" / name / f"{image}.png"
            (tmp_path / "results/OURS" / name / f"{image}.png").write_bytes(source.read_bytes())
    code, _, err = run("study", "init", "data", "results", "--reference", "data")
    assert code == 3
    assert "which differ only in case; rename one" in err
    assert (tmp_path / "study.toml").exists()
