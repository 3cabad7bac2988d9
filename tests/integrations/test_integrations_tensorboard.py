"""Comparisons in TensorBoard's files of events, which its own reader reads back."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from difference_finder import Finder
from difference_finder.errors import InputError, UnknownNameError
from difference_finder.integrations.tensorboard import log_comparison
from difference_finder.parts.registry import render_picture
from difference_finder.pipeline.comparison import FailedPair, record_for

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


class Writer:
    """The calls of a writer."""

    def __init__(self) -> None:
        self.images: dict[str, tuple[np.ndarray, int | None]] = {}
        self.scalars: dict[str, tuple[float, int | None]] = {}

    def add_image(self, tag, array, global_step=None, *, dataformats="CHW") -> None:
        assert dataformats == "HWC"
        self.images[tag] = array, global_step

    def add_scalar(self, tag, value, global_step=None) -> None:
        self.scalars[tag] = value, global_step


def drawn(reporter: str, comparison) -> np.ndarray:
    """Return a picture as the command writes it."""
    content = render_picture(reporter, record_for(comparison, reporter))
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def writers() -> list[str]:
    return ["torch.utils.tensorboard", "tensorboardX"]


@pytest.mark.parametrize("package", writers())
def test_tensorboard_reads_pictures_and_scores(package, comparison, tmp_path: Path) -> None:
    if package.startswith("torch"):
        pytest.importorskip("torch")
        pytest.importorskip("tensorboard")
    made = pytest.importorskip(package)
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    with made.SummaryWriter(str(tmp_path)) as writer:
        for step in (10, 20):
            log_comparison(writer, comparison, step=step, name="validation")
    found = reader.EventAccumulator(str(tmp_path), size_guidance={"images": 0, "scalars": 0})
    found.Reload()
    assert set(found.Tags()["images"]) == {"validation/panel", "validation/heatmap"}
    assert set(found.Tags()["scalars"]) == {f"validation/{name}" for name in comparison.scores}
    for reporter in ("panel", "heatmap"):
        events = found.Images(f"validation/{reporter}")
        assert [event.step for event in events] == [10, 20]
        shown = np.asarray(Image.open(io.BytesIO(events[0].encoded_image_string)).convert("RGB"))
        np.testing.assert_array_equal(shown, drawn(reporter, comparison))
    for name, score in comparison.scores.items():
        [first, second] = found.Scalars(f"validation/{name}")
        assert (first.step, second.step) == (10, 20)
        assert first.value == pytest.approx(score, rel=1e-6)  # files of events hold float32


def test_names_begin_with_the_name_of_the_comparison(comparison, referenced) -> None:
    writer = Writer()
    log_comparison(writer, comparison)
    assert list(writer.images) == ["array/panel", "array/heatmap"]
    assert {step for _, step in (*writer.images.values(), *writer.scalars.values())} == {None}
    log_comparison(writer, referenced, step=3, name="after")
    assert writer.scalars["after/psnr of first"][0] < writer.scalars["after/psnr of second"][0]
    assert writer.images["after/panel"][1] == 3


def test_pictures_are_chosen_with_settings(comparison) -> None:
    writer = Writer()
    log_comparison(writer, comparison, name="a", pictures=["heatmap:vmax=0.25"])
    assert list(writer.images) == ["a/heatmap"]
    assert (writer.images["a/heatmap"][0] == drawn("heatmap:vmax=0.25", comparison)).all()
    assert not np.array_equal(drawn("heatmap:vmax=0.25", comparison), drawn("heatmap", comparison))
    writer = Writer()
    log_comparison(writer, comparison, name="a", pictures=())
    assert writer.images == {}
    assert set(writer.scalars) == {f"a/{name}" for name in comparison.scores}


def test_several_comparisons_are_logged_at_one_step(tmp_path: Path) -> None:
    for folder, level in (("first", 90), ("second", 99)):
        for name in ("bird", "cat"):
            (tmp_path / folder).mkdir(exist_ok=True)
            Image.fromarray(np.full((20, 30), level, np.uint8)).save(tmp_path / folder / f"{name}.png")
    writer = Writer()
    both = Finder(strategy="difference").stream(tmp_path / "first", tmp_path / "second")
    log_comparison(writer, both, step=7, name="validation", pictures=())
    assert writer.scalars == {
        f"validation/{name}/mae": (pytest.approx(9 / 255), 7) for name in ("bird", "cat")
    }


def test_scores_of_a_batch_and_scores_that_failed(comparison) -> None:
    batch = np.random.default_rng(1).random((2, 3, 24, 24))
    writer = Writer()
    found = Finder(strategy="difference", batch="all", also=["psnr"]).compare(batch, batch**2)
    log_comparison(writer, found, name="a", pictures=())
    assert [writer.scalars[f"a/psnr/{number}"][0] for number in (1, 2)] == found.scores["psnr"]
    same = Finder(strategy="difference", also=["psnr"]).compare(
        comparison.first.pixels, comparison.first.pixels
    )
    log_comparison(writer, same, name="same", pictures=())
    assert writer.scalars["same/psnr"][0] == float("inf")


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"step": -1}, InputError, "step must be a whole number of at least 0, or None, not -1"),
        ({"step": 1.5}, InputError, "not 1.5"),
        ({"step": True}, InputError, "not True"),
        ({"name": ""}, InputError, "name must be a text that is not empty, not ''"),
        ({"name": 3}, InputError, "not 3"),
        ({"pictures": ["json"]}, InputError, "pictures has 'json', which draws no PNG"),
        ({"pictures": ["pannel"]}, UnknownNameError, "did you mean 'panel'"),
    ],
)
def test_impossible_options_are_refused(comparison, options, error, said) -> None:
    writer = Writer()
    with pytest.raises(error, match=said):
        log_comparison(writer, comparison, **options)
    assert (writer.images, writer.scalars) == ({}, {})


def test_other_objects_are_refused(comparison) -> None:
    with pytest.raises(InputError, match=r"add_image and add_scalar.*not 'runs'"):
        log_comparison("runs", comparison)
    failed = FailedPair("cat", "a/cat.png", "b/cat.png", "read", "ReadError", "damaged")
    for given, name in (
        (failed, "FailedPair"),
        ([comparison, failed], "FailedPair"),
        ("cat", "str"),
        ([], "list"),
    ):
        with pytest.raises(InputError, match=f"not {name}; Finder.compare gives one"):
            log_comparison(Writer(), given)
    with pytest.raises(InputError, match=r"several of the 2 comparisons are called 'array'"):
        log_comparison(Writer(), [comparison, comparison])
