"""One study file gives the table of a paper, whose numbers equal independent computation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from paper_study import METHODS, METRICS, SETTINGS, write_study
from PIL import Image

from difference_finder import rank_data_sets
from difference_finder.study.study import Study
from known_answers import folder as shared_folder
from latex_cells import cells_of_latex
from learned_oracles import dists, lpips, torch

structural_similarity = pytest.importorskip("skimage.metrics").structural_similarity
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("real_weights", "one_process")]

WINDOW = 5
"""Half the width of the window of SSIM, whose centres keep this distance from the edge."""


def values_of(path) -> np.ndarray:
    """Return an image as floats of shape (H, W, C), 1 for white; a grey picture has three equal channels."""
    if path.suffix == ".npy":
        values = np.load(path).astype(float)
        return values[..., None] if values.ndim == 2 else values
    with Image.open(path) as picture:
        stored = np.asarray(picture)
    values = stored / (65535 if stored.dtype == np.uint16 else 255)
    return np.stack([values] * 3, axis=-1) if values.ndim == 2 else values


def luma(values: np.ndarray, border: int) -> np.ndarray:
    """Return Y of BT.601 from 16 to 235; arrays of one channel as they are, from 0 to 255."""
    grey = values.shape[2] == 1
    plane = 255 * values[..., 0] if grey else values @ np.array([65.481, 128.553, 24.966]) + 16
    return plane[border : plane.shape[0] - border, border : plane.shape[1] - border]


def scores_of(truth, image, border: int) -> tuple[float, float, float, float]:
    """Return PSNR and SSIM of Y, and LPIPS and DISTS of RGB."""
    both = [values_of(path) for path in (truth, image)]
    first, second = (luma(values, border) for values in both)
    psnr = 10 * math.log10(255**2 / np.mean((first - second) ** 2))
    _, places = structural_similarity(
        first,
        second,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=255,
        full=True,
    )
    ssim = places[WINDOW:-WINDOW, WINDOW:-WINDOW].mean()
    rgb = [np.repeat(v, 3, axis=2) if v.shape[2] == 1 else v for v in both]
    one, other = (torch.from_numpy(v.transpose(2, 0, 1)[None].copy()) for v in rgb)
    return psnr, float(ssim), float(lpips(one, other, "alex")[0]), float(dists(one, other))


def check_study(folder, study: Study) -> None:
    """Compare the scores of all images, and the means, with independent computation."""
    assert not study.errors
    assert study.scores.metrics == METRICS
    expected: dict[str, np.ndarray] = {}
    for method in METHODS:
        rows = []
        for name in study.scores.names:
            (truth,) = (folder / "GT").glob(f"{name}.*")
            border = SETTINGS.get(name.partition("/")[0], {}).get("border", 0)
            rows.append(scores_of(truth, folder / method / truth.relative_to(folder / "GT"), border))
        expected[method] = np.array(rows).T
        for metric, values in zip(METRICS, expected[method], strict=True):
            tolerance = 1e-4 if metric in ("lpips", "dists") else 1e-6
            np.testing.assert_allclose(study.scores.of(metric, method), values, rtol=0, atol=tolerance)
    sets = np.array([name.partition("/")[0] for name in study.scores.names])
    for mean in study.means:
        values = expected[mean.method][METRICS.index(mean.metric)]
        wanted = np.mean([values[sets == name].mean() for name in dict.fromkeys(sets)])
        assert mean.mean == pytest.approx(wanted, abs=1e-4 if mean.metric in ("lpips", "dists") else 1e-6)


def check_table(written: str, study: Study) -> None:
    """Parse the table, and compare its numbers with the means."""
    rows = cells_of_latex(written)
    # The table is divided into blocks, each with a row of ours.
    cells = [cell for row in rows if row[0][0].startswith("ours") for cell, _ in row[1:] if cell]
    numbers = [float("".join(letter for letter in cell if letter in "0123456789.")) for cell in cells]
    sets = len(study.record["data_sets"])
    assert len(numbers) == 4 * (sets + 1)
    means = [next(m.mean for m in study.means if (m.method, m.metric) == ("ours", one)) for one in METRICS]
    for shown, mean, decimals in zip(numbers[-4:], means, (2, 4, 4, 4), strict=True):
        assert shown == pytest.approx(mean, abs=0.51 * 10**-decimals)


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("others", [False, True], ids=["made up", "with images of others"])
def test_one_study_file_gives_the_table_of_a_paper(tmp_path, others, capsys, monkeypatch) -> None:
    from difference_finder.cli import main

    file = write_study(tmp_path, shared_folder() if others else None)
    study = rank_data_sets(file, tmp_path / "study", workers=1)
    assert len(study.record["data_sets"]) == (7 if others else 4)
    check_study(tmp_path, study)
    with pytest.raises(SystemExit) as stop:
        main(["table", str(tmp_path / "study"), "--format", "latex"])
    assert stop.value.code == 0
    check_table(capsys.readouterr().out, study)
