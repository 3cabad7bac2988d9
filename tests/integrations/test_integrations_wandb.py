"""Comparisons in a run of Weights & Biases, which needs no network."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder.errors import InputError, MissingDependencyError
from difference_finder.integrations.wandb import log_comparison
from integrations.test_integrations_tensorboard import drawn


class Run:
    def __init__(self) -> None:
        self.logged: list[tuple[dict, int | None]] = []

    def log(self, values, step=None) -> None:
        self.logged.append((values, step))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_an_offline_run_has_pictures_and_scores(comparison, tmp_path: Path, monkeypatch) -> None:
    wandb = pytest.importorskip("wandb")
    for name in ("WANDB_DIR", "WANDB_CACHE_DIR", "WANDB_CONFIG_DIR", "WANDB_DATA_DIR", "WANDB_ARTIFACT_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("WANDB_SILENT", "true")
    with wandb.init(mode="offline", project="test", dir=tmp_path) as run:
        log_comparison(run, comparison, step=4, name="validation")
        log_comparison(run, comparison, step=9, name="validation")
        summary = {key: run.summary[f"validation/{key}"] for key in ("panel", "heatmap", *comparison.scores)}
        files = Path(run.dir)
    for name, score in comparison.scores.items():
        assert summary[name] == pytest.approx(score)
    for reporter in ("panel", "heatmap"):
        told = json.loads(json.dumps(dict(summary[reporter])))
        assert (told["_type"], told["format"]) == ("image-file", "png")
        stored = files / told["path"]
        np.testing.assert_array_equal(
            np.asarray(Image.open(stored).convert("RGB")), drawn(reporter, comparison)
        )
    assert len(list(files.glob("media/images/validation/*.png"))) == 4


def test_one_call_logs_all(comparison, monkeypatch) -> None:
    class Module:
        Image = staticmethod(lambda picture: ("image", picture.size))

    monkeypatch.setitem(sys.modules, "wandb", Module)
    run = Run()
    log_comparison(run, comparison, step=4)
    [(values, step)] = run.logged
    assert step == 4
    assert set(values) == {"array/panel", "array/heatmap", *(f"array/{name}" for name in comparison.scores)}
    height, width = drawn("panel", comparison).shape[:2]
    assert values["array/panel"] == ("image", (width, height))
    assert values["array/psnr"] == comparison.scores["psnr"]


def test_a_missing_package_names_the_command(comparison, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)
    run = Run()
    with pytest.raises(MissingDependencyError, match=r"Weights & Biases needs wandb.*pip install"):
        log_comparison(run, comparison)
    assert run.logged == []


def test_other_objects_are_refused(comparison) -> None:
    with pytest.raises(InputError, match=r"a method 'log', as the run of wandb.init has, not 'runs'"):
        log_comparison("runs", comparison)
    with pytest.raises(InputError, match="step must be"):
        log_comparison(Run(), comparison, step="4")
