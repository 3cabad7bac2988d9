"""The folder of a study: resumed, merged, and refused where it belongs to something else."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import difference_finder
from difference_finder import rank
from difference_finder.errors import InputError, StoppedError, StudyError
from difference_finder.study.engines.local import LocalEngine
from difference_finder.study.plan.manifest import Manifest
from difference_finder.study.plan.manifest_differences import manifest_differences
from difference_finder.study.plan.measurement_settings import MeasurementSettings
from difference_finder.study.plan.planning import plan_study
from difference_finder.study.rank import run_study
from difference_finder.study.run.shard import run_shard
from difference_finder.study.run.store import Store
from difference_finder.study.study import Study
from folders import method_folders, tables
from waiting import LONG, until

NAMES = [f"part{number % 2}/{number:02d}" for number in range(11)]
KILLS = int(os.environ.get("DIFFERENCE_FINDER_KILLS", "4"))


@pytest.fixture
def folders(tmp_path) -> dict[str, Path]:
    return method_folders(tmp_path, NAMES)


def planned(root: Path, folders: dict[str, Path], **options) -> Manifest:
    return plan_study(root / "GT", folders, MeasurementSettings.checked("psnr"), **options)


def test_any_number_of_processes_and_any_shards_give_the_same_bytes(processes, tmp_path, folders) -> None:
    found = []
    for name, options in {
        "one": {"workers": 1},
        "three": {"workers": 3},
        "shards": {"workers": 2, "shard_size": 4},
        "large": {"workers": 2, "shard_size": 100},
    }.items():
        rank(tmp_path / "GT", folders, output=tmp_path / name, group="parent", **options)
        found.append(tables(tmp_path / name))
    assert len(list((tmp_path / "one" / "parts").glob("*.jsonl"))) == 11
    assert len(list((tmp_path / "shards" / "parts").glob("*.jsonl"))) == 3
    assert all(other == found[0] for other in found)


def test_shards_in_any_order_give_the_same_bytes(processes, tmp_path, folders) -> None:
    manifest = planned(tmp_path, folders, shard_size=2)
    run_study(manifest, tmp_path / "whole", LocalEngine(workers=1))
    store = Store(tmp_path / "pieces", manifest)
    for number in (5, 0, 3, 1, 4):
        run_shard(tmp_path / "pieces" / "manifest.jsonl", number, store.shard_folder)
    assert store.pending() == [2]
    with pytest.raises(StudyError, match=r"000002\.jsonl"):
        store.finish()
    finished: list[str] = []
    run_study(manifest, tmp_path / "pieces", LocalEngine(workers=1), finished.append)
    assert sorted(finished) == sorted(NAMES)
    for name in ("scores.csv", "inputs.csv"):
        assert (tmp_path / "pieces" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_part_is_written_by_its_number(tmp_path, folders) -> None:
    manifest = planned(tmp_path, folders)
    path = run_shard(manifest, 3, tmp_path)
    assert path.name == "000003.jsonl"
    again = tmp_path / "again"
    again.mkdir()
    assert run_shard(manifest, 3, again, threads=2).read_bytes() == path.read_bytes()
    with pytest.raises(InputError, match="shard 11 does not exist; there are 0 to 10"):
        run_shard(manifest, 11, tmp_path)


def test_the_manifest_survives_the_disk(tmp_path, folders) -> None:
    measurement = MeasurementSettings.checked(
        ["ssim:sigma=2", "psnr"], "basicsr-y:crop_border=2", ignore=["1,2,3,4"], data_range=255
    )
    manifest = plan_study(tmp_path / "GT", folders, measurement, group="parent")
    (tmp_path / "m.jsonl").write_bytes(b"".join(manifest.lines()))
    loaded = Manifest.load(tmp_path / "m.jsonl")
    assert loaded == manifest
    assert loaded.identity == manifest.identity
    assert manifest_differences(manifest, loaded) == []


OTHER = {
    "protocol": ({"protocol": "basicsr"}, r"\(protocol='default', now protocol='basicsr'\)"),
    "settings": ({"protocol": "basicsr-y:crop_border=2"}, "now protocol='basicsr-y:crop_border=2'"),
    "column": ({"metrics": "psnr@basicsr"}, r"\(metrics=\['psnr'\], now metrics=\['psnr@basicsr'\]\)"),
    "metrics": ({"metrics": ["psnr", "mse"]}, r"\(metrics=\['psnr'\], now metrics=\['psnr', 'mse'\]\)"),
    "group": ({"group": "parent"}, r"\(group=None, now group='parent'\)"),
    "data_range": ({"data_range": 255}, r"\(data_range=None, now data_range=255\)"),
    "fit": ({"fit": "crop"}, r"\(fit='error', now fit='crop'\)"),
    "ignore": ({"ignore": "0,0,2,2"}, r"\(ignore=\[\], now ignore=\[\[0, 0, 2, 2\]\]\)"),
    "shards": ({"shard_size": 5}, r"\(shard_size=1, now shard_size=5\)"),
    "seed": ({"seed": 3}, r"\(seed=0, now seed=3\)"),
    "ours": ({"ours": "edsr"}, r"\(ours='ours', now ours='edsr'\)"),
    "crops": ({"crops": None}, r"\(crops='mse', now crops=None\)"),
    "crop metric": ({"crops": "ssim"}, r"\(crops='mse', now crops='ssim'\)"),
    "crop sizes": ({"crop_sizes": [8]}, r"\(crop_sizes=\[32, 48, 64, 96, 128\], now crop_sizes=\[8\]\)"),
    "kinds": ({"kinds": True}, r"\(kinds=False, now kinds=True\)"),
}


@pytest.mark.parametrize("name", OTHER)
def test_other_options_are_refused(tmp_path, folders, name: str) -> None:
    rank(tmp_path / "GT", folders, "psnr", output=tmp_path / "out", workers=1)
    options, complaint = OTHER[name]
    with pytest.raises(StudyError, match=complaint):
        rank(tmp_path / "GT", folders, output=tmp_path / "out", **{"metrics": "psnr", **options})


def test_other_images_are_refused(tmp_path, folders) -> None:
    def again(**given: Path) -> None:
        rank(tmp_path / "GT", given or folders, "mse", output=tmp_path / "out", workers=1)

    again()
    with pytest.raises(
        StudyError, match=r"\(methods ours, edsr, now edsr, ours; ours='ours', now ours='edsr'\)"
    ):
        again(edsr=folders["edsr"], ours=folders["ours"])
    changed = f"(folder of edsr '{folders['edsr']}', now '{folders['ours']}')"
    with pytest.raises(StudyError, match=re.escape(changed)):
        again(ours=folders["ours"], edsr=folders["ours"])
    path = folders["ours"] / f"{NAMES[0]}.png"
    before = path.read_bytes()
    path.write_bytes(before + b"\0" * 7)
    sizes = f"{len(before)} bytes, now {len(before) + 7}"
    with pytest.raises(StudyError, match=rf"changed file sizes: part0/00 \(ours: {sizes}\)"):
        again()
    path.write_bytes(before)
    again()
    path.rename(path.with_suffix(".bmp"))
    with pytest.raises(
        StudyError, match=r"changed files: part0/00 \(ours: 'part0/00.png', now 'part0/00.bmp'\)"
    ):
        again()
    path.with_suffix(".bmp").rename(path)
    for folder in (tmp_path / "GT", *folders.values()):
        shutil.copy(folder / f"{NAMES[0]}.png", folder / "new.png")
        (folder / f"{NAMES[1]}.png").unlink()
    with pytest.raises(StudyError, match=r"missing images: part1/01; new images: new\)"):
        again()


def test_files_of_the_same_size_and_other_content_are_refused(tmp_path) -> None:
    folders = {"ours": tmp_path / "ours"}
    for folder in (tmp_path / "GT", folders["ours"]):
        folder.mkdir()
        for name in "ab":
            np.save(folder / f"{name}.npy", np.zeros((8, 8), np.uint8))
    study = rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    assert study.scores.of("mse", "ours").tolist() == [0, 0]
    (folders["ours"] / "a.npy").touch()  # with the same content
    rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    np.save(folders["ours"] / "a.npy", np.ones((8, 8), np.uint8))
    with pytest.raises(StudyError, match=f"have changed since: {folders['ours'] / 'a.npy'};"):
        rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    (tmp_path / "out" / "parts" / "000000.jsonl").unlink()  # what is not scored yet may change
    study = rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    assert study.scores.of("mse", "ours").tolist() == pytest.approx([1 / 255**2, 0], rel=1e-12)


def test_damaged_files_of_a_study_are_named(tmp_path, folders) -> None:
    def again() -> None:
        rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)

    again()
    part = tmp_path / "out" / "parts" / "000002.jsonl"
    before = tables(tmp_path / "out")
    for damaged in (b"", part.read_bytes()[:-30], part.read_bytes().replace(b"0.0", b"0.1")):
        part.write_bytes(damaged)
        with pytest.raises(StudyError, match=r"000002.jsonl': .*; delete it"):
            again()
    shutil.copy(part.with_name("000001.jsonl"), part)
    with pytest.raises(StudyError, match="belongs to another study"):
        again()
    part.unlink()
    again()
    assert tables(tmp_path / "out") == before
    manifest = tmp_path / "out" / "manifest.jsonl"
    text = manifest.read_text()
    for damaged, complaint in {
        text[: len(text) // 2]: "cannot read the manifest",
        text.replace('"version":3', '"version":2'): "its version is 2; this program reads version 3",
        "{}": "it is not a manifest",
    }.items():
        manifest.write_text(damaged)
        with pytest.raises(StudyError, match=complaint):
            again()


def test_other_folders_are_not_changed(tmp_path, folders) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "scores.csv").write_text("mine")
    with pytest.raises(StudyError, match=r"scores.csv' exists without the manifest of a study"):
        rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out")
    assert (tmp_path / "out" / "scores.csv").read_text() == "mine"
    with pytest.raises(InputError, match="lies in the input folder"):
        rank(tmp_path / "GT", folders, "mse", output=tmp_path / "GT" / "study")
    assert not (tmp_path / "GT" / "study").exists()


def test_unfinished_files_are_removed(tmp_path, folders) -> None:
    rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    old, new = (tmp_path / "out" / "parts" / f".{name}.part" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    rank(tmp_path / "GT", folders, "mse", output=tmp_path / "out", workers=1)
    assert new.exists()
    assert not old.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_interrupts_the_study_which_then_resumes(
    processes, tmp_path, folders, monkeypatch
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "parts").mkdir()
    manifest = planned(tmp_path, folders)
    (tmp_path / "out" / "manifest.jsonl").write_bytes(b"".join(manifest.lines()))
    blocked = tmp_path / "out" / "parts" / "000004.jsonl"
    real = Store.pending
    monkeypatch.setattr(Store, "pending", lambda self: sorted({*real(self), 4}))
    blocked.symlink_to("/dev/full")  # every write to it fails as on a full disk
    with pytest.raises(
        StoppedError, match=r"cannot write '.*000004.jsonl': the disk is full; free some space"
    ):
        rank(tmp_path / "GT", folders, "psnr", output=tmp_path / "out", workers=1)
    blocked.unlink()
    study = rank(tmp_path / "GT", folders, "psnr", output=tmp_path / "out", workers=1)
    assert study.errors == ()


def test_nothing_is_kept_without_a_folder(processes, tmp_path, folders, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    study = rank("GT", folders, "mse", workers=1)
    assert study.scores.tables["mse"].shape == (2, 11)
    assert list((tmp_path / "tmp").iterdir()) == []
    kept = rank("GT", folders, "mse", output="out", workers=1)
    assert kept.to_dict() == study.to_dict() == Study.open("out").to_dict()


def start(root: Path, *options: str) -> subprocess.Popen[bytes]:
    methods = [f"{name}={root / name}" for name in ("ours", "edsr")]
    words = ["rank", "--reference", str(root / "GT"), *methods, "-o", str(root / "out"), *options]
    environment = {**os.environ, "PYTHONPATH": str(Path(difference_finder.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-m", "difference_finder", *words], stdout=-1, stderr=-1, env=environment
    )


def finish(process: subprocess.Popen[bytes]) -> None:
    """Let a study run to its end."""
    _, err = process.communicate(timeout=LONG)
    assert process.returncode == 0, err


def parts_of(root: Path) -> int:
    return len(list(root.glob("out/parts/0*.jsonl")))


def kill_somewhere(process: subprocess.Popen[bytes], root: Path, chance: random.Random, shards: int) -> bool:
    """Kill a study at a random moment, or at a random part of its work; tell whether it was not done yet."""
    if chance.random() < 0.25:
        time.sleep(chance.uniform(0, 0.5))
    else:
        wanted = min(shards, parts_of(root) + chance.randint(1, 12))
        while parts_of(root) < wanted and process.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.03))
    process.kill()
    process.communicate()
    return process.returncode == -signal.SIGKILL


@pytest.mark.nightly
def test_a_killed_study_resumes_to_the_same_bytes(tmp_path) -> None:
    method_folders(tmp_path, [f"{number:03d}" for number in range(200)], size=64)
    (tmp_path / "edsr" / "077.png").write_bytes(b"broken")
    options, shards = ("--metric", "psnr", "--metric", "ms-ssim", "--shard-size", "5"), 40
    process = start(tmp_path, *options)
    assert b"broken" not in process.communicate()[0]
    assert process.returncode == 3
    expected = tables(tmp_path / "out")
    assert expected["scores.csv"].count(b"\n") == 801
    chance, hits, killed = random.Random(3), 0, 0
    while killed < KILLS:
        shutil.rmtree(tmp_path / "out")
        done = 0
        while killed < KILLS and done < shards:
            if kill_somewhere(start(tmp_path, *options), tmp_path, chance, shards):
                killed += 1
                done = parts_of(tmp_path)
                hits += 0 < done < shards
        process = start(tmp_path, *options)
        process.communicate()
        assert process.returncode == 3
        assert tables(tmp_path / "out") == expected
    assert hits, "no kill fell into the work"


@pytest.mark.slow
def test_a_signal_ends_all_processes_and_says_how_to_go_on(tmp_path) -> None:
    method_folders(tmp_path, [f"{number:03d}" for number in range(60)], size=128)
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        process = start(tmp_path, "--workers", "2", "--metric", "haarpsi", "--shard-size", "2")
        until(lambda: parts_of(tmp_path))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        ours = children.read_text().split() if children.exists() else []
        process.send_signal(number)
        _, err = process.communicate(timeout=LONG)
        assert process.returncode == code, err
        assert b"of 60 images are done; rerun the same command to resume" in err
        assert b"Traceback" not in err
        # The tracker of multiprocessing ends by itself, after its parent.
        until(lambda ours=ours: not [pid for pid in ours if Path(f"/proc/{pid}").exists()])
        assert not (tmp_path / "out" / "scores.csv").exists()
    finish(start(tmp_path, "--metric", "haarpsi"))
    assert json.loads((tmp_path / "out" / "study.json").read_text())["images"] == 60
