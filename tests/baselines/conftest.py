"""Projects with tests that use the plug-in."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import difference_finder
from difference_finder.baselines.check import BaselineChecker
from difference_finder.baselines.criteria import Criteria
from difference_finder.baselines.names import file_name
from difference_finder.baselines.results_page import write_results_page
from difference_finder.baselines.stale import Ran, find_stale
from pictures import noisy_pair

CONFTEST = """
import numpy as np, pytest

@pytest.fixture
def picture(request):
    return np.load(request.config.rootpath / "shown.npy")
"""


class CompiledImports:
    """Records the compiled modules that a run in this process imports, and that its end unloads."""

    def __init__(self) -> None:
        self.before = set(sys.modules)
        self.new: set[str] = set()

    def pytest_unconfigure(self) -> None:
        names = set(sys.modules) - self.before
        files = {name: getattr(sys.modules[name], "__file__", None) or "" for name in names}
        self.new = {name for name, file in files.items() if file.endswith(tuple(EXTENSION_SUFFIXES))}


class Project:
    """A project with a picture, and tests that use it."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester, self.root = pytester, pytester.path
        pytester.makeini("[pytest]\n")
        pytester.makeconftest(CONFTEST)
        self.baselines, self.results = self.root / "image-baselines", self.root / "image-results"

    def show(self, picture: np.ndarray) -> None:
        np.save(self.root / "shown.npy", picture)

    def write(self, **files: str) -> None:
        for name, code in files.items():
            path = self.root / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"import pytest\n{code}")

    def run(self, *arguments: str, fresh: bool = False) -> pytest.RunResult:
        plugin = ("-p", "difference_finder.pytest_plugin", "-p", "no:cacheprovider")
        # The plug-in may already be loaded in this process, for example by doctest.
        strict = ("-W", "error", "-W", "ignore::pytest.PytestAssertRewriteWarning")
        given = (*plugin, *strict, "-p", "no:hypothesispytest", *arguments)
        if fresh:
            return self.pytester.runpytest_subprocess(*given)
        imports = CompiledImports()
        result = self.pytester.runpytest_inprocess(*given, plugins=[imports])
        assert not imports.new, "everything_loaded must import these: they cannot be imported twice"
        return result

    def files(self, folder: str) -> list[str]:
        root = self.root / folder
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.fixture(scope="session")
def everything_loaded(tmp_path_factory) -> None:
    """Import everything that comparisons import: the end of each test unloads the imports of the test.

    torch, matplotlib and compiled modules cannot be imported twice.
    """
    with suppress(ImportError):
        import torch  # noqa: F401
    with suppress(ImportError):
        import matplotlib.backends.backend_agg
        import matplotlib.figure  # noqa: F401
    folder = tmp_path_factory.mktemp("baselines")
    chosen = [Criteria(metric) for metric in (None, "ssim", "mse", "psnr", "gmsd")]
    for criteria in (*chosen, Criteria(max_changed=0)):
        for update, picture in zip((True, False), noisy_pair(), strict=True):
            checker = BaselineChecker(folder / "known", folder / "out", update)
            checker.check(picture, file_name("a"), criteria)
    photo = Image.fromarray(noisy_pair()[0])
    palette = photo.convert("P")
    for suffix in ("jpg", "tiff", "webp", "bmp"):
        path = folder / f"picture.{suffix}"
        photo.save(path)
        BaselineChecker(folder / "known", folder / "out", True).check(path, suffix, Criteria())
    BaselineChecker(folder / "known", folder / "out", True).check(palette, "palette", Criteria())
    used = {"a", "palette", "jpg", "tiff", "webp", "bmp"}
    assert not find_stale(folder, folder / "known", used, Ran()).unused
    facts = {"name": "a", "test": "t", "status": "passed", "state": "same", "baseline": "a.png"}
    stale = [folder / "known" / "a.png"]
    folders = folder / "known", folder / "out"
    write_results_page([{**facts, "why": [], "files": []}], stale, folders, folder)


@pytest.fixture
def project(pytester: pytest.Pytester, photo_pair, monkeypatch, everything_loaded) -> Project:
    source = Path(difference_finder.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")]))
    made = Project(pytester)
    made.show(photo_pair[0])
    return made


@pytest.fixture
def plain(project: Project) -> Callable[..., pytest.RunResult]:
    """Return a function that runs one test with a call of the fixture."""

    def run(call: str, *arguments: str) -> pytest.RunResult:
        project.write(test_it=f"def test_plot(image_difference, picture):\n    {call}\n")
        return project.run(*arguments)

    return run
