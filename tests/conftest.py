"""Images that several tests use."""

import os
import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import known_answers
from missing import skipped
from pictures import photograph_pair

collect_ignore = ["gpu_cases.py", "gpu_compiled.py"]
"""Programs that tests run, and that import torch and Triton."""

pytest_plugins = ["pytester", "browsing", "missing", "run_of_pairs", "studies"]

QUIET_FOLDERS = tuple(Path(__file__).parent / name for name in ("arrays", "metrics"))
"""Tests of arithmetic: they give pixels that are finite in one image only, which masks them, and batches of
which a map shows the first sample. The warnings about these have tests of their own."""


@pytest.fixture(autouse=True, scope="session")
def _folder_of_pictures(tmp_path_factory) -> Iterator[None]:
    """Let pages show the pictures of all tests, as if tests ran in a folder above them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("difference_finder.report.roots.working_folder", tmp_path_factory.getbasetemp)
        yield


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture
def shared() -> Path:
    """Return the folder of images with known answers, or skip the test."""
    return known_answers.folder()


@pytest.fixture
def photo_pair() -> tuple[np.ndarray, np.ndarray]:
    """Two photographs that differ in one place of 20 x 16 pixels at x=40, y=30."""
    return photograph_pair()


@pytest.fixture
def save(tmp_path):
    """Write an array as a picture and return its path."""
    from PIL import Image

    def write(array: np.ndarray, name: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(array).save(path)
        return path

    return write


@pytest.fixture(scope="session")
def made_up_weights(tmp_path_factory) -> Path:
    """A cache with numbers that nobody trained, so that tests do not need the real ones."""
    pytest.importorskip("torch")
    from difference_finder import weights

    generator = np.random.default_rng(7)
    folder: Path = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIFFERENCE_FINDER_CACHE", str(folder))
        for name, facts in weights.PUBLISHED.items():
            arrays = {}
            for key, shape in facts.shapes.items():
                size = np.sqrt(2 / np.prod(shape[1:])) if len(shape) > 1 else 0.05
                values = generator.standard_normal(shape) * size
                arrays[key] = (values if key.split(".")[0] != key else np.abs(values)).astype(np.float32)
            weights.save(name, arrays)
    return folder


@pytest.fixture
def networks(made_up_weights, monkeypatch) -> Iterator[Path]:
    """Let the learned metrics work with numbers that were made up."""
    from difference_finder.metrics import _networks

    monkeypatch.setenv("DIFFERENCE_FINDER_CACHE", str(made_up_weights))
    _networks.clear_weights()
    yield made_up_weights
    _networks.clear_weights()


@pytest.fixture
def no_weights(tmp_path, monkeypatch) -> Iterator[Path]:
    """A machine without weights of learned metrics; the folder is our cache, which is empty."""
    from difference_finder.metrics import _networks
    from difference_finder.weights import _locations

    monkeypatch.setenv("DIFFERENCE_FINDER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    monkeypatch.setattr(_locations, "_INSTALLED", {name: {} for name in _locations._INSTALLED})
    _networks.clear_weights()
    yield tmp_path / "cache"
    _networks.clear_weights()


@pytest.fixture(scope="session")
def real_weights() -> None:
    """Skip where the published weights are not on this machine."""
    pytest.importorskip("torch")
    from difference_finder.weights import NAMES, load

    with skipped():
        load(NAMES)


LEARNED = ("metrics.lpips.lpips", "metrics.dists.dists", "strategies.gradcam.gradcam")
"""What has an example that needs torch and the published weights."""


NEEDED = {"study.figure._figure.figure": "matplotlib", "notebook._display.widget": "anywidget"}
"""What has an example that needs a package of an extra."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip slow tests, and the examples that need a package or weights that are not here.

    Tests of arithmetic run without warnings about unequal images.
    """
    files = {item.path for item in items}
    quiet = {path for path in files if any(folder in path.parents for folder in QUIET_FOLDERS)}
    for item in items:
        if item.path in quiet:
            item.add_marker(pytest.mark.filterwarnings("ignore::difference_finder.errors.UnequalWarning"))
        nightly = config.getoption("--nightly")
        if item.get_closest_marker("nightly") and not nightly:
            item.add_marker(pytest.mark.skip(reason="needs time: nightly tests run with --nightly"))
        if item.get_closest_marker("slow") and not (nightly or config.getoption("--all")):
            item.add_marker(pytest.mark.skip(reason="needs time: slow tests run with --all"))
        for example, package in NEEDED.items():
            if item.name == f"difference_finder.{example}" and find_spec(package) is None:
                item.add_marker(pytest.mark.skip(reason=f"needs {package}"))
    examples = [item for item in items if item.name.removeprefix("difference_finder.") in LEARNED]
    if not examples:
        return
    from difference_finder.errors import MissingDependencyError, WeightsError
    from difference_finder.parts.registry import metrics

    try:
        for name in ("lpips", "dists"):
            metrics.get(name).check_ready()
    except MissingDependencyError as error:
        reason = str(error)
    except WeightsError as error:
        reason = f"needs trained weights: {error}"
    else:
        return
    for item in examples:
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let idle processes of pytest-xdist take tests from busy ones, since a few tests take seconds."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "worksteal"


def pytest_configure() -> None:
    """Prepare this process, and those that tests start."""
    # Tests run side by side, and a thread of torch that waits for a core keeps its own core busy: with one
    # thread, networks are four times faster on a busy machine.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # A shell lets a command in the background ignore SIGINT, and child processes inherit this.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser) -> None:
    parser.addoption("--all", action="store_true", help="run the tests that are marked slow as well")
    parser.addoption("--nightly", action="store_true", help="run every test, also those marked nightly")
    parser.addoption(
        "--redraw", action="store_true", help="write the expected numbers of the golden rows anew"
    )
